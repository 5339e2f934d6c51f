package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/money"
	"streamspark/internal/secrets"
	"streamspark/internal/store"
	"streamspark/internal/store/storetest"
)

const example = "../../config.example.yaml"

func resolve(t *testing.T, yaml string, flags map[string]string) (Config, map[string]Origin, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	layers, err := read(path, flags)
	if err != nil {
		return Config{}, nil, err
	}
	return layers.resolve()
}

// clean empties the environment of what would be read.
func clean(t *testing.T) {
	t.Helper()
	for _, k := range newSchema(everybody()).keys {
		for _, name := range k.envNames() {
			t.Setenv(name, "")
		}
	}
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
		t.Setenv(name, "")
		t.Setenv(strings.ToLower(name), "")
	}
	t.Setenv(thresholdEnv, "")
	t.Setenv(cacheMinutesEnv, "")
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, t.TempDir())
	}
	t.Chdir(t.TempDir())
}

func TestTheExampleShowsEveryKeyWithItsDefault(t *testing.T) {
	path, err := filepath.Abs(example)
	if err != nil {
		t.Fatal(err)
	}
	clean(t)
	file, err := newSchema(everybody()).readFile(path)
	if err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range newSchema(everybody()).keys {
		value, shown := file[k.name]
		if !shown {
			t.Errorf("config.example.yaml lacks %s", k.name)
			continue
		}
		var want, got Config
		if err := k.set(&want, k.fallback); err != nil {
			t.Errorf("the default of %s is refused", k.name)
		}
		if err := k.set(&got, value); err != nil {
			t.Errorf("config.example.yaml: %s is %q, which is refused", k.name, value)
		}
		if !reflect.DeepEqual(want, got) {
			t.Errorf("config.example.yaml: %s is %q, the default is %q", k.name, value, k.fallback)
		}
		for _, name := range k.env {
			if !strings.Contains(string(written), name) {
				t.Errorf("config.example.yaml does not name %s, which sets %s", name, k.name)
			}
		}
	}
}

