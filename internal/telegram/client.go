// Package telegram has moderators decide in Telegram what waits for a decision: a bot of
// the streamer's own token sends them what waits, and their presses go the way of every
// other decision. It asks for news itself (long polling), so it needs no public address.
package telegram

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

const (
	pollTime   = 25 * time.Second // for which the server holds a question about news
	pollLimit  = pollTime + 15*time.Second
	uploadTime = 3 * time.Minute
	// maxVideo is the largest file that a bot may send.
	maxVideo = 50_000_000
)

// ID is the bot's among the providers.
const ID = "telegram"

// Descriptor declares the bot.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: ID, Kind: provider.KindMessenger, Group: "telegram", Required: []string{"token"},
		Keys: []provider.Key{
			{Name: "token", Type: provider.BotToken, SentTo: "base_url", Env: []string{"TELEGRAM_BOT_TOKEN"}},
			{Name: "base_url", Type: provider.Address, Default: "https://api.telegram.org"},
			{Name: "proxy", Type: provider.Proxy},
		},
		StandIn: map[string]string{"base_url": "/telegram", "token": "4242:standin-telegram-token-0123456789ab"}, //nolint:gosec // of the stand-in
		Check: func(ctx context.Context, s provider.Setup) (provider.Finding, error) {
			me, err := NewClient(s).me(ctx)
			if err != nil {
				return provider.Finding{}, err
			}
			return provider.Found("telegram.check", "bot", "@"+me.Username), nil
		},
	}
}

// Client calls the Bot API with one token.
type Client struct {
	out         *outbound.Client
	base, token string
}

// NewClient returns the client of the configured bot.
func NewClient(s provider.Setup) *Client {
	return &Client{out: s.Client, base: s.Values.Text("base_url"), token: s.Values.Secret("token").Reveal()}
}

// user is whoever wrote or pressed, or the bot itself.
type user struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
}

type message struct {
	ID   int64 `json:"message_id"`
	From user  `json:"from"`
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
	Text  string          `json:"text"`
	Video json.RawMessage `json:"video"`
	// Where a group became a supergroup: said in the one, and in the other.
	MigrateTo   int64 `json:"migrate_to_chat_id"`
	MigrateFrom int64 `json:"migrate_from_chat_id"`
}

