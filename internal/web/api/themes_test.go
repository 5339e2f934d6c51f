package api

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const themesFolder = "../../../widget/themes"

// colour is red, green, blue and how much it covers, each from 0 to 1.
type colour [4]float64

// themeVariables reads a theme, and sees that it is nothing but variables.
func themeVariables(t *testing.T, file string) map[string]string {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(source) > MaxTheme {
		t.Errorf("%s has %d bytes", file, len(source))
	}
	text := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(source), "")
	inside := regexp.MustCompile(`(?s)^\s*:root \{(.*)\}\s*$`).FindStringSubmatch(text)
	if inside == nil {
		t.Fatalf("%s holds more than the variables of :root", file)
	}
	variables := map[string]string{}
	for declaration := range strings.SplitSeq(inside[1], ";") {
		name, value, ok := strings.Cut(strings.TrimSpace(declaration), ":")
		if !ok {
			continue
		}
		if _, twice := variables[name]; twice || !strings.HasPrefix(name, "--") || strings.ContainsAny(value, "{}@") || strings.Contains(value, "url(") {
			t.Errorf("%s: %s is no plain variable, or is there twice", file, name)
		}
		variables[name] = strings.TrimSpace(value)
	}
	return variables
}

func parseColour(t *testing.T, text string) colour {
	t.Helper()
	if text == "transparent" {
		return colour{}
	}
	if hex, ok := strings.CutPrefix(text, "#"); ok && len(hex) == 6 {
		n, err := strconv.ParseUint(hex, 16, 32)
		if err == nil {
			return colour{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255, 1}
		}
	}
	var r, g, b, a float64
	if _, err := fmt.Sscanf(text, "rgba(%f, %f, %f, %f)", &r, &g, &b, &a); err != nil {
		t.Fatalf("%q is a colour that this test does not read", text)
	}
	return colour{r / 255, g / 255, b / 255, a}
}

// over lays a colour on an opaque one.
func (c colour) over(ground colour) colour {
	for i := range 3 {
		c[i] = c[i]*c[3] + ground[i]*(1-c[3])
	}
	c[3] = 1
	return c
}

// between is a colour of a gradient.
func between(from, to colour, at float64) colour {
	for i := range from {
		from[i] += (to[i] - from[i]) * at
	}
	return from
}

// light is the relative luminance of the accessibility guidelines.
func (c colour) light() float64 {
	weights, sum := [3]float64{0.2126, 0.7152, 0.0722}, 0.0
	for i, weight := range weights {
		part := c[i] / 12.92
		if c[i] > 0.04045 {
			part = math.Pow((c[i]+0.055)/1.055, 2.4)
		}
		sum += weight * part
	}
	return sum
}

func contrast(a, b colour) float64 {
	x, y := a.light(), b.light()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastIsCountedAsTheGuidelinesDo(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#ff0000", "#ffffff", 4.0}} {
		if got := contrast(parseColour(t, tt.a), parseColour(t, tt.b)); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%s on %s is %.2f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestEveryThemeCanBeReadOnEveryStream lays each card over black and white,
// with and without its tint, and holds every colour of text against it.
func TestEveryThemeCanBeReadOnEveryStream(t *testing.T) {
	files, err := filepath.Glob(themesFolder + "/*.css")
	if err != nil || len(files) < 5 {
		t.Fatalf("there are only %d themes: %v", len(files), err)
	}
	for _, file := range files {
		v := themeVariables(t, file)
		is := func(name string) colour { return parseColour(t, v["--"+name]) }
		texts := map[string]colour{"ink": is("ink"), "soft": is("soft"), "faint": is("faint"), "title": is("title")}
		for step := range 11 {
			texts[fmt.Sprintf("amount at %d", step)] = between(is("amount-from"), is("amount-to"), float64(step)/10)
		}
		for _, behind := range []colour{{0, 0, 0, 1}, {1, 1, 1, 1}} {
			card := is("card").over(behind)
			for _, ground := range []colour{card, is("tint").over(card)} {
				for name, text := range texts {
					if got := contrast(text.over(ground), ground); got < 4.5 {
						t.Errorf("%s: %s has a contrast of %.2f on its card over %v", filepath.Base(file), name, got, behind)
					}
				}
			}
		}
	}
}

// TestEveryThemeSetsWhatTheTemplateExplains holds the themes, the template
// and the player's own style sheet against each other.
func TestEveryThemeSetsWhatTheTemplateExplains(t *testing.T) {
	template := sorted(themeVariables(t, themesFolder+"/template.css"))
	files, _ := filepath.Glob(themesFolder + "/*.css")
	looks := map[string]string{}
	for _, file := range files {
		v := themeVariables(t, file)
		if got := sorted(v); !slices.Equal(got, template) {
			t.Errorf("%s sets other variables than the template:\n%v\n%v", file, got, template)
		}
		if filepath.Base(file) != "template.css" {
			look := v["--card"] + v["--font"] + v["--enter"]
			if other, same := looks[look]; same {
				t.Errorf("%s looks like %s", file, other)
			}
			looks[look] = file
		}
		if slices.ContainsFunc(sorted(v), func(name string) bool { return v[name] == "" }) {
			t.Errorf("%s leaves a variable empty", file)
		}
	}
	player, err := os.ReadFile("../../../widget/player/player.css")
	if err != nil {
		t.Fatal(err)
	}
	scenes, err := os.ReadFile("../../../widget/scenes/look.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range template {
		if !strings.Contains(string(player), "var("+name+")") && !strings.Contains(string(scenes), `"`+name+`"`) {
			t.Errorf("the player does not use %s", name)
		}
	}
	for _, used := range regexp.MustCompile(`var\((--[a-z-]+)\)`).FindAllStringSubmatch(string(player), -1) {
		own := strings.Contains(string(player), " "+used[1]+": ")
		if !own && !slices.Contains(template, used[1]) {
			t.Errorf("nothing sets %s, which the player uses", used[1])
		}
	}
}

func sorted(variables map[string]string) []string { return slices.Sorted(maps.Keys(variables)) }
