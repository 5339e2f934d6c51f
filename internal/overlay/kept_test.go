package overlay

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
)

// kept is the real store in a test. It is opened where it is used, and what
// was added before is added then.
type kept struct {
	*store.Store
	t     testing.TB
	count int64 // of celebrations, whose ids count up
	later []func()
}

// open opens the store. On a stage it belongs to the bubble.
func (k *kept) open(t testing.TB) {
	k.t, k.Store = t, storetest.Open(t)
	for _, add := range k.later {
		add()
	}
}

// add adds a celebration that goes this way, with a change at its end.
func (k *kept) add(change func(*celebration.Celebration), way ...celebration.Status) int64 {
	k.count++
	id := k.count
	add := func() {
		k.t.Helper()
		_, _, err := k.Record(k.t.Context(), []celebration.Donation{{
			Source: "donationalerts", ID: fmt.Sprint(id), Donor: fmt.Sprintf("viewer%d", id), Message: "Привет 🎉", Amount: money.Rubles(1500), CreatedAt: time.Now(),
		}}, time.Now())
		for i, status := range way {
			c := k.celebration(id)
			if c.Status = status; i == len(way)-1 {
				change(&c)
			}
			if err == nil {
				err = k.Save(k.t.Context(), &c)
			}
		}
		if err != nil {
			k.t.Fatal(err)
		}
	}
	if k.Store == nil {
		k.later = append(k.later, add)
	} else {
		add()
	}
	return id
}

// ready adds a celebration with a finished clip of this length, of which the
// donor was thanked.
func (k *kept) ready(length time.Duration) int64 {
	return k.made(celebration.Clip{Duration: length}, -1)
}

// coded adds one whose clip has these codecs.
func (k *kept) coded(video, audio string) int64 {
	return k.made(celebration.Clip{Duration: 8 * time.Second, Video: video, Audio: audio}, -1)
}

// made adds a celebration of this tier with this clip, which never qualified
// and so is thanked for by nobody.
func (k *kept) made(clip celebration.Clip, tier int) int64 {
	return k.add(func(c *celebration.Celebration) {
		clip.Filename, clip.ContentType, clip.Size, clip.CreatedAt, clip.Celebration = fmt.Sprintf("clip %d.webm", c.ID), "video/webm", 1, time.Now(), c.ID
		c.Clip, c.Tier = &clip, tier
	}, celebration.Failed, celebration.Ready)
}

// qualified adds a celebration that was not thanked for yet.
func (k *kept) qualified(status celebration.Status) int64 {
	way := []celebration.Status{celebration.Approved}
	switch status {
	case celebration.Generating:
		way = append(way, celebration.Submitting, status)
	case celebration.Ready:
		way = append(way, celebration.Failed, status)
	}
	return k.add(func(*celebration.Celebration) {}, way...)
}

// code has a clip be in these codecs.
func (k *kept) code(filename, video, audio string) {
	clip, err := k.Clip(k.t.Context(), filename)
	clip.Video, clip.Audio = video, audio
	if err == nil {
		err = k.ImportClips(k.t.Context(), clip)
	}
	if err != nil {
		k.t.Error(err)
	}
}

func (k *kept) celebration(id int64) celebration.Celebration {
	k.t.Helper()
	c, err := k.Celebration(k.t.Context(), id)
	if err != nil {
		k.t.Fatal(err)
	}
	return c
}

func (k *kept) status(id int64) celebration.Status { return k.celebration(id).Status }

func (k *kept) playback(id int64) celebration.Playback {
	k.t.Helper()
	for c := range k.count + 1 { // 0: of no celebration
		found, err := k.PlaybacksOf(k.t.Context(), c)
		if err != nil {
			k.t.Fatal(err)
		}
		for _, p := range found {
			if p.ID == id {
				return p
			}
		}
	}
	k.t.Fatalf("there is no playback %d", id)
	return celebration.Playback{}
}

// thankedIDs lists whom the store has as thanked.
func (k *kept) thankedIDs() (ids []int64) {
	for id := range k.count {
		if !k.celebration(id + 1).AlertedAt.IsZero() {
			ids = append(ids, id+1)
		}
	}
	return ids
}

// onWrite calls do before each write of the overlay; see storetest.OnWrite.
func (k *kept) onWrite(do func(what string) error) { storetest.OnWrite(k.t, k.Store, do) }

// fails has those writes fail that begin like this, and all others succeed.
func (k *kept) fails(begins ...string) {
	k.onWrite(func(what string) error {
		for _, begin := range begins {
			if strings.HasPrefix(what, begin) {
				return errDown
			}
		}
		return nil
	})
}

var errDown = errors.New("the disk is full")
