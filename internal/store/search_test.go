package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// put records one donation, priced and moved along.
func put(t *testing.T, s *Store, d celebration.Donation, rubles int64, seen time.Time, through ...celebration.Status) int64 {
	t.Helper()
	ids, _, err := s.Record(t.Context(), []celebration.Donation{d}, seen)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Celebration(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if rubles > 0 {
		c.AmountRUB = money.New(decimal.New(rubles, 0), money.RUB)
		if err := s.Save(t.Context(), &c); err != nil {
			t.Fatal(err)
		}
	}
	walk(t, s, &c, through...)
	return ids[0]
}

// known are eight donations, one a day from the first of November on.
func known(t *testing.T, s *Store) {
	t.Helper()
	day := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for i, one := range []struct {
		donor, message string
		rubles         int64
		status         celebration.Status
	}{
		{"Зритель", "Спасибо за стрим", 500, celebration.Skipped},
		{"зритель", "ещё раз", 1500, celebration.Held},
		{"Ёлка", "100% \"легенда\" _ OR NEAR(", 2000, celebration.Held},
		{"viewer_42", "donor:x AND text*", 0, celebration.Failed},
		{"", "Анонимно", 300, celebration.Rejected},
		{"Зри\u200bтель", "-- '; DROP TABLE donations", 5000, celebration.Held},
		{"ZZ", "привет", 100, celebration.Skipped},
		{"İstanbul", strings.Repeat("я", 500), 700, celebration.Skipped},
	} {
		d := celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(9000 + i), Donor: one.donor, Message: one.message, Amount: money.Rubles(one.rubles)}
		put(t, s, d, one.rubles, day.AddDate(0, 0, i), one.status)
	}
}

func TestEveryFilter(t *testing.T) {
	s := open(t, t.TempDir())
	known(t, s)
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	tests := []struct {
		name   string
		filter Filter
		want   []int64
	}{
		{"all", Filter{}, []int64{8, 7, 6, 5, 4, 3, 2, 1}},
		{"status", Filter{Statuses: []celebration.Status{celebration.Held, celebration.Failed}}, []int64{6, 4, 3, 2}},
		{"from", Filter{From: day(6)}, []int64{8, 7, 6}},
		{"to", Filter{To: day(3)}, []int64{2, 1}},
		{"between", Filter{From: day(3), To: day(5)}, []int64{4, 3}},
		{"least", Filter{Least: money.Rubles(1500)}, []int64{6, 3, 2}},
		{"most", Filter{Most: money.Rubles(300)}, []int64{7, 5}},
		{"a kopeck more", Filter{Least: money.New(decimal.RequireFromString("1500.001"), money.RUB)}, []int64{6, 3}},
		{"donor", Filter{Donor: "ЗРИТЕЛЬ"}, []int64{6, 2, 1}},
		{"not part of a donor", Filter{Donor: "Зрит"}, nil},
		{"ids", Filter{IDs: []int64{3, 7, 99}}, []int64{7, 3}},
		{"no ids", Filter{IDs: []int64{}}, nil},
		{"source", Filter{Sources: []string{"test", "manual"}}, nil},
		{"sources", Filter{Sources: []string{"test", "donationalerts"}, Limit: 2}, []int64{8, 7}},
		{"part of a name", Filter{Text: "зрит"}, []int64{6, 2, 1}},
		{"part of a message", Filter{Text: "ЗА  СТРИМ"}, []int64{1}},
		{"either letter", Filter{Text: "елка"}, []int64{3}},
		{"number", Filter{Text: "9003"}, []int64{4}},
		{"two letters begin a name", Filter{Text: "zz"}, []int64{7}},
		{"one letter", Filter{Text: "З"}, []int64{6, 2, 1}},
		{"spaces alone", Filter{Text: "  ", Limit: 1}, []int64{8}},
		{"quotes", Filter{Text: `"легенда"`}, []int64{3}},
		{"operators", Filter{Text: "OR NEAR("}, []int64{3}},
		{"a column", Filter{Text: "donor:x AND"}, []int64{4}},
		{"a star is a star", Filter{Text: "text*"}, []int64{4}},
		{"percent is percent", Filter{Text: "0% "}, nil},
		{"injection", Filter{Text: "'; DROP"}, []int64{6}},
		{"a quote alone", Filter{Text: `"""`}, nil},
		{"zero byte", Filter{Text: "зри\x00тель"}, []int64{6, 2, 1}},
		{"long", Filter{Text: strings.Repeat("я", 150)}, []int64{8}},
		{"all at once", Filter{
			Statuses: []celebration.Status{celebration.Held}, From: day(1), To: day(30), Least: money.Rubles(1), Most: money.Rubles(4000),
			Donor: "зритель", Text: "раз", Sources: []string{"donationalerts"},
		}, []int64{2}},
	}
	for _, tt := range tests {
		found, err := s.Celebrations(t.Context(), tt.filter)
		if got := idsOf(found); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
		if tt.filter.Limit == 0 {
			if counted, err := s.Found(t.Context(), tt.filter, 0); err != nil || counted.Count != len(tt.want) || counted.More {
				t.Errorf("%s: it counts %+v, %v", tt.name, counted, err)
			}
		}
	}
}

