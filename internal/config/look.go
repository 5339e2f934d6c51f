package config

import (
	"regexp"
	"slices"
	"strings"

	"streamspark/internal/fault"
)

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
			return fault.New(fault.Invalid, "config.bad_placeholder", "placeholder", found)
		}
	}
	c.Overlay.AlertText = value
	return nil
}
