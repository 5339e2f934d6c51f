package store

import (
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

func TestWhatWaitsForAProviderIsMadeDue(t *testing.T) {
	s := open(t, t.TempDir())
	later := time.Now().Add(4 * time.Minute)
	silent := fault.Say(celebration.WhySilent, "provider", "AIML", "cause", "no answer")
	trouble := fault.Say(celebration.WhyTrouble, "cause", "answered 500")
	tests := []struct {
		through []celebration.Status
		why     celebration.Reason
		due     bool
	}{
		{[]celebration.Status{celebration.WaitingRate}, fault.Say(celebration.WhyNoRate, "currency", "XTR"), true},
		{[]celebration.Status{celebration.Approved}, silent, true},
		{[]celebration.Status{celebration.Approved}, trouble, true},
		{[]celebration.Status{celebration.Approved, celebration.Submitting, celebration.Generating}, silent, true},
		{[]celebration.Status{celebration.Approved, celebration.Submitting, celebration.Generating}, celebration.Reason{}, false},
		{[]celebration.Status{celebration.Approved, celebration.Submitting}, silent, false}, // a request may be on the wire
		{[]celebration.Status{celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching}, trouble, false},
	}
	var want []int64
	for i, tt := range tests {
		c := take(t, s, string(rune('a'+i)))[0]
		for _, status := range tt.through {
			c.Status, c.Reason, c.NextAt = status, tt.why, later
			if err := s.Save(t.Context(), &c); err != nil {
				t.Fatal(err)
			}
		}
		if tt.due {
			want = append(want, c.ID)
		}
	}
	if err := s.RetryWaiting(t.Context()); err != nil {
		t.Fatal(err)
	}
	due, err := s.Due(t.Context(), time.Now(), 10, 100)
	var got []int64
	for _, c := range due {
		got = append(got, c.ID)
	}
	slices.Sort(got)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("due are %v, %v; want %v", got, err, want)
	}
}
