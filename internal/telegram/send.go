package telegram

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/pipeline"
)

const (
	// maxOpen is how many messages of a chat have buttons at once. What waits beyond them
	// is counted in one more, the digest, and comes as they are decided.
	maxOpen     = 5
	maxText     = 4096 // UTF-16 units, as Telegram counts
	maxCaption  = 1024
	maxWaiting  = 500 // that are looked at
	digestPause = 10 * time.Second
)

// limit is how many messages Telegram takes within a time.
type limit struct {
	messages int
	within   time.Duration
}

// pace is what Telegram takes in one chat, besides in a group, and of a bot in all.
type pace struct{ chat, group, all limit }

func telegramPace() pace {
	return pace{limit{1, time.Second}, limit{20, time.Minute}, limit{30, time.Second}}
}

// sends are when messages went out, the newest last.
type sends []time.Time

// next returns when one more keeps within a limit.
func (s sends) next(l limit) time.Time {
	if len(s) < l.messages {
		return time.Time{}
	}
	return s[len(s)-l.messages].Add(l.within)
}

// with returns the sends with one more; of the old as many as any limit counts.
func (s sends) with(at time.Time) sends { return append(s[max(len(s)-29, 0):], at) }

// nudge has sendWaiting look again.
func (b *Bot) nudge() { wake(b.sending) }

// wake fills a channel of capacity 1.
func wake(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// plan is what is known of a chat while one token is in use.
type plan struct {
	sent    sends         // sends and edits
	retry   time.Time     // when to try again after what failed
	asked   time.Time     // until when Telegram asked to be left alone
	digest  time.Time     // when the digest may be edited again
	tries   int           // that failed since the last good one
	refused map[int64]int // how often Telegram refused to take a celebration
	trouble fault.Message // what the last one failed with; under Bot.mu
}

// due returns when the chat may be written to.
func (p *plan) due(chat int64, pace pace) time.Time {
	all := []time.Time{p.retry, p.asked, p.sent.next(pace.chat)}
	if chat < 0 {
		all = append(all, p.sent.next(pace.group))
	}
	return slices.MaxFunc(all, time.Time.Compare)
}

// planOf returns what is known of a chat.
func (b *Bot) planOf(chat int64) *plan {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.plans[chat]
	if p == nil {
		p = &plan{refused: map[int64]int{}}
		b.plans[chat] = p
	}
	return p
}

// sendWaiting keeps the messages of all chats as the store has it, until the context ends.
// No chat waits for another: each has its own goroutine.
func (b *Bot) sendWaiting(ctx context.Context, client *Client, changed <-chan struct{}) {
	var work sync.WaitGroup
	defer work.Wait()
	looks := map[int64]chan struct{}{}
	for ctx.Err() == nil {
		known := b.known()
		chats := known.chats()
		for _, s := range known.Sent {
			if !slices.Contains(chats, s.Chat) {
				b.drop(ctx, s)
			}
		}
		for _, chat := range chats {
			if looks[chat] == nil {
				look := make(chan struct{}, 1)
				looks[chat] = look
				work.Go(func() { b.tend(ctx, client, chat, look) })
			}
		}
		for _, look := range looks {
			wake(look)
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-b.sending:
		}
	}
}

// tend does in a chat what there is to do, one after another, until the context ends.
func (b *Bot) tend(ctx context.Context, client *Client, chat int64, look <-chan struct{}) {
	p := b.planOf(chat)
	for ctx.Err() == nil {
		due, busy := b.step(ctx, client, chat, p)
		if busy {
			pause(ctx, time.Until(due), look)
			continue
		}
		select {
		case <-ctx.Done():
		case <-look:
		}
	}
}

// step does one thing in a chat, if it may be written to now. It returns when the next one
// may be done, and false where nothing is left to do.
func (b *Bot) step(ctx context.Context, client *Client, chat int64, p *plan) (due time.Time, busy bool) {
	if !slices.Contains(b.known().chats(), chat) {
		return due, false
	}
	if due = p.due(chat, b.pace); time.Now().Before(due) {
		return due, true
	}
	act, due, err := b.nextFor(ctx, chat, p)
	if err == nil && act == nil {
		b.tell(p, nil)
		return due, !due.IsZero()
	}
	if err == nil {
		if at := b.reserve(); time.Now().Before(at) {
			return at, true
		}
		lasting, end := linger(ctx)
		err = act(lasting, client)
		end()
		p.sent = p.sent.with(time.Now())
	}
	p.asked = time.Now().Add(fault.After(err))
	if err != nil && ctx.Err() != nil {
		return due, false
	}
	p.tries++
	if err == nil {
		p.tries = 0
	} else {
		p.retry = time.Now().Add(b.retry.Wait(p.tries, 0))
		if fault.Is(err, codeToken) {
			p.retry = time.Now().Add(lookAgain)
		}
		b.failed(ctx, chat, err)
	}
	b.tell(p, err)
	return time.Now(), true
}

// linger returns a context that ends a moment after another: a message that is on its way
// when the bot stops is saved as sent, and not sent again.
func linger(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(5*time.Second, end) })
	return lasting, func() {
		stop()
		end()
	}
}

