// Package fonts serves the fonts that the program brings for the widgets: each
// has Cyrillic letters, and its licence is the SIL Open Font License.
package fonts

import (
	"fmt"
	"strings"

	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/hajimehoshi/ebiten/v2/examples/resources/fonts"
)

// Styles is the name of the style sheet that declares all fonts.
const Styles = "faces.css"

type font struct {
	name          string
	regular, bold []byte
}

var all = []font{
	{"Liberation Sans", liberationsansregular.TTF, liberationsansbold.TTF},
	{"Liberation Serif", liberationserifregular.TTF, liberationserifbold.TTF},
	{"Liberation Mono", liberationmonoregular.TTF, liberationmonobold.TTF},
	{"Press Start 2P", fonts.PressStart2P_ttf, nil},
}

// Names returns what the fonts are called.
func Names() (names []string) {
	for _, f := range all {
		names = append(names, f.name)
	}
	return names
}

// File returns a file by its name: a font, or the style sheet; nil: there is none.
func File(name string) []byte {
	if name == Styles {
		return []byte(styles())
	}
	for _, f := range all {
		switch name {
		case f.file("regular"):
			return f.regular
		case f.file("bold"):
			return f.bold
		}
	}
	return nil
}

func (f font) file(weight string) string {
	return strings.ReplaceAll(strings.ToLower(f.name), " ", "-") + "-" + weight + ".ttf"
}

func styles() string {
	var b strings.Builder
	face := func(f font, file, weight string) {
		fmt.Fprintf(&b, "@font-face { font-family: %q; src: url(%q); font-weight: %s; }\n", f.name, file, weight)
	}
	for _, f := range all {
		if f.bold == nil {
			face(f, f.file("regular"), "100 900")
			continue
		}
		face(f, f.file("regular"), "100 500")
		face(f, f.file("bold"), "600 900")
	}
	return b.String()
}
