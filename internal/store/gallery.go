package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// GalleryFilter selects clips. The zero value is all of them, without scenes.
type GalleryFilter struct {
	Scenes     ScenesIn
	Favourites bool
	Query      string   // in the donor's name, the message or the name of the file
	Files      []string // only those of these names, where there are any
	Before     ClipPlace
	Limit      int // 24 where 0
}

// ScenesIn is whether a gallery has scenes beside its clips. A scene that was
// recorded is a clip.
type ScenesIn int

// The galleries.
const (
	WithoutScenes ScenesIn = iota
	WithScenes
	ScenesAlone
)

// ClipPlace is a place in the list of clips, which is in the order of time
// and, within a millisecond, of names. The zero value is before the newest.
type ClipPlace struct {
	CreatedAt time.Time
	Filename  string
}

// GalleryClip is a clip with the donation that it celebrates, or a scene, which
// has no file but a name of the same kind.
type GalleryClip struct {
	celebration.Clip
	Scene   *celebration.Scene // nil: a clip
	Donor   string             // as viewers may see it, and so is Message
	Message string
	Amount  money.Amount
}

// Place returns where the clip stands in the list.
func (c GalleryClip) Place() ClipPlace { return ClipPlace{c.CreatedAt, c.Filename} }

const galleryQuery = `SELECT ` + clipColumns + `,
	coalesce(` + publicDonor + `, ''), coalesce(` + publicMessage + `, ''), coalesce(d.amount, ''), coalesce(d.currency, ''), ''
	FROM clips k LEFT JOIN donations d ON d.id = k.celebration
	LEFT JOIN (SELECT id AS whose, public_donor, public_message FROM celebrations) c ON c.whose = d.id `

// scenesQuery has what may be shown, or was.
const scenesQuery = `SELECT 'scene-' || c.id AS name, '', 0, 0, c.created_at, c.id, '', '', 0, 0,
	` + publicDonor + `, ` + publicMessage + `, d.amount, d.currency, c.scene
	FROM celebrations c INDEXED BY celebrations_scenes JOIN donations d ON d.id = c.id
	WHERE c.scene <> '' AND c.clip IS NULL AND c.status IN ('ready', 'playing', 'played', 'failed') `

// Gallery lists clips and scenes, the newest first.
func (s *Store) Gallery(ctx context.Context, f GalleryFilter) (found []GalleryClip, err error) {
	if f.Limit <= 0 {
		f.Limit = 24
	}
	if f.Scenes != ScenesAlone {
		where, args := f.where()
		found, err = s.gallery(ctx, f, galleryQuery+where+` ORDER BY k.created_at DESC, k.filename DESC`, args)
	}
	if err != nil || f.Scenes == WithoutScenes || f.Favourites || len(f.Files) > 0 {
		return found, err
	}
	query, args := scenesQuery, []any{}
	if !f.Before.CreatedAt.IsZero() {
		query += `AND c.created_at <= $1 AND (c.created_at, 'scene-' || c.id) < ($1, $2) `
		args = append(args, millis(f.Before.CreatedAt), f.Before.Filename)
	}
	scenes, err := s.gallery(ctx, f, query+`ORDER BY c.created_at DESC, name DESC`, args)
	found = append(found, scenes...)
	slices.SortFunc(found, func(a, b GalleryClip) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(b.Filename, a.Filename))
	})
	return found[:min(len(found), f.Limit)], err
}

func (s *Store) gallery(ctx context.Context, f GalleryFilter, query string, args []any) ([]GalleryClip, error) {
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list the gallery: %w", err)
	}
	defer rows.Close()
	found, err := filterWords(rows, foldedText(f.Query, findableName), f.Limit)
	if err != nil {
		return nil, fmt.Errorf("list the gallery: %w", err)
	}
	return found, nil
}

// where returns the condition of a filter, but for the search.
func (f GalleryFilter) where() (condition string, args []any) {
	conditions := []string{"1 = 1"}
	hole := func(arg any) string {
		args = append(args, arg)
		return fmt.Sprintf("$%d", len(args))
	}
	if f.Favourites {
		conditions = append(conditions, "k.favourite = 1")
	}
	if !f.Before.CreatedAt.IsZero() {
		conditions = append(conditions, "(k.created_at, k.filename) < ("+hole(millis(f.Before.CreatedAt))+", "+hole(f.Before.Filename)+")")
	}
	if len(f.Files) > 0 {
		names, _ := json.Marshal(f.Files) // strings alone: it cannot fail
		conditions = append(conditions, "k.filename IN (SELECT value FROM json_each("+hole(string(names))+"))")
	}
	return "WHERE " + strings.Join(conditions, " AND "), args
}

// filterWords takes what has the searched words in it, until there is enough.
// It is done here because SQLite knows capital letters of English alone.
func filterWords(rows *sql.Rows, words string, limit int) (found []GalleryClip, err error) {
	for len(found) < limit && rows.Next() {
		var c GalleryClip
		var amount, currency, scene string
		if c.Clip, err = scanClipAnd(rows, &c.Donor, &c.Message, &amount, &currency, &scene); err != nil {
			return nil, err
		}
		if c.Scene, err = readScene(scene); err != nil {
			return nil, err
		}
		if words != "" && !strings.Contains(foldedText(c.Donor+"\n"+c.Message+"\n"+c.Filename, 2*findableText), words) {
			continue
		}
		if c.Amount, err = readAmount(amount, currency); err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, rows.Err()
}

// SetFavourite makes a clip a favourite, or none; fs.ErrNotExist where it is
// not known.
func (s *Store) SetFavourite(ctx context.Context, filename string, favourite bool) error {
	return s.setClip(ctx, filename, `UPDATE clips SET favourite = $2 WHERE filename = $1`, favourite)
}

// SetPoster records when the still picture of a clip was made; the zero time
// that there is none; fs.ErrNotExist where the clip is not known.
func (s *Store) SetPoster(ctx context.Context, filename string, made time.Time) error {
	return s.setClip(ctx, filename, `UPDATE clips SET poster = $2 WHERE filename = $1`, millis(made))
}

// SetNoPoster records that this computer cannot make one.
func (s *Store) SetNoPoster(ctx context.Context, filename string) error {
	return s.setClip(ctx, filename, `UPDATE clips SET poster = $2 WHERE filename = $1 AND poster <= 0`, noPoster)
}

func (s *Store) setClip(ctx context.Context, filename, query string, value any) error {
	err := s.change(ctx, func(tx *tx, what *Change) error {
		what.clip(filename)
		result, err := tx.exec(query, filename, value)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(noClip(), err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save what is known of the clip %s: %w", filename, err)
	}
	return nil
}

// WithoutPoster names the clips whose still picture was not tried yet, the
// newest first.
func (s *Store) WithoutPoster(ctx context.Context) ([]string, error) {
	rows, err := s.query(ctx, `SELECT filename FROM clips WHERE poster = 0 ORDER BY created_at DESC, filename DESC`)
	if err != nil {
		return nil, fmt.Errorf("list clips without a poster: %w", err)
	}
	names, err := collect(rows, scanValue[string])
	if err != nil {
		return nil, fmt.Errorf("list clips without a poster: %w", err)
	}
	return names, nil
}