func idsOf(list []celebration.Celebration) (ids []int64) {
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestWhatIsFoundIsCountedAndSummed(t *testing.T) {
	s := open(t, t.TempDir())
	known(t, s)
	put(t, s, celebration.Donation{Source: celebration.SourceTest, ID: "t", Amount: money.Rubles(9)}, 9, time.Now(), celebration.Skipped)
	tests := []struct {
		filter Filter
		most   int
		want   string
	}{
		{Filter{}, 0, "9 10 100 ₽ false"},
		{Filter{Statuses: []celebration.Status{celebration.Held}}, 0, "3 8 500 ₽ false"},
		{Filter{Text: "зрит"}, 0, "3 7 000 ₽ false"},
		{Filter{After: 6}, 2, "2 800 ₽ true"},
		{Filter{Text: "nobody"}, 0, "0 0 ₽ false"},
	}
	for _, tt := range tests {
		found, err := s.Found(t.Context(), tt.filter, tt.most)
		if got := fmt.Sprint(found.Count, " ", found.Rubles, " ", found.More); err != nil || got != tt.want {
			t.Errorf("%+v: %s, %v, want %s", tt.filter, got, err, tt.want)
		}
	}
}

// TestPagesGoBothWays walks through all pages back and forth, while the
// filter leaves some out.
func TestPagesGoBothWays(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	for i := range 25 {
		status := celebration.Skipped
		if i%5 == 0 {
			status = celebration.Held
		}
		put(t, s, celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "viewer"}, 0, time.Now(), status)
	}
	f := Filter{Statuses: []celebration.Status{celebration.Skipped}, Limit: 6, Text: "view"}
	var pages [][]int64
	for {
		found, err := s.Celebrations(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			break
		}
		pages = append(pages, idsOf(found))
		f.Before = found[len(found)-1].ID
	}
	if len(pages) != 4 || len(slices.Concat(pages...)) != 20 || !slices.IsSortedFunc(slices.Concat(pages...), func(a, b int64) int { return int(b - a) }) {
		t.Fatalf("the pages are %v", pages)
	}
	for i := len(pages) - 1; i > 0; i-- {
		f.Before, f.After = 0, pages[i][0]
		back, err := s.Celebrations(t.Context(), f)
		if err != nil || !slices.Equal(idsOf(back), pages[i-1]) {
			t.Errorf("before %v there is %v, %v, want %v", pages[i], idsOf(back), err, pages[i-1])
		}
	}
}

// TestCommonWordsAreFound has more donations of one word, and of one donor,
// than their indexes are asked for.
func TestCommonWordsAreFound(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	var donations []celebration.Donation
	for i := range common + 20 {
		donations = append(donations, celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "Зритель", Message: "Привет, абвг вгаб"})
	}
	donations[7].Message = "Привет, редкость"
	donations[9].Message = "габвг" // each three letters are common
	donations[11].Message = "эюя, юэю"
	if _, _, err := s.Record(t.Context(), donations, time.Now()); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]Filter{
		"donor": {Donor: "зритель"}, "text": {Text: "привет"}, "letters": {Text: "зр"},
		"with a rare one": {Donor: "зритель", Text: "редк"}, "rare as a whole": {Text: "гаБвг"}, "not in a row": {Text: "юэюя"}, "with a status": {Text: "привет", Statuses: []celebration.Status{celebration.Received}},
	} {
		f.Limit = 3
		found, err := s.Celebrations(t.Context(), f)
		want := []int64{common + 20, common + 19, common + 18}
		counted := common
		switch f.Text {
		case "редк":
			want, counted = []int64{8}, 1
		case "гаБвг":
			want, counted = []int64{10}, 1
		case "юэюя":
			want, counted = nil, 0
		}
		if err != nil || !slices.Equal(idsOf(found), want) {
			t.Errorf("%s: %v, %v", name, idsOf(found), err)
		}
		if n, err := s.Found(t.Context(), f, 0); err != nil || n.Count != counted || n.More != (counted > 1) {
			t.Errorf("%s: counted %+v, %v", name, n, err)
		}
	}
}

