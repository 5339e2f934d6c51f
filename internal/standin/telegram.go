package standin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// TelegramToken is the token of the bot that the stand-in has.
const TelegramToken = "4242:standin-telegram-token-0123456789ab" //nolint:gosec // nobody else takes it

// What Telegram allows.
const (
	telegramText    = 4096 // UTF-16 units of a text
	telegramCaption = 1024 // the same of a caption
	telegramData    = 64   // bytes of what a button sends
	telegramFile    = 50 << 20
	telegramGroup   = 20               // messages a minute, and edits, in a group
	telegramCallAge = 30 * time.Second // of a press that can be answered
)

// TelegramMessage is a message of the bot as it is now.
type TelegramMessage struct {
	Chat, ID int64
	Text     string
	Buttons  []TelegramButton
	Video    []byte // nil: a text
	Edits    int
}

// TelegramButton is a button below a message.
type TelegramButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// telegram is what the bot's server holds. Updates are kept until they are confirmed,
// whoever asks and however often it starts anew.
type telegram struct {
	mu       sync.Mutex
	last     int64 // number of an update, a message or a press
	updates  []telegramUpdate
	came     chan struct{} // closed when there is an update
	poll     chan struct{} // closed when another poller takes over
	webhook  bool
	revoked  bool
	messages []*TelegramMessage
	closed   map[int64]bool  // chats that have blocked the bot
	moved    map[int64]int64 // groups that became supergroups, and which
	groups   map[int64]*telegramPace
	minute   time.Duration    // in which a group takes its messages
	presses  map[string]press // by id
}

// telegramPace is what a group was sent, and how often that was too much.
type telegramPace struct {
	times          []time.Time
	silent         time.Time // until when the bot was asked to be
	limited, early int       // calls beyond the limit, and those while it was to be silent
}

// take counts a message, or returns for how many seconds the bot is to be silent.
func (p *telegramPace) take(now time.Time, minute time.Duration) (wait int) {
	if now.Before(p.silent) {
		p.early++
		return int(p.silent.Sub(now)/time.Second) + 1
	}
	p.times = slices.DeleteFunc(p.times, func(t time.Time) bool { return now.Sub(t) >= minute })
	if len(p.times) < telegramGroup {
		p.times = append(p.times, now)
		return 0
	}
	p.limited++
	wait = int(p.times[0].Add(minute).Sub(now)/time.Second) + 1
	p.silent = now.Add(time.Duration(wait) * time.Second)
	return wait
}

type telegramUpdate struct {
	id   int64
	body map[string]any
}

// press is one press of a button, and what the bot said to it.
type press struct {
	at       time.Time
	answered bool
	text     string
}

func (t *telegram) start() {
	t.came, t.poll = make(chan struct{}), make(chan struct{})
	t.closed, t.presses = map[int64]bool{}, map[string]press{}
	t.moved, t.groups, t.minute = map[int64]int64{}, map[int64]*telegramPace{}, time.Minute
	t.last = 1000
}

// next returns a number that nothing has. The caller has the lock.
func (t *telegram) next() int64 {
	t.last++
	return t.last
}

// push adds an update. The caller has the lock.
func (t *telegram) push(kind string, body map[string]any) {
	id := t.next()
	t.updates = append(t.updates, telegramUpdate{id, map[string]any{"update_id": id, kind: body}})
	close(t.came)
	t.came = make(chan struct{})
}

func (t *telegram) find(chat, id int64) *TelegramMessage {
	for _, m := range t.messages {
		if m.Chat == chat && m.ID == id {
			return m
		}
	}
	return nil
}

