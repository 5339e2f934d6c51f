package donationalerts

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"streamspark/internal/outbound"
)

// page is one page of the list.
type page struct {
	rows  []row // newest first
	more  bool  // there are further pages, or it is not said that there are none
	total int   // of the whole list; 0 where it is not said

	got time.Time // when it came, by the server's clock as far as that is known
}

// readPage reads a page. What is no list is an error; a row that is no row is
// not.
func readPage(answer *outbound.Answer, number int, now time.Time) (page, error) {
	if !json.Valid(answer.Body) {
		answer.Body = withoutControls(answer.Body)
	}
	var envelope struct {
		Data  json.RawMessage `json:"data"`
		Links json.RawMessage `json:"links"`
		Meta  json.RawMessage `json:"meta"`
	}
	if err := answer.Decode(&envelope); err != nil {
		return page{}, problem(CodeBroken, err)
	}
	var list []json.RawMessage
	if json.Unmarshal(envelope.Data, &list) != nil || list == nil {
		return page{}, problem(CodeBroken, errors.New("there is no list of donations in it"))
	}
	var links, meta fields
	// Where these are missing or of another shape, reading goes on until an
	// empty page.
	_ = json.Unmarshal(envelope.Links, &links)
	_ = json.Unmarshal(envelope.Meta, &meta)
	p := page{total: int(min(meta.integer("total"), 1<<31)), rows: make([]row, 0, len(list)), got: now}
	if len(list) == 0 && number == 1 && p.total > 0 {
		// Not to be taken for an account without donations.
		return page{}, problem(CodeBroken, errors.New("the list is empty and says that it is not"))
	}
	for _, raw := range list {
		p.rows = append(p.rows, readRow(raw))
	}
	last := meta.integer("last_page")
	ends := links.isNull("next") && (last == 0 || uint64(number) >= last)
	ends = ends || links["next"] == nil && last > 0 && uint64(number) >= last
	p.more = len(list) > 0 && !ends
	return p, nil
}

// newestBefore returns the highest id of the donations that were made before
// the given time of the server's clock. One whose date cannot be read counts
// as older, and so does one of the future: then its zone is not what we take
// it for.
func (p page) newestBefore(since time.Time) uint64 {
	var highest uint64
	for _, r := range p.rows {
		if at := r.donation.CreatedAt; at.Before(since) || at.After(p.got.Add(maxDrift)) {
			highest = max(highest, r.number)
		}
	}
	return highest
}

// withoutControls replaces control characters, which JSON does not allow in a
// string and which mean nothing outside of one: a raw zero byte in one
// message must not hide the whole page.
func withoutControls(body []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, body)
}