func TestOlderDonationsBecomeFindable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	known(t, s)
	for _, undo := range []string{
		`INSERT INTO findable_text (findable_text) VALUES ('delete-all')`, `DELETE FROM findable`,
	} {
		if _, err := s.write.ExecContext(t.Context(), undo); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	found, err := s.Celebrations(t.Context(), Filter{Text: "зрит"})
	if err != nil || !slices.Equal(idsOf(found), []int64{6, 2, 1}) {
		t.Errorf("found %v, %v", idsOf(found), err)
	}
	take(t, s, "new")
	if found, err := s.Celebrations(t.Context(), Filter{Text: "🎉"}); err != nil || len(found) != 0 {
		t.Errorf("one sign finds %v, %v", idsOf(found), err)
	}
	if found, err := s.Celebrations(t.Context(), Filter{Donor: "зритель 🎉"}); err != nil || !slices.Equal(idsOf(found), []int64{9}) {
		t.Errorf("the new one: %v, %v", idsOf(found), err)
	}
}

func TestNeighboursOfTheSameDonor(t *testing.T) {
	s := open(t, t.TempDir())
	known(t, s)
	for id, want := range map[int64][2]int64{1: {0, 2}, 2: {1, 6}, 6: {2, 0}, 3: {0, 0}, 5: {0, 0}, 99: {0, 0}} {
		before, after, err := s.SameDonor(t.Context(), id)
		if err != nil || before != want[0] || after != want[1] {
			t.Errorf("%d: %d %d %v, want %v", id, before, after, err, want)
		}
	}
}

// TestManyDonationsBecomeFindableAtOnce: the last of a batch writes the words
// of all, a search those of the donations after it.
func TestManyDonationsBecomeFindableAtOnce(t *testing.T) {
	s := open(t, t.TempDir())
	findable := func() (n int) {
		t.Helper()
		must(t, s.read.QueryRowContext(t.Context(), `SELECT count(*) FROM findable`).Scan(&n))
		return n
	}
	for i := range searchBatch + 3 {
		take(t, s, fmt.Sprint("d", i))
		if want := (i + 1) / searchBatch * searchBatch; findable() != want {
			t.Fatalf("after %d donations %d are findable, want %d", i+1, findable(), want)
		}
	}
	found, err := s.Celebrations(t.Context(), Filter{Text: fmt.Sprint("d", searchBatch+2)})
	if err != nil || !slices.Equal(idsOf(found), []int64{searchBatch + 3}) {
		t.Errorf("the newest: %v, %v", idsOf(found), err)
	}
	if n := findable(); n != searchBatch+3 {
		t.Errorf("%d are findable after a search", n)
	}
}

func TestTheRecordOfADonor(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	give := func(id, source, donor string, how func(c *celebration.Celebration)) int64 {
		d := donation(id)
		d.Source, d.Donor = source, donor
		ids, _, err := s.RecordPriced(t.Context(), []celebration.Donation{d}, time.Now(), func(c *celebration.Celebration, _ func() bool) {
			c.Status, c.AmountRUB = celebration.Skipped, money.Rubles(100)
			if how != nil {
				how(c)
			}
		})
		must(t, err)
		return ids[0]
	}
	first := give("1", "donationalerts", "Ann", nil)
	give("2", "donationalerts", "ANN", func(c *celebration.Celebration) {
		c.Status, c.Verdict = celebration.Rejected, celebration.Unjudged(c.Donation.Donor, c.Donation.Message)
	})
	give("3", "webhook", "Ann", func(c *celebration.Celebration) { c.Status, c.AmountRUB = celebration.Received, money.Amount{} })
	give("4", celebration.SourceTest, "Ann", nil)
	give("5", "donationalerts", "Anna", nil)
	nobody := give("6", "donationalerts", "", nil)
	r, err := s.DonorRecord(t.Context(), first)
	if err != nil || r.Donations != 3 || !r.Rubles.Value().Equal(money.Rubles(200).Value()) || r.Hidden != 1 || r.Rejected != 1 || r.Since.IsZero() {
		t.Errorf("the record is %+v, %v", r, err)
	}
	if r, err = s.DonorRecord(t.Context(), nobody); err != nil || r.Donations != 0 {
		t.Errorf("the record of nobody is %+v, %v", r, err)
	}
}