// reserve returns when the bot may send one more message in all. One that it may send now
// is counted.
func (b *Bot) reserve() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := b.sent.next(b.pace.all)
	if now := time.Now(); !now.Before(at) {
		b.sent = b.sent.with(now)
	}
	return at
}

// tell keeps for the dashboard why a chat is sent nothing; nil: all that it is owed is.
func (b *Bot) tell(p *plan, err error) {
	trouble := fault.MessageOf(err)
	b.mu.Lock()
	same := p.trouble.String() == trouble.String()
	p.trouble = trouble
	b.mu.Unlock()
	if !same {
		b.o.Changed()
	}
}

// failed keeps what a failure says of a chat.
func (b *Bot) failed(ctx context.Context, chat int64, err error) {
	b.o.Log.Warn().Err(err).Int64("chat", chat).Msg("a message for moderators could not be sent")
	var saved error
	switch {
	case fault.Is(err, codeMoved):
		saved = b.move(ctx, chat, refusalOf(err).Parameters.MigrateTo)
	case fault.Is(err, codeChatGone):
		saved = b.update(ctx, func(r *record) {
			for i := range r.Accounts {
				r.Accounts[i].Closed = r.Accounts[i].Closed || r.Accounts[i].Chat == chat
			}
			r.Sent = slices.DeleteFunc(r.Sent, func(s sent) bool { return s.Chat == chat })
		})
	default:
		return
	}
	if saved != nil {
		b.o.Log.Error().Err(saved).Msg("what became of a chat cannot be saved")
	}
	b.o.Changed()
}

// move has what is for a group go to the supergroup that it became. Its messages stay
// behind, where nobody can edit them, and the numbers of messages begin anew: what they
// were to say is sent anew.
func (b *Bot) move(ctx context.Context, from, to int64) error {
	people := 0
	err := b.update(ctx, func(r *record) {
		for i := range r.Accounts {
			if a := &r.Accounts[i]; a.Chat == from {
				a.Chat = to
				people++
			}
		}
		behind := slices.Clone(r.Sent)
		r.Sent = slices.DeleteFunc(r.Sent, func(s sent) bool { return s.Chat == from })
		for _, s := range behind {
			again := func(other sent) bool { return other.Chat == to && other.Celebration == s.Celebration }
			if s.Chat == from && s.Celebration != 0 && !slices.ContainsFunc(r.Sent, again) {
				r.Sent = append(r.Sent, sent{Chat: to, Celebration: s.Celebration, Stage: s.Stage})
			}
		}
	})
	if err != nil || people == 0 {
		return err
	}
	b.o.Log.Info().Int64("from", from).Int64("to", to).Msg("a group became a supergroup: what waits goes there")
	b.nudge()
	b.o.Changed()
	return nil
}

// drop forgets a message.
func (b *Bot) drop(ctx context.Context, gone sent) {
	b.remember(ctx, func(r *record) {
		r.Sent = slices.DeleteFunc(r.Sent, func(s sent) bool { return s == gone })
	})
}

