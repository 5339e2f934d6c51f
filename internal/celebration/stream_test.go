package celebration

import (
	"testing"
	"time"
)

func TestAStreamLastsWhileAPlayerIsThere(t *testing.T) {
	t.Parallel()
	begun := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return begun.Add(time.Duration(minutes) * time.Minute) }
	s := Stream{}.At(at(0), false).At(at(10), true).At(at(60), true).At(at(70), false)
	if !s.Since.Equal(begun) || !s.Seen.Equal(at(60)) || len(s.Spans()) != 1 {
		t.Fatalf("it is %+v", s)
	}
	if again := s.At(at(120), true); !again.Since.Equal(begun) {
		t.Errorf("after a break of an hour another began at %s", again.Since)
	}
	s = s.At(at(121), true)
	spans := s.Spans()
	if len(spans) != 2 || !spans[0].Since.Equal(at(121)) || !spans[0].Until.IsZero() || spans[1] != (Span{begun, at(60), at(121)}) {
		t.Errorf("they are %+v", spans)
	}
	// One in which nobody was there is none.
	if s = s.Next(at(130)).Next(at(140)); len(s.Spans()) != 2 || !s.Spans()[1].Until.Equal(at(140)) {
		t.Errorf("after two more they are %+v", s.Spans())
	}
	for i := range 2 * maxPast {
		s = s.Next(at(200+10*i)).At(at(205+10*i), true)
	}
	if spans = s.Spans(); len(spans) != maxPast+1 || !spans[maxPast].Until.Equal(spans[maxPast-1].Since) {
		t.Errorf("of many %d are remembered", len(spans))
	}
}