// telegramCall is one request, in whichever of its forms it came.
type telegramCall struct {
	Offset   int64 `json:"offset"`
	Timeout  int   `json:"timeout"`
	Chat     int64 `json:"chat_id"`
	Message  int64 `json:"message_id"`
	Text     string
	Caption  string
	Callback string `json:"callback_query_id"`
	Markup   struct {
		Keyboard [][]struct {
			TelegramButton
			Copy *struct{ Text string } `json:"copy_text"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`
	video []byte
}

func readTelegram(r *http.Request) (c telegramCall, err error) {
	if isJSON(r) {
		return c, json.NewDecoder(r.Body).Decode(&c)
	}
	if err := r.ParseMultipartForm(telegramFile + 1<<20); err != nil { //nolint:gosec // the body was read whole, within its limit
		return c, err
	}
	c.Chat, _ = strconv.ParseInt(r.FormValue("chat_id"), 10, 64)
	c.Caption = r.FormValue("caption")
	if markup := r.FormValue("reply_markup"); markup != "" {
		if err := json.Unmarshal([]byte(markup), &c.Markup); err != nil {
			return c, err
		}
	}
	if f, _, err := r.FormFile("video"); err == nil {
		defer f.Close()
		if c.video, err = io.ReadAll(f); err != nil {
			return c, err
		}
	}
	return c, nil
}

// telegramMethod answers a call whose form is good: with a result, or with a status and
// what is wrong.
type telegramMethod func(ctx context.Context, c telegramCall) (result any, status int, wrong string)

func (s *Server) telegramRoutes(mux *http.ServeMux) {
	order := Order("telegram")
	methods := []struct {
		name   string
		part   Part
		limit  int64
		answer telegramMethod
	}{
		{"getMe", Part("telegram.me"), maxRequestBody, func(context.Context, telegramCall) (any, int, string) {
			return map[string]any{"id": 4242, "is_bot": true, "first_name": "Spark", "username": "spark_standin_bot"}, 0, ""
		}},
		{"getUpdates", Look("telegram"), maxRequestBody, s.telegramUpdates},
		{"deleteWebhook", Part("telegram.webhook"), maxRequestBody, func(context.Context, telegramCall) (any, int, string) {
			s.telegram.mu.Lock()
			defer s.telegram.mu.Unlock()
			s.telegram.webhook = false
			return true, 0, ""
		}},
		{"sendMessage", order, maxRequestBody, s.telegramSend},
		{"sendVideo", File("telegram"), telegramFile + 1<<20, s.telegramSend},
		{"editMessageText", Part("telegram.edit"), maxRequestBody, s.telegramEdit("text")},
		{"editMessageCaption", Part("telegram.edit"), maxRequestBody, s.telegramEdit("caption")},
		{"answerCallbackQuery", Part("telegram.answer"), maxRequestBody, s.telegramAnswer},
	}
	for _, m := range methods {
		answer := m.answer
		mux.Handle("POST /telegram/{bot}/"+m.name, s.partWithin(m.part, m.limit, func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("bot") != "bot"+TelegramToken || s.telegramRevoked() {
				telegramError(w, http.StatusUnauthorized, "Unauthorized", nil)
				return
			}
			c, err := readTelegram(r)
			if err != nil {
				telegramError(w, http.StatusBadRequest, "Bad Request: can't parse the request", nil)
				return
			}
			if to, wait := s.telegramStops(c.Chat); to != 0 {
				telegramError(w, http.StatusBadRequest, "Bad Request: group chat was upgraded to a supergroup chat", map[string]any{"migrate_to_chat_id": to})
				return
			} else if wait > 0 {
				telegramRefuse(w, http.StatusTooManyRequests, wait)
				return
			}
			result, status, wrong := answer(r.Context(), c)
			if wrong != "" {
				telegramError(w, status, wrong, nil)
				return
			}
			writeJSON(w, http.StatusOK, map[string]any{"ok": true, "result": result})
		}))
	}
	mux.Handle("/telegram/", s.inside(func(w http.ResponseWriter, _ *http.Request) { telegramError(w, http.StatusNotFound, "Not Found", nil) }))
}

func (s *Server) telegramRevoked() bool {
	s.telegram.mu.Lock()
	defer s.telegram.mu.Unlock()
	return s.telegram.revoked
}

// telegramStops returns why a chat takes nothing now: the supergroup that it became, or
// for how many seconds the bot is to be silent there. What it takes is counted.
func (s *Server) telegramStops(chat int64) (moved int64, wait int) {
	t := &s.telegram
	t.mu.Lock()
	defer t.mu.Unlock()
	if to := t.moved[chat]; to != 0 || chat >= 0 {
		return to, 0
	}
	if t.groups[chat] == nil {
		t.groups[chat] = &telegramPace{}
	}
	return 0, t.groups[chat].take(time.Now(), t.minute)
}

// telegramError answers as the real server does. parameters say what the bot can do
// about it; nil: nothing.
func telegramError(w http.ResponseWriter, status int, wrong string, parameters map[string]any) {
	body := map[string]any{"ok": false, "error_code": status, "description": wrong}
	if parameters != nil {
		body["parameters"] = parameters
	}
	writeJSON(w, status, body)
}

// telegramRefuse answers a status with what the real server says with it.
func telegramRefuse(w http.ResponseWriter, status, wait int) {
	says := map[int]string{
		400: "Bad Request: not enough rights to send text messages to the chat", 401: "Unauthorized", 403: "Forbidden: bot was blocked by the user", 404: "Not Found",
		409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
		429: fmt.Sprintf("Too Many Requests: retry after %d", wait),
	}
	wrong := says[status]
	if wrong == "" {
		wrong = http.StatusText(status)
	}
	var parameters map[string]any
	if wait > 0 {
		parameters = map[string]any{"retry_after": wait}
	}
	telegramError(w, status, wrong, parameters)
}

// telegramUpdates holds a question about news until there is some. What is below the
// offset is confirmed, and gone.
func (s *Server) telegramUpdates(ctx context.Context, c telegramCall) (any, int, string) {
	t := &s.telegram
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.webhook {
		return nil, http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	}
	close(t.poll)
	mine := make(chan struct{})
	t.poll = mine
	for len(t.updates) > 0 && t.updates[0].id < c.Offset {
		t.updates = t.updates[1:]
	}
	end := time.After(time.Duration(c.Timeout) * time.Second)
	for over := c.Timeout == 0; len(t.updates) == 0 && !over; {
		came := t.came
		t.mu.Unlock()
		terminated := false
		select {
		case <-came:
		case <-mine:
			terminated = true
		case <-end:
			over = true
		case <-ctx.Done():
			over = true
		case <-s.closed:
			over = true
		}
		t.mu.Lock()
		if terminated {
			return nil, http.StatusConflict, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
		}
	}
	all := []any{}
	for _, u := range t.updates[:min(len(t.updates), 100)] {
		all = append(all, u.body)
	}
	return all, 0, ""
}

// buttons returns what is below a message, and what is wrong with it.
func (c telegramCall) buttons() (all []TelegramButton, wrong string) {
	for _, row := range c.Markup.Keyboard {
		for _, b := range row {
			switch {
			case len(b.Data) > telegramData || b.Data == "":
				return nil, "Bad Request: BUTTON_DATA_INVALID"
			case b.Copy != nil && b.Copy.Text == "":
				return nil, "Bad Request: BUTTON_COPY_TEXT_INVALID"
			}
			all = append(all, b.TelegramButton)
		}
	}
	return all, ""
}

func units(text string) int { return len(utf16.Encode([]rune(text))) }

// words returns the text of a message, and what is wrong with it.
func (c telegramCall) words(video bool) (text, wrong string) {
	switch {
	case video && units(c.Caption) > telegramCaption:
		return "", "Bad Request: message caption is too long"
	case video:
		return c.Caption, ""
	case strings.TrimSpace(c.Text) == "":
		return "", "Bad Request: message text is empty"
	case units(c.Text) > telegramText:
		return "", "Bad Request: message is too long"
	}
	return c.Text, ""
}

func (s *Server) telegramSend(_ context.Context, c telegramCall) (any, int, string) {
	t := &s.telegram
	t.mu.Lock()
	defer t.mu.Unlock()
	text, wrong := c.words(c.video != nil)
	buttons, bad := c.buttons()
	switch {
	case t.closed[c.Chat]:
		return nil, http.StatusForbidden, "Forbidden: bot was blocked by the user"
	case c.Chat == 0:
		return nil, http.StatusBadRequest, "Bad Request: chat not found"
	case len(c.video) > telegramFile:
		return nil, http.StatusRequestEntityTooLarge, "Request Entity Too Large"
	case wrong != "":
		return nil, http.StatusBadRequest, wrong
	case bad != "":
		return nil, http.StatusBadRequest, bad
	}
	m := &TelegramMessage{Chat: c.Chat, ID: t.next(), Text: text, Buttons: buttons, Video: c.video}
	t.messages = append(t.messages, m)
	return map[string]any{"message_id": m.ID, "chat": map[string]any{"id": c.Chat}, "date": time.Now().Unix()}, 0, ""
}

// telegramEdit edits the text of a message or the caption of a video.
func (s *Server) telegramEdit(part string) telegramMethod {
	return func(_ context.Context, c telegramCall) (any, int, string) {
		t := &s.telegram
		t.mu.Lock()
		defer t.mu.Unlock()
		m := t.find(c.Chat, c.Message)
		if m == nil {
			return nil, http.StatusBadRequest, "Bad Request: message to edit not found"
		}
		text, wrong := c.words(m.Video != nil)
		buttons, bad := c.buttons()
		switch {
		case (part == "caption") != (m.Video != nil):
			return nil, http.StatusBadRequest, "Bad Request: there is no " + part + " in the message to edit"
		case t.closed[c.Chat]:
			return nil, http.StatusForbidden, "Forbidden: bot was blocked by the user"
		case wrong != "":
			return nil, http.StatusBadRequest, wrong
		case bad != "":
			return nil, http.StatusBadRequest, bad
		case text == m.Text && len(buttons) == 0 && len(m.Buttons) == 0:
			return nil, http.StatusBadRequest, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
		}
		m.Text, m.Buttons = text, buttons
		m.Edits++
		return map[string]any{"message_id": m.ID, "chat": map[string]any{"id": m.Chat}, "date": time.Now().Unix()}, 0, ""
	}
}

func (s *Server) telegramAnswer(_ context.Context, c telegramCall) (any, int, string) {
	t := &s.telegram
	t.mu.Lock()
	defer t.mu.Unlock()
	p, known := t.presses[c.Callback]
	if !known || p.answered || time.Since(p.at) > telegramCallAge {
		return nil, http.StatusBadRequest, "Bad Request: query is too old and response timeout expired or query ID is invalid"
	}
	p.answered, p.text = true, c.Text
	t.presses[c.Callback] = p
	return true, 0, ""
}
