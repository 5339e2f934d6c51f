package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
)

// body is a JSON object as it came: a number stays as it was written.
type body map[string]any

// readBody reads the JSON object that a request must bring. That a page of
// another site cannot send this content type unasked is one more protection.
func readBody(c *echo.Context) (body, error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, fault.New(fault.Unsupported, "request.not_json_type")
	}
	raw, err := io.ReadAll(r.Body)
	switch {
	case err != nil:
		return nil, unread(err)
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, fault.New(fault.Invalid, "request.no_json")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fault.New(fault.Invalid, "request.bad_json", "words", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "request.json_goes_on")
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fault.New(fault.Invalid, "request.not_object")
	}
	return object, nil
}

// queryBool reads a yes or no of the address, as the original wrote them.
func queryBool(c *echo.Context, name string) (bool, error) {
	text := strings.ToLower(c.QueryParam(name))
	switch {
	case slices.Contains([]string{"", "false", "0", "no", "off"}, text):
		return false, nil
	case slices.Contains([]string{"true", "1", "yes", "on"}, text):
		return true, nil
	}
	return false, fault.InvalidField(name, "query.not_bool")
}

// queryInt reads a whole number of the address.
func queryInt(c *echo.Context, name string, fallback, least, most int64) (int64, error) {
	text := c.QueryParam(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, fault.InvalidField(name, "query.out_of_range", "min", least, "max", most)
	}
	return n, nil
}
