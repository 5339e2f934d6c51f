package moderation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// defaults are the actions of config.example.yaml.
func defaults() Settings {
	return Settings{
		Obscenity: celebration.ActionMask, Slurs: celebration.ActionHold, Links: celebration.ActionMask, Personal: celebration.ActionHold,
		Capitals: celebration.ActionAllow, Floods: celebration.ActionAllow, Own: celebration.ActionMask,
	}
}

func checker(t testing.TB, folder string) *Checker {
	t.Helper()
	c, problems := New(folder)
	for _, problem := range problems {
		t.Error(problem)
	}
	return c
}

// stage returns a message as viewers see it.
func stage(v celebration.Verdict, message string) string {
	return v.Masked(celebration.FieldMessage, message)
}

type phraseTest struct {
	text  string
	want  celebration.Action
	known bool // the verdict is known to be another one
}

func phrases(t testing.TB) (all []phraseTest) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "phrases.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		action, text, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		want, known := strings.CutPrefix(action, "~")
		all = append(all, phraseTest{text, celebration.Action(want), known})
	}
	return all
}

func TestEachPhraseGetsItsVerdict(t *testing.T) {
	rules := checker(t, "").Rules(defaults())
	all := phrases(t)
	if len(all) < 1000 {
		t.Errorf("%d phrases, want 1000 at least", len(all))
	}
	falseBlocks, falsePasses := 0, 0
	for _, p := range all {
		v := rules.Judge("", p.text)
		if v.Action == p.want {
			if p.known {
				t.Errorf("%q is %s after all: it is no known fault any more", p.text, p.want)
			}
			continue
		}
		if v.Action.IsStricter(p.want) {
			falseBlocks++
		} else {
			falsePasses++
		}
		if !p.known {
			t.Errorf("%q: %s (%s), want %s; viewers see %q", p.text, v.Action, v.Code, p.want, stage(v, p.text))
		}
	}
	t.Logf("%d phrases: %d false blocks, %d false passes", len(all), falseBlocks, falsePasses)
}

