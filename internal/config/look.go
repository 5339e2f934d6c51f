package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const mayBeAlertText = "one line of at most 200 characters, in which {donor}, {amount} and {message} stand for what a viewer gave"

// wrongField is what is wrong with one field of a list. The rest of the
// list would only hide it, so the sentence is about the field alone.
type wrongField struct{ field, sentence string }

func (w *wrongField) Error() string { return w.field + ": " + w.sentence }

// setTheme takes a name that is safe as the name of a file. Whether there
// is such a theme is for those who serve it.
func setTheme(c *Config, value string) error {
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`).MatchString(value) {
		return errValue
	}
	c.Overlay.Theme = value
	return nil
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
			return fmt.Errorf("nothing fills %s", found)
		}
	}
	c.Overlay.AlertText = value
	return nil
}
