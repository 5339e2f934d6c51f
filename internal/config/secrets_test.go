package config

import (
	"strings"
	"sync"
	"testing"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/store/storetest"
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
	keep := newDocuments(t)
	ctx := t.Context()
	if err := live.OpenSaved(ctx, keep, keep.sealed); err != nil {
		t.Fatal(err)
	}
	const key = "a-key-of-somebody"
	if err := live.SaveAll(ctx, map[string]string{"generation.aiml.api_key": key, "overlay.volume": "0.5"}); err != nil {
		t.Fatal(err)
	}
	if open := keep.text(t, document); strings.Contains(open, key) || !strings.Contains(open, "0.5") {
		t.Errorf("the open document is %s", open)
	}
	if sealed := keep.text(t, SecretDoc); !strings.Contains(sealed, key) || strings.Contains(sealed, "volume") {
		t.Errorf("the document of secrets is %s", sealed)
	}
	again, err := New(layers)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.OpenSaved(ctx, keep, keep.sealed); err != nil || again.Get().Values("aiml").Text("api_key") != key || again.Get().Overlay.Volume != 0.5 {
		t.Errorf("after a restart they are not there: %v", err)
	}
	if err := again.Reset(ctx, "generation.aiml.api_key"); err != nil || strings.Contains(keep.text(t, SecretDoc), key) {
		t.Errorf("a key that was given back is still kept: %v", err)
	}
	for _, name := range []string{"data_dir", "server.port", "keyring", "downloads.allow_hosts"} {
		if err := live.Save(ctx, name, "true"); err == nil || !strings.Contains(said(err), "config.yaml") {
			t.Errorf("%s can be changed: %v", name, err)
		}
	}
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
	keep := newDocuments(t)
	if err := live.OpenSaved(t.Context(), keep, keep.sealed); err != nil {
		t.Fatal(err)
	}
	storetest.Exec(t, keep.Store, `CREATE TRIGGER full BEFORE INSERT ON documents WHEN NEW.key = '`+SecretDoc+`' BEGIN SELECT raise(ABORT, 'the disk is full'); END`)
	before := live.Get()
	err = live.SaveAll(t.Context(), map[string]string{"generation.aiml.api_key": "a-key", "overlay.volume": "0.5"})
	if err == nil || keep.text(t, document) != "" || keep.text(t, SecretDoc) != "" {
		t.Errorf("half of it was written: %q, %v", keep.text(t, document), err)
	}
	if now := live.Get(); now.Values("aiml").Text("api_key") != "" || now.Overlay.Volume != before.Overlay.Volume {
		t.Error("what was not saved is used")
	}
	storetest.Exec(t, keep.Store, `CREATE TRIGGER none BEFORE INSERT ON documents BEGIN SELECT raise(ABORT, 'nothing is to be written'); END`)
	if err := live.Reset(t.Context(), "overlay.volume"); err != nil {
		t.Errorf("nothing changed, and it was written: %v", err)
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
	live, err := open(t, "", newDocuments(t))
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

// TestATokenOfABotHasItsForm, which is looked at before anybody is asked.
func TestATokenOfABotHasItsForm(t *testing.T) {
	live, err := open(t, "", newDocuments(t))
	if err != nil {
		t.Fatal(err)
	}
	const name, good = "telegram.token", "4242:standin-telegram-token_0123456789AB"
	for _, value := range []string{
		"4242", "@spark_bot", good[1:5], good[5:], "a" + good, good + "x", good[:len(good)-1], "4242;" + good[5:],
		"Use this token: " + good, good[:20] + "/" + good[21:], good[:20] + "й" + good[21:], strings.Replace(good, ":", "::", 1), good + "\n" + good,
	} {
		err := live.Save(t.Context(), name, value)
		if e, ok := fault.As(err); !ok || e.Field != name {
			t.Errorf("%q: %v", value, err)
			continue
		}
		for l, part := range map[*locale.Language]string{locale.English(): "35 Latin letters", locale.ByCode("ru"): "35 знаков"} {
			if text := l.Error(err); !strings.Contains(text, part) || strings.Contains(text, value) {
				t.Errorf("%q is refused with %q", value, text)
			}
		}
	}
	for _, value := range []string{good, " " + good + "\n", ""} {
		if err := live.Save(t.Context(), name, value); err != nil || live.Get().Values("telegram").Text("token") != strings.TrimSpace(value) {
			t.Errorf("%q: %v", value, err)
		}
	}
}