func TestWhatIsHiddenAndWhatIsLeft(t *testing.T) {
	set := defaults()
	set.Floods, set.Capitals = celebration.ActionMask, celebration.ActionAllow
	set.Words = "спойлер*, !спойлеров; пельмени\nкупи * скины\n/ab+c/\nzoo"
	rules := checker(t, "").Rules(set)
	for _, tt := range []struct{ text, want string }{
		{"Привет, п и з д е ц стрим", "Привет, ••• стрим"},
		{"a fuck b FUCK c", "a ••• b ••• c"},
		{"смотри https://example.com/a?b=c сейчас", "смотри ••• сейчас"},
		{"смотри t . me / name сейчас", "смотри ••• сейчас"},
		{"е́б", "•••"},
		{`смотри t.me\scam сейчас`, "смотри ••• сейчас"},
		{"смотри t.me scam сейчас", "смотри ••• сейчас"},
		{"смотри t.me / scam", "смотри •••"},
		{"смотри t me/scam", "смотри •••"},
		{"смотри t dot me slash scam", "смотри •••"},
		{"смотри discord.gg @scam", "смотри •••"},
		{"смотри e v i l . c o m / f r e e", "смотри •••"},
		{"h t t p : / / e v i l . z z", "•••"},
		{"смотри evil.сom/free, там", "смотри ••• там"},
		{"х•у•й, смотри т。me/evil", "•••, смотри •••"},
		{"су ка, бля!ты", "•••, •••"},
		{"heil-hitler", ""},
		{"смотри u.cf.f.c.k", "смотри •••.•••"}, // without the word, the rest is an address
		{"почта user собака gmail", ""},
		{"тут спойлеры, без спойлеров", "тут •••, без спойлеров"},
		{"купи новые скины!", "•••!"},
		{"люблю пельмени", "люблю •••"},
		{"ABBBC", "•••"},
		{"zoo zoom", "••• zoom"},
		{"ну аааааааааааааааааааааа вот", "ну ••• вот"},
		{"урааааааааааааааааааааааа!", "•••!"},
		{"да да да да да да да да да да", "•••"},
		{"звони +7 999 123-45-67", ""},
	} {
		if got := stage(rules.Judge("", tt.text), tt.text); got != tt.want {
			t.Errorf("%q: viewers see %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestTheStrictestActionCounts(t *testing.T) {
	rules := checker(t, "").Rules(defaults())
	v := rules.Judge("", "fuck, пидор, example.com")
	if v.Action != celebration.ActionHold || v.Category != Slurs || v.By != celebration.ByList || len(v.Found) != 3 {
		t.Errorf("%+v", v)
	}
	if got := v.Released(); got.Action != celebration.ActionMask || got.By != celebration.ByPerson || stage(got, "fuck, пидор, example.com") != "•••, пидор, •••" {
		t.Errorf("the streamer let it pass: %+v", got)
	}
}

func TestDonorsHaveRulesOfTheirOwn(t *testing.T) {
	set := defaults()
	set.Allow, set.Hold, set.Block = "Мама\nбрат", "Заноза", "Ham"
	rules := checker(t, "").Rules(set)
	for _, tt := range []struct {
		donor, message string
		want           celebration.Action
		code           string
	}{
		{"мама", "fuck", celebration.ActionAllow, ""},
		{"мама", "fuck t.me/scam", celebration.ActionMask, Obscenity}, // anybody can take the name
		{"мама", "пидор", celebration.ActionHold, Slurs},
		{"мама", "+7 999 123-45-67", celebration.ActionHold, "phone"},
		{"Маma", "fuck", celebration.ActionMask, Obscenity}, // looks like one who may
		{"заноза", "hi", celebration.ActionHold, "donor_held"},
		{"НАМ", "hi", celebration.ActionBlock, "donor_blocked"}, // Cyrillic, and looks like one who is blocked
		{"h a m", "hi", celebration.ActionBlock, "donor_blocked"},
		{"H.a.m", "hi", celebration.ActionBlock, "donor_blocked"},
		{"~Ham!", "hi", celebration.ActionBlock, "donor_blocked"},
		{"М.а.м.а", "fuck", celebration.ActionMask, Obscenity}, // signs make another one of who may
		{"Ham1", "hi", celebration.ActionAllow, ""},            // a name with a digit is another one
		{"Hamlet", "hi", celebration.ActionAllow, ""},
		{"fuck", "hi", celebration.ActionMask, Obscenity},
		{"", "hi", celebration.ActionAllow, ""},
	} {
		v := rules.Judge(tt.donor, tt.message)
		if v.Action != tt.want || v.Code != tt.code {
			t.Errorf("%s: %s is %s (%s), want %s (%s)", tt.donor, tt.message, v.Action, v.Code, tt.want, tt.code)
		}
		c := celebration.Celebration{Donation: celebration.Donation{Donor: tt.donor, Message: tt.message}, Verdict: v}
		if public := c.Public(); tt.want != celebration.ActionAllow && public.Donor == tt.donor && public.Message == tt.message {
			t.Errorf("%s: all of it is public", tt.donor)
		}
	}
	if public := (celebration.Celebration{Donation: celebration.Donation{Donor: "fuck", Message: "hi"}, Verdict: rules.Judge("fuck", "hi")}).Public(); public != (celebration.Words{Message: "hi"}) {
		t.Errorf("a name with a hidden part is shown as %q", public.Donor)
	}
}

func TestADonorIsOnOneListAtMost(t *testing.T) {
	set := defaults()
	set.Allow, set.Hold = "Мама\nБрат", "Заноза"
	for _, step := range []struct {
		name   string
		action celebration.Action
	}{{"Заноза", celebration.ActionBlock}, {" брат  мой ", celebration.ActionAllow}, {"Мама", celebration.ActionHold}, {"Мама", ""}, {"Ann", celebration.ActionHold}, {"ann", celebration.ActionAllow}} {
		set = set.WithDonor(step.name, step.action)
		if got := set.OfDonor(step.name); got != step.action {
			t.Errorf("%s is %q, want %q", step.name, got, step.action)
		}
	}
	if set.Allow != "Брат\nбрат мой\nann" || set.Hold != "" || set.Block != "Заноза" {
		t.Errorf("%q, %q, %q", set.Allow, set.Hold, set.Block)
	}
}

func TestAFileOfTheFolderWins(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "obscenity-en.txt"), []byte("\ufeff# mine\r\nducks\r\n/(/\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, problems := New(folder)
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "obscenity-en.txt line 3") {
		t.Errorf("the problems are %v", problems)
	}
	for _, file := range c.Files() {
		if isMine := file.Name == "obscenity-en.txt"; file.Own != isMine || strings.Contains(file.Text, "ducks") != isMine || file.Path != filepath.Join(folder, file.Name) {
			t.Errorf("%+.100v", file)
		}
	}
	if len(c.Files()) != 5 {
		t.Errorf("%d lists", len(c.Files()))
	}
	rules := c.Rules(defaults())
	for text, want := range map[string]celebration.Action{"ducks": celebration.ActionMask, "fuck": celebration.ActionAllow, "хуй": celebration.ActionMask} {
		if v := rules.Judge("", text); v.Action != want {
			t.Errorf("%s is %s, want %s", text, v.Action, want)
		}
	}
}

func TestOwnWordsThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"ok\n/[a/":           "moderation.bad_expression",
		"/(ab{1,20}){1,50}/": "moderation.too_large",
		"***":                "moderation.unclear",
		"{a,b,c,d,e,f,g,h}{a,b,c,d,e,f,g,h}{a,b,c,d,e,f,g,h}":                           "moderation.too_many",
		strings.Repeat("a\n", maxOwn+1):                                                 "moderation.too_long",
		strings.Repeat("a,", maxOwn+1):                                                  "moderation.too_long",
		"ok\n\n" + strings.Repeat("я", maxLine+1):                                       `number="3"`,
		"one, two\nthree; ***":                                                          `number="2"`,
		strings.Repeat("{a,b}", 150):                                                    "moderation.too_many",
		strings.Repeat("{a,b}", 8) + strings.Repeat("c", 200):                           "moderation.too_many",
		strings.Repeat("{a,b,c,d}{a,b,c,d}{a,b,c,d}"+strings.Repeat("c", 400)+"\n", 30): "moderation.too_many",
		strings.Repeat("/x{1,900}/\n", 500):                                             "moderation.too_large",
		"/((a{1,100}){1,100}){1,100}/":                                                  "moderation.",
	} {
		if err := CheckWords(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", text, err, want)
		}
	}
	if err := CheckWords("# comment\n\nword\n!word\ntwo words\n/a.c/\n{a,b}c*"); err != nil {
		t.Error(err)
	}
}

