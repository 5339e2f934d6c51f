package secrets

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/zalando/go-keyring"
)

// memory is where the tests keep documents.
type memory map[string][]byte

func (m memory) Get(_ context.Context, key string) ([]byte, bool, error) {
	value, ok := m[key]
	return value, ok, nil
}

func (m memory) Put(_ context.Context, key string, value []byte) error {
	m[key] = value
	return nil
}

func (m memory) PutAll(_ context.Context, values map[string][]byte) error {
	maps.Copy(m, values)
	return nil
}

func (m memory) Delete(_ context.Context, key string) error {
	delete(m, key)
	return nil
}

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
	under := memory{"tokens": []byte("from before sealing")}
	var lost []string
	keeper := Keeper{
		Documents: under, Key: key, Secret: func(name string) bool { return name == "tokens" },
		Lost: func(name string) { lost = append(lost, name) },
	}
	ctx := t.Context()
	if got, found, err := keeper.Get(ctx, "tokens"); string(got) != "from before sealing" || !found || err != nil {
		t.Errorf("an unsealed one reads %q, %v, %v", got, found, err)
	}
	for way, put := range map[string]func() error{
		"one by one": func() error {
			return errors.Join(keeper.Put(ctx, "tokens", []byte("secret")), keeper.Put(ctx, "cursor", []byte("secret")))
		},
		"together": func() error {
			return keeper.PutAll(ctx, map[string][]byte{"tokens": []byte("secret"), "cursor": []byte("secret")})
		},
	} {
		clear(under)
		if err := put(); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"tokens", "cursor"} {
			if got, _, err := keeper.Get(ctx, name); string(got) != "secret" || err != nil {
				t.Errorf("%s: %s reads %q, %v", way, name, got, err)
			}
		}
		if bytes.Contains(under["tokens"], []byte("secret")) || string(under["cursor"]) != "secret" {
			t.Errorf("%s: kept are %q", way, under)
		}
	}
	under["moved"] = under["tokens"]
	for name, k := range map[string]Key{"tokens": other, "moved": key} { // another key; another name
		keeper.Key = k
		if _, found, err := keeper.Get(ctx, name); found || err != nil {
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
	keeper := Keeper{
		Documents: memory{"old": []byte("a"), "new": []byte("b"), "cursor": []byte("c")}, Key: key,
		Secret: func(name string) bool { return name != "cursor" }, Open: func(name string) bool { return name == "old" },
		Lost: func(name string) { lost += name },
	}
	for name, want := range map[string]bool{"old": true, "new": false, "cursor": true} {
		if _, found, err := keeper.Get(t.Context(), name); found != want || err != nil {
			t.Errorf("%s is taken: %v, %v", name, found, err)
		}
	}
	if lost != "new" {
		t.Errorf("told of %q", lost)
	}
}

func TestWhatWasSealedForOneAddressDoesNotOpenForAnother(t *testing.T) {
	key, err := Open(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	address, lost := "", 0
	keeper := Keeper{
		Documents: memory{}, Key: key, Secret: func(string) bool { return true },
		For: func(string) string { return address }, Lost: func(string) { lost++ },
	}
	opens := func() bool {
		_, found, err := keeper.Get(t.Context(), "tokens")
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for _, saved := range []string{"", "https://mirror.example"} {
		address = saved
		if err := keeper.Put(t.Context(), "tokens", []byte("secret")); err != nil {
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
