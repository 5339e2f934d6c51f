package store

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func filesOf(found []GalleryClip) (names []string) {
	for _, c := range found {
		names = append(names, c.Filename)
	}
	return names
}

// someClips are n clips, of which several are of the same millisecond.
func someClips(t testing.TB, s *Store, n int) {
	t.Helper()
	for i := range n {
		clip := celebration.Clip{Filename: fmt.Sprintf("clip-%05d.mp4", i), ContentType: "video/mp4", Size: 10, CreatedAt: time.UnixMilli(int64(1000 + i/3))}
		if err := s.ImportClips(t.Context(), clip); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheGalleryIsPagedWithoutDoublesOrGaps(t *testing.T) {
	s := open(t, t.TempDir())
	someClips(t, s, 50)
	var all []string
	filter := GalleryFilter{Limit: 7}
	for range 50 {
		found, err := s.Gallery(t.Context(), filter)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			break
		}
		all = append(all, filesOf(found)...)
		filter.Before = found[len(found)-1].Place()
		if len(all) == 14 { // deleting the last one loses no place
			if err := s.DeleteClip(t.Context(), filter.Before.Filename); err != nil {
				t.Fatal(err)
			}
		}
	}
	slices.Reverse(all)
	if len(all) != 50 || !slices.IsSorted(all) || all[0] != "clip-00000.mp4" {
		t.Errorf("%d clips: %v", len(all), all)
	}
}

func TestTheGalleryIsSearchedAsAReaderWould(t *testing.T) {
	s := open(t, t.TempDir())
	c := take(t, s, "a")[0]
	for _, clip := range []celebration.Clip{
		{Filename: "made.mp4", Celebration: c.ID, CreatedAt: time.UnixMilli(2)},
		{Filename: "Own-Video.mp4", CreatedAt: time.UnixMilli(1)},
	} {
		if err := s.ImportClips(t.Context(), clip); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]string{
		"": "[made.mp4 Own-Video.mp4]", "ЗРИТЕЛЬ": "[made.mp4]", "🎉": "[made.mp4]", "<B>HI": "[made.mp4]",
		"own-video": "[Own-Video.mp4]", "%": "[]", "_": "[]", "nobody": "[]",
	} {
		found, err := s.Gallery(t.Context(), GalleryFilter{Query: query})
		if err != nil || fmt.Sprint(filesOf(found)) != want {
			t.Errorf("%q finds %v, %v; want %s", query, filesOf(found), err, want)
		}
	}
	found, err := s.Gallery(t.Context(), GalleryFilter{Query: "зритель"})
	if err != nil || found[0].Donor != "Зритель 🎉" || found[0].Amount.Decimal() != "1500.5" {
		t.Errorf("found is %+v, %v", found, err)
	}
}

func TestAFavouriteIsKept(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"a", "b", "c"} {
		c := ready(t, s, id)
		walk(t, s, &c, celebration.Playing, celebration.Played)
	}
	if err := s.SetFavourite(t.Context(), "a.webm", true); err != nil {
		t.Fatal(err)
	}
	// The favourite is not spare, and takes no space of the others.
	if spare, err := s.SpareClips(t.Context(), Keep{Count: 2}); err != nil || len(spare) != 0 {
		t.Errorf("spare are %v, %v", spare, err)
	}
	if spare, err := s.SpareClips(t.Context(), Keep{Since: time.Now()}); err != nil || slices.Contains(spare, "a.webm") || len(spare) != 2 {
		t.Errorf("spare are %v, %v", spare, err)
	}
	// It stays one when its celebration is saved once more.
	c, err := s.Celebration(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if found, err := s.Gallery(t.Context(), GalleryFilter{Favourites: true}); err != nil || fmt.Sprint(filesOf(found)) != "[a.webm]" {
		t.Errorf("favourites are %v, %v", filesOf(found), err)
	}
	if err := s.SetFavourite(t.Context(), "a.webm", false); err != nil {
		t.Fatal(err)
	}
	if spare, err := s.SpareClips(t.Context(), Keep{Count: 2}); err != nil || len(spare) != 1 {
		t.Errorf("spare are %v, %v", spare, err)
	}
	if err := s.SetFavourite(t.Context(), "none.webm", true); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a clip that is not there: %v", err)
	}
}

