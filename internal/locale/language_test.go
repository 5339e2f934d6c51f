package locale

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
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
		{ru.Reason(fault.Say(celebration.WhyBelowThreshold, "threshold", fault.Sum{Amount: "1000", Currency: "RUB"})), "Меньше порога в 1 000 ₽"},
		{ru.Reason(fault.Say(celebration.WhyBelowThreshold, "threshold", fault.Sum{Amount: "1000.5", Currency: "RUB"})), "Меньше порога в 1 000,50 ₽"},
		{ru.Reason(fault.Say(celebration.WhyBelowThreshold, "threshold", fault.Sum{Amount: "20.5", Currency: "USD"})), "Меньше порога в 20,50 $"},
		{en.Reason(fault.Say(celebration.WhyCatchUp, "age", 12*time.Minute)), "First seen 12 min after it was made: approve it if it should still be celebrated"},
		{ru.Reason(fault.Say(celebration.WhyNoStart, "limit", 10*time.Second)), "Виджет не начал показ за 10 с"},
		{
			ru.Message(fault.Say(celebration.WhyFailedInARow, "n", 3, "cause", fault.Say(celebration.WhyPlayerFailed, "cause", fault.Say("player.no_picture")))),
			"показов подряд сорвалось: 3, последний потому, что виджет не смог показать клип: в нём нет картинки, которую умеет показать этот браузер. Проверьте виджет в OBS и продолжите",
		},
		{ru.Reason(fault.Say(celebration.WhyPlayerFailed, "cause", fault.Say("player.stood_still", "time", 8*time.Second))), "Виджет не смог показать клип: картинка замерла на 8 с"},
		{ru.Reason(fault.Say(celebration.WhyPlayerFailed, "cause", "as an earlier version stored it")), "Виджет не смог показать клип: as an earlier version stored it"},
		{ru.Reason(celebration.Reason{}), ""},
		{ru.Message(fault.Say("disk_full", "free", fault.Bytes(2e8), "needed", fault.Bytes(1.5e9))), "мало места на диске: есть 200 МБ, нужно 1,5 ГБ; попытка повторится"},
		{ru.Message(fault.Say("trouble", "cause", fault.Say("no_end"))), "виджет не сообщил о конце показа; попытка повторится"},
		{ru.Message(fault.Say("budget_stream", "budget", fault.Sum{Amount: "5", Currency: "USD"}, "spent", money.Rubles(1500), "price", "a\nb")), "больше бюджета на стрим: 5 $, уже потрачено 1 500 ₽, этот клип стоит a b. Освободится со следующим стримом"},
		{ru.Message(fault.Say("no.such", "a", "b")), `no.such a="b"`},
		{en.Error(nil), ""},
		{ru.Error(fmt.Errorf("x: %w", fault.New(fault.Retry, "no_end"))), "Виджет не сообщил о конце показа"},
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
		{"", "", "uk-UA,uk;q=0.9", "en"},
		{"", "", "en-GB", "en"},
		{"", "", "*", "en"},
		{"", "", "a;q=NaN,;q=,,;", "en"},
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

func FuzzAcceptLanguage(f *testing.F) {
	f.Add("ru-RU,ru;q=0.9,en-US;q=0.8")
	f.Add("a;q=NaN,b;q=Inf,;q=,,;")
	all := All(time.Now)
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["Accept-Language"] = []string{header}
		if Accepted(all, r) == nil {
			t.Errorf("%q gives no language", header)
		}
	})
}
