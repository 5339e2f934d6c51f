package donationalerts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/standin"
)

func standInDonation(id int64) standin.Donation {
	return standin.Donation{ID: id, Amount: 10, Currency: "RUB"}
}

// rowsOf makes rows of ids; 0 is a row without one.
func rowsOf(ids ...uint64) []row {
	rows := make([]row, len(ids))
	for i, id := range ids {
		rows[i].number = id
		rows[i].donation.ID = fmt.Sprint(id)
		if id == 0 {
			rows[i].donation.ID = fmt.Sprintf("unreadable-%d-%v", i, ids)
		}
	}
	return rows
}

func idsOf(rows []row) []uint64 {
	var ids []uint64
	for _, r := range rows {
		ids = append(ids, r.number)
	}
	return ids
}

func TestReading(t *testing.T) {
	tests := []struct {
		name   string
		cursor uint64
		pages  []page
		pagesN int // how many are needed
		want   []uint64
	}{
		{"quiet", 9, []page{{rows: rowsOf(9, 8, 7), more: true}}, 1, []uint64{7, 8, 9}},
		{
			"to the cursor", 5,
			[]page{{rows: rowsOf(9, 8), more: true}, {rows: rowsOf(7, 6), more: true}, {rows: rowsOf(5, 4), more: true}},
			3,
			[]uint64{4, 5, 6, 7, 8, 9},
		},
		{"the cursor's own row is gone", 5, []page{{rows: rowsOf(9, 8), more: true}, {rows: rowsOf(7, 4), more: true}}, 2, []uint64{4, 7, 8, 9}},
		{"to the end", 1, []page{{rows: rowsOf(9, 8), more: true}, {rows: rowsOf(7, 6)}}, 2, []uint64{6, 7, 8, 9}},
		{"the end is not said", 1, []page{{rows: rowsOf(9, 8), more: true}, {}}, 2, []uint64{8, 9}},
		{
			"overlap", 5,
			[]page{{rows: rowsOf(9, 8, 7), more: true}, {rows: rowsOf(8, 7, 6), more: true}, {rows: rowsOf(5), more: true}},
			3,
			[]uint64{5, 6, 7, 8, 9},
		},
		{"ids out of order hide nothing", 5, []page{
			{rows: rowsOf(9, 4, 8), more: true}, {rows: rowsOf(3, 7, 2), more: true}, {rows: rowsOf(5, 1), more: true},
		}, 3, []uint64{1, 2, 3, 4, 5, 7, 8, 9}},
		{
			"rows without ids", 5,
			[]page{{rows: rowsOf(0, 0), more: true}, {rows: rowsOf(7, 0, 6), more: true}, {rows: rowsOf(5, 0), more: true}},
			3,
			[]uint64{0, 5, 6, 0, 7, 0, 0},
		},
		{"the list became shorter", 5, []page{
			{rows: rowsOf(9, 8), more: true, total: 10}, {rows: rowsOf(6, 5), more: true, total: 9}, // 7 moved to page 1
			{rows: rowsOf(9, 7), more: true, total: 9}, {rows: rowsOf(6, 5), more: true, total: 9},
		}, 4, []uint64{5, 6, 7, 9}},
		{"the list became longer", 5, []page{
			{rows: rowsOf(9, 8), more: true, total: 10}, {rows: rowsOf(8, 7), more: true, total: 11}, {rows: rowsOf(6, 5), more: true, total: 11},
		}, 3, []uint64{5, 6, 7, 8, 9}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newReading(cursor{Last: tt.cursor}, true)
			read := 0
			for !r.done {
				if read == len(tt.pages) {
					t.Fatal("it wants more pages than there are")
				}
				if err := r.take(tt.pages[read], time.Time{}); err != nil {
					t.Fatal(err)
				}
				read++
			}
			if got := idsOf(oldestFirst(r.rows)); read != tt.pagesN || !slices.Equal(got, tt.want) {
				t.Errorf("%d pages, %v; wanted %d, %v", read, got, tt.pagesN, tt.want)
			}
		})
	}
}