// nextFor returns the next thing to do in a chat: to close what is decided, to send what
// waits, to bring the digest up to date; or when to look again. It asks the store at
// that moment, so nothing is offered that was decided meanwhile.
func (b *Bot) nextFor(ctx context.Context, chat int64, p *plan) (act func(context.Context, *Client) error, at time.Time, err error) {
	known := b.known()
	if slices.ContainsFunc(known.Accounts, func(a Account) bool { return a.Chat == chat && a.Greet }) {
		return func(ctx context.Context, client *Client) error { return b.greet(ctx, client, chat) }, at, nil
	}
	mine, digest := known.sentTo(chat)
	offered := map[int64]bool{}
	for _, s := range mine {
		c, err := b.o.Store.Celebration(ctx, s.Celebration)
		switch {
		case fault.Has(err, fault.NotFound):
			b.drop(ctx, s)
		case err != nil:
			return nil, at, err
		case s.ID == 0 && waits(c): // it is offered anew
		case !waits(c) || len(c.Moves) != s.Stage:
			return func(ctx context.Context, client *Client) error { return b.finish(ctx, client, p, s, c) }, at, nil
		default:
			offered[c.ID] = true
		}
	}
	all, err := b.o.Store.Waiting(ctx, maxWaiting)
	if err != nil {
		return nil, at, err
	}
	all = slices.DeleteFunc(all, func(c celebration.Celebration) bool { return offered[c.ID] || !waits(c) })
	if len(all) > 0 && len(offered) < maxOpen {
		// What Telegram refuses keeps nothing else from being offered.
		first := slices.MinFunc(all, func(one, other celebration.Celebration) int { return p.refused[one.ID] - p.refused[other.ID] })
		c, err := b.o.Store.Celebration(ctx, first.ID)
		if err != nil || !waits(c) {
			return nil, time.Now(), err
		}
		return func(ctx context.Context, client *Client) error { return b.offer(ctx, client, chat, p, c) }, at, nil
	}
	if len(all) == digest.Waiting {
		return nil, at, nil
	}
	if now := time.Now(); now.Before(p.digest) {
		return nil, p.digest, nil
	}
	return func(ctx context.Context, client *Client) error {
		p.digest = time.Now().Add(digestPause)
		return b.count(ctx, client, chat, p, digest, all)
	}, at, nil
}

// sentTo returns the messages that offer something in a chat, and its digest.
func (r record) sentTo(chat int64) (offers []sent, digest sent) {
	for _, s := range r.Sent {
		switch {
		case s.Chat != chat:
		case s.Celebration == 0:
			digest = s
		default:
			offers = append(offers, s)
		}
	}
	return offers, digest
}

// finish takes the buttons off a message, and says what was decided and by whom. An edit
// that Telegram keeps refusing is said in a message of its own.
func (b *Bot) finish(ctx context.Context, client *Client, p *plan, s sent, c celebration.Celebration) error {
	text := b.words(c, limitOf(s.Video), b.outcome(c))
	if s.ID == 0 {
		_, err := client.send(ctx, s.Chat, post{text: text})
		if err == nil {
			b.drop(ctx, s)
		}
		return err
	}
	err := client.edit(ctx, s.Chat, s.ID, s.Video, text)
	if err == nil || isGone(err) {
		b.drop(ctx, s)
		return nil
	}
	if fault.Is(err, codeRefused) && p.tries+1 >= maxTries {
		b.remember(ctx, func(r *record) {
			if i := slices.Index(r.Sent, s); i >= 0 {
				r.Sent[i].ID, r.Sent[i].Video = 0, false
			}
		})
	}
	return err
}

// greet sends somebody that they are on the list.
func (b *Bot) greet(ctx context.Context, client *Client, chat int64) error {
	if _, err := client.send(ctx, chat, post{text: b.o.Language().T("telegram.paired")}); err != nil {
		return err
	}
	b.remember(ctx, func(r *record) {
		for i := range r.Accounts {
			r.Accounts[i].Greet = r.Accounts[i].Greet && r.Accounts[i].Chat != chat
		}
	})
	return nil
}

// offer sends what waits, with its buttons. A video that Telegram refuses is left out the
// next time: better without it than not at all.
func (b *Bot) offer(ctx context.Context, client *Client, chat int64, p *plan, c celebration.Celebration) error {
	l, stage := b.o.Language(), len(c.Moves)
	var out post
	for _, action := range pipeline.Offered(c) {
		out.buttons = append(out.buttons, button{l.T("telegram.press." + string(action)), dataOf(action, c.ID, stage)})
	}
	note := l.Reason(c.Reason)
	file, problem := b.video(c, p.refused[c.ID] > 0)
	if file != nil {
		defer file.Close()
		out.video, out.size, out.name = file, c.Clip.Size, c.Clip.Filename
	} else if problem != "" {
		note = strings.TrimSpace(note + "\n" + l.T(problem))
	}
	out.text = b.words(c, limitOf(file != nil), note)
	id, err := client.send(ctx, chat, out)
	if fault.Is(err, codeRefused) {
		if p.refused[c.ID]++; file != nil {
			return nil
		}
	}
	if err != nil {
		return err
	}
	b.remember(ctx, func(r *record) {
		r.Sent = slices.DeleteFunc(r.Sent, func(s sent) bool { return s.Chat == chat && s.ID == 0 && s.Celebration == c.ID })
		r.Sent = append(r.Sent, sent{Chat: chat, ID: id, Celebration: c.ID, Stage: stage, Video: file != nil})
	})
	return nil
}