func TestABadValueIsNamed(t *testing.T) {
	clean(t)
	tests := []struct{ yaml, says string }{
		{"server: {prot: 1}", "the key server.prot, which does not exist"},
		{"colour: red", "the key colour"},
		{"server: {port: 70000}", `server.port (config.yaml) is "70000": it must be from 0 to 65 535`},
		{"donationalerts: {poll_interval: 2}", "donationalerts.poll_interval"},
		{"donationalerts: {poll_interval: 10ms}", "at least one second"},
		{"rates: {providers: [cbr, ecb]}", "a list of cbr"},
		{"generation: {provider: sora}", "auto, aiml, gemini, builtin, off"},
		{"generation: {provider: aiml}", "generation.aiml.api_key is missing"},
		{"overlay: {volume: 11}", "from 0 to 1"},
		{"downloads: {max_bytes: lots}", "200MB"},
		{"tiers: []", "a list of tiers"},
		{"tiers: [{min_rub: -5}]", "negative"},
		{`tiers: [{min_rub: 5, min: "20"}]`, "tiers[0].min"},
		{"tiers: [{min_rub: 5, min: 20 RUB}]", "min_rub alone"},
		{"tiers: [{min_rub: 100, colour: red}]", "a list of tiers"},
		{"tiers: [{min_rub: 500}, {min_rub: 500}]", "tier 2 must be more than 500"},
		{"budget: {per_day_usd: -5}", "an amount in US dollars"},
		{"budget: {max_share: half}", "a share such as"},
		{"server: [", "cannot be read as YAML"},
		{"server: {host: {a: b}}", "the key server.host.a"},
		{"donationalerts: {base_url: ftp://x}", "begins with https://"},
		{"generation: {aiml: {base_url: http://api.example.com}}", "begins with https://"},
		{"generation: {gemini: {base_url: https://me:word@example.com}}", "without a user name"},
		{"rates: {exchangerate_api_url: http://192.168.1.5}", "begins with https://"},
		{"donationalerts: {realtime_url: ws://example.com}", "begins with wss://"},
		{"donationalerts: {realtime_url: wss://a@example.com}", "begins with wss://"},
	}
	for _, tt := range tests {
		_, _, err := resolve(t, tt.yaml, nil)
		if err == nil || !strings.Contains(said(err), tt.says) {
			t.Errorf("%s: got %v, want it to say %q", tt.yaml, err, tt.says)
		}
	}
	if _, err := read("missing.yaml", nil); err == nil || !strings.Contains(said(err), "missing.yaml") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestWhichValueWins(t *testing.T) {
	clean(t)
	t.Setenv("PORT", "3")
	c, origins, err := resolve(t, "server: {port: 2}", map[string]string{"server.port": "4"})
	if err != nil || c.Server.Port != 4 || origins["server.port"] != FromFlag {
		t.Errorf("the flag does not win: %d from %s, %v", c.Server.Port, origins["server.port"], err)
	}
	c, origins, _ = resolve(t, "server: {port: 2}", nil)
	if c.Server.Port != 3 || origins["server.port"] != FromEnv {
		t.Errorf("the environment does not win over the file: %d", c.Server.Port)
	}
	t.Setenv("STREAMSPARK_SERVER_PORT", "5")
	if c, _, _ = resolve(t, "", nil); c.Server.Port != 5 {
		t.Errorf("our own name does not win over the original's: %d", c.Server.Port)
	}
	if c.Server.PublicURL != "http://localhost:5" {
		t.Errorf("what follows from the port does not: %+v", c.Server)
	}
}

func TestTheOriginalsVariablesWork(t *testing.T) {
	clean(t)
	if err := os.WriteFile(".env", []byte("DONATION_THRESHOLD_RUB=77\nAIMLAPI_KEY=\"from-file\"\nDA_CLIENT_ID=42\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AIMLAPI_KEY", "from-env")
	t.Setenv("EXCHANGE_RATE_CACHE_MINUTES", "10")
	c, origins, err := resolve(t, "tiers: [{min_rub: 10, name: A}, {min_rub: 100}]", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Tiers.Threshold().Decimal() != "77" || len(c.Tiers) != 2 || c.Tiers[0].Name != "A" || origins["tiers"] != FromEnv {
		t.Errorf("the threshold is %v", c.Tiers)
	}
	if c.Values("aiml").Text("api_key") != "from-env" || c.Generation.Generator() != "aiml" {
		t.Errorf("the key is %q", c.Values("aiml").Text("api_key"))
	}
	if c.Values("donationalerts").Text("client_id") != "42" || c.Rates.CacheTTL.Minutes() != 10 {
		t.Errorf("got %+v, %v", c.Values("donationalerts").Text("client_id"), c.Rates.CacheTTL)
	}
	t.Setenv("DONATION_THRESHOLD_RUB", "lots")
	if _, _, err := resolve(t, "", nil); err == nil || !strings.Contains(said(err), "DONATION_THRESHOLD_RUB") {
		t.Errorf("a bad threshold: %v", err)
	}
}

func TestASecretDoesNotPrint(t *testing.T) {
	clean(t)
	t.Setenv("AIMLAPI_KEY", "very-secret-key-1234")
	c, _, err := resolve(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(format, c); strings.Contains(text, "very-secret") {
			t.Errorf("%s prints the secret", format)
		}
	}
	if got := c.Values("aiml").Secret("api_key").Ending(); got != "••••1234" {
		t.Errorf("the dashboard shows %q", got)
	}
	if Secret("short").Ending() != "••••" || Secret("").Ending() != "" {
		t.Error("a short secret shows its end")
	}
}

// documents is where tests save: a real database, with the secrets sealed.
type documents struct {
	*store.Store
	sealed *secrets.Store
}

func newDocuments(t testing.TB) documents {
	t.Helper()
	key, err := secrets.Open(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	kept := storetest.Open(t)
	return documents{kept, secrets.NewStore(secrets.Options{Documents: kept, Key: key, Lost: func(name string) { t.Errorf("%s is lost", name) }})}
}

// text returns what a document says.
func (d documents) text(t testing.TB, name string) string {
	t.Helper()
	get := d.Get
	if name == SecretDoc {
		get = d.sealed.Get
	}
	content, _, err := get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTheDashboardsValuesSurviveAndCanBeGivenBack(t *testing.T) {
	clean(t)
	ctx, kept := t.Context(), newDocuments(t)
	t.Setenv("DONATION_THRESHOLD_RUB", "500")
	open := func() *Live {
		layers, err := read("", nil)
		if err != nil {
			t.Fatal(err)
		}
		live, err := New(layers)
		if err == nil {
			err = live.OpenSaved(ctx, kept, kept.sealed)
		}
		if err != nil {
			t.Fatal(err)
		}
		return live
	}
	live := open()
	if err := live.SetThreshold(ctx, money.Rubles(1234), money.Rubles(1234)); err != nil {
		t.Fatal(err)
	}
	if err := live.Save(ctx, "generation.provider", "sora"); err == nil || strings.Contains(said(err), "(from") {
		t.Errorf("a bad value is taken, or its sentence is odd: %v", err)
	}
	live = open()
	if got := live.Get().Tiers.Threshold().Decimal(); got != "1234" {
		t.Errorf("after a restart the threshold is %s", got)
	}
	view := live.View()
	i := slices.IndexFunc(view, func(v Value) bool { return v.Key == "tiers" })
	if !view[i].Saved || view[i].Origin != FromDashboard {
		t.Errorf("the view says %+v", view[i])
	}
	if err := live.Reset(ctx, "tiers"); err != nil || live.Get().Tiers.Threshold().Decimal() != "500" {
		t.Errorf("given back, the threshold is %s, %v", live.Get().Tiers.Threshold(), err)
	}
	if err := live.Reset(ctx, "nothing"); err == nil {
		t.Error("an unknown setting is given back")
	}
	if secret := kept.text(t, SecretDoc); secret != "" {
		t.Errorf("without a secret, saved are %s", secret)
	}
}

func TestTheThresholdStaysBelowTheNextTier(t *testing.T) {
	clean(t)
	live, err := New(Layers{schema: newSchema(everybody()), file: map[string]string{"tiers": `[{"min_rub":100},{"min_rub":"5000","duration":"4s"}]`}})
	if err != nil {
		t.Fatal(err)
	}
	live.keep = newDocuments(t).sealed
	if err := live.SetThreshold(t.Context(), money.Rubles(5000), money.Rubles(5000)); err == nil || !strings.Contains(said(err), "5 000 ₽") {
		t.Errorf("got %v", err)
	}
	if err := live.SetThreshold(t.Context(), money.Rubles(4999), money.Rubles(4999)); err != nil {
		t.Error(err)
	}
	if got := live.Get().Tiers; got[1].Duration.Seconds() != 4 || got[0].MinRub.String() != "4999" {
		t.Errorf("the tiers are %v", got)
	}
}

func TestNumbersAreReadAsThePagesWriteThem(t *testing.T) {
	clean(t)
	c, _, err := resolve(t, `
tiers: [{min_rub: "1 500,50 ₽", volume: "50 %"}, {min_rub: "10 000"}]
budget: {per_day_usd: "7,50 $", per_stream_usd: "1 000", per_donor_per_day: "1 000", max_share: "50 %"}
overlay: {volume: "0,5"}
downloads: {max_bytes: "1,5 ГБ"}
retention: {count: "1 000"}
`, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(c.Tiers[0].MinRub, c.Tiers[0].Volume.Decimal, c.Tiers[1].MinRub, c.Budget.PerDay, c.Budget.PerStream, c.Budget.PerDonor,
		c.Budget.MaxShare, c.Overlay.Volume, c.Downloads.MaxBytes, c.Retention.Count)
	if want := "1500.5 0.5 10000 7.5 1000 1000 0.5 0.5 1610612736 1000"; got != want {
		t.Errorf("they are read as %s, want %s", got, want)
	}
	for _, yaml := range []string{"budget: {per_day_usd: 5 EUR}", `overlay: {volume: "80"}`, `retention: {count: "1 00"}`, "downloads: {max_bytes: 0,000001 KB}"} {
		if _, _, err := resolve(t, yaml, nil); err == nil {
			t.Errorf("%s is taken", yaml)
		}
	}
}

func TestTheThresholdKeepsWhatWasSaid(t *testing.T) {
	clean(t)
	live, err := New(Layers{schema: newSchema(everybody())})
	if err != nil {
		t.Fatal(err)
	}
	kept := newDocuments(t)
	live.keep = kept.sealed
	said, _ := money.Parse("20", "USD")
	if err := live.SetThreshold(t.Context(), said, money.Rubles(1600)); err != nil {
		t.Fatal(err)
	}
	again, err := New(Layers{schema: newSchema(everybody())})
	if err == nil {
		err = again.OpenSaved(t.Context(), kept, kept.sealed)
	}
	if err != nil {
		t.Fatal(err)
	}
	if tiers := again.Get().Tiers; tiers.ThresholdText().String() != "20 $" || tiers.Threshold().String() != "1 600 ₽" {
		t.Errorf("after a restart it is %s, %s", tiers.ThresholdText(), tiers.Threshold())
	}
	if err := again.SetThreshold(t.Context(), money.Rubles(700), money.Rubles(700)); err != nil || again.Get().Tiers.ThresholdText().String() != "700 ₽" {
		t.Errorf("said in rubles it is %s, %v", again.Get().Tiers.ThresholdText(), err)
	}
}

func TestTheWidgetSpeaksEveryLanguageThereIs(t *testing.T) {
	set := newSchema(everybody(), "en", "ru", "de").byName["overlay.language"]
	for value, good := range map[string]bool{"": true, "en": true, "de": true, "fr": false} {
		var c Config
		if err := set.set(&c, value); (err == nil) != good || good && c.Overlay.Language != value {
			t.Errorf("%q: %v", value, err)
		}
	}
}
