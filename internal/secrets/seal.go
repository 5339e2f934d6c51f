// Package secrets encrypts tokens in the database with AES-GCM, under a key in
// the system's keyring or, where there is none, in a file beside the database
// that only its owner may read. It protects a copy of the database, not
// against somebody who is already at the streamer's computer.
package secrets

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"streamspark/internal/store"

	"github.com/zalando/go-keyring"
)

const (
	mark        = "sealed1:" // begins what is sealed
	keySize     = 32
	keyFile     = "seal.key"
	ringService = "StreamSpark"
)

// Ring is the Place of a key that lies in the system's keyring.
const Ring = "the system's keyring"

// ErrSealed is returned for a document that this key does not open: the
// database came from another computer, or the key was lost.
var ErrSealed = errors.New("it is sealed with another key")

// Key seals and opens documents.
type Key struct {
	gcm   cipher.AEAD
	Place string // where the key lies, for people
}

// Open takes the key of a data folder up, or makes one: in the keyring if
// ring is set and the system has one, else in a file in the folder. A key
// file that is there wins.
func Open(dir string, ring bool) (Key, error) {
	key, found, err := Find(dir, ring)
	if found || err != nil {
		return key, err
	}
	path := filepath.Join(dir, keyFile)
	account, err := filepath.Abs(dir)
	if err != nil {
		return Key{}, fmt.Errorf("name the key of the tokens: %w", err)
	}
	fresh := make([]byte, keySize)
	_, _ = rand.Read(fresh) // it never fails
	encoded := base64.StdEncoding.EncodeToString(fresh)
	if ring && keyring.Set(ringService, account, encoded) == nil {
		return parse(encoded, Ring)
	}
	if err := WriteFile(path, []byte(encoded)); err != nil {
		return Key{}, fmt.Errorf("write the key of the tokens: %w", err)
	}
	return parse(encoded, path)
}

// Find takes the key of a data folder up, if there is one.
func Find(dir string, ring bool) (key Key, found bool, err error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		key, err = parse(string(text), path)
		return key, err == nil, err
	case !errors.Is(err, fs.ErrNotExist):
		return Key{}, false, fmt.Errorf("read the key of the tokens: %w", err)
	case !ring:
		return Key{}, false, nil
	}
	account, err := filepath.Abs(dir)
	if err != nil {
		return Key{}, false, fmt.Errorf("name the key of the tokens: %w", err)
	}
	if kept, err := keyring.Get(ringService, account); err == nil {
		key, err = parse(kept, Ring)
		return key, err == nil, err
	}
	return Key{}, false, nil // no keyring, or nothing in it
}

func parse(text, place string) (Key, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != keySize {
		return Key{}, fmt.Errorf("the key of the tokens in %s is damaged: remove it and connect again", place)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Key{}, err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	return Key{gcm, place}, err
}

// Seal makes a document of a name unreadable.
func (k Key) Seal(name string, plain []byte) []byte {
	return append([]byte(mark), k.gcm.Seal(nil, nil, plain, []byte(name))...) //nolint:gosec // this cipher makes its own random nonce
}

// Unseal opens a document of a name. One that was never sealed is returned
// as it is.
func (k Key) Unseal(name string, sealed []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, []byte(mark))
	if !ok {
		return sealed, nil
	}
	if k.gcm == nil { // no key was found
		return nil, ErrSealed
	}
	plain, err := k.gcm.Open(nil, nil, rest, []byte(name))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Options are what a Store is made of.
type Options struct {
	Documents *store.Store
	Key       Key
	// Hide is called with what a document has of secrets whenever it is read or
	// written, so that nothing shows them.
	Hide func(document string, secrets ...string)
	Lost func(name string) // told of one that cannot be opened, which counts as not there
}

// Store keeps documents that hold secrets. All of them are sealed, and what
// they hold is hidden from logs, errors and answers.
type Store struct {
	o       Options
	address func() string
	old     bool
}

// NewStore returns a Store.
func NewStore(o Options) *Store { return &Store{o: o} }

// BoundTo returns a view whose documents are bound to an address; empty is the
// usual one. What was sealed for one address does not open for another.
func (s *Store) BoundTo(address func() string) *Store {
	view := *s
	view.address = address
	return &view
}

// Older returns a view that also reads documents from before there were
// seals. Anybody can have written such a one.
func (s *Store) Older() *Store {
	view := *s
	view.old = true
	return &view
}

// Get reads a document.
func (s *Store) Get(ctx context.Context, name string) ([]byte, bool, error) {
	value, found, err := s.o.Documents.Get(ctx, name)
	if err != nil || !found {
		return nil, false, err
	}
	plain, err := s.o.Key.Unseal(s.bound(name), value)
	if !bytes.HasPrefix(value, []byte(mark)) && !s.old {
		err = ErrSealed // not by this key, in any case
	}
	if errors.Is(err, ErrSealed) {
		s.o.Lost(name)
		return nil, false, nil
	}
	s.redactAll(name, plain)
	return plain, err == nil, err
}

// Put writes a document.
func (s *Store) Put(ctx context.Context, name string, value []byte) error {
	return s.PutAll(ctx, map[string][]byte{name: value}, nil)
}

// PutAll writes documents that are sealed and others that are not: all of
// them or none.
func (s *Store) PutAll(ctx context.Context, secret, open map[string][]byte) error {
	all := maps.Clone(open)
	if all == nil {
		all = map[string][]byte{}
	}
	for name, value := range secret {
		s.redactAll(name, value)
		all[name] = s.o.Key.Seal(s.bound(name), value)
	}
	return s.o.Documents.PutAll(ctx, all)
}

// Delete forgets a document.
func (s *Store) Delete(ctx context.Context, name string) error {
	return s.o.Documents.Delete(ctx, name)
}

// bound returns the name under which a document is sealed.
func (s *Store) bound(name string) string {
	if s.address == nil {
		return name
	}
	if address := s.address(); address != "" {
		return name + "\n" + address
	}
	return name
}

// shortest is the length of the shortest text that is taken for a secret.
const shortest = 12

// redactAll registers for redaction the texts of a document that may be
// secrets: all words but short ones and times. One that is no JSON is one word.
func (s *Store) redactAll(name string, plain []byte) {
	if s.o.Hide == nil || len(plain) == 0 {
		return
	}
	var found []string
	var collect func(any)
	collect = func(value any) {
		switch value := value.(type) {
		case string:
			_, err := time.Parse(time.RFC3339, value)
			if err != nil && len(value) >= shortest && !strings.ContainsAny(value, " \n") && !strings.Contains(value, "://") {
				found = append(found, value)
			}
		case []any:
			for _, v := range value {
				collect(v)
			}
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(value)) {
				if k != "name" { // people's names are for the log
					collect(value[k])
				}
			}
		}
	}
	var value any
	if json.Unmarshal(plain, &value) != nil {
		value = string(plain)
	}
	collect(value)
	s.o.Hide(name, found...)
}
