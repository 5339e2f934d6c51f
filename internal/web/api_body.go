package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v5"

	"streamspark/internal/money"
)

// body is a JSON object as it came. Fields that nobody asks for are left
// alone. A field of the wrong type is refused by name and never guessed at;
// a number stays as it was written, so that no digit of it is lost.
type body map[string]any

// readBody reads the JSON object that a request must bring. That a page of
// another site cannot send this content type unasked is one more door.
func readBody(c *echo.Context) (body, error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, refusal(http.StatusUnsupportedMediaType, "Send JSON with the header Content-Type: application/json.")
	}
	raw, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, err
	case err != nil:
		return nil, bad("The body could not be read to its end.")
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, bad("No JSON data provided.")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, bad("The body is not valid JSON: %s.", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, bad("The body is not valid JSON: something follows its end.")
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, bad("The body must be a JSON object, such as {\"name\": \"value\"}.")
	}
	return object, nil
}

// first is the first of the names that is there.
func (b body) first(names []string) (name string, value any, found bool) {
	for _, name := range names {
		if value, found := b[name]; found {
			return name, value, true
		}
	}
	return names[0], nil, false
}

// anyOf tells whether one of the names is there.
func (b body) anyOf(names ...string) bool {
	_, _, found := b.first(names)
	return found
}

// text reads the first of the names that is there, of at most limit
// characters.
func (b body) text(limit int, names ...string) (text string, found bool, err error) {
	name, value, found := b.first(names)
	if !found {
		return "", false, nil
	}
	text, ok := value.(string)
	if !ok {
		return "", true, bad("%s must be a text, in quotes.", name)
	}
	if utf8.RuneCountInString(text) > limit {
		return "", true, bad("%s is too long: at most %d characters are taken.", name, limit)
	}
	return text, true, nil
}

// truth reads true or false.
func (b body) truth(name string, fallback bool) (bool, error) {
	value, found := b[name]
	if !found {
		return fallback, nil
	}
	truth, ok := value.(bool)
	if !ok {
		return false, bad("%s must be true or false, without quotes.", name)
	}
	return truth, nil
}

// number reads a number, or a text with one in it, as it is written.
func (b body) number(name string) (text string, found bool, err error) {
	switch value := b[name].(type) {
	case json.Number:
		return value.String(), true, nil
	case string:
		return value, true, nil
	case nil:
		if _, found := b[name]; !found {
			return "", false, nil
		}
	}
	return "", true, bad("%s must be a number, such as 1500 or \"99.90\".", name)
}

// amount reads a sum and its currency, with what is taken for the sum where
// it is missing, and rubles where no currency is named.
func (b body) amount(name, fallback, currencyName string) (money.Amount, error) {
	text, found, err := b.number(name)
	if err != nil {
		return money.Amount{}, err
	}
	if !found {
		text = fallback
	}
	code := string(money.RUB)
	if currencyName != "" {
		given, found, err := b.text(100, currencyName)
		if err != nil {
			return money.Amount{}, err
		}
		if found {
			code = given
		}
	}
	currency, err := money.ParseCurrency(code)
	if err != nil {
		return money.Amount{}, bad("%s: %s.", currencyName, err)
	}
	value, err := money.ParseDecimal(text)
	if err != nil {
		return money.Amount{}, bad("%s: %s.", name, err)
	}
	return money.New(value, currency), nil
}

// queryTruth reads a yes or no of the address, as the original wrote them.
func queryTruth(c *echo.Context, name string) (bool, error) {
	text := strings.ToLower(c.QueryParam(name))
	switch {
	case slices.Contains([]string{"", "false", "0", "no", "off"}, text):
		return false, nil
	case slices.Contains([]string{"true", "1", "yes", "on"}, text):
		return true, nil
	}
	return false, bad("%s in the address must be true or false.", name)
}

// queryNumber reads a whole number of the address.
func queryNumber(c *echo.Context, name string, fallback, least, most int64) (int64, error) {
	text := c.QueryParam(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, bad("%s in the address must be a whole number from %d to %d.", name, least, most)
	}
	return n, nil
}
