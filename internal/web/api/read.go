package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Given counts the fields of a body: an empty one, and one with only unknown
// names, can mean something of their own.
type Given struct {
	Fields int // in all
	Known  int // that the struct has
}

// Number is a number as it was written, so that no digit of it is lost. A
// text with a number in it is taken too.
type Number string

// Schema returns what a number may be in JSON.
func (Number) Schema() Schema { return Schema{Type: Types{"number", "string"}} }

// Reviewer is who looks at clips before they air. It was once whether the streamer does.
type Reviewer string

// Schema returns what a reviewer may be in JSON.
func (Reviewer) Schema() Schema { return Schema{Type: Types{"string", "boolean"}} }

// Whole returns a number from 1 on.
func (n Number) Whole() (int64, error) {
	whole, err := strconv.ParseInt(string(n), 10, 64)
	if err == nil && whole < 1 {
		err = strconv.ErrRange
	}
	return whole, err
}

// Read reads the JSON object that a request must bring into a struct.
// See Schema for the tags of its fields. Fields that the struct does not have
// are ignored; one of the wrong type is refused by name.
func Read(c *echo.Context, to any) (Given, error) {
	b, err := readBody(c)
	if err != nil {
		return Given{}, err
	}
	return Fill(to, b)
}

// Fill sets a struct, to which to points, from an object of JSON whose
// numbers are json.Number. A map takes the object as it is.
func Fill(to any, object map[string]any) (Given, error) {
	if target := reflect.ValueOf(to).Elem(); target.Kind() == reflect.Map {
		target.Set(reflect.ValueOf(object).Convert(target.Type()))
		return Given{Fields: len(object), Known: len(object)}, nil
	}
	return body(object).fill(reflect.ValueOf(to).Elem(), "")
}

// fill sets the fields of a struct. Above is what stands before a field's
// name in errors: "tiers[0].".
func (b body) fill(target reflect.Value, above string) (Given, error) {
	got := Given{Fields: len(b)}
	for field, at := range target.Fields() {
		name, value, found := b.find(field)
		lacking, required := field.Tag.Lookup("required")
		fallback, hasFallback := field.Tag.Lookup("default")
		switch {
		case found:
			got.Known++
		case required:
			return got, fault.InvalidField(above+name, lacking)
		case hasFallback:
			value = fallback
			if field.Type.Kind() == reflect.Bool {
				value = fallback == "true"
			}
		default:
			continue
		}
		if err := set(at, above+name, value, field.Tag); err != nil {
			return got, err
		}
	}
	return got, nil
}

// find returns the value of a field under the first of its names that is there.
func (b body) find(field reflect.StructField) (name string, value any, found bool) {
	for _, name := range []string{field.Tag.Get("json"), field.Tag.Get("alias")} {
		if value, found := b[name]; found && name != "" {
			return name, value, true
		}
	}
	return field.Tag.Get("json"), nil, false
}

// set assigns a value to a field, if that is of the field's type.
func set(field reflect.Value, name string, value any, tag reflect.StructTag) error {
	most, limitErr := strconv.Atoi(tag.Get("max"))
	switch {
	case field.Kind() == reflect.Pointer:
		field.Set(reflect.New(field.Type().Elem()))
		return set(field.Elem(), name, value, tag)
	case field.Type() == reflect.TypeFor[Number]():
		return setNumber(field, name, value)
	case field.Type() == reflect.TypeFor[Reviewer]() && value == true:
		field.SetString(string(celebration.ReviewerStreamer))
		return nil
	case field.Type() == reflect.TypeFor[Reviewer]() && value == false:
		field.SetString(string(celebration.ReviewerNone))
		return nil
	case field.Kind() == reflect.String:
		text, ok := value.(string)
		if !ok {
			return fault.InvalidField(name, "field.not_text")
		}
		if limitErr == nil && utf8.RuneCountInString(text) > most {
			return fault.InvalidField(name, "field.too_long", "max", most)
		}
		field.SetString(text)
		return nil
	case field.Kind() == reflect.Bool:
		truth, ok := value.(bool)
		if !ok {
			return fault.InvalidField(name, "field.not_bool")
		}
		field.SetBool(truth)
		return nil
	case field.Type() == reflect.TypeFor[[]Number]():
		return setEach(field, name, value, 1, most, "field.not_numbers")
	case field.Type() == reflect.TypeFor[[]string]():
		return setEach(field, name, value, 0, most, "field.not_texts")
	case field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct:
		return setList(field, name, value, most)
	}
	return fault.New(fault.Unforeseen, "field.no_reader", "field", name, "type", field.Type().String())
}

func setNumber(field reflect.Value, name string, value any) error {
	switch written := value.(type) {
	case json.Number:
		field.SetString(written.String())
	case string:
		field.SetString(written)
	default:
		return fault.InvalidField(name, "field.not_number")
	}
	return nil
}

// setEach reads a list of numbers or texts. Refusal is the code of a value that
// is none, or too short or too long.
func setEach(field reflect.Value, name string, value any, least, most int, refusal string) error {
	rows, ok := value.([]any)
	if !ok || len(rows) < least || len(rows) > most {
		return fault.InvalidField(name, refusal, "max", most)
	}
	field.Set(reflect.MakeSlice(field.Type(), len(rows), len(rows)))
	for i, row := range rows {
		if err := set(field.Index(i), fmt.Sprintf("%s[%d]", name, i), row, ""); err != nil {
			return err
		}
	}
	return nil
}

// setList reads a list of objects. An empty one says nothing and is refused.
func setList(field reflect.Value, name string, value any, most int) error {
	rows, ok := value.([]any)
	if !ok || len(rows) == 0 || len(rows) > most {
		return fault.InvalidField(name, "field.not_objects", "max", most)
	}
	field.Set(reflect.MakeSlice(field.Type(), len(rows), len(rows)))
	for i, row := range rows {
		here := fmt.Sprintf("%s[%d]", name, i)
		fields, ok := row.(map[string]any)
		if !ok {
			return fault.InvalidField(here, "field.not_object")
		}
		if _, err := body(fields).fill(field.Index(i), here+"."); err != nil {
			return err
		}
	}
	return nil
}

// AmountOf makes a sum of what a body says under a name, and of its
// currency.
func AmountOf(name string, value Number, currency string) (money.Amount, error) {
	code, err := money.ParseCurrency(currency)
	if err != nil {
		return money.Amount{}, fault.AtField(err, "currency")
	}
	sum, err := money.Parse(string(value), string(code))
	if err != nil {
		return money.Amount{}, fault.AtField(err, name)
	}
	return sum, nil
}
