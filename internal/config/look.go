package config

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// isTheme reports whether a name is safe as that of a file. Whether there is
// such a theme is for those who serve it.
func isTheme(name string) bool {
	return regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`).MatchString(name)
}

// setAlertText refuses a placeholder that nothing would fill: on the stream
// it would be too late.
func setAlertText(c *Config, value string) error {
	value = strings.TrimSpace(value)
	if !atMost(200)(value) || strings.ContainsAny(value, "\r\n") {
		return errValue
	}
	for _, found := range regexp.MustCompile(`\{[^{}]*\}`).FindAllString(value, -1) {
		if !slices.Contains([]string{"{donor}", "{amount}", "{message}"}, found) {
			return fault.New(fault.Invalid, "config.bad_placeholder", "placeholder", found)
		}
	}
	c.Overlay.AlertText = value
	return nil
}

const (
	maxSceneWords = 4000 // characters of all topics
	maxTopics     = 50
)

// setSceneWords reads topics, one a line: words, a colon, a scene and signs that
// fly in it, as in "zebr* zebra~: cat 🦓".
func setSceneWords(c *Config, value string) error {
	var topics []celebration.Topic
	for i, line := range strings.Split(value, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		t, err := readTopic(line, i+1)
		if err != nil {
			return err
		}
		topics = append(topics, t)
	}
	if len(topics) > maxTopics || !atMost(maxSceneWords)(value) {
		return errValue
	}
	c.Overlay.SceneWords, c.Overlay.Topics = value, topics
	return nil
}

func readTopic(line string, number int) (celebration.Topic, error) {
	unclear := fault.New(fault.Invalid, "config.bad_scene_words", "line", number)
	words, shown, _ := strings.Cut(line, ":")
	t := celebration.Topic{Words: strings.Join(strings.Fields(words), " ")}
	for _, sign := range strings.FieldsFunc(shown, func(r rune) bool { return unicode.IsSpace(r) || r == ',' }) {
		switch {
		case slices.Contains(celebration.Scenes(), strings.ToLower(sign)):
			t.Scenes = append(t.Scenes, strings.ToLower(sign))
		case strings.ContainsFunc(sign, unicode.IsLetter):
			return t, fault.New(fault.Invalid, "config.no_scene_in_line", "line", number, "scene", money.Excerpt(sign), "choices", celebration.Scenes())
		default:
			t.Props = append(t.Props, sign)
		}
	}
	for _, word := range strings.Fields(words) {
		if !strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return t, unclear
		}
	}
	if t.Words == "" || len(t.Scenes) == 0 {
		return t, unclear
	}
	return t, nil
}
