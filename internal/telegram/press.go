package telegram

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/pipeline"
)

// codeLife is how long a code for pairing is good.
const codeLife = 10 * time.Minute

// pairing is the one code that is good now.
type pairing struct {
	code  string
	until time.Time
}

func (p pairing) open(now time.Time) bool { return p.code != "" && now.Before(p.until) }

// link opens the bot on a phone, where one press sends the code.
func (p pairing) link(bot string) string { return "https://t.me/" + bot + "?start=" + p.code }

// Pair returns a link that puts whoever opens it first on the list. It ends a webhook of
// the bot: the streamer asks for its messages to come here.
func (b *Bot) Pair(ctx context.Context) (link string, until time.Time, err error) {
	client, ok := b.o.Client()
	if !ok {
		return "", time.Time{}, fault.New(fault.Conflict, "telegram.no_token", "setting", fault.Say("setting.telegram.token"))
	}
	me, err := client.me(ctx)
	if err == nil {
		err = client.takeOver(ctx)
	}
	if err != nil {
		return "", time.Time{}, err
	}
	b.mu.Lock()
	b.name = me.Username
	b.pair = pairing{rand.Text(), b.o.Now().Add(codeLife)}
	link, until = b.pair.link(b.name), b.pair.until
	b.mu.Unlock()
	b.Refresh()
	b.o.Changed()
	return link, until, nil
}

// use takes a code, once.
func (b *Bot) use(code string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.pair.open(b.o.Now()) || subtle.ConstantTimeCompare([]byte(code), []byte(b.pair.code)) != 1 {
		return false
	}
	b.pair = pairing{}
	return true
}

// reply answers somebody who pressed or wrote.
type reply func(context.Context, *Client) error

// take does what an update asks for. Taken twice it does the same as once.
func (b *Bot) take(ctx context.Context, u update) (reply, error) {
	switch {
	case u.Press != nil && u.Press.Message != nil:
		text, err := b.decide(ctx, *u.Press)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, c *Client) error { return c.answer(ctx, u.Press.ID, cut(text, 200)) }, nil
	case u.Message != nil && u.Message.MigrateTo != 0:
		return nil, b.move(ctx, u.Message.Chat.ID, u.Message.MigrateTo)
	case u.Message != nil && u.Message.MigrateFrom != 0:
		return nil, b.move(ctx, u.Message.MigrateFrom, u.Message.Chat.ID)
	case u.Message != nil:
		return nil, b.receive(ctx, *u.Message)
	}
	return nil, nil
}

// receive takes a message: a code, or a sign of life of somebody whose chat was closed.
func (b *Bot) receive(ctx context.Context, m message) error {
	words := strings.Fields(m.Text)
	account, listed := b.account(m.From.ID)
	isCode := len(words) == 2 && strings.HasPrefix(words[0], "/start") && b.use(words[1])
	if !isCode && (!listed || !account.Closed || account.Chat != m.Chat.ID) {
		return nil
	}
	account = Account{User: m.From.ID, Chat: m.Chat.ID, Name: nameOf(m.From), Greet: true}
	err := b.update(ctx, func(r *record) {
		r.Accounts = append(slices.DeleteFunc(r.Accounts, func(a Account) bool { return a.User == account.User }), account)
	})
	if err != nil {
		return err
	}
	b.o.Log.Info().Str("who", account.Name).Msg("a moderator in Telegram may decide")
	b.Refresh()
	b.o.Changed()
	return nil
}

func nameOf(u user) string {
	return cmp.Or(celebration.Name(u.First+" "+u.Last, 60), celebration.Name(u.Username, 60), strconv.FormatInt(u.ID, 10))
}

func (b *Bot) account(user int64) (Account, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.now.Accounts, func(a Account) bool { return a.User == user })
	if i < 0 {
		return Account{}, false
	}
	return b.now.Accounts[i], true
}

// dataOf returns what a button sends: the decision, about what, and how often that had
// moved when the button was made. A button of an earlier question decides nothing.
func dataOf(action pipeline.Action, id int64, stage int) string {
	return fmt.Sprintf("%s:%d:%d", action, id, stage)
}

func readData(data string) (action pipeline.Action, id int64, stage int, ok bool) {
	parts := strings.Split(data, ":")
	if len(parts) != 3 || !slices.Contains(pipeline.Choices(), pipeline.Action(parts[0])) {
		return "", 0, 0, false
	}
	id, err := strconv.ParseInt(parts[1], 10, 64)
	stage, err2 := strconv.Atoi(parts[2])
	return pipeline.Action(parts[0]), id, stage, err == nil && err2 == nil
}

// decide carries out a press, and returns what the person is told. An error means that
// nothing is known: the press comes again.
func (b *Bot) decide(ctx context.Context, p press) (string, error) {
	l := b.o.Language()
	account, listed := b.account(p.From.ID)
	if !listed {
		b.o.Log.Warn().Int64("user", p.From.ID).Msg("a stranger pressed a button of the bot")
		return l.T("telegram.stranger"), nil
	}
	action, id, stage, ok := readData(p.Data)
	if !ok {
		return l.T("telegram.gone"), nil
	}
	c, err := b.o.Store.Celebration(ctx, id)
	if err == nil && waits(c) && len(c.Moves) == stage {
		c, err = b.o.Decide(ctx, id, action, celebration.By{Via: celebration.ViaTelegram, Who: account.Name})
		if fault.Has(err, fault.Conflict) || fault.Has(err, fault.Stale) { // somebody was faster
			c, err = b.o.Store.Celebration(ctx, id)
		}
	}
	switch {
	case fault.Has(err, fault.NotFound):
		return l.T("telegram.gone"), nil
	case err != nil:
		return "", err
	}
	return b.outcome(c), b.close(ctx, p, id, stage)
}

// close has the message lose its buttons, also one that the bot does not know of: its
// sending seemed to fail.
func (b *Bot) close(ctx context.Context, p press, id int64, stage int) error {
	chat, message := p.Message.Chat.ID, p.Message.ID
	known := slices.ContainsFunc(b.known().Sent, func(s sent) bool { return s.Chat == chat && s.ID == message })
	if known {
		return nil
	}
	err := b.update(ctx, func(r *record) {
		r.Sent = append(r.Sent, sent{Chat: chat, ID: message, Celebration: id, Stage: stage, Video: p.Message.Video != nil})
	})
	b.nudge()
	return err
}

// waits reports whether a moderator has to decide about a celebration.
func waits(c celebration.Celebration) bool { return len(pipeline.Offered(c)) > 0 }

// outcome returns what became of a celebration, and by whom.
func (b *Bot) outcome(c celebration.Celebration) string {
	l := b.o.Language()
	if waits(c) || len(c.Decisions) == 0 {
		return l.T("telegram.over", l.T("status."+string(c.Status)))
	}
	last := c.Decisions[len(c.Decisions)-1]
	return l.T("telegram.decided", l.T("decided."+last.Action), l.T("telegram.by."+string(last.Via), last.Who))
}
