package speech

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

func TestATextIsReadAsItIsSaid(t *testing.T) {
	tests := []struct{ lang, in, want string }{
		// Links, addresses, numbers of people.
		{"ru", "заходи https://t.me/abc?x=1 срочно", "заходи ссылка срочно"},
		{"ru", "заходи на t . me / casino", "заходи на ссылка"},
		{"ru", "мой канал t.me/x", "мой канал ссылка"},
		{"ru", "смотри казино точка ру там", "смотри ссылка там"},
		{"ru", "смотри vulkan (точка) com", "смотри ссылка"},
		{"ru", "w w w . s i t e . r u лучший", "ссылка лучший"},
		{"ru", "сайт.рф, привет", "ссылка, привет"},
		{"ru", "twitch.tv/name!", "ссылка!"},
		{"ru", "https://a.ru https://b.ru", "ссылка ссылка"},
		{"en", "see www.example.org and example.com.", "see link and link."},
		{"en", "join discord . gg / abc now", "join link now"},
		{"ru", "привет.как дела", "привет. как дела"},
		{"ru", "пиши на ivan.petrov@mail.ru скорее", "пиши на скорее"},
		{"ru", "пиши ivan собака mail точка ru", "пиши"},
		{"ru", "звони +7 (916) 123-45-67 вечером", "звони вечером"},
		{"ru", "звони 89161234567", "звони"},
		{"ru", "8 9 1 6 1 2 3 4 5 6 7 мой", "мой"},
		{"ru", "карта 4276 1234 5678 9012 спасибо", "карта спасибо"},
		{"ru", "тел 123-45-67 ок", "тел ок"},
		{"ru", "٨٩١٦١٢٣٤٥٦٧ звони", "звони"},
		{"en", "call 555-123-4567-89 now", "call now"},

		// Emoji, marks, what steers a voice.
		{"ru", "привет 😀🔥👍🏽 как 👨‍👩‍👧 дела", "привет как дела"},
		{"ru", "привет :) ну :D да xD <3", "привет ну да"},
		{"ru", "привет)))) ну((( да", "привет ну да"},
		{"ru", "ого!!!!!! что???!!! ну....", "ого! что? ну."},
		{"ru", "а — это б", "а, это б"},
		{"en", "[laughs] hello <break time=\"5s\"/> world", "laughs hello break time equals five s world"},
		{"en", "[[slnc 5000]] boo", "slnc five thousand boo"},
		{"ru", "п\u200bри\u202eвет\u0000", "привет"},
		{"ru", "𝓗𝓮𝓵𝓵𝓸 ｗｏｒｌｄ", "Hello world"},
		{"en", "don't re-do", "don't re-do"},
		{"en", "rock & roll", "rock and roll"},

		// What is stretched, repeated, shouted, spelled.
		{"ru", "АХАХАХАХАХАХАХА", "ахахахах"},
		{"ru", "ахахахахахах", "ахахахах"},
		{"ru", "даааааааа", "дааа"},
		{"ru", "ку ку ку ку ку ку ку", "ку ку ку ку"},
		{"ru", "СПАСИБО друг", "спасибо друг"},
		{"ru", "ДА ТЫ ЖЕ ЛУЧШИЙ СТРИМЕР", "да ты же лучший стример"},
		{"ru", "в США и СССР", "в США и СССР"},
		{"ru", strings.Repeat("абвгдежзик", 5), "абвгдежзикабвгдежзикабвгдежзик"},
		{"ru", "п р и в е т всем", "привет всем"},

		// Numbers.
		{"ru", "0", "ноль"},
		{"ru", "мне 21 год", "мне двадцать один год"},
		{"ru", "21 минута и 2 минуты", "двадцать одна минута и две минуты"},
		{"ru", "2 раза, 1 окно", "два раза, одно окно"},
		{"ru", "12 минут", "двенадцать минут"},
		{"ru", "на 1 минуту", "на одну минуту"},
		{"ru", "1500 рублей", "тысяча пятьсот рублей"},
		{"ru", "1 500 рублей", "тысяча пятьсот рублей"},
		{"ru", "1000000", "миллион"},
		{"ru", "2000", "две тысячи"},
		{"ru", "21000", "двадцать одна тысяча"},
		{"ru", "101001", "сто одна тысяча один"},
		{"ru", "5 000 000 000", "пять миллиардов"},
		{"ru", "до 5 утра", "до пяти утра"},
		{"ru", "после 2 часов", "после двух часов"},
		{"ru", "больше 1000 лет", "больше тысячи лет"},
		{"ru", "к 8 утра", "к восьми утра"},
		{"ru", "от 340 до 21000", "от трёхсот сорока до двадцати одной тысячи"},
		{"ru", "между 5 и 7", "между пятью и семью"},
		{"ru", "на 1000 и за 2000", "на тысячу и за две тысячи"},
		{"ru", "2,5 года", "две целых пять десятых года"},
		{"ru", "1.1", "одна целая одна десятая"},
		{"ru", "0,25", "ноль целых двадцать пять сотых"},
		{"ru", "3.14159", "три и один четыре один пять девять"},
		{"ru", "5к подписчиков и 1.5кк", "пять тысяч подписчиков и миллион пятьсот тысяч"},
		{"ru", "20 тыс. человек", "двадцать тысяч человек"},
		{"ru", "50% шанс, 1 %", "пятьдесят процентов шанс, один процент"},
		{"ru", "+20°C", "плюс двадцать градусов"},
		{"ru", "№ 5", "номер пять"},
		{"ru", "18:30", "восемнадцать: тридцать"},
		{"ru", "01.12.2024", "ноль один двенадцать две тысячи двадцать четыре"},
		{"ru", "агент 007", "агент ноль ноль семь"},
		{"ru", "Vasya228", "Vasya двести двадцать восемь"},
		{"ru", "1-й и 2-я, 3-го, 25-му, 40-й", "первый и вторая, третьего, двадцать пятому, сороковой"},
		{"ru", "5-10 раз", "пять десять раз"},
		{"ru", "2+2=4", "два плюс два равно четыре"},
		{"en", "0", "zero"},
		{"en", "I am 21", "I am twenty-one"},
		{"en", "1,234,567 views", "one million two hundred thirty-four thousand five hundred sixty-seven views"},
		{"en", "1,000.50", "one thousand point five"},
		{"en", "2.5 years", "two point five years"},
		{"en", "1st 2nd 3rd 20th 25th 12th", "first second third twentieth twenty-fifth twelfth"},
		{"en", "10k subs, 50%", "ten thousand subs, fifty percent"},
		{"en", "999999999999", ""},

		// Sums.
		{"ru", "лови 1000₽", "лови тысячу рублей"},
		{"ru", "держи 1 р.", "держи один рубль"},
		{"ru", "ещё 2 руб. 50", "ещё два рубля пятьдесят"},
		{"ru", "500р", "пятьсот рублей"},
		{"ru", "21 грн", "двадцать одна гривна"},
		{"ru", "дарю 1 грн", "дарю одну гривну"},
		{"ru", "$5.50 и 1€", "пять долларов пятьдесят центов и один евро"},
		{"ru", "до 5$", "до пяти долларов"},
		{"ru", "5к₽", "пять тысяч рублей"},
		{"ru", "0,01 ₽", "одна копейка"},
		{"ru", "100 раз", "сто раз"},
		{"ru", "5 работ", "пять работ"},
		{"en", "$1", "one dollar"},
		{"en", "$20.50 ok", "twenty dollars and fifty cents ok"},
		{"en", "100 RUB", "one hundred rubles"},
		{"en", "£0.01", "one penny"},

		{"ru", "", ""},
		{"ru", "🔥", ""},
	}
	for _, tt := range tests {
		if got := Normalise(tt.in, tt.lang, 300); got != tt.want {
			t.Errorf("%s %q:\n got %q\nwant %q", tt.lang, tt.in, got, tt.want)
		}
	}
}

