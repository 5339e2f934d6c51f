package speech

// words are those of a language that stand for signs.
type words struct {
	link, minus, plus, equals, and, number string
	percent, degree                        noun
	whole                                  noun    // of a fraction: целая
	parts                                  [3]noun // tenths, hundredths, thousandths
	point                                  string  // in place of whole, where digits are read
}

// wordsOf returns the words of a language; English where it has none here.
func wordsOf(lang string) words {
	if lang == "ru" {
		part := func(stem string) noun {
			return noun{stem + "ая", stem + "ых", stem + "ых", stem + "ую", feminine}
		}
		return words{
			link: "ссылка", minus: "минус", plus: "плюс", equals: "равно", and: "и", number: "номер",
			percent: noun{"процент", "процента", "процентов", "", masculine},
			degree:  noun{"градус", "градуса", "градусов", "", masculine},
			whole:   noun{"целая", "целых", "целых", "целую", feminine},
			parts:   [3]noun{part("десят"), part("сот"), part("тысячн")},
			point:   "и",
		}
	}
	return words{
		link: "link", minus: "minus", plus: "plus", equals: "equals", and: "and", number: "number",
		percent: noun{one: "percent", many: "percent"}, degree: noun{one: "degree", many: "degrees"}, point: "point",
	}
}

// unit is a currency in words: its unit, and the hundredth of it, if it has one.
type unit struct{ whole, part noun }

// unitOf returns the words of a currency by its ISO code.
func unitOf(code, lang string) (unit, bool) {
	if lang == "ru" {
		kopeck := noun{"копейка", "копейки", "копеек", "копейку", feminine}
		cent := noun{"цент", "цента", "центов", "", masculine}
		same := func(word string) noun { return noun{word, word, word, "", neuter} }
		still := func(word string) noun { return noun{word, word, word, "", masculine} }
		u, ok := map[string]unit{
			"RUB": {noun{"рубль", "рубля", "рублей", "", masculine}, kopeck},
			"BYN": {noun{"белорусский рубль", "белорусских рубля", "белорусских рублей", "", masculine}, kopeck},
			"UAH": {noun{"гривна", "гривны", "гривен", "гривну", feminine}, kopeck},
			"USD": {noun{"доллар", "доллара", "долларов", "", masculine}, cent},
			"CAD": {noun{"канадский доллар", "канадских доллара", "канадских долларов", "", masculine}, cent},
			"AUD": {noun{"австралийский доллар", "австралийских доллара", "австралийских долларов", "", masculine}, cent},
			"EUR": {still("евро"), cent},
			"GBP": {noun{"фунт", "фунта", "фунтов", "", masculine}, noun{"пенс", "пенса", "пенсов", "", masculine}},
			"KZT": {still("тенге"), noun{"тиын", "тиына", "тиынов", "", masculine}},
			"TRY": {noun{"лира", "лиры", "лир", "лиру", feminine}, noun{"куруш", "куруша", "курушей", "", masculine}},
			"PLN": {noun{"злотый", "злотых", "злотых", "", masculine}, noun{"грош", "гроша", "грошей", "", masculine}},
			"CZK": {noun{"крона", "кроны", "крон", "крону", feminine}, noun{"геллер", "геллера", "геллеров", "", masculine}},
			"BRL": {noun{"реал", "реала", "реалов", "", masculine}, same("сентаво")},
			"GEL": {still("лари"), same("тетри")},
			"AMD": {noun{"драм", "драма", "драмов", "", masculine}, noun{}},
			"AZN": {noun{"манат", "маната", "манатов", "", masculine}, noun{"гяпик", "гяпика", "гяпиков", "", masculine}},
			"KGS": {noun{"сом", "сома", "сомов", "", masculine}, noun{"тыйын", "тыйына", "тыйынов", "", masculine}},
			"UZS": {noun{"сум", "сума", "сумов", "", masculine}, noun{"тийин", "тийина", "тийинов", "", masculine}},
			"TJS": {still("сомони"), noun{"дирам", "дирама", "дирамов", "", masculine}},
			"MDL": {noun{"лей", "лея", "леев", "", masculine}, noun{"бан", "бана", "банов", "", masculine}},
			"ILS": {noun{"шекель", "шекеля", "шекелей", "", masculine}, noun{"агора", "агоры", "агор", "агору", feminine}},
			"INR": {noun{"рупия", "рупии", "рупий", "рупию", feminine}, noun{"пайса", "пайсы", "пайс", "пайсу", feminine}},
			"CNY": {noun{"юань", "юаня", "юаней", "", masculine}, noun{"фэнь", "фэня", "фэней", "", masculine}},
			"JPY": {noun{"иена", "иены", "иен", "иену", feminine}, noun{}},
			"KRW": {noun{"вона", "воны", "вон", "вону", feminine}, noun{}},
		}[code]
		return u, ok
	}
	plain := func(one, many string) noun { return noun{one: one, many: many} }
	cent := plain("cent", "cents")
	u, ok := map[string]unit{
		"RUB": {plain("ruble", "rubles"), plain("kopeck", "kopecks")}, "BYN": {plain("Belarusian ruble", "Belarusian rubles"), plain("kopeck", "kopecks")},
		"UAH": {plain("hryvnia", "hryvnias"), plain("kopiyka", "kopiykas")}, "USD": {plain("dollar", "dollars"), cent},
		"CAD": {plain("Canadian dollar", "Canadian dollars"), cent}, "AUD": {plain("Australian dollar", "Australian dollars"), cent},
		"EUR": {plain("euro", "euros"), cent}, "GBP": {plain("pound", "pounds"), plain("penny", "pence")},
		"KZT": {plain("tenge", "tenge"), plain("tiyn", "tiyn")}, "TRY": {plain("lira", "liras"), plain("kurush", "kurush")},
		"PLN": {plain("zloty", "zlotys"), plain("grosz", "groszy")}, "CZK": {plain("koruna", "korunas"), plain("heller", "hellers")},
		"BRL": {plain("real", "reais"), plain("centavo", "centavos")}, "GEL": {plain("lari", "lari"), plain("tetri", "tetri")},
		"AMD": {plain("dram", "drams"), noun{}}, "AZN": {plain("manat", "manats"), plain("qapik", "qapiks")},
		"KGS": {plain("som", "soms"), plain("tyiyn", "tyiyn")}, "UZS": {plain("sum", "sums"), plain("tiyin", "tiyin")},
		"TJS": {plain("somoni", "somoni"), plain("diram", "dirams")}, "MDL": {plain("leu", "lei"), plain("ban", "bani")},
		"ILS": {plain("shekel", "shekels"), plain("agora", "agorot")}, "INR": {plain("rupee", "rupees"), plain("paisa", "paise")},
		"CNY": {plain("yuan", "yuan"), plain("fen", "fen")}, "JPY": {plain("yen", "yen"), noun{}}, "KRW": {plain("won", "won"), noun{}},
	}[code]
	return u, ok
}

