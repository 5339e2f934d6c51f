package letter

import (
	"strings"
	"testing"

	"streamspark/internal/money"
)

func open(t testing.TB) *Face {
	t.Helper()
	face, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return face
}

func TestKeepLeavesOutWhatTheFontLacks(t *testing.T) {
	tests := map[string]string{
		"viewer42":                   "viewer42",
		"Екатерина Ёжикова":          "Екатерина Ёжикова",
		"Ґалина Їжак, Ўладзімір":     "Ґалина Їжак, Ўладзімір",
		"Zażółć gęślą jaźń":          "Zażółć gęślą jaźń",
		"Ωμέγα":                      "Ωμέγα",
		"Привет 🎉 стрим":             "Привет стрим",
		"🔥🔥🔥":                        "",
		"!!! ???":                    "",
		"👨‍👩‍👧 Семья":                "Семья",
		"𝓥𝓲𝓮𝔀𝓮𝓻":                     "Viewer",
		"ＡＢＣ１２３":                     "ABC123",
		"ế":                          "e",
		"王Wang":                      "Wang",
		"a\u0300\u0301\u0302\u0489b": "àb",
		"a\u200bb\u202ec":            "abc",
		"a\tb\nc\u00a0 d":            "a b c d",
		"\x00\x07x\xff":              "x",
		"שלום":                       "",
		"1 500 ₽":                    "1 500 ₽",
		"":                           "",
	}
	face := open(t)
	for text, want := range tests {
		if got := face.Keep(text); got != want {
			t.Errorf("Keep(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAmountsShowTheirSignOrTheirCode(t *testing.T) {
	tests := []struct{ value, currency, want string }{
		{"1500", "RUB", "1 500 ₽"},
		{"20.5", "USD", "20.50 $"},
		{"3", "EUR", "3 €"},
		{"9", "GBP", "9 £"},
		{"5000", "KZT", "5 000 ₸"},
		{"700", "UAH", "700 UAH"},
		{"80", "TRY", "80 TRY"},
		{"12", "BYN", "12 Br"},
		{"7", "PLN", "7 zł"},
		{"7", "BRL", "7 R$"},
		{"7", "XYZ", "7 XYZ"},
	}
	face := open(t)
	for _, test := range tests {
		amount, err := money.Parse(test.value, test.currency)
		if err != nil {
			t.Fatal(err)
		}
		if got := face.Amount(amount, "en"); got != test.want {
			t.Errorf("%s %s is shown as %q, want %q", test.value, test.currency, got, test.want)
		}
	}
	cents, err := money.Parse("1500.5", "USD")
	if got := face.Amount(cents, "ru"); err != nil || got != "1\u00a0500,50\u00a0$" && got != "1 500,50 $" {
		t.Errorf("in Russian it is shown as %q, %v", got, err)
	}
	if got := face.Amount(money.Amount{}, "ru"); got != "" {
		t.Errorf("no amount is shown as %q", got)
	}
}

// The font's answer to an unknown character is a box. None may be drawn.
func TestNoBoxIsEverDrawn(t *testing.T) {
	face := open(t)
	with := face.Fit(face.Keep("аб🎉в 王г"), 60, 20, 900)
	without := face.Fit("абв г", 60, 20, 900)
	if with.Text != without.Text || len(with.Glyphs) != 4 || len(without.Glyphs) != 4 {
		t.Fatalf("%q has %d letters, %q has %d", with.Text, len(with.Glyphs), without.Text, len(without.Glyphs))
	}
	standIns := face.shape('🎉', 60)
	for i, g := range with.Glyphs {
		if same(g, without.Glyphs[i]) != true {
			t.Errorf("the letter %d differs", i)
		}
		if standIns.mask != nil && standIns.mask.W == g.Mask.W && standIns.mask.H == g.Mask.H {
			t.Errorf("the letter %d has the size of a box", i)
		}
	}
}

func same(a, b Glyph) bool {
	if a.X != b.X || a.Y != b.Y || a.Mask.W != b.Mask.W || a.Mask.H != b.Mask.H {
		return false
	}
	for i := range a.Mask.Pix {
		if a.Mask.Pix[i] != b.Mask.Pix[i] {
			return false
		}
	}
	return true
}

func TestFitMakesSmallerThenCuts(t *testing.T) {
	face := open(t)
	long := strings.Repeat("Очень длинное имя ", 30)
	tests := []struct {
		text  string
		width float32
		size  float32
		cut   bool
	}{
		{"viewer42", 900, 80, false},
		{"Константин Константинович", 700, 0, false},
		{long, 500, 20, true},
		{"W", 3, 20, false}, // nothing is left to cut
	}
	for _, test := range tests {
		line := face.Fit(face.Keep(test.text), 80, 20, test.width)
		if test.size != 0 && line.Size != test.size {
			t.Errorf("%.20q: size %g, want %g", test.text, line.Size, test.size)
		}
		if cut := strings.HasSuffix(line.Text, "…"); cut != test.cut {
			t.Errorf("%.20q became %q", test.text, line.Text)
		}
		if len([]rune(line.Text)) > 2 && line.Width > test.width+1 {
			t.Errorf("%.20q is %g wide, but there is room for %g", test.text, line.Width, test.width)
		}
	}
}

func TestMadeShapes(t *testing.T) {
	face := open(t)
	for _, r := range "₽₸" {
		sign := face.shape(r, 60)
		if sign.mask == nil {
			t.Errorf("%c has no shape", r)
			continue
		}
		if got := float32(sign.mask.W) / oversize; got < 25 || got > 45 {
			t.Errorf("%c is %g wide at the size 60", r, got)
		}
	}
	ruble, letter := face.shape('₽', 60), face.shape('P', 60)
	if sum(ruble) <= sum(letter)*1.1 {
		t.Error("the sign of rubles has no bars")
	}
	zero := face.shape('0', 60).mask
	if v := zero.Pix[zero.H/2*zero.W+zero.W/2]; v != 0 {
		t.Errorf("the zero is struck through: %g in its middle", v)
	}
	if v := zero.Pix[zero.H/2*zero.W+zero.W/10]; v < 0.9 {
		t.Errorf("the zero has no side: %g", v)
	}
	if space := face.shape(' ', 60); space.mask != nil {
		t.Error("a space has a shape")
	}
}

func sum(p placed) (sum float32) {
	for _, v := range p.mask.Pix {
		sum += v
	}
	return sum
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"viewer42", "Ёж 🎉", "1 500 ₽", "\u202eabc", "\xff\xfe", "ế́̂", strings.Repeat("щ", 300), "﷽", "0"} {
		f.Add(seed)
	}
	face := open(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		kept := face.Keep(text)
		for _, r := range kept {
			if r != ' ' && !face.shows(r) {
				t.Fatalf("%q keeps %q, which has no shape", text, r)
			}
		}
		line := face.Fit(kept, 30, 10, 300)
		if line.Width > 301 && len([]rune(line.Text)) > 2 {
			t.Fatalf("%q is %g wide", line.Text, line.Width)
		}
	})
}