func TestAChangedClipIsToldByName(t *testing.T) {
	s := open(t, t.TempDir())
	someClips(t, s, 3)
	watch := s.Watch()
	defer watch.Close()
	if err := s.SetFavourite(t.Context(), "clip-00001.mp4", true); err != nil {
		t.Fatal(err)
	}
	if change := watch.Take(); !change.Clips || fmt.Sprint(change.Files) != "[clip-00001.mp4]" {
		t.Errorf("it is told as %+v", change)
	}
	if again := watch.Take(); again.Clips || len(again.Files) != 0 {
		t.Errorf("it is told twice: %+v", again)
	}
	if n, err := s.CountClips(t.Context()); err != nil || n != (ClipTotals{Clips: 3, Favourites: 1, Bytes: 30}) {
		t.Errorf("counted %+v, %v", n, err)
	}
}

func TestPostersAreNoted(t *testing.T) {
	s := open(t, t.TempDir())
	someClips(t, s, 3)
	made := time.UnixMilli(1_790_000_000_000).UTC()
	err := errors.Join(s.SetPoster(t.Context(), "clip-00001.mp4", made), s.SetNoPoster(t.Context(), "clip-00000.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	if names, err := s.WithoutPoster(t.Context()); err != nil || fmt.Sprint(names) != "[clip-00002.mp4]" {
		t.Errorf("without one are %v, %v", names, err)
	}
	for name, want := range map[string]celebration.Clip{
		"clip-00000.mp4": {NoPoster: true}, "clip-00001.mp4": {Poster: made}, "clip-00002.mp4": {},
	} {
		if c, err := s.Clip(t.Context(), name); err != nil || !c.Poster.Equal(want.Poster) || c.NoPoster != want.NoPoster {
			t.Errorf("%s is %+v, %v", name, c, err)
		}
	}
	// One that a page has made meanwhile is not denied.
	if err := s.SetNoPoster(t.Context(), "clip-00001.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a poster that is there is denied: %v", err)
	}
	if err := s.SetPoster(t.Context(), "none.mp4", made); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a clip that is not there: %v", err)
	}
}

// BenchmarkGallery reads a page of clips from the midst of 10 000.
func BenchmarkGallery(b *testing.B) {
	s, err := Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if _, err := s.write.Exec(`
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
		INSERT INTO clips (filename, content_type, size, duration_ms, created_at, celebration)
		SELECT 'clip-' || i || '.mp4', 'video/mp4', 10, 1000, i, 0 FROM n`); err != nil {
		b.Fatal(err)
	}
	for name, filter := range map[string]GalleryFilter{
		"first": {}, "midst": {Before: ClipPlace{CreatedAt: time.UnixMilli(5000), Filename: "clip-5000.mp4"}}, "favourites": {Favourites: true}, "search for nothing": {Query: "nobody"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Gallery(b.Context(), filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestAClipThatWasFoundInTheFolderFirstBecomesItsCelebrations: the program
// was killed when the file lay there and nothing knew of it. The next start
// finds it in the folder, and then the celebration does.
func TestAClipThatWasFoundInTheFolderFirstBecomesItsCelebrations(t *testing.T) {
	s := open(t, t.TempDir())
	c := take(t, s, "a")[0]
	walk(t, s, &c, celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	found := celebration.Clip{Filename: "celebration_000001_ab.mp4", ContentType: "video/mp4", CreatedAt: time.Now()}
	if err := s.ImportClips(t.Context(), found); err != nil {
		t.Fatal(err)
	}
	found.Celebration = c.ID
	c.Clip = &found
	walk(t, s, &c, celebration.Ready)
	if err := s.ImportClips(t.Context(), celebration.Clip{Filename: found.Filename, ContentType: "video/mp4"}); err != nil {
		t.Fatal(err)
	}
	if clip, err := s.Clip(t.Context(), found.Filename); err != nil || clip.Celebration != c.ID {
		t.Errorf("the clip is of %d, %v", clip.Celebration, err)
	}
	if err := s.DeleteClip(t.Context(), found.Filename); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Celebration(t.Context(), c.ID); err != nil || got.Status != celebration.Failed {
		t.Errorf("without its clip it is %s, %v", got.Status, err)
	}
}
