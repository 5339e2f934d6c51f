package config

import (
	"regexp"
	"slices"
	"strings"

	"streamspark/internal/fault"
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