// TestListsOfOtherProgramsAreRead as DonationAlerts, Nightbot and spreadsheets export
// them: one line with commas or semicolons, or a word a line, with quotes, with the mark
// of the encoding, with the ends of lines of Windows.
func TestListsOfOtherProgramsAreRead(t *testing.T) {
	for name, text := range map[string]string{
		"DonationAlerts":           "дичь, тыква,две  дыни,gourd",
		"semicolons":               "дичь; тыква;две дыни; gourd;",
		"lines":                    "дичь\nтыква\nдве дыни\ngourd\n",
		"lines of Windows":         "\ufeffдичь\r\nтыква\r\nдве дыни\r\ngourd\r\n",
		"a table":                  "\ufeff\"дичь\",\"тыква\",\"две дыни\",\"gourd\"",
		"a table with a comma":     "\"дичь\";\"тыква\";\"две, дыни\";gourd",
		"Russian quotes":           "«дичь», «тыква»; «две дыни»\n«gourd»",
		"German and English ones":  "„дичь“, “тыква”, „две дыни“, “gourd”",
		"all of them, and no word": "\ufeff\n,,; «дичь»,\n\"тыква\"\n# a comment, with two words\nдве дыни;;gourd,",
	} {
		set := defaults()
		if set.Words = text; CheckWords(text) != nil {
			t.Errorf("%s: %v", name, CheckWords(text))
		}
		rules := checker(t, "").Rules(set)
		const message = "тут дичь, тыква, две дыни и gourd"
		if got := stage(rules.Judge("", message), message); got != "тут •••, •••, ••• и •••" {
			t.Errorf("%s: viewers see %q", name, got)
		}
		if v := rules.Judge("", "two words, a comment"); v.Action != celebration.ActionAllow {
			t.Errorf("%s: a comment is read", name)
		}
	}
}

