package celebration

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Look is what the streamer chose over the theme. What is empty is the theme's.
type Look struct {
	AlertPlace  string `json:"alert_place,omitempty"` // see IsPlace
	ShowPlace   string `json:"show_place,omitempty"`
	AccentColor string `json:"accent_color,omitempty"` // see IsColor
	TextColor   string `json:"text_color,omitempty"`
	CardColor   string `json:"card_color,omitempty"`
	Radius      string `json:"radius,omitempty"`   // see IsRadius
	Entrance    string `json:"entrance,omitempty"` // one of Entrances
	Font        string `json:"font,omitempty"`     // see IsFont
}

const (
	// MinSide is the least width and height of a place, in percent.
	MinSide = 5
	// MaxRadius is the largest radius of a corner, in pixels of a screen 1080 high.
	MaxRadius = 48
)

// IsPlace reports whether a text is a rectangle on the screen: left, top,
// width and height in percent of it, such as "60 5 35 30".
func IsPlace(text string) bool {
	fields := strings.Fields(text)
	if len(fields) != 4 || strings.Join(fields, " ") != text {
		return false
	}
	var sides [4]float64
	for i, field := range fields {
		if !regexp.MustCompile(`^\d{1,3}(\.\d{1,2})?$`).MatchString(field) {
			return false
		}
		sides[i], _ = strconv.ParseFloat(field, 64) // digits
	}
	const rounding = 0.02 // of two numbers with two digits
	left, top, width, height := sides[0], sides[1], sides[2], sides[3]
	return width >= MinSide && height >= MinSide && left+width <= 100+rounding && top+height <= 100+rounding
}

// IsColor reports whether a text is a color: #rrggbb in small letters.
func IsColor(text string) bool { return regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(text) }

// IsRadius reports whether a text is the radius of a corner.
func IsRadius(text string) bool {
	radius, err := strconv.ParseUint(text, 10, 8)
	return err == nil && radius <= MaxRadius && strconv.FormatUint(radius, 10) == text
}

// IsFont reports whether a text can be the name of a font: of one that the
// program brings, of any that the computer has, or system-ui.
func IsFont(text string) bool {
	return regexp.MustCompile(`^[\p{L}\d]([\p{L}\d ._-]{0,62}[\p{L}\d])?$`).MatchString(text)
}

// Entrances returns the ways in which a thank-you can come, by their names in
// the widget.
func Entrances() []string { return slices.Clone(entrances) }

var entrances = []string{"fade", "slide", "drop", "rise", "pop", "swing"}
