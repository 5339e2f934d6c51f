package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"streamspark/internal/money"
)

// Moment is the show of a viewer's donation that was shown to its end.
type Moment struct {
	GalleryClip // without a name of a file: its clip was deleted
	Rubles      money.Amount
	At          time.Time // when it ended first
	Times       int       // it was shown
}

// Evening is what came of a stretch of time.
type Evening struct {
	Flow
	Donors  []Donor  // whose names may be shown, the most generous first
	Moments []Moment // of the largest sums first
}

// Evening sums up a stretch of time.
func (s *Store) Evening(ctx context.Context, x Stretch) (e Evening, err error) {
	flows, err := s.Flows(ctx, []Stretch{x})
	if err != nil {
		return e, err
	}
	given, err := s.GivenWithin(ctx, x)
	if err != nil {
		return e, err
	}
	e.Flow, e.Donors = flows[0], DonorsOf(given)
	e.Moments, err = s.Moments(ctx, x)
	return e, err
}

// Moments lists what was shown within a stretch of time, of the largest sums
// first: tests apart, and what may not be on the stream any more.
func (s *Store) Moments(ctx context.Context, x Stretch) ([]Moment, error) {
	from, to := x.millis()
	rows, err := s.query(ctx, `
		SELECT coalesce(k.filename, iif(p.scene = '', '', 'scene-' || c.id)), coalesce(k.content_type, ''), coalesce(k.size, 0), coalesce(k.duration_ms, 0),
			coalesce(k.created_at, c.created_at), c.id, coalesce(k.video_codec, ''), coalesce(k.audio_codec, ''), coalesce(k.favourite, 0), coalesce(k.poster, 0),
			`+publicDonor+`, `+publicMessage+`, d.amount, d.currency, p.scene, coalesce(c.kopecks, 0), p.ended_at
		FROM playbacks p INDEXED BY playbacks_ended
		CROSS JOIN celebrations c ON c.id = p.celebration CROSS JOIN donations d ON d.id = c.id
		LEFT JOIN clips k ON k.filename = p.filename
		WHERE p.state = 'ended' AND p.ended_at >= $1 AND p.ended_at < $2 AND d.source NOT IN (`+ours+`) AND c.status NOT IN (`+unshownStatuses+`)
		ORDER BY p.ended_at`, from, to)
	if err != nil {
		return nil, fmt.Errorf("list what was shown: %w", err)
	}
	shown, err := collect(rows, scanMoment)
	if err != nil {
		return nil, fmt.Errorf("list what was shown: %w", err)
	}
	var found []Moment
	at := map[int64]int{} // by celebration
	for _, m := range shown {
		if i, again := at[m.Celebration]; again {
			found[i].Times++
			continue
		}
		at[m.Celebration] = len(found)
		found = append(found, m)
	}
	slices.SortStableFunc(found, func(a, b Moment) int {
		return cmp.Or(b.Rubles.Value().Cmp(a.Rubles.Value()), a.At.Compare(b.At))
	})
	return found, nil
}

func scanMoment(row scanner) (Moment, error) {
	m := Moment{Times: 1}
	var amount, currency, scene string
	var kopecks, ended int64
	var err error
	if m.Clip, err = scanClipAnd(row, &m.Donor, &m.Message, &amount, &currency, &scene, &kopecks, &ended); err != nil {
		return m, err
	}
	m.Rubles, m.At = rublesOf(kopecks), fromMillis(ended)
	if m.Scene, err = readScene(scene); err != nil {
		return m, err
	}
	m.Amount, err = readAmount(amount, currency)
	return m, err
}
