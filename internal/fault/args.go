package fault

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Args are the arguments of a code, by name. A value is a string (a name, a
// key, somebody else's own words), an int or int64, a time.Time, a Day, a
// time.Duration, Bytes, a sum of money, a Message, a
// []Message, or a []string. Its type
// survives JSON, so a sentence can be made of what was stored.
type Args map[string]any

// Bytes is a number of bytes.
type Bytes int64

// Day is a moment of which only the day matters.
type Day time.Time

// Sum is an amount of money as it was stored. Amounts themselves may be
// arguments too, if they encode themselves as this does.
type Sum struct {
	Amount   string `json:"amount"` // decimal
	Currency string `json:"currency"`
}

// With returns the arguments given as names and values.
func With(pairs ...any) Args {
	if len(pairs) == 0 {
		return nil
	}
	args := make(Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			name = fmt.Sprint(pairs[i])
		}
		args[name] = pairs[i+1]
	}
	return args
}

// Map returns the arguments with f applied to every text in them, at any depth.
func (a Args) Map(f func(text string) string) Args {
	mapped := maps.Clone(a)
	for name, value := range mapped {
		mapped[name] = mapTexts(value, f)
	}
	return mapped
}

// mapTexts returns an argument with f applied to its texts. A type that Args
// does not promise becomes a text: nobody knows what it holds.
func mapTexts(value any, f func(string) string) any {
	switch v := value.(type) {
	case nil, bool, int, int64, float64, time.Time, time.Duration, Day, Bytes, Sum:
		return value
	case string:
		return f(v)
	case []string:
		texts := slices.Clone(v)
		for i, text := range texts {
			texts[i] = f(text)
		}
		return texts
	case Message:
		return v.Map(f)
	case []Message:
		messages := slices.Clone(v)
		for i, m := range messages {
			messages[i] = m.Map(f)
		}
		return messages
	}
	if _, isSum := value.(interface{ Decimal() string }); isSum {
		return value // an amount of money
	}
	return f(fmt.Sprint(value))
}

// argument is the JSON of a value that is neither text nor a number.
type argument struct {
	Seconds  *float64 `json:"seconds,omitempty"`
	Bytes    *int64   `json:"bytes,omitempty"`
	Time     string   `json:"time,omitempty"` // RFC 3339
	Day      string   `json:"day,omitempty"`  // RFC 3339
	Amount   string   `json:"amount,omitempty"`
	Currency string   `json:"currency,omitempty"`
	Code     string   `json:"code,omitempty"`
	Args     Args     `json:"args,omitempty"`
}

// MarshalJSON writes the arguments so that UnmarshalJSON finds their types.
func (a Args) MarshalJSON() ([]byte, error) {
	fields := make(map[string]any, len(a))
	for name, value := range a {
		switch v := value.(type) {
		case time.Duration:
			seconds := v.Seconds()
			value = argument{Seconds: &seconds}
		case Bytes:
			size := int64(v)
			value = argument{Bytes: &size}
		case time.Time:
			value = argument{Time: v.Format(time.RFC3339Nano)}
		case Day:
			value = argument{Day: time.Time(v).Format(time.RFC3339)}
		}
		fields[name] = value
	}
	return json.Marshal(fields)
}

// UnmarshalJSON reads arguments. What it does not know it keeps as text.
func (a *Args) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	args := make(Args, len(fields))
	for name, raw := range fields {
		args[name] = readArgument(raw)
	}
	*a = args
	return nil
}

func readArgument(raw json.RawMessage) any {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var whole int
	if json.Unmarshal(raw, &whole) == nil {
		return whole
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var said []Message
	if json.Unmarshal(raw, &said) == nil {
		return said
	}
	var v argument
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	moment, errTime := time.Parse(time.RFC3339Nano, v.Time)
	day, errDay := time.Parse(time.RFC3339, v.Day)
	switch {
	case v.Seconds != nil:
		return time.Duration(*v.Seconds * float64(time.Second)).Round(time.Microsecond)
	case v.Bytes != nil:
		return Bytes(*v.Bytes)
	case errTime == nil:
		return moment
	case errDay == nil:
		return Day(day)
	case v.Amount != "":
		return Sum{Amount: v.Amount, Currency: v.Currency}
	case v.Code != "":
		return Message{Code: v.Code, Args: v.Args}
	}
	return string(raw)
}
