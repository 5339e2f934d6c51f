// Package moderator keeps the links by which moderators come in. Of the token of a
// link only a hash is kept.
package moderator

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// Document is where the links are kept.
const Document = "moderators"

const (
	maxLinks  = 50
	maxName   = 60
	seenEvery = time.Minute // how often it is saved that a moderator is there
)

// Keeper is where the links are kept, sealed: nobody can add one with a copy of the
// database.
type Keeper interface {
	Get(ctx context.Context, key string) ([]byte, bool, error)
	Put(ctx context.Context, key string, value []byte) error
}

// Link is the access of one moderator.
type Link struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Sums      bool      `json:"sums"` // may see amounts of money
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"` // the zero time: never
}

// Decider returns who decides with the link.
func (l Link) Decider() celebration.By {
	return celebration.By{Via: celebration.ViaModerator, Who: l.Name}
}

type keptLink struct {
	Link
	Hash string `json:"hash"` // of the session
}

type kept struct {
	Last  int64      `json:"last"` // the highest number that a link ever had
	Links []keptLink `json:"links"`
}

// Links are all links. Who is connected with one is disconnected when it is revoked.
type Links struct {
	keep  Keeper
	cause error // of the end of what a revoked link had open
	now   func() time.Time

	saving sync.Mutex // of changes
	mu     sync.RWMutex
	kept   kept
	open   map[int64]*connected
}

// connected is what is open with one link.
type connected struct {
	until context.Context
	end   context.CancelCauseFunc
	count int
}

// Open reads the links. Whoever is connected with one that is revoked is told the
// cause.
func Open(ctx context.Context, keep Keeper, cause error, now func() time.Time) (*Links, error) {
	l := &Links{keep: keep, cause: cause, now: now, open: map[int64]*connected{}}
	content, found, err := keep.Get(ctx, Document)
	if err == nil && found {
		err = json.Unmarshal(content, &l.kept)
	}
	if err != nil {
		return nil, fmt.Errorf("read the links of moderators: %w", err)
	}
	return l, nil
}

// All returns the links, the oldest first.
func (l *Links) All() []Link {
	l.mu.RLock()
	defer l.mu.RUnlock()
	all := make([]Link, 0, len(l.kept.Links))
	for _, k := range l.kept.Links {
		all = append(all, k.Link)
	}
	return all
}

// Link returns the link of a number.
func (l *Links) Link(id int64) (Link, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if i := l.kept.index(id); i >= 0 {
		return l.kept.Links[i].Link, nil
	}
	return Link{}, fault.New(fault.NotFound, "moderator.not_found")
}

// IsOnline reports whether somebody is connected with a link.
func (l *Links) IsOnline(id int64) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.open[id] != nil && l.open[id].count > 0
}

// Add makes a link, and returns its token, which is kept nowhere.
func (l *Links) Add(ctx context.Context, name string, sums bool) (Link, string, error) {
	name, err := properName(name)
	if err != nil {
		return Link{}, "", err
	}
	token := rand.Text()
	added := keptLink{Link{Name: name, Sums: sums, CreatedAt: l.now().UTC()}, hash(SessionOf(token))}
	err = l.change(ctx, func(k *kept) error {
		if len(k.Links) >= maxLinks {
			return fault.New(fault.Conflict, "moderator.too_many", "max", maxLinks)
		}
		k.Last++
		added.ID = k.Last
		k.Links = append(k.Links, added)
		return nil
	})
	return added.Link, token, err
}

// Renew replaces the token of a link. What the former one opened ends at once.
func (l *Links) Renew(ctx context.Context, id int64) (Link, string, error) {
	token := rand.Text()
	err := l.changeOne(ctx, id, func(k *kept, i int) error {
		k.Links[i].Hash = hash(SessionOf(token))
		return nil
	})
	if err != nil {
		return Link{}, "", err
	}
	l.disconnect(id)
	renewed, err := l.Link(id)
	return renewed, token, err
}

