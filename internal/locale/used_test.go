package locale_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"streamspark/internal/app"
	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/moderation"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/source/webhook"
	"streamspark/internal/store/storetest"
	"streamspark/internal/widget"
)

// composedOf are keys that are put together at run time: of what is before, one
// of the values, and what is behind, which may be nothing.
type composedOf struct {
	before string
	values []string
	behind []string
}

func (c composedOf) makes(key string) bool {
	rest, ok := strings.CutPrefix(key, c.before)
	return ok && (slices.Contains(c.values, rest) || slices.ContainsFunc(c.behind, func(end string) bool {
		value, ok := strings.CutSuffix(rest, end)
		return ok && slices.Contains(c.values, value)
	}))
}

// composedKeys are derived from the code: the values are those that it has.
func composedKeys(t *testing.T) []composedOf {
	t.Helper()
	ui, breakdowns := constants(t, "../web/ui"), constants(t, "../standin")
	var ids, sources, settings, groups, levels, themes []string
	for _, d := range app.Providers() {
		if ids = append(ids, d.ID); d.Kind == provider.KindSource {
			sources = append(sources, d.ID)
		}
	}
	layers, err := config.Read(config.Source{Flags: map[string]string{"data_dir": t.TempDir()}, Providers: app.Providers(), Languages: locale.Codes()})
	if err != nil {
		t.Fatal(err)
	}
	live, err := config.New(layers)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range live.View() {
		group, _, _ := strings.Cut(v.Key, ".")
		settings, groups = append(settings, v.Key), append(groups, group)
		if v.Key == "log.level" {
			levels = v.Choices
		}
	}
	for _, file := range themeFiles(t) {
		themes = append(themes, strings.TrimSuffix(filepath.Base(file), ".css"))
	}
	var errors []string
	web := readSources(t, "../web", ".go")
	for status := 400; status < 600; status++ {
		if name := strings.ReplaceAll(http.StatusText(status), " ", ""); name != "" && strings.Contains(web, "http.Status"+name) {
			errors = append(errors, strconv.Itoa(status))
		}
	}
	away := []string{pipeline.Play, pipeline.Make, pipeline.Ignore}
	return []composedOf{
		{before: "action.", values: slices.Concat(ui, texts(pipeline.AllActions()))},
		{before: "action.away.", values: away, behind: []string{".all"}},
		{before: "charged.", values: texts([]fault.Charged{fault.ChargedNo, fault.ChargedYes, fault.ChargedUnknown})},
		{before: "demo.about.", values: ui},
		{before: "demo.break.", values: breakdowns},
		{before: "demo.mark.", values: ui},
		{before: "demo.says.", values: ui},
		{before: "demo.see.", values: breakdowns},
		{before: "demo.who.", values: ui},
		{before: "docs.group.", values: append(sources, found(t, "../web/api", `inGroup\("([a-z_]+)"`)...)},
		{before: "done.", values: slices.Concat(ui, texts(pipeline.AllActions()))},
		{before: "done.away.", values: away},
		{before: "done.donor.", values: []string{"check", "allow", "hold", "block"}},
		{before: "donor.rule.", values: []string{"check", "allow", "hold", "block"}},
		{before: "donor.set.", values: []string{"check", "allow", "hold", "block"}},
		{before: "entry.", values: typed(t, "../celebration", "EntryState")},
		{before: "error.", values: errors},
		{before: "fact.", values: found(t, "../web/ui", `\badd\([^\n]*?, "([a-z_]+)", "`)},
		{before: "filter.", values: slices.Concat(ui, constants(t, "../web/api"))},
		{before: "generator.", values: append(ids, config.Off)},
		{before: "group.", values: append(groups, ui...)},
		{before: "ignored.", values: []string{config.NotKnown, config.NotAllowed, config.NotGood, config.NotHere}},
		{before: "key.", values: ids},
		{before: "key.about.", values: ids},
		{before: "log.level.", values: levels},
		{before: "decided.", values: found(t, "../pipeline", `Action = "([a-z_]+)"`)},
		{before: "via.", values: texts(celebration.Vias())},
		{before: "telegram.by.", values: texts(celebration.Vias())},
		{before: "telegram.press.", values: texts(pipeline.AllActions())},
		{before: "look.", values: ui},
		{before: "look.entrance.", values: celebration.Entrances()},
		{before: "look.place.", values: ui},
		{before: "look.preset.", values: ui},
		{before: "look.review.", values: texts(celebration.Reviewers())},
		{before: "look.scene.", values: celebration.Scenes()},
		{before: "look.sound.", values: append(celebration.Stings(), celebration.SoundOff)},
		{before: "may.", values: found(t, "../config", `\bmay\("([a-z_]+)"`)},
		{before: "moderator.page.", values: moderatorWords(t), behind: []string{".sure", ".text"}},
		{before: "moderator.stream.", values: found(t, "../web/moderate", `return "([a-z]+)"`)},
		{before: "move.", values: texts(celebration.Statuses())},
		{before: "moderation.mode.", values: texts(celebration.Modes())},
		{before: "moderation.otherwise.", values: []string{"mask", "reject"}},
		{before: "moderation.action.", values: texts(celebration.Actions())},
		{before: "moderation.model.", values: moderation.Models()},
		{before: "moderation.try.", values: texts(celebration.Actions())},
		{before: "needs.", values: texts(celebration.Undecided())},
		{values: found(t, "../web/ui", `pauseNote\("([a-z.]+)"`), behind: []string{".text", ".why"}},
		{before: "now.", values: append(ui, constants(t, "../overlay")...), behind: []string{".headline", ".text", ".why"}},
		{before: "origin.", values: typed(t, "../config", "Origin")},
		{before: "provider.", values: ids, behind: []string{".name"}},
		{before: "setting.", values: settings},
		{before: "shown.", values: typed(t, "../celebration", "PlaybackState")},
		{before: "status.", values: texts(celebration.Statuses())},
		{before: "theme.", values: append(ui, themes...)},
		{before: "toast.", values: texts(celebration.Undecided())},
		{before: "verdict.", values: moderation.Codes()},
		{before: "widgets.", values: widgetWords(t), behind: []string{".hint"}},
		{before: "widgets.unit.", values: []string{"seconds", "minutes", "hours"}},
		{before: webhook.ID + ".", values: found(t, "../web/ui", `ID\(\) \+ "\.([a-z]+)"`)},
	}
}

