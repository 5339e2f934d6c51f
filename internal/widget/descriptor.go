// Package widget keeps what the widgets besides the player are set to, and sends
// their pages the settings and the data that they ask for. A widget is a folder
// with a descriptor, widget.json: nothing here knows any of them by name.
package widget

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// descriptorFile is in the folder of each widget that has settings or data.
const descriptorFile = "widget.json"

// Descriptor is what a folder says of its widget.
type Descriptor struct {
	Name     string    `json:"-"`    // of the folder
	Size     [2]int    `json:"size"` // in OBS, width and height in pixels
	Needs    []string  `json:"needs"`
	Settings []Setting `json:"settings"`
}

// Actions returns what can be done with the widget besides changing settings.
func (d Descriptor) Actions() (actions []string) {
	for _, need := range d.Needs {
		actions = append(actions, kinds[need].actions...)
	}
	return actions
}

func (d Descriptor) setting(key string) (Setting, bool) {
	i := slices.IndexFunc(d.Settings, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return Setting{}, false
	}
	return d.Settings[i], true
}

// Type is what a setting may be.
type Type string

// The types of settings, and how their values are kept.
const (
	Text   Type = "text"   // one line
	Choice Type = "choice" // one of the choices
	Colour Type = "colour" // "#rrggbb", or empty for that of the theme
	Bool   Type = "bool"
	Whole  Type = "whole"  // a whole number
	Time   Type = "time"   // whole seconds
	Amount Type = "amount" // a decimal of rubles as text
)

// Setting is one setting of a widget. Min and Max are characters of a text,
// rubles of an amount, and seconds of a time.
type Setting struct {
	Key     string          `json:"key"`
	Type    Type            `json:"type"`
	Default json.RawMessage `json:"default"`
	Min     int64           `json:"min"`
	Max     int64           `json:"max"`
	Choices []string        `json:"choices"`
	Unit    string          `json:"unit"` // in which a form asks for a time: seconds, minutes or hours
}

// Fallback returns the default.
func (s Setting) Fallback() any {
	value, _ := s.decode(s.Default) // it was checked when it was loaded
	return value
}

// decode reads a value that was written as JSON.
func (s Setting) decode(written []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(written))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("read %s: %w", s.Key, err)
	}
	return s.Read(value)
}

// load reads the descriptors of all folders, in the order of their names.
func load(files fs.FS) ([]Descriptor, error) {
	found, err := fs.Glob(files, "*/"+descriptorFile)
	if err != nil {
		return nil, fmt.Errorf("list the widgets: %w", err)
	}
	all := make([]Descriptor, 0, len(found))
	for _, file := range found {
		content, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		d, err := parse(content)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		d.Name = path.Dir(file)
		all = append(all, d)
	}
	return all, nil
}

func parse(content []byte) (d Descriptor, err error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return d, err
	}
	if d.Size[0] <= 0 || d.Size[1] <= 0 {
		return d, fault.InvalidField("size", "field.not_positive")
	}
	for _, need := range d.Needs {
		if _, known := kinds[need]; !known {
			return d, fault.InvalidField("needs", "field.not_one_of", "choices", needs())
		}
	}
	for _, s := range d.Settings {
		_, known := readers[s.Type]
		units := []string{"seconds", "minutes", "hours"}
		switch first, _ := d.setting(s.Key); {
		case !isKey(s.Key) || first.Type != s.Type:
			return d, fault.InvalidField(s.Key, "field.missing")
		case !known:
			return d, fault.InvalidField(s.Key+".type", "field.not_one_of", "choices", types())
		case s.Type == Time && !slices.Contains(units, s.Unit):
			return d, fault.InvalidField(s.Key+".unit", "field.not_one_of", "choices", units)
		}
		if _, err := s.decode(s.Default); err != nil {
			return d, err
		}
	}
	return d, nil
}

// isKey reports whether a setting may be called so: small letters and _.
func isKey(key string) bool {
	for _, c := range key {
		if c != '_' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return key != ""
}

// rubles returns whole rubles as an amount that errors can name.
func rubles(whole int64) fault.Sum { return money.Rubles(whole).Sum() }