func TestSumsAreWrittenOut(t *testing.T) {
	tests := []struct {
		sum, code, lang string
		g               grammar
		want            string
	}{
		{"1500", "RUB", "ru", accusative, "тысячу пятьсот рублей"},
		{"1001", "RUB", "ru", accusative, "тысячу один рубль"},
		{"2002.02", "RUB", "ru", accusative, "две тысячи два рубля две копейки"},
		{"1.01", "RUB", "ru", accusative, "один рубль одну копейку"},
		{"0.5", "RUB", "ru", nominative, "пятьдесят копеек"},
		{"11", "RUB", "ru", nominative, "одиннадцать рублей"},
		{"111", "USD", "ru", nominative, "сто одиннадцать долларов"},
		{"21", "UAH", "ru", accusative, "двадцать одну гривну"},
		{"100500", "KZT", "ru", accusative, "сто тысяч пятьсот тенге"},
		{"3", "PLN", "ru", accusative, "три злотых"},
		{"22", "BYN", "ru", accusative, "двадцать два белорусских рубля"},
		{"1", "JPY", "ru", accusative, "одну иену"},
		{"5", "XAU", "ru", accusative, "пять XAU"},
		{"1", "EUR", "ru", genitive, "одного евро"},
		{"1", "USD", "en", nominative, "one dollar"},
		{"1.01", "GBP", "en", nominative, "one pound and one penny"},
		{"12345678901", "RUB", "ru", nominative, "двенадцать миллиардов триста сорок пять миллионов шестьсот семьдесят восемь тысяч девятьсот один рубль"},
		{"12000", "EUR", "en", nominative, "twelve thousand euros"},
	}
	for _, tt := range tests {
		if got := sumInWords(money.New(decimal.RequireFromString(tt.sum), money.Currency(tt.code)), tt.lang, tt.g); got != tt.want {
			t.Errorf("%s %s in %s: %q, want %q", tt.sum, tt.code, tt.lang, got, tt.want)
		}
	}
}