// video opens the clip that waits to be looked at; or returns what is said in its place.
func (b *Bot) video(c celebration.Celebration, refused bool) (*os.File, string) {
	switch {
	case c.Status != celebration.Review || c.Clip == nil:
		return nil, ""
	case refused:
		return nil, "telegram.no_video"
	case c.Clip.Size > maxVideo:
		return nil, "telegram.too_large"
	}
	file, err := b.o.Clip(c.Clip.Filename)
	if err != nil {
		b.o.Log.Warn().Err(err).Int64("celebration", c.ID).Msg("a clip for moderators cannot be opened")
		return nil, "telegram.no_video"
	}
	return file, ""
}

// count sends the digest, or brings it up to date.
func (b *Bot) count(ctx context.Context, client *Client, chat int64, p *plan, digest sent, all []celebration.Celebration) error {
	l := b.o.Language()
	text := l.T("telegram.digest.none")
	if len(all) > 0 {
		text = l.T("telegram.digest", len(all), nameIn(l, all[0].Donation.Donor), l.When(all[0].CreatedAt))
	}
	var err error
	id := digest.ID
	if id == 0 {
		id, err = client.send(ctx, chat, post{text: text})
	} else if err = client.edit(ctx, chat, id, false, text); isGone(err) {
		b.drop(ctx, digest)
		p.digest = time.Time{}
		return nil
	}
	if err != nil {
		return err
	}
	b.remember(ctx, func(r *record) {
		r.Sent = slices.DeleteFunc(r.Sent, func(s sent) bool { return s.Chat == chat && s.Celebration == 0 })
		if len(all) > 0 { // the next raid gets a new one, below what came meanwhile
			r.Sent = append(r.Sent, sent{Chat: chat, ID: id, Waiting: len(all)})
		}
	})
	return nil
}

func limitOf(video bool) int {
	if video {
		return maxCaption
	}
	return maxText
}

func nameIn(l *locale.Language, donor string) string {
	return cmp.Or(celebration.Name(donor, 64), l.T("donor.nobody"))
}

// words returns what a message says of a donation: who, how much, what they wrote or that
// it is an audio message, and a last line of the bot. Only what they wrote is cut.
func (b *Bot) words(c celebration.Celebration, limit int, last string) string {
	l := b.o.Language()
	head := nameIn(l, c.Donation.Donor) + " · " + l.Money(c.Donation.Amount)
	if last = cut(last, 500); c.Donation.Audio != "" {
		head += "\n" + l.T("donation.audio.moderator")
	}
	masked := cut(b.masked(c), 500)
	body := cut(celebration.Legible(c.Donation.Message, maxText), limit-length(head)-length(masked)-length(last)-6)
	parts := slices.DeleteFunc([]string{head, body, masked, last}, func(part string) bool { return part == "" })
	return strings.Join(parts, "\n\n")
}

// masked returns what viewers would see of a donation that waits if its words were
// hidden; empty where that is not offered, or there were none left.
func (b *Bot) masked(c celebration.Celebration) string {
	if !slices.Contains(pipeline.Offered(c), pipeline.Mask) {
		return ""
	}
	c.Soften(celebration.By{Via: celebration.ViaTelegram})
	shown := c.Thanked()
	if shown.Message == "" {
		return ""
	}
	l := b.o.Language()
	return l.T("telegram.masked", nameIn(l, shown.Donor), celebration.Legible(shown.Message, maxText))
}

// length returns how many UTF-16 units a text has, as Telegram counts.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// cut shortens a text to a number of UTF-16 units, between characters.
func cut(text string, limit int) string {
	if length(text) <= limit {
		return text
	}
	n := 1 // of the mark
	for i, r := range text {
		if n += utf16.RuneLen(r); n > limit {
			return text[:i] + "…"
		}
	}
	return text
}
