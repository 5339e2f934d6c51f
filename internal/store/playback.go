package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"streamspark/internal/celebration"
)

const playbackQuery = `
	SELECT p.id, p.celebration, p.replay, p.state, p.reason, p.player, p.returns, p.cuts,
		p.created_at, p.sent_at, p.started_at, p.ended_at,
		coalesce(` + publicDonor + `, ''), coalesce(` + publicMessage + `, ''), coalesce(d.amount, ''), coalesce(d.currency, ''),
		p.filename, coalesce(k.content_type, ''), coalesce(k.size, 0), coalesce(k.duration_ms, 0), coalesce(k.created_at, 0),
		coalesce(k.video_codec, ''), coalesce(k.audio_codec, ''),
		coalesce(c.tier, -1), p.scene, p.credits, p.credits_length
	FROM playbacks p
	LEFT JOIN celebrations c ON c.id = p.celebration
	LEFT JOIN donations d ON d.id = p.celebration AND d.source <> 'manual'
	LEFT JOIN clips k ON k.filename = p.filename `

func scanPlayback(row scanner) (celebration.Playback, error) {
	var p celebration.Playback
	var reason, amount, currency, scene string
	var created, sent, started, ended, duration, clipCreated, credits, creditsLength int64
	err := row.Scan(&p.ID, &p.Celebration, &p.Replay, &p.State, &reason, &p.Player, &p.Returns, &p.Cuts,
		&created, &sent, &started, &ended, &p.Donor, &p.Message, &amount, &currency,
		&p.Clip.Filename, &p.Clip.ContentType, &p.Clip.Size, &duration, &clipCreated, &p.Clip.Video, &p.Clip.Audio, &p.Tier, &scene, &credits, &creditsLength)
	if err != nil {
		return p, err
	}
	p.CreatedAt, p.SentAt, p.StartedAt, p.EndedAt = fromMillis(created), fromMillis(sent), fromMillis(started), fromMillis(ended)
	p.Clip.Duration, p.Clip.CreatedAt = time.Duration(duration)*time.Millisecond, fromMillis(clipCreated)
	p.Clip.Celebration = p.Celebration
	p.Credits, p.CreditsLength = fromMillis(credits), time.Duration(creditsLength)*time.Millisecond
	if p.Reason, err = readReason(reason); err != nil {
		return p, err
	}
	if p.Scene, err = readScene(scene); err != nil {
		return p, err
	}
	p.Amount, err = readAmount(amount, currency)
	return p, err
}

// lastPlace is the place of the last showing that is open, 0 if there is none.
const lastPlace = `(SELECT coalesce(max(place), 0) FROM playbacks WHERE state IN ('queued', 'sent', 'started'))`

// readyUnqueued selects the celebrations whose show is to be queued.
const readyUnqueued = `FROM celebrations c INDEXED BY celebrations_due JOIN donations d ON d.id = c.id
	WHERE c.status = 'ready' AND c.status <> 'skipped' AND (c.clip IS NOT NULL OR c.scene <> '') AND d.source <> 'manual' AND NOT EXISTS (
		SELECT 1 FROM playbacks p WHERE p.celebration = c.id AND p.replay = 0
			AND p.state IN ('queued', 'sent', 'started'))`

// EnqueueReady adds a showing for each celebration that is ready and has
// none that is open. A clip that the streamer ordered by hand waits in the
// gallery instead.
func (s *Store) EnqueueReady(ctx context.Context, now time.Time) error {
	var found bool // most often there is none, and then nobody has to wait for the writer
	if err := s.row(ctx, `SELECT EXISTS (SELECT 1 `+readyUnqueued+`)`).Scan(&found); err != nil {
		return fmt.Errorf("find what is ready: %w", err)
	}
	if !found {
		return nil
	}
	return s.change(ctx, func(tx *tx, what *Change) error {
		result, err := tx.exec(`
			INSERT INTO playbacks (celebration, filename, scene, replay, state, reason, player, returns, cuts,
				created_at, sent_at, started_at, ended_at, place)
			SELECT c.id, CASE c.scene WHEN '' THEN c.clip ELSE '' END, c.scene, 0, 'queued', '', '', 0, 0, $1, 0, 0, 0,
				`+lastPlace+` + row_number() OVER (ORDER BY c.updated_at, c.id)
			`+readyUnqueued+`
			ORDER BY c.updated_at, c.id`, millis(now))
		if err != nil {
			return fmt.Errorf("queue what is ready: %w", err)
		}
		n, err := result.RowsAffected()
		what.Playbacks = n > 0
		return err
	})
}

// OpenPlaybacks lists the showings that are not over in their order: what
// is under way, then what waits.
func (s *Store) OpenPlaybacks(ctx context.Context) ([]celebration.Playback, error) {
	rows, err := s.query(ctx, playbackQuery+`
		WHERE p.state IN ('queued', 'sent', 'started') ORDER BY p.state = 'queued', p.place, p.id`)
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	found, err := collect(rows, scanPlayback)
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	return found, nil
}

// PlaybacksOf lists every showing of a celebration, the oldest first.
func (s *Store) PlaybacksOf(ctx context.Context, id int64) ([]celebration.Playback, error) {
	rows, err := s.query(ctx, playbackQuery+`WHERE p.celebration = $1 ORDER BY p.id`, id)
	if err != nil {
		return nil, fmt.Errorf("read the showings of %d: %w", id, err)
	}
	found, err := collect(rows, scanPlayback)
	if err != nil {
		return nil, fmt.Errorf("read the showings of %d: %w", id, err)
	}
	return found, nil
}

