package config

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"

	"streamspark/internal/provider"
)

func TestSecretsHaveADocumentOfTheirOwn(t *testing.T) {
	clean(t)
	layers, err := read("", nil)
	if err != nil {
		t.Fatal(err)
	}
	live, err := New(layers)
	if err != nil {
		t.Fatal(err)
	}
	keep := memory{}
	ctx := t.Context()
	if err := live.Keep(ctx, keep, keep); err != nil {
		t.Fatal(err)
	}
	const key = "a-key-of-somebody"
	if err := live.SaveAll(ctx, map[string]string{"generation.aiml.api_key": key, "overlay.volume": "0.5"}); err != nil {
		t.Fatal(err)
	}
	if open := string(keep[document]); strings.Contains(open, key) || !strings.Contains(open, "0.5") {
		t.Errorf("the open document is %s", open)
	}
	if sealed := string(keep[SecretDoc]); !strings.Contains(sealed, key) || strings.Contains(sealed, "volume") {
		t.Errorf("the document of secrets is %s", sealed)
	}
	again, err := New(layers)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Keep(ctx, keep, keep); err != nil || again.Get().Values("aiml").Text("api_key") != key || again.Get().Overlay.Volume != 0.5 {
		t.Errorf("after a restart they are not there: %v", err)
	}
	if err := again.Reset(ctx, "generation.aiml.api_key"); err != nil || strings.Contains(string(keep[SecretDoc]), key) {
		t.Errorf("a key that was given back is still kept: %v", err)
	}
	for _, name := range []string{"data_dir", "server.port", "keyring", "downloads.allow_hosts"} {
		if err := live.Save(ctx, name, "true"); err == nil || !strings.Contains(said(err), "config.yaml") {
			t.Errorf("%s can be changed: %v", name, err)
		}
	}
}

// failing is a keeper that writes nothing, and counts how often it was asked.
type failing struct {
	memory
	asked int
	last  map[string][]byte
}

func (f *failing) PutAll(_ context.Context, secret, open map[string][]byte) error {
	f.asked, f.last = f.asked+1, maps.Clone(secret)
	maps.Copy(f.last, open)
	return errors.New("the disk is full")
}

// TestASecretAndASettingAreSavedTogether: both documents are one write, so
// that a failure of the second cannot leave the first one changed.
func TestASecretAndASettingAreSavedTogether(t *testing.T) {
	clean(t)
	layers, err := read("", nil)
	if err != nil {
		t.Fatal(err)
	}
	live, err := New(layers)
	if err != nil {
		t.Fatal(err)
	}
	keep := &failing{memory: memory{}}
	if err := live.Keep(t.Context(), keep, keep); err != nil {
		t.Fatal(err)
	}
	before := live.Get()
	err = live.SaveAll(t.Context(), map[string]string{"generation.aiml.api_key": "a-key", "overlay.volume": "0.5"})
	if err == nil || keep.asked != 1 || len(keep.last) != 2 {
		t.Errorf("%d writes of %d documents at last, %v", keep.asked, len(keep.last), err)
	}
	if now := live.Get(); now.Values("aiml").Text("api_key") != "" || now.Overlay.Volume != before.Overlay.Volume {
		t.Error("what was not saved is used")
	}
	if err := live.Reset(t.Context(), "overlay.volume"); err != nil || keep.asked != 1 {
		t.Errorf("nothing changed, and it was written %d times, %v", keep.asked, err)
	}
}

func TestEveryChoiceCanBeChosenAndEveryKeyHasAnEffect(t *testing.T) {
	for _, k := range newSchema(everybody()).keys {
		if k.effect != AtOnce && k.effect != AtNextStart && k.effect != Fixed {
			t.Errorf("%s is used %q", k.name, k.effect)
		}
		for _, choice := range k.choices {
			if err := k.set(&Config{}, choice); err != nil {
				t.Errorf("%s cannot be %q", k.name, choice)
			}
		}
		if k.may.Code == "may.bool" && len(k.choices) != 2 && k.kind != provider.Bool {
			t.Errorf("%s has the choices %v", k.name, k.choices)
		}
	}
}

// TestReadersAndChangesDoNotMeet is for the race detector.
func TestReadersAndChangesDoNotMeet(t *testing.T) {
	live, err := open(t, "", memory{})
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for _, read := range []func(){
		func() { live.Providers() }, func() { live.Get() }, func() { live.View() }, func() { live.Ignored() }, func() { live.Exposed() }, func() { live.File() },
	} {
		readers.Go(func() {
			for range 50 {
				read()
			}
		})
	}
	for _, volume := range []string{"0.1", "0.2", "0.3"} {
		if err := live.Save(t.Context(), "overlay.volume", volume); err != nil {
			t.Error(err)
		}
	}
	readers.Wait()
}
