package donationalerts

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

func TestReadRow(t *testing.T) {
	at := time.Date(2026, 3, 14, 22, 9, 18, 0, time.UTC)
	amount := func(value, currency string) money.Amount {
		a, err := money.Parse(value, currency)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	const good = `"id":7,"amount":10,"currency":"RUB"`
	tests := []struct {
		row  string
		want celebration.Donation // Source and ID 7 are added
	}{
		{
			`{"id":7,"name":"Donations","username":"G","message":null,"message_type":"text","payin_system":null,"amount":10,"currency":"RUB","is_shown":0,"amount_in_user_currency":10,"recipient_name":"G","recipient":{"user_id":1,"code":"g","name":"G","avatar":"https://a.example"},"created_at":"2026-03-14 22:09:18","shown_at":null,"reason":"default"}`,
			celebration.Donation{Donor: "G", Amount: amount("10", "RUB"), InUserCurrency: "10", CreatedAt: at, ByHand: true},
		},
		{
			`{"id":7,"username":null,"message":"https://static.donationalerts.ru/audiodonations/1/f.wav","message_type":"audio","payin_system":{"title":"sberMyCom"},"amount":1.5,"currency":"usd","created_at":"2026-03-14 22.09.18"}`,
			celebration.Donation{Audio: "https://static.donationalerts.ru/audiodonations/1/f.wav", Amount: amount("1.5", "USD"), CreatedAt: at},
		},
		{
			`{"id":"7","username":"","message":"","amount":"500.50","currency":" eur ","amount_in_user_currency":"45000.10"}`,
			celebration.Donation{Amount: amount("500.5", "EUR"), InUserCurrency: "45000.1"},
		},
		{
			`{"id":7,"username":{"a":1},"message":["x"],"message_type":5,"amount":123456789012.123456789,"currency":"XYZ","amount_in_user_currency":{},"created_at":{}}`,
			celebration.Donation{Amount: amount("123456789012.123456789", "XYZ")},
		},
		{
			`{"username":42,"message":7.50,"message_type":null,` + good + `}`,
			celebration.Donation{Donor: "42", Message: "7.50", Amount: amount("10", "RUB")},
		},
		{
			`{"message":"javascript:alert(1)","message_type":"audio",` + good + `}`,
			celebration.Donation{Message: "javascript:alert(1)", Amount: amount("10", "RUB")},
		},
		{
			`{"message":"https://x.example/a.wav","message_type":"text",` + good + `}`,
			celebration.Donation{Message: "https://x.example/a.wav", Amount: amount("10", "RUB")},
		},
		{
			`{"username":"a\u0000b\ud800c","message":"\u202eabc \u05d0 🎉",` + good + `}`,
			celebration.Donation{Donor: "ab\uFFFDc", Message: "\u202eabc א 🎉", Amount: amount("10", "RUB")},
		},
		{
			`{"username":"  ","message":"` + strings.Repeat("🎉", 10_000) + `",` + good + `}`,
			celebration.Donation{Message: strings.Repeat("🎉", 10_000), Amount: amount("10", "RUB")},
		},
		{
			`{"created_at":"2026-03-15 01:09:18","created_at_ts":1773526158,` + good + `}`,
			celebration.Donation{CreatedAt: at, Amount: amount("10", "RUB")},
		},
		{
			`{"created_at":"2026-03-14T22:09:18Z","created_at_ts":"soon",` + good + `}`,
			celebration.Donation{CreatedAt: at, Amount: amount("10", "RUB")},
		},
		{
			`{"created_at":"2026-03-15T01:09:18+03:00","created_at_ts":0,` + good + `}`,
			celebration.Donation{CreatedAt: at, Amount: amount("10", "RUB")},
		},
		{`{"created_at":"0000-00-00 00:00:00",` + good + `}`, celebration.Donation{Amount: amount("10", "RUB")}},
		{`{"created_at":"yesterday","created_at_ts":99999999999999999999,` + good + `}`, celebration.Donation{Amount: amount("10", "RUB")}},
		{`{"id":7,"amount":0,"currency":"RUB"}`, celebration.Donation{Amount: amount("0", "RUB")}},
	}
	for _, tt := range tests {
		tt.want.Source, tt.want.ID = Name, "7"
		got := readRow([]byte(tt.row)).donation
		if !got.Amount.Value().Equal(tt.want.Amount.Value()) || got.Amount.Currency() != tt.want.Amount.Currency() {
			t.Errorf("%.200s\n  amount %s, wanted %s", tt.row, got.Amount, tt.want.Amount)
		}
		got.Amount, tt.want.Amount = money.Amount{}, money.Amount{}
		if got != tt.want {
			t.Errorf("%.200s\n  read   %+v\n  wanted %+v", tt.row, got, tt.want)
		}
	}
}

func TestUnreadableRows(t *testing.T) {
	tests := []struct{ row, id, says string }{
		{`null`, "", "not an object"},
		{`"text"`, "", "not an object"},
		{`[1,2]`, "", "not an object"},
		{`{}`, "", "no id"},
		{`{"id":{"a":1},"amount":10,"currency":"RUB"}`, "", "no id"},
		{`{"id":-5,"amount":10,"currency":"RUB"}`, "", "no id"},
		{`{"id":1.5,"amount":10,"currency":"RUB"}`, "", "no id"},
		{`{"id":7,"currency":"RUB"}`, "7", "no amount"},
		{`{"id":7,"amount":null,"currency":"RUB"}`, "7", "no amount"},
		{`{"id":7,"amount":{"value":5},"currency":"RUB"}`, "7", "no amount"},
		{`{"id":7,"amount":true,"currency":"RUB"}`, "7", "no amount"},
		{`{"id":7,"amount":"1500 RUB","currency":"RUB"}`, "7", "not a number"},
		{`{"id":7,"amount":"NaN","currency":"RUB"}`, "7", "not a number"},
		{`{"id":7,"amount":-10,"currency":"RUB"}`, "7", "negative"},
		{`{"id":7,"amount":1e999,"currency":"RUB"}`, "7", "too large"},
		{`{"id":7,"amount":10}`, "7", "no currency"},
		{`{"id":7,"amount":10,"currency":{"code":"RUB"}}`, "7", "no currency"},
		{`{"id":7,"amount":10,"currency":"rubles"}`, "7", "not a currency"},
		{`{"id":7,"username":"Ann","message":"` + strings.Repeat("я", 5000) + `"}`, "7", "no amount"},
	}
	for _, tt := range tests {
		got := readRow([]byte(tt.row)).donation
		if !strings.Contains(got.Unreadable, tt.says) || got.Source != Name {
			t.Errorf("%.80s: %q", tt.row, got.Unreadable)
		}
		if tt.id != "" && got.ID != tt.id || tt.id == "" && !strings.HasPrefix(got.ID, "unreadable-") {
			t.Errorf("%.80s: id %q", tt.row, got.ID)
		}
		if got.Raw == "" || len(got.Raw) > maxRaw || !utf8.ValidString(got.Raw) || !strings.HasPrefix(tt.row, got.Raw) {
			t.Errorf("%.80s: raw of %d bytes", tt.row, len(got.Raw))
		}
	}
	if got := readRow([]byte(tests[len(tests)-1].row)).donation; got.Donor != "Ann" || got.Message == "" {
		t.Error("what could be read was not filled in")
	}
}

func TestAnUnreadableRowIsKnownAgain(t *testing.T) {
	id := func(row string) string { return readRow([]byte(row)).donation.ID }
	one := id(`{"amount":5,"username":"A","is_shown":0,"shown_at":null}`)
	if again := id(`{"username": "A", "amount": 5,"is_shown":1,"shown_at":"2026-01-01 00:00:00"}`); again != one {
		t.Error("being shown makes another row of it")
	}
	if other := id(`{"amount":6,"username":"A","is_shown":0,"shown_at":null}`); other == one {
		t.Error("two rows have one id")
	}
}

func TestPoisonRowsBlockNothing(t *testing.T) {
	w := ready(t)
	ids := w.donate(2)
	poison := []string{
		`null`, `{}`, `[]`, `"x"`, `12`, `{"id":null}`, `{"id":"abc","amount":1,"currency":"RUB"}`,
		`{"id":100000900,"amount":"1500 RUB","currency":"RUB"}`,
		"{\"username\":\"raw \x00 zero\n\"}", `{"username":"\ud800","message":"\u0000"}`,
	}
	for _, row := range poison {
		w.standIns.DonateRaw(row)
	}
	ids = append(ids, w.standIns.Donate(standInDonation(100_000_901)))
	w.poll()
	w.poll()
	w.open()
	w.poll()
	var readable []int64
	unreadable := 0
	for _, d := range w.got() {
		if d.Unreadable == "" {
			readable = append(readable, number(t, d.ID))
			continue
		}
		unreadable++
	}
	if unreadable != len(poison) || len(readable) != 3 || readable[2] != ids[2] {
		t.Errorf("%d unreadable rows, readable %v", unreadable, readable)
	}
	if st := w.State(); st.Errors != 0 || st.Problem != nil {
		t.Errorf("state: %+v", st)
	}
	last := w.got()[len(w.got())-1]
	if number(t, last.ID) != ids[2] {
		t.Errorf("the newest is %s", last.ID)
	}
}

func FuzzReadRow(f *testing.F) {
	for _, seed := range []string{
		`{"id":7,"username":"G","message":"hi","amount":10.5,"currency":"RUB","created_at":"2026-03-14 22:09:18","payin_system":null}`,
		`{"id":"7","username":null,"message":"https://a.example/b.wav","message_type":"audio","amount":"1,5","currency":"usd","created_at_ts":1773526158}`,
		`{"id":1e3,"amount":1e999,"currency":"\ud800"}`, `null`, `[{}]`, "{\"id\":9,\"amount\":\"\x00\"}", `{"amount":{},"amount":5}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := readRow(raw)
		d := r.donation
		for name, text := range map[string]string{
			"donor": d.Donor, "message": d.Message, "audio": d.Audio, "raw": d.Raw, "why": d.Unreadable, "id": d.ID, "sum": d.InUserCurrency,
		} {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				t.Fatalf("%s is not safe: %q", name, text)
			}
		}
		if d.Source != Name || d.ID == "" || len(d.Raw) > maxRaw {
			t.Fatalf("not a donation: %+v", d)
		}
		if (d.Unreadable == "") == d.Amount.IsNone() || d.Unreadable == "" && r.number == 0 {
			t.Fatalf("neither readable nor unreadable: %+v", d)
		}
		if !d.CreatedAt.IsZero() && (d.CreatedAt.Location() != time.UTC || d.CreatedAt.Year() < 2000) {
			t.Fatalf("made at %s", d.CreatedAt)
		}
		if again := readRow(raw).donation; again.ID != d.ID || again.Unreadable != d.Unreadable {
			t.Fatal("read twice, it differs")
		}
	})
}
