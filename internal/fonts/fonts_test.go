package fonts

import (
	"regexp"
	"testing"

	"golang.org/x/image/font/sfnt"
)

func TestEachFontIsDeclaredAndHasCyrillic(t *testing.T) {
	if len(Names()) < 4 {
		t.Errorf("there are only %q", Names())
	}
	files := regexp.MustCompile(`font-family: "([^"]+)"; src: url\("([a-z0-9-]+\.ttf)"\)`).FindAllStringSubmatch(string(File(Styles)), -1)
	declared := map[string]bool{}
	for _, face := range files {
		declared[face[1]] = true
		parsed, err := sfnt.Parse(File(face[2]))
		if err != nil {
			t.Fatalf("%s: %v", face[2], err)
		}
		for _, letter := range "AzЁёЖжЫыЯя" {
			if glyph, err := parsed.GlyphIndex(nil, letter); err != nil || glyph == 0 {
				t.Errorf("%s has no %c: %v", face[2], letter, err)
			}
		}
	}
	for _, name := range Names() {
		if !declared[name] {
			t.Errorf("%s is not declared", name)
		}
	}
	if File("liberation-sans-italic.ttf") != nil || File("press-start-2p-bold.ttf") != nil {
		t.Error("there is a file that nothing declares")
	}
}
