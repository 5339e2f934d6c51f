package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

func testLanguages() map[string]*Language {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	byCode := map[string]*Language{}
	for _, l := range All(func() time.Time { return now }) {
		l.zone = time.UTC
		byCode[l.code] = l
	}
	return byCode
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	forms := map[string]int{"en": 2, "ru": 3}
	all := testLanguages()
	en := all["en"]
	for code, l := range all {
		for _, key := range slices.Sorted(maps.Keys(l.words)) {
			text := l.words[key]
			english, ok := en.words[key]
			switch {
			case !ok:
				t.Errorf("%s has %q, which English has not", code, key)
				continue
			case strings.TrimSpace(text) == "":
				t.Errorf("%s says nothing for %q", code, key)
			case strings.Contains(text, "|") != strings.Contains(english, "|"):
				t.Errorf("%s: %q has forms in one language alone", code, key)
			}
			parts := strings.Split(text, "|")
			if len(parts) > 1 && len(parts) != forms[code] {
				t.Errorf("%s: %q has %d forms, want %d", code, key, len(parts), forms[code])
			}
			for _, part := range parts {
				if strings.Count(part, "%s") != strings.Count(strings.Split(english, "|")[0], "%s") || strings.Count(part, "%") != strings.Count(part, "%s") {
					t.Errorf("%s: %q has other holes than English: %q", code, key, part)
				}
			}
		}
		for key := range en.words {
			if _, ok := l.words[key]; !ok {
				t.Errorf("%s lacks %q", code, key)
			}
		}
	}
}

func TestNoPartTakesTheWordsOfAnother(t *testing.T) {
	for code, parts := range map[string][]map[string]string{"en": englishParts(), "ru": russianParts()} {
		seen := map[string]bool{}
		for _, part := range parts {
			for key := range part {
				if seen[key] {
					t.Errorf("%s: two parts have the key %q", code, key)
				}
				seen[key] = true
			}
		}
	}
}

func TestEveryStatusIsSaid(t *testing.T) {
	for code, l := range testLanguages() {
		for _, status := range celebration.Statuses() {
			for _, key := range []string{"status." + string(status), "move." + string(status)} {
				if l.words[key] == "" {
					t.Errorf("%s lacks %s", code, key)
				}
			}
		}
		for _, charged := range []celebration.Charged{celebration.ChargedNo, celebration.ChargedYes, celebration.ChargedUnknown} {
			if l.words["charged."+string(charged)] == "" {
				t.Errorf("%s lacks charged.%s", code, charged)
			}
		}
	}
}

func TestEveryReasonIsSaidInRussian(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../celebration/reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if ok && strings.HasPrefix(spec.Names[0].Name, "Why") {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		return true
	})
	if len(codes) < 20 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	ru := testLanguages()["ru"]
	for _, code := range codes {
		sentence := ru.reasons[code]
		if sentence == "" {
			t.Errorf("Russian lacks the reason %s", code)
			continue
		}
		args := []string{"<1>", "<2>", "<3>"}
		english := celebration.Because(code, args...).String()
		for _, arg := range args {
			if strings.Contains(english, arg) != strings.Contains(ru.Reason(celebration.Because(code, args...)), arg) {
				t.Errorf("%s has other holes in Russian: %q", code, sentence)
			}
		}
	}
	if len(ru.reasons) != len(codes) {
		t.Errorf("Russian has %d reasons, there are %d", len(ru.reasons), len(codes))
	}
}

func TestTheProblemsOfDonationAlertsAreSaidInRussian(t *testing.T) {
	source, err := os.ReadFile("../source/donationalerts/problem.go")
	if err != nil {
		t.Fatal(err)
	}
	ru := testLanguages()["ru"]
	found := regexp.MustCompile(`(?:Sentence|Hint): "([^"]+)"`).FindAllStringSubmatch(string(source), -1)
	for _, sentence := range found {
		if ru.Heard(sentence[1]) == sentence[1] {
			t.Errorf("Russian lacks %q", sentence[1])
		}
	}
	if len(found) < 10 {
		t.Errorf("only %d sentences were found", len(found))
	}
}

