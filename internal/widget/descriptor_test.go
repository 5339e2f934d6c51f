package widget

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/fault"
)

// TestTheFoldersOfWidgetsAreValid holds that each has a page, and a descriptor
// whose defaults are allowed and whose size is one.
func TestTheFoldersOfWidgetsAreValid(t *testing.T) {
	files := os.DirFS("../../widget")
	all, err := load(files)
	if err != nil || len(all) < 6 {
		t.Fatal(len(all), err)
	}
	for _, d := range all {
		page, err := os.ReadFile("../../widget/" + d.Name + "/index.html")
		if err != nil || !strings.Contains(string(page), "/widget/lib/obs.js") {
			t.Errorf("the page of %s: %v", d.Name, err)
		}
		script, err := os.ReadFile("../../widget/" + d.Name + "/" + d.Name + ".js")
		if err != nil {
			t.Error(err)
		}
		for _, s := range d.Settings {
			if !strings.Contains(string(script), s.Key) && !slices.Contains([]string{"base", "per", "most", "limit", "least"}, s.Key) {
				t.Errorf("%s does nothing with %s", d.Name, s.Key)
			}
		}
	}
}

func TestABadDescriptorIsRefused(t *testing.T) {
	t.Parallel()
	for written, field := range map[string]string{
		`{"size": [0, 9]}`:                   "size",
		`{"size": [9, 9], "needs": ["all"]}`: "needs",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "none", "default": 1}]}`:                                                           "a.type",
		`{"size": [9, 9], "settings": [{"key": "A", "type": "bool", "default": true}]}`:                                                        "A",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "bool", "default": 1}]}`:                                                           "a",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "whole", "default": 5, "max": 4}]}`:                                                "a",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "time", "default": 5, "max": 9, "unit": "days"}]}`:                                 "a.unit",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "bool", "default": true}, {"key": "a", "type": "text", "max": 9, "default": ""}]}`: "a",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "choice", "default": "x", "choices": ["y"]}]}`:                                     "a",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "colour", "default": "red"}]}`:                                                     "a",
		`{"size": [9, 9], "settings": [{"key": "a", "type": "amount", "default": "-5", "max": 9}]}`:                                            "a",
	} {
		_, err := parse([]byte(written))
		known, ok := fault.As(err)
		if !ok || known.Field != field {
			t.Errorf("%s: %v, want the field %s", written, err, field)
		}
	}
	if _, err := parse([]byte(`{"size": [9, 9], "words": {}}`)); err == nil {
		t.Error("an unknown key is taken")
	}
}

func TestValuesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s     Setting
		value any
		want  any // nil: refused
	}{
		{Setting{Type: Text, Max: 5}, " two\nlines ", nil},
		{Setting{Type: Text, Max: 9}, " two\nlines ", "two lines"},
		{Setting{Type: Text, Max: 9}, json.Number("5"), nil},
		{Setting{Type: Colour}, "#ABCDEF", "#abcdef"},
		{Setting{Type: Colour}, "", ""},
		{Setting{Type: Colour}, "#abcdeg", nil},
		{Setting{Type: Colour}, "abcdef0", nil},
		{Setting{Type: Whole, Min: 1, Max: 10}, json.Number("10"), int64(10)},
		{Setting{Type: Whole, Min: 1, Max: 10}, "7", int64(7)},
		{Setting{Type: Whole, Min: 1, Max: 10}, "7.5", nil},
		{Setting{Type: Whole, Min: 1, Max: 10}, json.Number("11"), nil},
		{Setting{Type: Whole, Min: 1, Max: 10}, true, nil},
		{Setting{Type: Time, Min: 60, Max: 7200}, "3 600", int64(3600)},
		{Setting{Type: Time, Min: 60, Max: 7200}, json.Number("59"), nil},
		{Setting{Type: Amount, Max: 100}, "99,50", "99.5"},
		{Setting{Type: Amount, Max: 100}, json.Number("100.01"), nil},
		{Setting{Type: Choice, Choices: []string{"a", "b"}}, "b", "b"},
		{Setting{Type: Choice, Choices: []string{"a", "b"}}, "c", nil},
		{Setting{Type: Bool}, true, true},
		{Setting{Type: Bool}, "true", nil},
	} {
		tt.s.Key = "it"
		got, err := tt.s.Read(tt.value)
		known, _ := fault.As(err)
		switch {
		case tt.want == nil && (known == nil || known.Field != "it"):
			t.Errorf("%+v takes %v: %v, %v", tt.s, tt.value, got, err)
		case tt.want != nil && (err != nil || got != tt.want):
			t.Errorf("%+v reads %v as %v, %v", tt.s, tt.value, got, err)
		}
	}
}