func TestAListThatRepeatsItselfEnds(t *testing.T) {
	r := newReading(cursor{Last: 1}, true)
	var err error
	for range 10 {
		if err = r.take(page{rows: rowsOf(9, 8), more: true}, time.Time{}); err != nil || r.done {
			break
		}
	}
	if !fault.Is(err, codeRepeats) {
		t.Errorf("it says %v", err)
	}
}

func TestReadPage(t *testing.T) {
	tests := []struct {
		body   string
		number int
		rows   int // -1: refused
		more   bool
	}{
		{`{"data":[],"links":{"next":null},"meta":{"current_page":1,"from":null,"last_page":1,"total":0}}`, 1, 0, false},
		{`{"data":[null],"links":{"next":"https://a.example?page=2"},"meta":{"last_page":3,"total":90}}`, 1, 1, true},
		{`{"data":[null],"links":{"next":null},"meta":{"last_page":3,"total":90}}`, 3, 1, false},
		{`{"data":[null],"links":{"next":null},"meta":{"last_page":3}}`, 1, 1, true}, // it contradicts itself: go on
		{`{"data":[null],"meta":{"last_page":"3"}}`, 3, 1, false},
		{`{"data":[null],"links":[],"meta":"x"}`, 1, 1, true},
		{`{"data":[null]}`, 1, 1, true},
		{`{"data":[]}`, 1, 0, false},
		{`{"data":[],"meta":{"total":45}}`, 1, -1, false}, // not an account without donations
		{`{"data":[],"meta":{"total":45}}`, 3, 0, false},
		{"{\"data\":[{\"id\":1,\"message\":\"raw \x00 \n\"}]}", 1, 1, true},
		{`{"data":null}`, 1, -1, false},
		{`{"data":{"0":{}}}`, 1, -1, false},
		{`{"message":"hello"}`, 1, -1, false},
		{`[]`, 1, -1, false},
		{`null`, 1, -1, false},
		{``, 1, -1, false},
		{`<html></html>`, 1, -1, false},
		{`{"data":[{"id":1`, 1, -1, false},
	}
	for _, tt := range tests {
		p, err := readPage(&outbound.Answer{Status: 200, Body: []byte(tt.body)}, tt.number, time.Now())
		if tt.rows < 0 {
			if !fault.Is(err, codeBroken) {
				t.Errorf("%q: %v", tt.body, err)
			}
			continue
		}
		if err != nil || len(p.rows) != tt.rows || p.more != tt.more {
			t.Errorf("%q: %d rows, more %v, %v", tt.body, len(p.rows), p.more, err)
		}
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":7,"amount":10,"currency":"RUB"},null],"links":{"next":null},"meta":{"last_page":1,"total":2}}`))
	f.Add([]byte(`{"data":[],"meta":{"total":-1,"last_page":99999999999999999999}}`))
	f.Add([]byte("{\"data\":[{\"message\":\"\x00\"}]}"))
	f.Add([]byte(`{"data":{}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := readPage(&outbound.Answer{Status: 200, Body: slices.Clone(body)}, 1, time.Now())
		if err != nil {
			if len(p.rows) > 0 {
				t.Fatal("an error with rows")
			}
			return
		}
		if p.total < 0 || p.more && len(p.rows) == 0 {
			t.Fatalf("a page that cannot be: %+v", p)
		}
		r := newReading(cursor{}, true)
		if err := r.take(p, time.Time{}); err != nil {
			t.Fatal(err)
		}
		rows := oldestFirst(slices.Clone(r.rows))
		seen := map[string]bool{}
		for _, x := range rows {
			if seen[x.donation.ID] || x.donation.ID == "" {
				t.Fatalf("id %q twice", x.donation.ID)
			}
			seen[x.donation.ID] = true
		}
		if len(rows) > len(p.rows) || len(p.rows) > 0 && len(rows) == 0 {
			t.Fatalf("%d rows became %d", len(p.rows), len(rows))
		}
		if strings.Contains(fmt.Sprint(idsOf(rows)), "-") {
			t.Fatal("a negative id")
		}
	})
}
