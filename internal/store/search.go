package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// How much of what a viewer wrote is searched, in characters.
const (
	findableName = 200
	findableText = 2000
	trigram      = 3 // the least that the index of the texts knows
)

// folded returns a text as it is compared.
func folded(text string, limit int) string {
	return strings.ToLower(celebration.OneLine(text, limit))
}

// foldedText treats ё as е too: people type either.
func foldedText(text string, limit int) string {
	return strings.ReplaceAll(folded(text, limit), "ё", "е")
}

// searchBatch is how many donations are made findable at once, by the last of
// them or by the first search after it: the index of words writes as many
// pages for all of them as for one.
const searchBatch = 64

// makeFindable makes up to 2000 donations findable that are not yet, and
// returns how many. One statement inserts all of them: the index of words
// writes what it gathered at the end of each.
func makeFindable(tx *tx) (int, error) {
	rows, err := tx.query(`SELECT id, donor, message, source_id FROM donations
		WHERE id > (SELECT coalesce(max(id), 0) FROM findable) ORDER BY id LIMIT 2000`)
	if err != nil {
		return 0, err
	}
	newest, err := collect(rows, func(row scanner) (found [3]any, err error) {
		var id int64
		var donor, message, sourceID string
		err = row.Scan(&id, &donor, &message, &sourceID)
		text := strings.Join([]string{
			foldedText(donor, findableName), foldedText(message, findableText), foldedText(sourceID, findableName),
		}, "\n")
		return [3]any{id, folded(donor, findableName), text}, err
	})
	if err != nil || len(newest) == 0 {
		return 0, err
	}
	all, _ := json.Marshal(newest) // numbers and strings alone: it cannot fail
	_, err = tx.exec(`INSERT INTO findable (id, donor, text)
		SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)`, string(all))
	if err != nil {
		return 0, fmt.Errorf("make donations findable: %w", err)
	}
	return len(newest), nil
}

// makeAllFindable makes the donations findable that are not yet: the newest.
func (s *Store) makeAllFindable(ctx context.Context) error {
	var all int
	err := s.row(ctx, `SELECT count(*) FROM donations WHERE id > (SELECT coalesce(max(id), 0) FROM findable)`).Scan(&all)
	tell := s.progress("store.indexing", all)
	for done, n := 0, 0; done < all && err == nil; done += n {
		err = s.change(ctx, func(tx *tx, _ *Change) (err error) {
			n, err = makeFindable(tx)
			return err
		})
		if n == 0 { // somebody else did
			break
		}
		tell(done + n)
	}
	if err != nil {
		return fmt.Errorf("make donations findable: %w", err)
	}
	return nil
}

// askWords adds the donor and the text. A word that few donations have is
// looked up in its index. One that many have is looked for in the donations
// themselves, from the newest on: a page of them is soon full.
func (s *Store) askWords(ctx context.Context, a *ask, f Filter) error {
	if f.Donor == "" && f.Text == "" {
		return nil
	}
	_ = s.makeAllFindable(ctx) // a disk that takes nothing does not keep older ones from being found
	if name := folded(f.Donor, findableName); name != "" {
		if err := s.askDonor(ctx, a, "donor = $%[1]d", name); err != nil {
			return err
		}
	}
	text := foldedText(f.Text, findableName)
	switch {
	case text == "":
		return nil
	case len([]rune(text)) < trigram:
		// Two letters stand in nearly every message: a name begins with them.
		return s.askDonor(ctx, a, "donor >= $%[1]d AND donor < $%[1]d || char(1114111)", text)
	}
	a.words = true
	a.add("instr(f.text, $%d) > 0", text)
	rare, err := s.rarest(ctx, text)
	if err != nil {
		return err
	}
	// The second is for what is rare only as a whole.
	for _, query := range []string{rare, quoted(text)} {
		narrowed, err := s.narrowToIDs(ctx, a, "SELECT rowid AS id FROM findable_text WHERE findable_text MATCH $1", query)
		if narrowed || err != nil {
			return err
		}
	}
	return nil
}

// quoted returns a text as a query of the index: one phrase, of which nothing is an
// operator.
func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// rarest returns a query of the index for the rarest three letters in a row of a text,
// three times. For the whole text the index reads the others as well, however many
// donations have them: 260 ms for one name among a million, where this takes 10.
// How rare letters are is how far back the last 64 donations with them reach.
func (s *Store) rarest(ctx context.Context, text string) (query string, err error) {
	var all []string
	for letters := []rune(text); len(letters) >= trigram; letters = letters[1:] {
		all = append(all, quoted(string(letters[:trigram])))
	}
	slices.Sort(all)
	encoded, _ := json.Marshal(slices.Compact(all)) // strings alone: it cannot fail
	err = s.row(ctx, `SELECT group_concat(letters, ' AND ') FROM (SELECT value AS letters FROM json_each($1) ORDER BY
		(SELECT rowid FROM findable_text WHERE findable_text MATCH value ORDER BY rowid DESC LIMIT 1 OFFSET 63) LIMIT 3)`, string(encoded)).Scan(&query)
	if err != nil {
		return "", fmt.Errorf("look for words: %w", err)
	}
	return query, nil
}

