package webtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

const (
	HostileName    = `<script>alert("1")</script><b onclick='x'>bold</b>`
	HostileMessage = "\u202egnol\u202c </li><img src=x onerror=alert(1)> {{.}} ${1} \" ' ` 🎉🏳️‍🌈 "
)

// Fill puts a donation of every status into the store, and hostile ones.
func (s *Server) Fill(t *testing.T) (hostile int64) {
	t.Helper()
	made := []celebration.Status{celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching, celebration.Ready}
	paths := map[celebration.Status][]celebration.Status{
		celebration.Received: nil, celebration.WaitingRate: {celebration.WaitingRate}, celebration.Skipped: {celebration.Skipped},
		celebration.Held: {celebration.Held}, celebration.Rejected: {celebration.Rejected}, celebration.Approved: made[:1],
		celebration.Submitting: made[:2], celebration.Generating: made[:3], celebration.Fetching: made[:4], celebration.Ready: made,
		celebration.Review:  append(made[:4:4], celebration.Review),
		celebration.Playing: append(made[:5:5], celebration.Playing), celebration.Played: append(made[:5:5], celebration.Playing, celebration.Played),
		celebration.Failed: {celebration.Failed}, celebration.Unknown: append(made[:2:2], celebration.Unknown),
	}
	for _, status := range celebration.Statuses() {
		id := s.Donate(celebration.Donation{Source: "donationalerts", ID: "d-" + string(status), Donor: "viewer", Amount: money.Rubles(1500)}, paths[status]...)
		if got, err := s.Store.Celebration(t.Context(), id); err != nil || got.Status != status {
			t.Fatalf("%s is %s: %v", status, got.Status, err)
		}
	}
	dollars, err := money.Parse("20.5", "USD")
	if err != nil {
		t.Fatal(err)
	}
	evil := celebration.Donation{
		Source: "donationalerts", ID: "evil", Donor: HostileName, Message: HostileMessage + strings.Repeat("я", 450), Amount: dollars,
	}
	hostile = s.Donate(evil)
	s.Move(hostile, func(c *celebration.Celebration) {
		c.Status, c.Reason = celebration.Held, fault.Say(celebration.WhyRefused, "cause", HostileMessage)
		c.AmountRUB, c.TierName, c.Order = money.Rubles(1640), HostileName, celebration.Order{RequestID: "r", Prompt: celebration.Prompt("", celebration.Words{Donor: evil.Donor, Message: evil.Message})}
		c.Rate = celebration.Rate{Currency: "USD", Rubles: "80.12", Source: "cbr", Published: time.Now()}
	})
	s.Donate(celebration.Donation{Source: celebration.SourceTest, ID: "t"}, celebration.Skipped)
	s.Bought()
	s.AddClip("found.webm", "x", time.Hour)
	return hostile
}

// Private returns what a discreet page must not hold, and what stands for it.
func (s *Server) Private() []string {
	return []string{
		"Тайный", "секрет на ушко", "4321", "4 321", "54.32", "54,32", "Demo Streamer", "client-77",
		s.HTTP.URL + "/widget", s.HTTP.URL + "/api/da", "prompt with Тайный",
	}
}