// TestEveryCurrencyHasWordsInBothLanguages compares the two tables.
func TestEveryCurrencyHasWordsInBothLanguages(t *testing.T) {
	for mark, code := range currencyMarks {
		for _, lang := range []string{"ru", "en"} {
			if u, ok := unitOf(code, lang); !ok || u.whole.one == "" || u.whole.many == "" {
				t.Errorf("%s (%s) has no words in %s", code, mark, lang)
			}
		}
	}
}

func TestADonationIsSaidByItsTemplate(t *testing.T) {
	ru := Script{Text: "{donor} дарит {amount}. {message}", Anonymous: "Аноним", Lang: "ru", Limit: 300}
	en := Script{Text: "{donor} gives {amount}. {message}", Anonymous: "Somebody", Lang: "en", Limit: 300}
	rub := func(n string) money.Amount { return money.New(decimal.RequireFromString(n), "RUB") }
	tests := []struct {
		s              Script
		donor          string
		amount         money.Amount
		message, wants string
	}{
		{ru, "Аня", rub("1500"), "Удачи на 5 уровне!", "Аня дарит тысячу пятьсот рублей. Удачи на пять уровне!"},
		{ru, "", rub("21"), "", "Аноним дарит двадцать один рубль."},
		{ru, "🔥", rub("1"), "t.me/x", "Аноним дарит один рубль. ссылка"},
		{ru, "xX_Killer_Xx", rub("100"), "hello", "xX Killer Xx дарит сто рублей. hello"},
		{en, "Ann", money.New(decimal.RequireFromString("5.5"), "USD"), "Good luck", "Ann gives five dollars and fifty cents. Good luck"},
		{Script{Text: "{message}", Lang: "ru", Limit: 300}, "Аня", rub("5"), "привет", "привет"},
		{Script{Text: "Сумма: {amount}", Lang: "ru", Limit: 300}, "Аня", rub("1000"), "привет", "Сумма: тысяча рублей"},
	}
	for _, tt := range tests {
		if got := tt.s.Compose(tt.donor, tt.amount, tt.message); got != tt.wants {
			t.Errorf("%q %v %q:\n got %q\nwant %q", tt.donor, tt.amount, tt.message, got, tt.wants)
		}
	}
}

func TestALongTextEndsWithAWord(t *testing.T) {
	got := Normalise(strings.Repeat("слово дело, ", 100), "ru", 300)
	if n := utf8.RuneCountInString(got); n > 300 || n < 280 || !strings.HasSuffix(got, "слово") && !strings.HasSuffix(got, "дело") {
		t.Errorf("%d characters: %q", n, got)
	}
}

func TestEveryNumberHasWordsInEveryCase(t *testing.T) {
	for n := range int64(2200) {
		for g := nominative; g <= prepositional; g++ {
			for s := masculine; s <= neuter; s++ {
				if text := russian(n, g, s); text == "" || strings.Contains(text, "  ") {
					t.Fatalf("%d in case %d: %q", n, g, text)
				}
			}
		}
	}
	if got := russian(2_341_358, instrumental, masculine); got != "двумя миллионами тремястами сорока одной тысячей тремястами пятьюдесятью восемью" {
		t.Error(got)
	}
}

// FuzzNormalise: whatever is written, what is left are letters and marks of a
// sentence, and no digit: so no number of a telephone or a card, no link, and
// nothing that steers a voice.
func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"1 000,50 ₽ t . me / x", "АХАХАХ!!! 8-800-555-35-35", "$5k 1.2.3.4 1,000,000.5", "п р и в е т", "٣٤ ½ ⑨ 𝟛", "e\u0301\u0301\u0301\u0301", "-5 -", "1-го 2nd 0-х", "тыс. 5тыс.р."} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, russian bool) {
		lang := "en"
		if russian {
			lang = "ru"
		}
		got := Normalise(text, lang, 300)
		if n := utf8.RuneCountInString(got); n > 300 || !utf8.ValidString(got) {
			t.Fatalf("%d characters: %q", n, got)
		}
		for _, r := range got {
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" .,!?;:-'", r) {
				t.Fatalf("%q is left of %q: %q", r, text, got)
			}
		}
		for _, word := range strings.Fields(got) {
			if utf8.RuneCountInString(word) > maxWord+1 {
				t.Fatalf("a word of %d letters: %q", utf8.RuneCountInString(word), word)
			}
		}
	})
}
