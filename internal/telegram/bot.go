package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/pipeline"
	"streamspark/internal/store"
)

const document = "telegram"

// Options is what a Bot is made of.
type Options struct {
	Store  *store.Store
	Decide func(ctx context.Context, id int64, action pipeline.Action, by celebration.By) (celebration.Celebration, error)
	// Client returns the client of the present token: the same as long as nothing that
	// it was made with changes; false where there is no token.
	Client func() (*Client, bool)
	// Clip opens the file of a clip.
	Clip     func(name string) (*os.File, error)
	Language func() *locale.Language // in which the bot speaks
	Changed  func()                  // what State returns has changed
	Now      func() time.Time
	Log      zerolog.Logger
}

// Account is somebody who may decide.
type Account struct {
	User   int64  `json:"user"`
	Chat   int64  `json:"chat"` // where what waits is sent
	Name   string `json:"name"`
	Closed bool   `json:"closed,omitempty"` // the chat takes no messages from the bot
	Greet  bool   `json:"greet,omitempty"`  // they are still to be told that they are on the list
	// Trouble is why the chat is sent nothing now. State alone fills it in.
	Trouble fault.Message `json:"-"`
}

// sent is a message of the bot that still has buttons, or is the digest of its chat.
type sent struct {
	Chat        int64 `json:"chat"`
	ID          int64 `json:"id"`                    // 0: what it said is to be sent anew
	Celebration int64 `json:"celebration,omitempty"` // 0: the digest
	Stage       int   `json:"stage,omitempty"`
	Video       bool  `json:"video,omitempty"`
	Waiting     int   `json:"waiting,omitempty"` // that the digest counts
}

// record is what outlives the program.
type record struct {
	Bot      int64     `json:"bot"`    // whose offset it is
	Offset   int64     `json:"offset"` // of the next update
	Accounts []Account `json:"accounts,omitempty"`
	Sent     []sent    `json:"sent,omitempty"`
}

func (r record) clone() record {
	r.Accounts, r.Sent = slices.Clone(r.Accounts), slices.Clone(r.Sent)
	return r
}

// chats returns where what waits is sent, each once.
func (r record) chats() (all []int64) {
	for _, a := range r.Accounts {
		if !a.Closed && !slices.Contains(all, a.Chat) {
			all = append(all, a.Chat)
		}
	}
	return all
}

// Bot talks with the moderators. It is safe for concurrent use.
type Bot struct {
	o       Options
	wake    chan struct{} // of capacity 1: Run looks anew at what it is to do
	sending chan struct{} // the same for what is sent

	pace  pace
	retry backoff.Policy

	mu      sync.Mutex
	now     record
	used    *Client            // that the bot talks by
	end     context.CancelFunc // of that
	token   string             // whose are
	plans   map[int64]*plan    // by chat
	sent    sends              // in all chats
	quiet   time.Time          // until when Telegram asked not to be asked for news
	name    string             // of the bot, without @
	trouble fault.Message
	pair    pairing
	stuck   stuck // of Run alone
}

// stuck is an update that could not be carried out.
type stuck struct {
	of    int64
	tries int
}

const (
	// maxTries is how often an update is tried before those behind it go on.
	maxTries = 5
	// longestAsked is the longest that one retry_after keeps the bot silent. Telegram means
	// what it says, and waits of hours are real; more than a day would be a mistake, after
	// which the bot asks again.
	longestAsked = 24 * time.Hour
	// lookAgain is how long the bot waits where only the streamer can help.
	lookAgain = 5 * time.Minute
)

// Open returns a bot that knows what it knew.
func Open(ctx context.Context, o Options) (*Bot, error) {
	b := &Bot{o: o, wake: make(chan struct{}, 1), sending: make(chan struct{}, 1), pace: telegramPace(), retry: retry()}
	value, found, err := o.Store.Get(ctx, document)
	if err == nil && found {
		err = json.Unmarshal(value, &b.now)
	}
	if err != nil {
		return nil, fmt.Errorf("read the document %s: %w", document, err)
	}
	return b, nil
}

// update saves a change of what is known, before anybody acts on it.
func (b *Bot) update(ctx context.Context, change func(*record)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := b.now.clone()
	change(&next)
	err := b.save(ctx, next)
	if err == nil {
		b.now = next
	}
	return err
}

// remember keeps what Telegram has done, and saves it. Where that fails it is saved with
// the next change: what was sent is not sent again because the disk is full.
func (b *Bot) remember(ctx context.Context, change func(*record)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.clone()
	change(&b.now)
	if err := b.save(ctx, b.now); err != nil {
		b.o.Log.Error().Err(err).Msg("what the bot has sent cannot be saved")
	}
}

func (b *Bot) save(ctx context.Context, r record) error {
	value, err := json.Marshal(r)
	if err == nil {
		err = b.o.Store.Put(context.WithoutCancel(ctx), document, value)
	}
	if err != nil {
		return fmt.Errorf("save the document %s: %w", document, err)
	}
	return nil
}

func (b *Bot) known() record {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now.clone()
}

// State is how the bot stands, for the dashboard.
type State struct {
	HasToken bool
	Bot      string // its name, once it has answered
	Trouble  fault.Message
	Accounts []Account
	Link     string // to pair with; empty: nobody is asked for
	Until    time.Time
}

// State returns how the bot stands.
func (b *Bot) State() State {
	_, has := b.o.Client()
	b.mu.Lock()
	defer b.mu.Unlock()
	s := State{HasToken: has, Accounts: slices.Clone(b.now.Accounts)}
	if has {
		s.Bot, s.Trouble = b.name, b.trouble
		for i, a := range s.Accounts {
			if p := b.plans[a.Chat]; p != nil {
				s.Accounts[i].Trouble = p.trouble
			}
		}
	}
	if b.pair.open(b.o.Now()) && has {
		s.Link, s.Until = b.pair.link(b.name), b.pair.until
	}
	return s
}

