package store

import (
	"fmt"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func TestClipsThatAreNeededAreNeverSpare(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"a", "b", "c", "d"} {
		c := ready(t, s, id)
		if id != "b" {
			walk(t, s, &c, celebration.Playing, celebration.Played)
		}
	}
	if err := s.ImportClips(t.Context(), celebration.Clip{Filename: "own.mp4", Size: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddPlayback(t.Context(), "c.webm", time.Now()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		keep Keep
		want string
	}{
		{Keep{}, "[]"},
		{Keep{Count: 1}, "[a.webm]"},
		{Keep{Count: 3}, "[a.webm]"},
		{Keep{Bytes: 5}, "[a.webm d.webm]"},
		{Keep{Since: time.Now()}, "[a.webm d.webm]"},
		{Keep{Since: time.UnixMilli(500)}, "[]"},
	}
	for _, tt := range tests {
		spare, err := s.SpareClips(t.Context(), tt.keep)
		if err != nil || fmt.Sprint(spare) != tt.want {
			t.Errorf("%+v: spare are %v, %v; want %s", tt.keep, spare, err, tt.want)
		}
	}
}
