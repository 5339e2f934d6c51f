package secrets

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"streamspark/internal/store/storetest"

	"github.com/zalando/go-keyring"
)

func TestTheKeyIsMadeOnceAndIsPrivate(t *testing.T) {
	dir := t.TempDir()
	first, err := Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 || first.Place != filepath.Join(dir, keyFile) {
		t.Errorf("the key file is %v in %s, %v", info, first.Place, err)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("beside it lie %v, %v", all, err)
	}
	again, err := Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Unseal("n", first.Seal("n", []byte("token"))); err != nil || string(plain) != "token" {
		t.Errorf("after a restart it opens %q, %v", plain, err)
	}
	if err := os.WriteFile(filepath.Join(dir, keyFile), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, false); err == nil {
		t.Error("a damaged key is taken")
	}
}

func TestTheKeyringHoldsTheKeyWhereThereIsOne(t *testing.T) {
	keyring.MockInit()
	dir := t.TempDir()
	first, err := Open(dir, true)
	if err != nil || first.Place != "the system's keyring" {
		t.Fatalf("it lies in %s, %v", first.Place, err)
	}
	if _, err := os.Stat(filepath.Join(dir, keyFile)); err == nil {
		t.Error("it lies in a file as well")
	}
	again, _ := Open(dir, true)
	if _, err := again.Unseal("n", first.Seal("n", nil)); err != nil {
		t.Error("it is another key the second time")
	}
	keyring.MockInitWithError(errors.New("no keyring here"))
	if fallback, err := Open(t.TempDir(), true); err != nil || fallback.Place == "the system's keyring" {
		t.Errorf("without a keyring it lies in %s, %v", fallback.Place, err)
	}
}

func TestDocumentsAreSealedAndALostKeyIsSaid(t *testing.T) {
	key, err := Open(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := Open(t.TempDir(), false)
	under := storetest.Open(t)
	var lost []string
	store := func(k Key) *Store {
		return NewStore(Options{Documents: under, Key: k, Lost: func(name string) { lost = append(lost, name) }})
	}
	ctx := t.Context()
	err = store(key).PutAll(ctx, map[string][]byte{"tokens": []byte("secret")}, map[string][]byte{"cursor": []byte("open")})
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := store(key).Get(ctx, "tokens"); string(got) != "secret" || err != nil {
		t.Errorf("tokens reads %q, %v", got, err)
	}
	sealed, _, err := under.Get(ctx, "tokens")
	plain, _, _ := under.Get(ctx, "cursor")
	if err != nil || bytes.Contains(sealed, []byte("secret")) || string(plain) != "open" {
		t.Errorf("saved are %q and %q, %v", sealed, plain, err)
	}
	if err := under.Put(ctx, "moved", sealed); err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]Key{"tokens": other, "moved": key} { // another key; another name
		if _, found, err := store(k).Get(ctx, name); found || err != nil {
			t.Errorf("%s is opened: %v", name, err)
		}
	}
	if len(lost) != 2 {
		t.Errorf("told of %v", lost)
	}
}

func TestASecretThatAnybodyCanHaveWrittenIsNotTaken(t *testing.T) {
	key, err := Open(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	lost := ""
	under := storetest.Open(t)
	if err := under.PutAll(t.Context(), map[string][]byte{"old": []byte("a"), "new": []byte("b")}); err != nil {
		t.Fatal(err)
	}
	store := NewStore(Options{Documents: under, Key: key, Lost: func(name string) { lost += name }})
	if _, found, err := store.Get(t.Context(), "new"); found || err != nil || lost != "new" {
		t.Errorf("it is taken: %v, %v, told of %q", found, err, lost)
	}
	if got, found, err := store.Older().Get(t.Context(), "old"); !found || err != nil || string(got) != "a" {
		t.Errorf("one from before there were seals: %q, %v, %v", got, found, err)
	}
}

func TestWhatWasSealedForOneAddressDoesNotOpenForAnother(t *testing.T) {
	key, err := Open(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	address, lost := "", 0
	store := NewStore(Options{Documents: storetest.Open(t), Key: key, Lost: func(string) { lost++ }}).BoundTo(func() string { return address })
	opens := func() bool {
		_, found, err := store.Get(t.Context(), "tokens")
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for _, saved := range []string{"", "https://mirror.example"} {
		address = saved
		if err := store.Put(t.Context(), "tokens", []byte("secret")); err != nil {
			t.Fatal(err)
		}
		for _, now := range []string{"", "https://mirror.example", "https://stranger.example"} {
			if address = now; opens() != (now == saved) {
				t.Errorf("saved for %q it opens for %q: %v", saved, now, now != saved)
			}
		}
	}
	if lost != 4 {
		t.Errorf("%d times it was told", lost)
	}
}

func TestWhatPassesThroughIsGivenToTheRedaction(t *testing.T) {
	key, err := Open(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	var hidden []string
	store := NewStore(Options{Documents: storetest.Open(t), Key: key, Hide: func(_ string, secrets ...string) { hidden = secrets }})
	document := `{"access":"token-0123456789","list":["second-0123456789"],"name":"a-long-name-of-somebody","at":"2026-11-28T15:04:05Z","scopes":"two words"}`
	want := []string{"token-0123456789", "second-0123456789"}
	if err := store.Put(t.Context(), "tokens", []byte(document)); err != nil || !slices.Equal(hidden, want) {
		t.Errorf("written, %q are hidden, %v", hidden, err)
	}
	hidden = nil
	if _, _, err := store.Get(t.Context(), "tokens"); err != nil || !slices.Equal(hidden, want) {
		t.Errorf("read, %q are hidden, %v", hidden, err)
	}
	if err := store.Put(t.Context(), "tokens", []byte("no-json-0123456789")); err != nil || !slices.Equal(hidden, []string{"no-json-0123456789"}) {
		t.Errorf("what is no JSON: %q, %v", hidden, err)
	}
}