// currencyMarks are what people write beside a sum for a currency.
var currencyMarks = map[string]string{
	"₽": "RUB", "р": "RUB", "р.": "RUB", "руб": "RUB", "руб.": "RUB", "rub": "RUB", "rur": "RUB",
	"$": "USD", "usd": "USD", "бакс": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
	"₸": "KZT", "тг": "KZT", "kzt": "KZT", "₴": "UAH", "грн": "UAH", "грн.": "UAH", "uah": "UAH",
	"₺": "TRY", "try": "TRY", "¥": "JPY", "jpy": "JPY", "byn": "BYN", "pln": "PLN", "brl": "BRL", "₾": "GEL", "gel": "GEL", "₪": "ILS", "ils": "ILS",
	"₹": "INR", "inr": "INR", "₩": "KRW", "cny": "CNY", "֏": "AMD", "amd": "AMD", "₼": "AZN", "azn": "AZN",
}

// multipliers are what people write behind a number for thousands and more.
var multipliers = map[string]int64{
	"к": 1000, "k": 1000, "кк": 1_000_000, "kk": 1_000_000, "тыс": 1000, "тыс.": 1000, "млн": 1_000_000, "млн.": 1_000_000, "млрд": 1_000_000_000, "млрд.": 1_000_000_000,
}

// casesAfter are the Russian words behind which a number stands in another
// case, where there is but one.
var casesAfter = map[string]grammar{
	"до": genitive, "от": genitive, "из": genitive, "без": genitive, "после": genitive, "около": genitive, "больше": genitive, "меньше": genitive,
	"более": genitive, "менее": genitive, "свыше": genitive, "для": genitive, "против": genitive, "вместо": genitive, "старше": genitive, "младше": genitive,
	"к": dative, "ко": dative, "над": instrumental, "между": instrumental, "о": prepositional, "об": prepositional, "при": prepositional,
	"в": accusative, "на": accusative, "за": accusative, "через": accusative, "про": accusative, "дарю": accusative, "держи": accusative, "лови": accusative, "дарит": accusative,
}
