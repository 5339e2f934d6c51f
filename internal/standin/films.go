package standin

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// filmFiles are the films of the demo, which the command in the folder films
// draws.
//
//go:embed media/films/*.mp4
var filmFiles embed.FS

// film is one of them, and what of a message asks for it.
type film struct {
	name  string
	words []string // beginnings of words, in small letters
}

func films() []film {
	return []film{
		{"drive", []string{"car", "driv", "road", "ride", "sunset", "race", "машин", "дорог", "гонк", "закат", "еде", "поех"}},
		{"dragon", []string{"dragon", "moon", "fire", "дракон", "лун", "огон", "огн"}},
		{"deep", []string{"sea", "ocean", "whale", "fish", "jelly", "море", "моря", "океан", "кит", "рыб", "медуз"}},
		{"lanterns", []string{"lantern", "love", "birthday", "mom", "mum", "фонар", "люб", "рожден", "мам", "сын"}},
		{"aurora", []string{"aurora", "north", "snow", "winter", "сияни", "север", "снег", "зим"}},
		{"rocket", []string{"rocket", "space", "star", "galax", "moonshot", "ракет", "космос", "звезд", "звёзд", "галактик"}},
	}
}

// filmOf chooses the film of an order by its prompt: what the viewer's message
// asks for, else the next in turn, so that neighbours differ.
func filmOf(prompt string, order int) string {
	all := films()
	_, message, _ := strings.Cut(prompt, "The viewer's message: ")
	words := strings.FieldsFunc(strings.ToLower(message), func(r rune) bool { return strings.ContainsRune(" .,!?:;-—'\"()«»", r) })
	for _, f := range all {
		for _, begin := range f.words {
			if slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, begin) }) {
				return f.name
			}
		}
	}
	return all[order%len(all)].name
}

// clipOf returns the clip of the next order with this prompt.
func (j *jobs) clipOf(prompt string) []byte {
	if j.films == nil {
		return j.clip
	}
	return j.films[filmOf(prompt, len(j.order))]
}

// readFilms reads them all.
func readFilms() (map[string][]byte, error) {
	read := map[string][]byte{}
	for _, f := range films() {
		content, err := filmFiles.ReadFile("media/films/" + f.name + ".mp4")
		if err != nil {
			return nil, fmt.Errorf("read the film %s: %w", f.name, err)
		}
		read[f.name] = content
	}
	return read, nil
}