func TestHowLanguagesWrite(t *testing.T) {
	all := testLanguages()
	en, ru := all["en"], all["ru"]
	amount := func(value, code string) money.Amount {
		return money.New(decimal.RequireFromString(value), money.Currency(code))
	}
	moment := time.Date(2026, 3, 5, 9, 7, 3, 0, time.UTC)
	tests := []struct{ got, want string }{
		{ru.T("donations.count", 1), "1 донация"},
		{ru.T("donations.count", 2), "2 донации"},
		{ru.T("donations.count", 5), "5 донаций"},
		{ru.T("donations.count", 11), "11 донаций"},
		{ru.T("donations.count", 12), "12 донаций"},
		{ru.T("donations.count", 21), "21 донация"},
		{ru.T("donations.count", 1112), "1 112 донаций"},
		{ru.T("donations.count", 0), "0 донаций"},
		{en.T("donations.count", 1), "1 donation"},
		{en.T("donations.count", 0), "0 donations"},
		{en.T("donations.count", 12345), "12 345 donations"},
		{ru.Money(amount("1500", "RUB")), "1 500 ₽"},
		{ru.Money(amount("20.5", "USD")), "20,50 $"},
		{en.Money(amount("20.5", "USD")), "20.50 $"},
		{en.Money(money.Amount{}), ""},
		{en.When(moment), "5 Mar, 09:07"},
		{ru.When(moment), "5 мар, 09:07"},
		{ru.When(moment.AddDate(-1, 0, 0)), "5 мар 2025, 09:07"},
		{ru.Exactly(moment), "5 мар, 09:07:03"},
		{ru.When(time.Time{}), "никогда"},
		{en.Lasts(72 * time.Minute), "1 h 12 min"},
		{ru.Lasts(26*time.Hour + 5*time.Second), "1 д 2 ч"},
		{ru.Lasts(time.Hour + 5*time.Second), "1 ч"},
		{en.Lasts(200 * time.Millisecond), "0 s"},
		{en.Size(950), "1 kB"},
		{en.Size(2_400_000), "2.4 MB"},
		{ru.Size(123_456_789), "123 МБ"},
		{ru.Size(1_230_000_000), "1,2 ГБ"},
		{ru.T("A plain sentence."), "A plain sentence."},
		{ru.T("The database cannot be read."), "База данных не читается."},
		{ru.Heard("DonationAlerts has trouble. It said 5.3. It is tried again by itself."), "У DonationAlerts неполадки. It said 5.3. Попытки повторяются сами."},
		{ru.Reason(celebration.Because(celebration.WhyBelowThreshold, "1 000 ₽")), "Меньше порога в 1 000 ₽"},
		{ru.Reason(celebration.Because(celebration.WhyBelowThreshold, "1 000.50 ₽")), "Меньше порога в 1 000,50 ₽"},
		{ru.Reason(celebration.Because(celebration.WhyBelowThreshold, "20.50 $")), "Меньше порога в 20,50 $"},
		{en.Reason(celebration.Because(celebration.WhyCatchUp, "12m0s")), "First seen 12 min after it was made: approve it if it should still be celebrated"},
		{ru.Reason(celebration.Because(celebration.WhyNoStart, "10 s")), "Виджет не начал показ за 10 с"},
		{
			ru.Heard("3 showings in a row failed, the last because: the player could not play it: it has no picture that this browser can show. Look at the widget in OBS, then go on"),
			"показов подряд сорвалось: 3, последний потому, что виджет не смог показать клип: в нём нет картинки, которую умеет показать этот браузер. Проверьте виджет в OBS и продолжите",
		},
		{ru.Reason(celebration.Because(celebration.WhyPlayerFailed, "the picture stood still for 8 s")), "Виджет не смог показать клип: картинка замерла на 8 s"},
		{ru.Reason(celebration.Reason{}), ""},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestTheLanguageOfARequest(t *testing.T) {
	tests := []struct{ query, cookie, header, want string }{
		{"", "", "", "en"},
		{"", "", "ru-RU,ru;q=0.9,en-US;q=0.8", "ru"},
		{"", "", "de-DE,de;q=0.9,ru;q=0.5,en;q=0.4", "ru"},
		{"", "", "ru;q=0.2,en;q=0.8", "en"},
		{"", "", "ru;q=0,en;q=0.1", "en"},
		{"", "", "fr", "en"},
		{"", "en", "ru", "en"},
		{"", "xx", "ru", "ru"},
		{"ru", "en", "en", "ru"},
		{"xx", "", "ru", "ru"},
	}
	all := All(time.Now)
	for _, tt := range tests {
		r := httptest.NewRequest(http.MethodGet, "/?lang="+tt.query, nil)
		r.Header.Set("Accept-Language", tt.header)
		if tt.cookie != "" {
			r.Header.Set("Cookie", "lang="+tt.cookie)
		}
		if got := Choose(all, r).code; got != tt.want {
			t.Errorf("%+v gives %s", tt, got)
		}
	}
}

func FuzzAccepted(f *testing.F) {
	f.Add("ru-RU,ru;q=0.9,en-US;q=0.8")
	f.Add("a;q=NaN,b;q=Inf,;q=,,;")
	f.Fuzz(func(t *testing.T, header string) {
		for _, code := range accepted(header) {
			if strings.ContainsAny(code, ",;-") {
				t.Errorf("%q gives the language %q", header, code)
			}
		}
	})
}