// Set changes the name of a link and what it may see.
func (l *Links) Set(ctx context.Context, id int64, name string, sums bool) error {
	name, err := properName(name)
	if err != nil {
		return err
	}
	return l.changeOne(ctx, id, func(k *kept, i int) error {
		k.Links[i].Name, k.Links[i].Sums = name, sums
		return nil
	})
}

// Revoke removes a link. What it opened ends at once.
func (l *Links) Revoke(ctx context.Context, id int64) error {
	err := l.changeOne(ctx, id, func(k *kept, i int) error {
		k.Links = slices.Delete(k.Links, i, i+1)
		return nil
	})
	if err == nil {
		l.disconnect(id)
	}
	return err
}

// RevokeBefore removes the links that were made before a moment.
func (l *Links) RevokeBefore(ctx context.Context, at time.Time) error {
	for _, link := range l.All() {
		if !link.CreatedAt.Before(at) {
			continue
		}
		if err := l.Revoke(ctx, link.ID); err != nil {
			return err
		}
	}
	return nil
}

// SessionOf returns what a browser is known by that opened a link with a token. The
// token does not follow from it.
func SessionOf(token string) string { return hash("session " + token) }

// BySession returns the link that a session was made of.
func (l *Links) BySession(session string) (Link, bool) {
	given := []byte(hash(session))
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, k := range l.kept.Links {
		if subtle.ConstantTimeCompare([]byte(k.Hash), given) == 1 {
			return k.Link, true
		}
	}
	return Link{}, false
}

// Connect returns a context that also ends when the link is revoked, and
// counts the connection until its cancel is called.
func (l *Links) Connect(ctx context.Context, id int64) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept.index(id) < 0 {
		cancel(l.cause)
		return ctx, func() {}
	}
	c := l.open[id]
	if c == nil {
		c = &connected{}
		c.until, c.end = context.WithCancelCause(context.Background())
		l.open[id] = c
	}
	c.count++
	until := c.until
	stop := context.AfterFunc(until, func() { cancel(context.Cause(until)) })
	return ctx, sync.OnceFunc(func() {
		stop()
		cancel(nil)
		l.mu.Lock()
		defer l.mu.Unlock()
		c.count--
	})
}

func (l *Links) disconnect(id int64) {
	l.mu.Lock()
	c := l.open[id]
	delete(l.open, id)
	l.mu.Unlock()
	if c != nil {
		c.end(l.cause)
	}
}

// Seen records that a moderator is there. It is saved once a minute.
func (l *Links) Seen(ctx context.Context, id int64) error {
	now := l.now().UTC()
	link, err := l.Link(id)
	if err != nil || now.Sub(link.SeenAt).Abs() < seenEvery {
		return err
	}
	return l.changeOne(ctx, id, func(k *kept, i int) error {
		k.Links[i].SeenAt = now
		return nil
	})
}

// change saves what do makes of the links.
func (l *Links) change(ctx context.Context, do func(*kept) error) error {
	l.saving.Lock()
	defer l.saving.Unlock()
	next := kept{l.kept.Last, slices.Clone(l.kept.Links)}
	if err := do(&next); err != nil {
		return err
	}
	content, err := json.Marshal(next)
	if err == nil {
		err = l.keep.Put(ctx, Document, content)
	}
	if err != nil {
		return fmt.Errorf("save the links of moderators: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = next
	return nil
}

func (l *Links) changeOne(ctx context.Context, id int64, do func(k *kept, i int) error) error {
	return l.change(ctx, func(k *kept) error {
		i := k.index(id)
		if i < 0 {
			return fault.New(fault.NotFound, "moderator.not_found")
		}
		return do(k, i)
	})
}

func (k kept) index(id int64) int {
	return slices.IndexFunc(k.Links, func(one keptLink) bool { return one.ID == id })
}

func properName(name string) (string, error) {
	if name = celebration.Name(name, maxName); name == "" {
		return "", fault.InvalidField("name", "moderator.no_name")
	}
	return name, nil
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