func TestWhereMuchIsFoundAllIsHidden(t *testing.T) {
	rules := checker(t, "").Rules(defaults())
	text := "hi " + strings.Repeat("fuck ok ", maxFound+1)
	if v := rules.Judge("", text); v.Action != celebration.ActionMask || len(v.Found) != 1 || stage(v, text) != celebration.MaskedPart {
		t.Errorf("%d parts, viewers see %q", len(v.Found), stage(v, text))
	}
	text = strings.Repeat("fuck ok ", maxFound+1) + "пидор"
	if v := rules.Judge("", text); v.Action != celebration.ActionHold || v.Code != Slurs {
		t.Errorf("the strictest is %s (%s)", v.Action, v.Code)
	}
}

func TestATextMadeToTakeLongIsHeld(t *testing.T) {
	set := defaults()
	set.Words = "*" + strings.Repeat("ab", 400) + "c"
	rules := checker(t, "").Rules(set)
	if v := rules.Judge("", strings.Repeat("k", 400)); v.Action != celebration.ActionAllow {
		t.Errorf("one letter over and over is %s (%s)", v.Action, v.Code)
	}
	if v := rules.Judge("", strings.Repeat("ab", 900)); v.Action != celebration.ActionHold || v.Code != "broken" {
		t.Errorf("it is %s (%s)", v.Action, v.Code)
	}
	for name, text := range map[string]string{
		"a text that is too long":                    strings.Repeat("good luck ", maxText/10+1),
		"a word that is not read to its end":         strings.Repeat("ab", longestWord/2) + "fuck",
		"letters apart that are not read to the end": strings.Repeat("a b ", longestWord/2) + "f u c k",
	} {
		if v := checker(t, "").Rules(defaults()).Judge("", text); v.Action != celebration.ActionHold || v.Code != "broken" {
			t.Errorf("%s is %s (%s)", name, v.Action, v.Code)
		}
	}
	set.Words = strings.Repeat("/(a|b|ab)*c{1,200}d/\n", 500)
	if v := checker(t, "").Rules(set).Judge("", strings.Repeat("ab ", 600)); v.Action != celebration.ActionHold || v.Code != "broken" {
		t.Errorf("what expressions take too long for is %s (%s)", v.Action, v.Code)
	}
	if v := rules.Judge("", strings.Repeat("s ", 900)+strings.Repeat("good luck ", 200)+"fuck"); v.Action != celebration.ActionMask {
		t.Errorf("a long one is %s (%s)", v.Action, v.Code)
	}
}