// moderatorWords are the names by which the script of the moderators' page has its words.
func moderatorWords(t *testing.T) (all []string) {
	t.Helper()
	script, err := os.ReadFile("../../templates/static/moderator.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, match := range regexp.MustCompile("[.\"]([a-z]+)\\b|(\\w+): \"[0-9]\"").FindAllStringSubmatch(string(script), -1) {
		all = append(all, match[1]+match[2])
	}
	return all
}

// widgetWords are the words that the folder of each widget needs.
func widgetWords(t *testing.T) (all []string) {
	t.Helper()
	w, err := widget.Open(t.Context(), widget.Options{Files: os.DirFS("../../widget"), Store: storetest.Open(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range w.All() {
		all = append(all, one.Name+".name", one.Name+".about")
		for _, s := range one.Settings {
			all = append(all, one.Name+"."+s.Key)
			for _, choice := range s.Choices {
				all = append(all, one.Name+"."+s.Key+"."+choice)
			}
		}
	}
	return all
}

// TestEachWidgetHasItsWords in every language.
func TestEachWidgetHasItsWords(t *testing.T) {
	for _, word := range widgetWords(t) {
		if key := "widgets." + word; !locale.English().Has(key) {
			t.Errorf("nothing is called %q", key)
		}
	}
}

func themeFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../widget/themes/*.css")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	return files
}

func texts[T ~string](values []T) (all []string) {
	for _, v := range values {
		all = append(all, string(v))
	}
	return all
}

// constants returns the words that stand in quotes in a folder's code.
func constants(t *testing.T, folder string) []string {
	t.Helper()
	return found(t, folder, `"([a-z_0-9]+)"`)
}

// typed returns the constants of a type.
func typed(t *testing.T, folder, name string) []string {
	t.Helper()
	return found(t, folder, `\b`+name+` += "([a-z_]+)"`)
}

func found(t *testing.T, folder, pattern string) (all []string) {
	t.Helper()
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(readSources(t, folder, ".go"), -1) {
		all = append(all, match[1])
	}
	if len(all) == 0 {
		t.Errorf("nothing in %s is %s", folder, pattern)
	}
	return all
}

func TestEveryKeyIsUsedAndEveryUsedKeyExists(t *testing.T) {
	sources := readSources(t, "..", ".go") + readSources(t, "../../templates", ".html")
	scripts := readSources(t, "../../templates/static", ".js")
	widget := readSources(t, "../../widget", ".js")
	composed := composedKeys(t)
	for _, key := range locale.English().Keys() {
		switch name, isScript := strings.CutPrefix(key, "script."); {
		case isScript:
			if !strings.Contains(scripts, `word("`+name+`"`) {
				t.Errorf("no script uses %q", key)
			}
		case strings.HasPrefix(key, "onscreen."):
			if !strings.Contains(widget, `"`+strings.TrimPrefix(key, "onscreen.")+`"`) {
				t.Errorf("the widget does not use %q", key)
			}
		case strings.HasPrefix(key, "reason."):
			if !strings.Contains(sources, `"`+strings.TrimPrefix(key, "reason.")+`"`) {
				t.Errorf("there is no reason %q", key)
			}
		case strings.HasPrefix(key, "fault."):
			if !strings.Contains(sources, `"`+strings.TrimSuffix(strings.TrimPrefix(key, "fault."), ".hint")+`"`) {
				t.Errorf("there is no fault %q", key)
			}
		case !strings.Contains(sources, `"`+key+`"`) && !strings.Contains(scripts, `word("`+key+`"`) &&
			!slices.ContainsFunc(composed, func(c composedOf) bool { return c.makes(key) }):
			t.Errorf("nothing uses %q", key)
		}
	}
	uses := []struct {
		in, area string
		key      *regexp.Regexp
	}{
		{sources, "", regexp.MustCompile(`(?:\bt |locale\.Say\(|\bl\.T\(|\bWord: |\bHeadline: )"([a-z_]+\.[a-z_.]*[a-z_])"`)},
		{scripts, "script.", regexp.MustCompile(`\bword\("(\w+)"`)},
		{widget, "onscreen.", regexp.MustCompile(`\bword\("(\w+)"`)},
	}
	for _, use := range uses {
		found := use.key.FindAllStringSubmatch(use.in, -1)
		for _, match := range found {
			if !locale.English().Has(use.area + match[1]) {
				t.Errorf("%q is used and not in the catalogs", use.area+match[1])
			}
		}
		if len(found) < 5 {
			t.Errorf("only %d uses were found", len(found))
		}
	}
}

func readSources(t *testing.T, folder, ending string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, file fs.DirEntry, err error) error {
		if err != nil || file.IsDir() || filepath.Ext(path) != ending || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestEveryCodeHasASentence holds that what is returned as a fault can be
// said. Codes that are put together or chosen at run time are not found here.
func TestEveryCodeHasASentence(t *testing.T) {
	code := regexp.MustCompile(`(?:fault\.(?:New|Wrap|Refuse|Say)|\b(?:failed|trouble|proxyTrouble|wrap))\((?:[^"()]*, )?"([a-z_0-9]+(?:\.[a-z_0-9]+)+)"`)
	found := code.FindAllStringSubmatch(readSources(t, "..", ".go"), -1)
	for _, match := range found {
		if name := match[1]; !locale.English().Has("fault."+name) && !locale.English().Has("reason."+name) && !locale.English().Has(name) {
			t.Errorf("no catalog says %q", name)
		}
	}
	if len(found) < 200 {
		t.Errorf("only %d codes were found", len(found))
	}
}
