package builtin

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

func TestARecipeIsReadAsItWasWritten(t *testing.T) {
	g := small(t, t.TempDir(), "")
	manual := celebration.Order{Message: "Спасибо всем", Duration: 3 * time.Second}
	tests := map[string]celebration.Order{
		"full": order(), "manual": manual, "empty": {},
		"long": {Donor: strings.Repeat("щ🎉", 5000), Message: strings.Repeat("x", 9000), RequestID: strings.Repeat("r", 500)},
	}
	for name, o := range tests {
		t.Run(name, func(t *testing.T) {
			op := start(t, g, o)
			got, err := readRecipe(op)
			if err != nil {
				t.Fatal(err)
			}
			if want := recipeOf(o); got != want {
				t.Errorf("read %+v, written %+v", got, want)
			}
			if len(op) > 1200 {
				t.Errorf("the operation has %d characters", len(op))
			}
			if found, err := g.Find(t.Context(), o, time.Now()); err != nil || found != op {
				t.Errorf("Find gives %q, %v, Start gave %q", found, err, op)
			}
		})
	}
}

func TestWhatARecipeTakesFromAnOrder(t *testing.T) {
	r := recipeOf(order())
	if r.Donor != "Екатерина 🎉" || r.amount().String() != "1 500 ₽" || r.Millis != 2000 || r.Audio || r.Seed != 5 {
		t.Errorf("got %+v", r)
	}
	if r := recipeOf(celebration.Order{Donor: "x", Message: "y"}); r.Message != "" {
		t.Error("the message stands beside a name")
	}
	one, two := recipeOf(celebration.Order{RequestID: "1"}), recipeOf(celebration.Order{RequestID: "2"})
	if one.Seed == 0 || one.Seed == two.Seed {
		t.Errorf("without a seed two orders get %d and %d", one.Seed, two.Seed)
	}
	lengths := map[time.Duration]int64{0: 8000, time.Second: 2000, 5500 * time.Millisecond: 5500, time.Hour: 15000, -1: 2000}
	for asked, want := range lengths {
		if got := recipeOf(celebration.Order{Duration: asked}).Millis; got != want {
			t.Errorf("asked for %s it makes %d ms, want %d", asked, got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	tests := map[string][2]size{
		"16:9":   {{960, 540, 25}, {1280, 720, 30}},
		"9:16":   {{540, 960, 25}, {720, 1280, 30}},
		"1:1":    {{720, 720, 25}, {960, 960, 30}},
		"":       {{960, 540, 25}, {1280, 720, 30}},
		"banana": {{960, 540, 25}, {1280, 720, 30}},
	}
	for aspect, want := range tests {
		for i, mp4 := range []bool{false, true} {
			if got := measure(recipe{Aspect: aspect}, mp4); got != want[i] {
				t.Errorf("%q, MP4 %t: %v, want %v", aspect, mp4, got, want[i])
			}
		}
	}
	for _, aspect := range []string{"4:3", "3:4", "1:1", "16:9", "9:16"} {
		for _, mp4 := range []bool{false, true} {
			if s := measure(recipe{Aspect: aspect}, mp4); s.w%2 != 0 || s.h%2 != 0 {
				t.Errorf("%q, MP4 %t: %v is odd", aspect, mp4, s)
			}
		}
	}
}

func FuzzReadRecipe(f *testing.F) {
	for _, o := range []celebration.Order{order(), {}, {Donor: "\x00\xff", Amount: money.Rubles(1)}} {
		op, err := recipeOf(o).operation()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(op))
	}
	f.Add(operationMark + "eyJsIjo5OTk5OTk5OTk5OTksImEiOiItMWU5OTkiLCJjIjoi8J+OiSJ9")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := readRecipe(celebration.Operation(text))
		if err != nil {
			return
		}
		if r.Millis < 2000 || r.Millis > 15000 || len([]rune(r.Donor)) > maxDonor+1 || len([]rune(r.Message)) > maxMessage+1 {
			t.Fatalf("%q is read as %+v", text, r)
		}
		_ = r.amount().String()
	})
}
