package widget

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// document is where the store keeps what the widgets are set to.
const document = "widgets"

// Options are what Open needs.
type Options struct {
	Files    fs.FS // the folders of widgets
	Store    *store.Store
	Stream   func() time.Time                                           // when the present stream began
	Left     func(ctx context.Context) (map[int64]time.Duration, error) // as of overlay.Options; may be nil
	Language func() string                                              // of the widgets; empty: each page's own
	Shows    func(ctx context.Context, since time.Time) (any, error)    // of the credits of the stream that began then
	Log      zerolog.Logger
	Now      func() time.Time
}

// Widgets are all widgets with a descriptor. Its methods may be called at any
// time from anywhere.
type Widgets struct {
	o   Options
	all []Descriptor
	hub hub

	mu    sync.Mutex
	saved map[string]saved // by name
}

// saved is what is kept of a widget.
type saved struct {
	Values values    `json:"values,omitempty"`
	Since  time.Time `json:"since,omitzero"` // when it was last started anew
	Base   int64     `json:"base,omitempty"` // seconds of a timer at its start
	Events []Event   `json:"events,omitempty"`
}

// View is a widget as it is now.
type View struct {
	Descriptor
	Values  map[string]any // string, int64 or bool, by the keys of settings
	Since   time.Time      // when it was last started anew; zero: never
	Running bool           // a timer that was started and is not paused
}

// Open reads the descriptors, and what the store has of them. A value that is no
// longer allowed is as if it were not saved.
func Open(ctx context.Context, o Options) (*Widgets, error) {
	all, err := load(o.Files)
	if err != nil {
		return nil, err
	}
	w := &Widgets{o: o, all: all, hub: newHub(), saved: map[string]saved{}}
	content, found, err := o.Store.Get(ctx, document)
	if err != nil || !found {
		return w, err
	}
	var kept map[string]struct {
		saved
		Values map[string]json.RawMessage `json:"values"`
	}
	if err := json.Unmarshal(content, &kept); err != nil {
		o.Log.Error().Err(err).Msg("what was saved of the widgets cannot be read; they begin with their defaults")
		return w, nil
	}
	for _, d := range all {
		one := kept[d.Name].saved
		one.Values = values{}
		for _, s := range d.Settings {
			if written, ok := kept[d.Name].Values[s.Key]; ok {
				if value, err := s.decode(written); err == nil {
					one.Values[s.Key] = value
				}
			}
		}
		w.saved[d.Name] = one
	}
	return w, nil
}

// All lists the widgets in the order of their names.
func (w *Widgets) All() []View {
	views := make([]View, len(w.all))
	for i, d := range w.all {
		views[i] = w.view(d)
	}
	return views
}

// Find returns the widget of a name.
func (w *Widgets) Find(name string) (View, error) {
	d, err := w.descriptor(name)
	if err != nil {
		return View{}, err
	}
	return w.view(d), nil
}

func (w *Widgets) descriptor(name string) (Descriptor, error) {
	i := slices.IndexFunc(w.all, func(d Descriptor) bool { return d.Name == name })
	if i < 0 {
		return Descriptor{}, fault.New(fault.NotFound, "widget.not_found")
	}
	return w.all[i], nil
}

func (w *Widgets) view(d Descriptor) View {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := w.saved[d.Name]
	return View{Descriptor: d, Values: d.values(one.Values), Since: one.Since, Running: one.running()}
}

// Set saves values of a widget's settings, all or none; the others stay as they
// are. Pages show them at once.
func (w *Widgets) Set(ctx context.Context, name string, changes map[string]any) error {
	d, err := w.descriptor(name)
	if err != nil {
		return err
	}
	if len(changes) == 0 {
		return fault.New(fault.Invalid, "widget.no_fields")
	}
	read := values{}
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		s, known := d.setting(key)
		if !known {
			return fault.InvalidField(key, "widget.no_setting")
		}
		if read[key], err = s.Read(changes[key]); err != nil {
			return err
		}
	}
	return w.update(ctx, d, func(one *saved) error {
		before := rulesOf(d.values(one.Values))
		one.Values = maps.Clone(one.Values)
		if one.Values == nil {
			one.Values = values{}
		}
		maps.Copy(one.Values, read)
		if after := rulesOf(d.values(one.Values)); after != before && !one.Since.IsZero() {
			return one.add(Event{At: w.o.Now().UTC(), Rules: &after})
		}
		return nil
	})
}

// The actions of widgets.
const (
	Restart = "restart" // counts from now on
	Pause   = "pause"
	Resume  = "resume"
	Add     = "add" // seconds, which may be negative
)

// Act carries out an action of a widget. Seconds are of Add alone.
func (w *Widgets) Act(ctx context.Context, name, action string, seconds int64) error {
	d, err := w.descriptor(name)
	if err != nil {
		return err
	}
	if !slices.Contains(d.Actions(), action) {
		return fault.New(fault.NotFound, "widget.no_action")
	}
	return w.update(ctx, d, func(one *saved) error {
		now := w.o.Now().UTC().Truncate(time.Millisecond)
		if action == Restart {
			now, all := now, d.values(one.Values)
			rules := rulesOf(all)
			one.Since, one.Base, one.Events = now, int64(all.seconds("base")/time.Second), []Event{{At: now, Rules: &rules}}
			return nil
		}
		if one.Since.IsZero() {
			return fault.New(fault.Conflict, "widget.not_started")
		}
		return one.add(Event{At: now, Do: action, Seconds: seconds})
	})
}

// update saves a change of what is kept of a widget, and tells its pages.
func (w *Widgets) update(ctx context.Context, d Descriptor, change func(*saved) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := w.saved[d.Name]
	if err := change(&one); err != nil {
		return err
	}
	next := maps.Clone(w.saved)
	next[d.Name] = one
	content, err := json.Marshal(next)
	if err == nil {
		err = w.o.Store.Put(ctx, document, content)
	}
	if err != nil {
		return fmt.Errorf("save the widget %s: %w", d.Name, err)
	}
	w.saved = next
	w.Refresh()
	return nil
}