// FillPrivate puts what is private in every place where a page shows it.
func (s *Server) FillPrivate(t *testing.T) (paths []string) {
	t.Helper()
	dollars, err := money.Parse("54.32", "USD")
	if err != nil {
		t.Fatal(err)
	}
	s.Connected()
	s.Poll()
	for i, status := range []celebration.Status{celebration.Held, celebration.Failed, celebration.Skipped} {
		id := s.Donate(celebration.Donation{Source: "donationalerts", ID: fmt.Sprint("d", i), Donor: "Тайный", Message: "секрет на ушко", Amount: dollars})
		s.Move(id, func(c *celebration.Celebration) {
			c.Status, c.AmountRUB, c.Generator = status, money.Rubles(4321), "aiml"
			c.Rate = celebration.Rate{Currency: "USD", Rubles: "4321", Source: "cbr", Published: time.Now()}
			c.Reason = fault.Say(celebration.WhyDisagrees, "ours", "4 321 ₽", "theirs", "54.32 $")
			c.Order = celebration.Order{RequestID: "r", Prompt: "prompt with Тайный"}
		})
		paths = append(paths, fmt.Sprintf("/celebrations/%d", id))
	}
	saved := s.Donate(celebration.Donation{Source: "donationalerts", ID: "clip", Donor: "Тайный", Message: "секрет на ушко", Amount: dollars},
		celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	s.AddClip("celebration_5.mp4", "video", 0)
	s.Move(saved, func(c *celebration.Celebration) {
		c.Status, c.AmountRUB = celebration.Ready, money.Rubles(4321)
		c.Clip = &celebration.Clip{Filename: "celebration_5.mp4", ContentType: "video/mp4", Size: 5, Duration: 5 * time.Second, CreatedAt: time.Now(), Celebration: saved}
	})
	s.Ready()
	s.Settings.Set("donationalerts.client_id", "client-77", "budget.per_day_usd", dollars.Value().String())
	if playing := s.Connect("p", true).Play(); playing.Donor != "Тайный" {
		t.Fatalf("%+v plays", playing)
	}
	return append(paths, "/dashboard", "/dock", "/clips", "/donations", "/donations?status=needs_me", "/donations?of=1", "/money", "/summary", "/landing", "/docs", "/docs/clips", "/celebrations/4", "/settings", "/look", "/log", "/nothing")
}

// Ready adds a celebration with a clip.
func (s *Server) Ready() {
	id := s.Donate(Viewer("1"), celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	s.AddClip("celebration_1.mp4", "video", 0)
	s.Move(id, func(c *celebration.Celebration) {
		c.Status, c.AmountRUB, c.Tier, c.TierName = celebration.Ready, money.Rubles(1500), 0, "first"
		c.Rate = celebration.Rate{Currency: "USD", Rubles: "80.5", Source: "cbr", Published: time.Now()}
		c.Clip = &celebration.Clip{Filename: "celebration_1.mp4", ContentType: "video/mp4", Size: 5, Duration: 5 * time.Second, CreatedAt: time.Now(), Celebration: id}
	})
}

// Bought sets the money of one order aside.
func (s *Server) Bought() {
	usd := decimal.RequireFromString
	ids, _, err := s.Store.Record(s.T.Context(), []celebration.Donation{{Source: "test", ID: "bought"}}, time.Now())
	if err != nil {
		s.T.Fatal(err)
	}
	c := celebration.Celebration{ID: ids[0], Version: 1, Status: celebration.Approved}
	if err := s.Store.Save(s.T.Context(), &c); err != nil {
		s.T.Fatal(err)
	}
	c.Status, c.Order.RequestID, c.Charged = celebration.Submitting, "ss-1", celebration.ChargedUnknown
	err = s.Store.Claim(s.T.Context(), &c, 1000, &store.Reservation{
		Entry: celebration.Entry{Order: "ss-1", Celebration: c.ID, Generator: "aiml", Model: "veo", Price: usd("0.80"), Rubles: usd("90")},
		Allow: func(celebration.Spent) error { return nil },
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

// DonatedClip adds the clip of a donation, with its poster.
func (s *Server) DonatedClip() {
	s.AddClip("a.mp4", "0123456789", time.Hour)
	id := s.Donate(celebration.Donation{Source: "donationalerts", ID: "a", Donor: "Ёлка", Message: "Привет", Amount: money.Rubles(1500)}, celebration.Approved)
	err := s.Store.ImportClips(s.T.Context(), celebration.Clip{
		Filename: "b.mp4", ContentType: "video/mp4", Size: 10, Duration: time.Second, CreatedAt: time.UnixMilli(1_763_700_000_000), Celebration: id,
	})
	if err == nil {
		err = s.Root.WriteFile("b.mp4", []byte("0123456789"), 0o600)
	}
	if err != nil {
		s.T.Fatal(err)
	}
	s.AddPoster("b.mp4")
}