func FuzzJudge(f *testing.F) {
	for _, p := range phrases(f) {
		f.Add(p.text)
	}
	f.Add("\xff\xfe х\u0301у\u0301й ﷺ ǆ \u202e")
	set := defaults()
	set.Slurs, set.Personal, set.Floods = celebration.ActionMask, celebration.ActionMask, celebration.ActionMask
	set.Words = "спойлер*\nкупи скины\n/xy+z/"
	c := checker(f, "")
	f.Fuzz(func(t *testing.T, text string) {
		rules := c.Rules(set)
		v := rules.Judge("", text)
		if v.Code == "broken" && len(text) < 200 {
			t.Fatalf("%q cannot be judged", text)
		}
		for _, found := range v.Found {
			if found.From < 0 || found.From >= found.To || found.To > len(text) {
				t.Fatalf("%q: found at %d to %d of %d", text, found.From, found.To, len(text))
			}
		}
		shown := stage(v, text)
		mask := celebration.MaskedPart
		for _, p := range v.Pieces(celebration.FieldMessage, text) {
			if p.Hidden && strings.Count(shown, p.Text) >= strings.Count(text, p.Text) && !strings.Contains(mask, p.Text) {
				t.Fatalf("%q: %q is still in %q", text, p.Text, shown)
			}
		}
		if again := rules.Judge("", shown); again.Action != celebration.ActionAllow {
			t.Fatalf("%q was shown as %q, of which %+v is to be hidden too", text, shown, again.Found)
		}
	})
}

// FuzzOwnWords tries what a streamer may type or import: all of it is read, or a line of
// it is refused by its number.
func FuzzOwnWords(f *testing.F) {
	for _, file := range checker(f, "").Files() {
		f.Add(file.Text)
	}
	for _, text := range []string{
		"спойлер*, !спойлеров; пельмени\nкупи * скины\n/ab+c/\nzoo", "\ufeff\"a, b\";«в»\r\n„“", "{a,b}{c,{d}*", "!*{", "/(/", "//", "!/a{1,9}/", "/(?P<phrase>x)|y/",
		strings.Repeat("{a,b}", 60), strings.Repeat("/x{900}/\n", 30), "ь*ъ", "14 88, 1-2", "*a* *b*",
	} {
		f.Add(text)
	}
	c := checker(f, "")
	f.Fuzz(func(t *testing.T, text string) {
		own, err := readWords(text)
		if err != nil {
			refused, ok := fault.As(err)
			if !ok || refused.Kind != fault.Invalid {
				t.Fatalf("%q: %v", text, err)
			}
			if number := refused.Message().Args["number"]; refused.Code != "moderation.too_long" && (number == nil || number.(int) < 1 || number.(int) > strings.Count(text, "\n")+1) {
				t.Fatalf("%q: %v names no line", text, err)
			}
			return
		}
		if own.letters > maxLetters || own.programs > maxPrograms {
			t.Fatalf("it has %d letters and %d instructions", own.letters, own.programs)
		}
		set := defaults()
		set.Words = text
		rules := c.Rules(set)
		for _, message := range []string{"good luck", text[:min(len(text), 300)]} {
			if v := rules.Judge("", message); v.Code == "broken" && v.Category == "" {
				t.Fatalf("%q cannot be judged by %q", message, text)
			}
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	rules, all := checker(b, "").Rules(defaults()), phrases(b)
	for i := 0; b.Loop(); i++ {
		rules.Judge("viewer", all[i%len(all)].text)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "phrases/s")
}

// TestLinksAreFoundWhereTheyAreAllowed as a sum may be asked for them.
func TestLinksAreFoundWhereTheyAreAllowed(t *testing.T) {
	checker, problems := New(t.TempDir())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	rules := checker.Rules(Settings{Links: celebration.ActionAllow})
	const text = "look at twitch.tv/me and t . me / you"
	var shown []string
	for _, f := range rules.Links(celebration.FieldMessage, text) {
		if f.Field != celebration.FieldMessage {
			t.Errorf("it is in %q", f.Field)
		}
		shown = append(shown, text[f.From:f.To])
	}
	if len(shown) != 2 || shown[0] != "twitch.tv/me" || !strings.Contains(shown[1], "me") {
		t.Errorf("found are %q", shown)
	}
	if all := rules.Links(celebration.FieldMessage, strings.Repeat("a", maxText+1)); len(all) != 1 || all[0].To != maxText+1 {
		t.Errorf("of what is too long to be looked at, %v is found", all)
	}
}