type press struct {
	ID      string   `json:"id"`
	From    user     `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

type update struct {
	ID      int64    `json:"update_id"`
	Message *message `json:"message"`
	Press   *press   `json:"callback_query"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

type markup struct {
	Keyboard [][]button `json:"inline_keyboard"`
}

// refusal is a no of the server.
type refusal struct {
	Code       int    `json:"error_code"`
	Said       string `json:"description"`
	Parameters struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func (r *refusal) Error() string { return r.Said }

func (r *refusal) says(part string) bool { return strings.Contains(strings.ToLower(r.Said), part) }

// Codes of the faults that say what a moderator's chat or the bot lacks.
const (
	codeToken    = "telegram.token_refused"
	codeWebhook  = "telegram.webhook"
	codeTwo      = "telegram.two_programs"
	codeChatGone = "telegram.chat_closed"
	codeMoved    = "telegram.moved"
	codeRefused  = "telegram.refused"
)

// call makes one call. into may be nil.
func (c *Client) call(ctx context.Context, method string, r outbound.Request, into any) error {
	// The token would be a part of a path as it is: nothing else may be in it.
	if strings.ContainsAny(c.token, "/?#%\\ ") {
		return tokenRefused(nil)
	}
	r.Method, r.URL, r.Secret = http.MethodPost, c.base+"/bot"+c.token+"/"+method, c.token
	var answer struct {
		OK     bool            `json:"ok"`
		Result json.RawMessage `json:"result"`
		refusal
	}
	r.Decode = &answer
	if _, err := c.out.Do(ctx, r); err != nil {
		return refused(err)
	}
	if !answer.OK {
		return fault.Wrap(&answer.refusal, fault.Retry, "telegram.odd_answer")
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer.Result, into); err != nil {
		return fault.New(fault.Retry, "telegram.odd_answer")
	}
	return nil
}

func tokenRefused(cause error) error {
	return fault.Wrap(cause, fault.Permanent, codeToken, "setting", provider.Setting("telegram.token"))
}

// refused returns what the failure of a call means.
func refused(err error) error {
	failure, ok := outbound.FailureOf(err)
	said := &refusal{}
	if !ok || json.Unmarshal(failure.Body, said) != nil || said.Code == 0 {
		return err // no answer, or one of somebody on the way
	}
	switch {
	case said.Code == http.StatusUnauthorized, said.Code == http.StatusNotFound:
		return tokenRefused(said)
	case said.Code == http.StatusConflict && said.says("webhook"):
		return fault.Wrap(said, fault.Permanent, codeWebhook)
	case said.Code == http.StatusConflict:
		return fault.Wrap(said, fault.Retry, codeTwo)
	case said.Parameters.MigrateTo != 0:
		return fault.Wrap(said, fault.Retry, codeMoved)
	case said.Code == http.StatusForbidden, said.says("chat not found"):
		return fault.Wrap(said, fault.Permanent, codeChatGone)
	case said.Code == http.StatusTooManyRequests:
		wait := time.Duration(min(max(said.Parameters.RetryAfter, 1), int(longestAsked/time.Second))) * time.Second
		slow := fault.Wrap(said, fault.Retry, "telegram.too_many", "until", time.Now().Add(wait))
		slow.After = wait
		return slow
	case said.Code == http.StatusBadRequest, said.Code == http.StatusRequestEntityTooLarge:
		return fault.Wrap(said, fault.Permanent, codeRefused, "said", provider.Quote(said.Said))
	}
	return err
}

// refusalOf returns what the server said with a no; the zero value where it said nothing.
func refusalOf(err error) *refusal {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	return &refusal{}
}

// isGone reports whether an edit failed because nobody can edit the message any more.
func isGone(err error) bool {
	r := refusalOf(err)
	return r.says("message to edit not found") || r.says("message can't be edited") || r.says("message_id_invalid")
}

func (c *Client) me(ctx context.Context) (me user, err error) {
	return me, c.call(ctx, "getMe", outbound.Request{JSON: struct{}{}}, &me)
}

// updates asks for news, and waits for some. What is below the offset is confirmed with it.
func (c *Client) updates(ctx context.Context, offset int64, wait time.Duration) (all []update, err error) {
	body := map[string]any{
		"offset": offset, "limit": 100, "timeout": int(wait / time.Second), "allowed_updates": []string{"message", "callback_query"},
	}
	return all, c.call(ctx, "getUpdates", outbound.Request{JSON: body, Timeout: pollLimit}, &all)
}

// takeOver ends a webhook, so that the bot's news come here. Nothing of them is dropped.
func (c *Client) takeOver(ctx context.Context) error {
	return c.call(ctx, "deleteWebhook", outbound.Request{JSON: map[string]any{"drop_pending_updates": false}}, nil)
}

// post is a message to send.
type post struct {
	text    string
	buttons []button
	video   io.Reader // nil: a text
	size    int64
	name    string
}

// send sends a message and returns its number.
func (c *Client) send(ctx context.Context, chat int64, p post) (int64, error) {
	var sent message
	if p.video == nil {
		body := map[string]any{
			"chat_id": chat, "text": p.text, "protect_content": true, "link_preview_options": map[string]any{"is_disabled": true},
		}
		if len(p.buttons) > 0 {
			body["reply_markup"] = markup{[][]button{p.buttons}}
		}
		err := c.call(ctx, "sendMessage", outbound.Request{JSON: body}, &sent)
		return sent.ID, err
	}
	keyboard, err := json.Marshal(markup{[][]button{p.buttons}})
	if err != nil {
		return 0, err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, field := range [][2]string{
		{"chat_id", strconv.FormatInt(chat, 10)},
		{"caption", p.text},
		{"protect_content", "true"},
		{"supports_streaming", "true"},
		{"reply_markup", string(keyboard)},
	} {
		err = cmp.Or(err, w.WriteField(field[0], field[1]))
	}
	_, part := w.CreateFormFile("video", p.name)
	if err = cmp.Or(err, part); err != nil {
		return 0, err
	}
	head := bytes.NewReader(bytes.Clone(form.Bytes()))
	form.Reset()
	if err := w.Close(); err != nil {
		return 0, err
	}
	err = c.call(ctx, "sendVideo", outbound.Request{
		Header: http.Header{"Content-Type": {w.FormDataContentType()}}, Timeout: uploadTime,
		Body: io.MultiReader(head, p.video, &form), Length: head.Size() + p.size + int64(form.Len()),
	}, &sent)
	return sent.ID, err
}

// edit replaces the text of a message, or the caption of a video, and takes its buttons
// away.
func (c *Client) edit(ctx context.Context, chat, id int64, video bool, text string) error {
	method, field := "editMessageText", "text"
	if video {
		method, field = "editMessageCaption", "caption"
	}
	body := map[string]any{"chat_id": chat, "message_id": id, field: text, "link_preview_options": map[string]any{"is_disabled": true}}
	err := c.call(ctx, method, outbound.Request{JSON: body}, nil)
	if refusalOf(err).says("message is not modified") {
		return nil
	}
	return err
}

// answer ends the wait of whoever pressed.
func (c *Client) answer(ctx context.Context, id, text string) error {
	err := c.call(ctx, "answerCallbackQuery", outbound.Request{JSON: map[string]any{"callback_query_id": id, "text": text}}, nil)
	if refusalOf(err).says("query is too old") {
		return nil // it was decided all the same
	}
	return err
}