// Remove takes an account off the list.
func (b *Bot) Remove(ctx context.Context, user int64) error {
	found := false
	err := b.update(ctx, func(r *record) {
		before := len(r.Accounts)
		r.Accounts = slices.DeleteFunc(r.Accounts, func(a Account) bool { return a.User == user })
		found = len(r.Accounts) < before
	})
	if err == nil && !found {
		return fault.New(fault.NotFound, "telegram.no_account")
	}
	b.Refresh()
	b.o.Changed()
	return err
}

// Refresh has the bot look anew at its settings.
func (b *Bot) Refresh() {
	client, ok := b.o.Client()
	b.mu.Lock()
	if b.end != nil && (!ok || client != b.used || !b.wanted()) {
		b.end()
	}
	b.mu.Unlock()
	b.nudge()
	wake(b.wake)
}

// wanted reports whether there is anybody to talk to. The caller has the lock.
func (b *Bot) wanted() bool { return len(b.now.Accounts) > 0 || b.pair.open(b.o.Now()) }

// Run talks with Telegram until the context ends.
func (b *Bot) Run(ctx context.Context) error {
	watch := b.o.Store.Wake()
	defer watch.Close()
	for ctx.Err() == nil {
		client, ok := b.o.Client()
		term, end := context.WithCancel(ctx)
		b.mu.Lock()
		wanted := ok && b.wanted()
		b.used, b.end = client, end
		if wanted && b.token != client.token { // nobody asked this bot for anything
			b.token, b.plans, b.sent, b.quiet = client.token, map[int64]*plan{}, nil, time.Time{}
		}
		b.mu.Unlock()
		if wanted {
			b.talk(term, client, watch.C)
		} else {
			select {
			case <-ctx.Done():
			case <-b.wake:
			}
		}
		end()
	}
	return nil
}

// talk reads and sends by one client, until the context ends or there is nobody to talk
// to. While reading fails, what is sent goes on.
func (b *Bot) talk(ctx context.Context, client *Client, changed <-chan struct{}) {
	ctx, end := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer end()
	send := sync.OnceFunc(func() { work.Go(func() { b.sendWaiting(ctx, client, changed) }) })
	for tries := 1; ; tries++ {
		if pause(ctx, time.Until(b.quiet), nil); ctx.Err() != nil {
			return
		}
		err := b.session(ctx, client, &work, send)
		if err == nil || ctx.Err() != nil {
			return
		}
		b.report(err)
		b.quiet = time.Now().Add(fault.After(err))
		wait := b.retry.Wait(tries, 0)
		if fault.Has(err, fault.Permanent) {
			wait = lookAgain
		}
		pause(ctx, wait, b.wake)
	}
}

// retry returns how long the bot waits after what failed.
func retry() backoff.Policy {
	return backoff.Policy{First: time.Second, Last: 30 * time.Second}
}

// pause waits for a while, or until the settings change.
func pause(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	}
}

// report keeps what is wrong for the dashboard, and logs it once; nil: nothing is.
func (b *Bot) report(err error) {
	trouble := fault.MessageOf(err)
	b.mu.Lock()
	before := b.trouble
	b.trouble = trouble
	b.mu.Unlock()
	if before.String() == trouble.String() {
		return
	}
	if err != nil {
		b.o.Log.Warn().Err(err).Msg("the bot does not work")
	} else {
		b.o.Log.Info().Msg("the bot works again")
	}
	b.o.Changed()
}

// session learns who the bot is, has what waits sent, and reads its news until that fails.
func (b *Bot) session(ctx context.Context, client *Client, work *sync.WaitGroup, send func()) error {
	me, err := client.me(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	b.name = me.Username
	other := b.now.Bot != me.ID
	b.mu.Unlock()
	if other { // another bot: its news and messages are others, the people are the same
		if err := b.update(ctx, func(r *record) { r.Bot, r.Offset, r.Sent = me.ID, 0, nil }); err != nil {
			return err
		}
	}
	b.o.Changed()
	send()
	return b.read(ctx, client, work)
}

// read asks for news until that fails. A press is decided and saved before its update is
// confirmed, and only then is the person told.
func (b *Bot) read(ctx context.Context, client *Client, work *sync.WaitGroup) error {
	for wait := time.Duration(0); ; wait = pollTime { // the first answer comes at once: it shows that all is well
		news, err := client.updates(ctx, b.known().Offset, wait)
		if err != nil {
			return err
		}
		b.report(nil)
		for _, u := range news {
			reply, err := b.take(ctx, u)
			if err != nil {
				if b.stuck.of != u.ID {
					b.stuck = stuck{of: u.ID}
				}
				if b.stuck.tries++; b.stuck.tries < maxTries { // it comes again
					return err
				}
				b.o.Log.Error().Err(err).Int64("update", u.ID).Msg("a message of a moderator cannot be carried out, and is left")
			}
			if err := b.update(ctx, func(r *record) { r.Offset = max(r.Offset, u.ID+1) }); err != nil {
				return err
			}
			if reply != nil {
				work.Go(func() {
					telling, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
					defer cancel()
					if err := reply(telling, client); err != nil {
						b.o.Log.Debug().Err(err).Msg("a moderator could not be told")
					}
				})
			}
		}
		b.mu.Lock()
		wanted := b.wanted()
		b.mu.Unlock()
		if !wanted {
			return nil
		}
	}
}