// askDonor adds a condition on the donor in its better form.
func (s *Store) askDonor(ctx context.Context, a *ask, condition, name string) error {
	few, err := s.narrowToIDs(ctx, a, fmt.Sprintf("SELECT id FROM findable WHERE "+condition, 1), name)
	if few || err != nil {
		return err
	}
	a.words = true
	a.add(condition, name)
	return nil
}

// narrowed are the ids that were found for words since the last commit: a page of a
// search and its count ask for the same.
type narrowed struct {
	mu      sync.Mutex
	version uint64
	ids     map[string]string // as JSON, by query and words; empty where they are more than common
}

// maxNarrowed is how many of them are remembered.
const maxNarrowed = 10

func (n *narrowed) get(version uint64, key string) (ids string, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	ids, ok = n.ids[key]
	return ids, ok && n.version == version
}

func (n *narrowed) put(version uint64, key, ids string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ids == nil || n.version != version || len(n.ids) >= maxNarrowed {
		n.version, n.ids = version, map[string]string{}
	}
	n.ids[key] = ids
}

// narrowToIDs runs a query of ids. Where they are few it filters by them and
// reports true, so that the query is not run again.
func (s *Store) narrowToIDs(ctx context.Context, a *ask, ids string, words ...any) (bool, error) {
	version, key := s.Version(), fmt.Sprintf("%s %q", ids, words)
	few, known := s.narrowed.get(version, key)
	if !known {
		var n int
		query := "SELECT count(*), json_group_array(id) FROM (" + ids + " LIMIT " + fmt.Sprint(common+1) + ")"
		if err := s.row(ctx, query, words...).Scan(&n, &few); err != nil {
			return false, fmt.Errorf("look for words: %w", err)
		}
		if n > common {
			few = ""
		}
		s.narrowed.put(version, key, few)
	}
	if few != "" {
		a.add("c.id IN (SELECT value FROM json_each($%d))", few)
	}
	return few != "", nil
}

// maxRecord is how many donations of a donor a record counts: the newest.
const maxRecord = 1000

// DonorRecord is what a donor gave, and what became of the words.
type DonorRecord struct {
	Donations int
	Rubles    money.Amount // of those with a value
	Hidden    int          // donations of whose words not all are public
	Rejected  int
	Since     time.Time // the first of them
}

// DonorRecord returns the record of the donor of a celebration, over the newest 1000
// donations; a zero one where nobody is named. Tests do not count.
func (s *Store) DonorRecord(ctx context.Context, id int64) (r DonorRecord, err error) {
	_ = s.makeAllFindable(ctx) // as in askWords
	var kopecks, since int64
	err = s.row(ctx, `
		SELECT count(*), coalesce(sum(c.kopecks), 0), coalesce(sum(c.public_donor IS NOT NULL OR c.public_message IS NOT NULL), 0),
			coalesce(sum(c.status = 'rejected'), 0), coalesce(min(c.created_at), 0)
		FROM (SELECT o.id FROM findable f JOIN findable o ON o.donor = f.donor WHERE f.id = $1 AND f.donor <> '' ORDER BY o.id DESC LIMIT $2) n
		CROSS JOIN celebrations c ON c.id = n.id CROSS JOIN donations d ON d.id = c.id WHERE d.source NOT IN (`+ours+`)`, id, maxRecord).
		Scan(&r.Donations, &kopecks, &r.Hidden, &r.Rejected, &since)
	if err != nil {
		return DonorRecord{}, fmt.Errorf("read the record of the donor of %d: %w", id, err)
	}
	if r.Donations > 0 {
		r.Rubles, r.Since = rublesOf(kopecks), fromMillis(since)
	}
	return r, nil
}

// SameDonor returns the celebrations of the same donor next to this one: the
// one before it and the one after it, 0 where there is none or nobody is
// named.
func (s *Store) SameDonor(ctx context.Context, id int64) (before, after int64, err error) {
	_ = s.makeAllFindable(ctx) // as in askWords
	err = s.row(ctx, `
		SELECT coalesce((SELECT max(id) FROM findable WHERE donor = f.donor AND id < f.id), 0),
			coalesce((SELECT min(id) FROM findable WHERE donor = f.donor AND id > f.id), 0)
		FROM findable f WHERE f.id = $1 AND f.donor <> ''`, id).Scan(&before, &after)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, fmt.Errorf("look for others of the donor of %d: %w", id, err)
	}
	return before, after, nil
}
