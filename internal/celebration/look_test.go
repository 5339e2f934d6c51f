package celebration

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestAPlaceIsOnTheScreen(t *testing.T) {
	for text, want := range map[string]bool{
		"60 5 35 30": true, "0 0 100 100": true, "66.67 2.5 33.33 5": true, "33.34 0 66.67 5": true, "95 95 5 5": true,
		"": false, "1 2 3": false, "60 5 35 30 1": false, " 60 5 35 30": false, "60  5 35 30": false, "60 5 35 30%": false,
		"-1 0 50 50": false, "60 0 41 50": false, "0 60 50 41": false, "0 0 4.99 50": false, "0 0 50 4": false,
		"0 0 1e1 50": false, "NaN 0 50 50": false, "0.123 0 50 50": false,
	} {
		if IsPlace(text) != want {
			t.Errorf("IsPlace(%q) = %v", text, !want)
		}
	}
}

func TestColorsRadiiAndFonts(t *testing.T) {
	for text, want := range map[string]bool{"#01aeff": true, "#01AEFF": false, "#fff": false, "red": false, "": false, "#01aeff;": false} {
		if IsColor(text) != want {
			t.Errorf("IsColor(%q) = %v", text, !want)
		}
	}
	for text, want := range map[string]bool{"PT Sans": true, "system-ui": true, "Шрифт 1": true, "": false, `a"b`: false, "a;b": false, "a ": false, "a\nb": false, "a{b": false} {
		if IsFont(text) != want {
			t.Errorf("IsFont(%q) = %v", text, !want)
		}
	}
	for text, want := range map[string]bool{"0": true, "48": true, "49": false, "-1": false, "07": false, "1.5": false, "": false} {
		if IsRadius(text) != want {
			t.Errorf("IsRadius(%q) = %v", text, !want)
		}
	}
}

func TestTheEntrancesAreThoseOfTheWidget(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../../widget/player/look.js")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(source), "const ENTRANCES = {")
	table, _, _ := strings.Cut(after, "};")
	var known []string
	for _, found := range regexp.MustCompile(`(?m)^  (\w+): `).FindAllStringSubmatch(table, -1) {
		known = append(known, found[1])
	}
	if !slices.Equal(known, Entrances()) {
		t.Errorf("the widget has the entrances %v, and there are %v", known, Entrances())
	}
}
