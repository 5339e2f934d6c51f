package widget

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// readers take a value of JSON, whose numbers are json.Number, for one of a
// setting. Forms send numbers as texts.
var readers = map[Type]func(Setting, any) (any, error){
	Text: func(s Setting, value any) (any, error) {
		text, err := s.text(value)
		if err == nil && utf8.RuneCountInString(text) > int(s.Max) {
			err = fault.InvalidField(s.Key, "field.too_long", "max", s.Max)
		}
		return celebration.OneLine(text, int(s.Max)), err
	},
	Choice: func(s Setting, value any) (any, error) {
		text, err := s.text(value)
		if err == nil && !slices.Contains(s.Choices, text) {
			err = fault.InvalidField(s.Key, "field.not_one_of", "choices", s.Choices)
		}
		return text, err
	},
	Colour: func(s Setting, value any) (any, error) {
		text, err := s.text(value)
		if err == nil && text != "" && !isColour(text) {
			err = fault.InvalidField(s.Key, "widget.not_colour")
		}
		return strings.ToLower(text), err
	},
	Bool: func(s Setting, value any) (any, error) {
		truth, ok := value.(bool)
		if !ok {
			return nil, fault.InvalidField(s.Key, "field.not_bool")
		}
		return truth, nil
	},
	Whole: func(s Setting, value any) (any, error) { return s.whole(value, s.Min, s.Max) },
	Time: func(s Setting, value any) (any, error) {
		return s.whole(value, time.Duration(s.Min)*time.Second, time.Duration(s.Max)*time.Second)
	},
	Amount: func(s Setting, value any) (any, error) {
		text, err := s.number(value)
		if err != nil {
			return nil, err
		}
		sum, err := money.Parse(text, string(money.RUB))
		if err != nil {
			return nil, fault.AtField(err, s.Key)
		}
		if sum.Value().LessThan(decimal.NewFromInt(s.Min)) || sum.Value().GreaterThan(decimal.NewFromInt(s.Max)) {
			return nil, fault.InvalidField(s.Key, "field.out_of_range", "min", rubles(s.Min), "max", rubles(s.Max))
		}
		return sum.Decimal(), nil
	},
}

func types() (all []string) {
	for t := range readers {
		all = append(all, string(t))
	}
	slices.Sort(all)
	return all
}

// Read returns a value as it is kept, or the error of the field.
func (s Setting) Read(value any) (any, error) { return readers[s.Type](s, value) }

func (s Setting) text(value any) (string, error) {
	text, ok := value.(string)
	if !ok {
		return "", fault.InvalidField(s.Key, "field.not_text")
	}
	return strings.TrimSpace(text), nil
}

// number returns a number as it was written.
func (s Setting) number(value any) (string, error) {
	switch written := value.(type) {
	case json.Number:
		return written.String(), nil
	case string:
		return written, nil
	}
	return "", fault.InvalidField(s.Key, "field.not_number")
}

// whole reads a whole number within bounds, which an error names as they are
// given here.
func (s Setting) whole(value, least, most any) (any, error) {
	text, err := s.number(value)
	if err != nil {
		return nil, err
	}
	n, err := money.ParseWhole(text)
	if err != nil {
		return nil, fault.AtField(err, s.Key)
	}
	if n < s.Min || n > s.Max {
		return nil, fault.InvalidField(s.Key, "field.out_of_range", "min", least, "max", most)
	}
	return n, nil
}

func isColour(text string) bool {
	_, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32)
	return err == nil && len(text) == 7 && text[0] == '#'
}

// values are the settings of a widget by their keys: string, int64 or bool. One
// that a widget does not have is the zero of its type.
type values map[string]any

func (v values) seconds(key string) time.Duration {
	n, _ := v[key].(int64)
	return time.Duration(n) * time.Second
}

func (v values) text(key string) string {
	text, _ := v[key].(string)
	return text
}

func (v values) amount(key string) money.Amount {
	rubles, err := decimal.NewFromString(v.text(key))
	if err != nil {
		return money.Rubles(0)
	}
	return money.New(rubles, money.RUB)
}

// values returns the settings of a widget, the defaults where nothing is saved.
func (d Descriptor) values(saved values) values {
	all := values{}
	for _, s := range d.Settings {
		all[s.Key] = s.Fallback()
	}
	maps.Copy(all, saved)
	return all
}
