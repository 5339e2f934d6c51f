package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	clipWritten = `filename, content_type, size, duration_ms, created_at, celebration, video_codec, audio_codec`
	clipColumns = clipWritten + `, favourite, poster`
)

// noPoster stands where the time of a poster would.
const noPoster = -1

func scanClip(row scanner) (celebration.Clip, error) { return scanClipAnd(row) }

// scanClipAnd scans a clip, and what else was asked for after it.
func scanClipAnd(row scanner, more ...any) (celebration.Clip, error) {
	var c celebration.Clip
	var duration, created, poster int64
	into := []any{&c.Filename, &c.ContentType, &c.Size, &duration, &created, &c.Celebration, &c.Video, &c.Audio, &c.Favourite, &poster}
	err := row.Scan(append(into, more...)...)
	c.Duration, c.CreatedAt = time.Duration(duration)*time.Millisecond, fromMillis(created)
	if c.NoPoster = poster == noPoster; poster > 0 {
		c.Poster = fromMillis(poster)
	}
	return c, err
}

// putClip makes a clip known. One that was found in the folder after a crash
// is told whose it is when its celebration comes to it.
func putClip(tx *tx, c celebration.Clip) error {
	_, err := tx.exec(`
		INSERT INTO clips (`+clipWritten+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (filename) DO UPDATE SET content_type = excluded.content_type, size = excluded.size,
			duration_ms = excluded.duration_ms, video_codec = excluded.video_codec, audio_codec = excluded.audio_codec,
			poster = CASE excluded.size WHEN size THEN poster ELSE 0 END,
			celebration = CASE excluded.celebration WHEN 0 THEN celebration ELSE excluded.celebration END`,
		c.Filename, c.ContentType, c.Size, c.Duration.Milliseconds(), millis(c.CreatedAt), c.Celebration, c.Video, c.Audio)
	if err != nil {
		return fmt.Errorf("save clip %s: %w", c.Filename, err)
	}
	return nil
}

// ImportClips adds clips that were found in the folder: all or none.
func (s *Store) ImportClips(ctx context.Context, found ...celebration.Clip) error {
	return s.change(ctx, func(tx *tx, what *Change) error {
		for _, c := range found {
			what.clip(c.Filename)
			if err := putClip(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// Clips lists the newest first; all of them where limit is 0.
func (s *Store) Clips(ctx context.Context, limit int) ([]celebration.Clip, error) {
	if limit == 0 {
		limit = -1
	}
	rows, err := s.query(ctx,
		`SELECT `+clipColumns+` FROM clips ORDER BY created_at DESC, filename DESC LIMIT $1 + 0`, limit)
	if err != nil {
		return nil, fmt.Errorf("list clips: %w", err)
	}
	found, err := collect(rows, scanClip)
	if err != nil {
		return nil, fmt.Errorf("list clips: %w", err)
	}
	return found, nil
}

// noClip returns the error of a name that no clip has.
func noClip() error { return fault.Wrap(fs.ErrNotExist, fault.NotFound, "clip.not_found") }

// Clip reads one by its name; fs.ErrNotExist where it is not known.
func (s *Store) Clip(ctx context.Context, filename string) (celebration.Clip, error) {
	c, err := scanClip(s.row(ctx, `SELECT `+clipColumns+` FROM clips WHERE filename = $1`, filename))
	if errors.Is(err, sql.ErrNoRows) {
		return c, noClip()
	}
	if err != nil {
		return c, fmt.Errorf("read clip %s: %w", filename, err)
	}
	return c, nil
}

// DeleteClip forgets a clip. Showings of it that wait are ended, and a
// celebration that waited for them says why it did not play.
func (s *Store) DeleteClip(ctx context.Context, filename string) error {
	gone := fault.Say(celebration.WhyClipDeleted)
	now := s.now()
	return s.change(ctx, func(tx *tx, what *Change) error {
		what.clip(filename)
		what.Playbacks = true
		var owner int64
		err := tx.row(`SELECT celebration FROM clips WHERE filename = $1`, filename).Scan(&owner)
		if errors.Is(err, sql.ErrNoRows) {
			return noClip()
		}
		if err != nil {
			return err
		}
		if _, err := tx.exec(`UPDATE playbacks SET state = $2, reason = $3, ended_at = $4
			WHERE filename = $1 AND state = 'queued' AND state IN ('queued', 'sent', 'started')`,
			filename, celebration.PlaybackSkipped, writeReason(gone), millis(now)); err != nil {
			return err
		}
		if owner != 0 {
			what.Celebrations = []int64{owner}
			if err := loseClip(tx, owner, filename, gone, now); err != nil {
				return err
			}
		}
		_, err = tx.exec(`DELETE FROM clips WHERE filename = $1`, filename)
		return err
	})
}

// loseClip fails a celebration that was ready to play the deleted clip, or to show
// it to the streamer.
func loseClip(tx *tx, id int64, filename string, why celebration.Reason, now time.Time) error {
	c, err := scanCelebration(tx.row(`SELECT`+columns+joins+`WHERE c.id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if c.Clip == nil || c.Clip.Filename != filename {
		return nil // it has another by now
	}
	c.Clip = nil
	if c.Status == celebration.Review || c.Status == celebration.Ready && c.Scene == nil {
		c.Status, c.Reason = celebration.Failed, why
	}
	return update(tx, &c, now)
}

// ReplaceClip puts a clip in the place of one that it was made from: what was
// the first one's is the new one's, also where they have the same name.
// fs.ErrNotExist where the first is not known (any more).
func (s *Store) ReplaceClip(ctx context.Context, first string, made celebration.Clip) error {
	return s.change(ctx, func(tx *tx, what *Change) error {
		before, err := scanClip(tx.row(`SELECT `+clipColumns+` FROM clips WHERE filename = $1`, first))
		if errors.Is(err, sql.ErrNoRows) {
			return noClip()
		}
		if err != nil {
			return fmt.Errorf("read clip %s: %w", first, err)
		}
		what.clip(made.Filename)
		what.Playbacks = true
		made.Celebration, made.CreatedAt = before.Celebration, before.CreatedAt
		if err := putClip(tx, made); err != nil || made.Filename == first {
			return err
		}
		what.clip(first)
		if before.Celebration != 0 {
			what.Celebrations = []int64{before.Celebration}
		}
		for _, change := range []string{
			`UPDATE clips SET favourite = (SELECT favourite FROM clips WHERE filename = $1) WHERE filename = $2`,
			`UPDATE celebrations SET clip = $2 WHERE clip = $1`,
			// Showings from before it was known whose the clip is are of none.
			`UPDATE playbacks SET filename = $2 WHERE celebration IN (0, $3) AND filename = $1`,
		} {
			if _, err := tx.exec(change, first, made.Filename, before.Celebration); err != nil {
				return fmt.Errorf("put %s in the place of %s: %w", made.Filename, first, err)
			}
		}
		_, err = tx.exec(`DELETE FROM clips WHERE filename = $1`, first)
		return err
	})
}