// Shown returns the celebration that a playback shows; 0 where it shows none, or is not
// known.
func (s *Store) Shown(ctx context.Context, playback int64) (id int64, err error) {
	if err := s.row(ctx, `SELECT coalesce(max(celebration), 0) FROM playbacks WHERE id = $1`, playback).Scan(&id); err != nil {
		return 0, fmt.Errorf("read what playback %d shows: %w", playback, err)
	}
	return id, nil
}

// AddPlayback queues a showing by hand of a clip that is known, or of the scene
// that it was recorded from; fs.ErrNotExist where it is not known.
func (s *Store) AddPlayback(ctx context.Context, filename string, now time.Time) (celebration.Playback, error) {
	clip, err := s.Clip(ctx, filename)
	if err != nil {
		return celebration.Playback{}, err
	}
	return s.addPlayback(ctx, clip.Celebration, filename, now)
}

// AddReplay queues a showing by hand of a celebration's scene or clip;
// fs.ErrNotExist where it has none.
func (s *Store) AddReplay(ctx context.Context, id int64, now time.Time) (celebration.Playback, error) {
	c, err := s.Celebration(ctx, id)
	if err != nil {
		return celebration.Playback{}, err
	}
	switch {
	case c.Scene != nil:
		return s.addPlayback(ctx, id, "", now)
	case c.Clip != nil:
		return s.AddPlayback(ctx, c.Clip.Filename, now)
	}
	return celebration.Playback{}, fmt.Errorf("replay celebration %d: %w", id, fs.ErrNotExist)
}

func (s *Store) addPlayback(ctx context.Context, id int64, filename string, now time.Time) (celebration.Playback, error) {
	var playback int64
	err := s.change(ctx, func(tx *tx, what *Change) error {
		what.Playbacks = true
		return tx.row(`
			INSERT INTO playbacks (celebration, filename, scene, replay, state, reason, player, returns, cuts,
				created_at, sent_at, started_at, ended_at, place)
			SELECT $1, CASE scene WHEN '' THEN $2 ELSE '' END, scene, 1, 'queued', '', '', 0, 0, $3, 0, 0, 0, `+lastPlace+` + 1
			FROM (SELECT coalesce((SELECT scene FROM celebrations WHERE id = $1), '') AS scene) RETURNING id`,
			id, filename, millis(now)).Scan(&playback)
	})
	if err != nil {
		return celebration.Playback{}, fmt.Errorf("queue celebration %d, clip %q: %w", id, filename, err)
	}
	return scanPlayback(s.row(ctx, playbackQuery+`WHERE p.id = $1`, playback))
}

// AddCredits queues the credits of the stream that began at a moment, of about a
// length. Credits that wait or are shown are not queued again: they are returned.
func (s *Store) AddCredits(ctx context.Context, since time.Time, length time.Duration, now time.Time) (celebration.Playback, error) {
	var playback int64
	err := s.change(ctx, func(tx *tx, what *Change) error {
		err := tx.row(`SELECT id FROM playbacks WHERE state IN ('queued', 'sent', 'started') AND credits > 0`).Scan(&playback)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		what.Playbacks = true
		return tx.row(`
			INSERT INTO playbacks (celebration, filename, scene, credits, credits_length, replay, state, reason, player, returns, cuts,
				created_at, sent_at, started_at, ended_at, place)
			VALUES (0, '', '', $1, $2, 1, 'queued', '', '', 0, 0, $3, 0, 0, 0, `+lastPlace+` + 1) RETURNING id`,
			millis(since), length.Milliseconds(), millis(now)).Scan(&playback)
	})
	if err != nil {
		return celebration.Playback{}, fmt.Errorf("queue the credits: %w", err)
	}
	return scanPlayback(s.row(ctx, playbackQuery+`WHERE p.id = $1`, playback))
}

// LastScene returns which scene was shown last; empty: none was.
func (s *Store) LastScene(ctx context.Context) (id string, err error) {
	err = s.row(ctx, `
		SELECT coalesce((SELECT scene ->> 'id' FROM playbacks WHERE scene <> '' AND started_at > 0 ORDER BY id DESC LIMIT 1), '')`).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("read which scene was shown last: %w", err)
	}
	return id, nil
}

// SavePlayback writes how far a showing has come, and moves its celebration
// along in the same transaction.
func (s *Store) SavePlayback(ctx context.Context, p celebration.Playback) error {
	err := s.change(ctx, func(tx *tx, what *Change) error { return s.savePlayback(tx, what, p) })
	if err != nil {
		return fmt.Errorf("save playback %d: %w", p.ID, err)
	}
	return nil
}

func (s *Store) savePlayback(tx *tx, what *Change, p celebration.Playback) error {
	what.Playbacks = true
	result, err := tx.exec(`
		UPDATE playbacks SET state = $2, reason = $3, player = $4, returns = $5, cuts = $6,
			sent_at = $7, started_at = $8, ended_at = $9, scene = $10, credits_length = $11
		WHERE id = $1`,
		p.ID, p.State, writeReason(p.Reason), p.Player, p.Returns, p.Cuts,
		millis(p.SentAt), millis(p.StartedAt), millis(p.EndedAt), writeScene(p.Scene), p.CreditsLength.Milliseconds())
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(fs.ErrNotExist, err)
	}
	if p.Celebration == 0 {
		return nil
	}
	c, err := scanCelebration(tx.row(`SELECT`+columns+joins+`WHERE c.id = $1`, p.Celebration))
	if err != nil {
		return err
	}
	next := p.Outcome(c.Status)
	if next == c.Status || !celebration.CanTransition(c.Status, next) {
		return nil
	}
	what.Celebrations = []int64{c.ID}
	c.Status, c.Reason = next, p.Reason
	if p.Scene != nil && c.Scene != nil && p.Scene.Seed == c.Scene.Seed {
		c.Scene = p.Scene // a replay shows the same
	}
	return update(tx, &c, s.now())
}
