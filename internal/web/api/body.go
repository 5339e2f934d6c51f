package api

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

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/problem"
)

// body is a JSON object as it came: a number stays as it was written.
type body map[string]any

// readBody reads the JSON object that a request must bring. That a page of
// another site cannot send this content type unasked is one more protection.
func readBody(c *echo.Context) (body, error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, problem.New(http.StatusUnsupportedMediaType, "Send JSON with the header Content-Type: application/json.")
	}
	raw, err := io.ReadAll(r.Body)
	switch {
	case err != nil:
		return nil, problem.Unread(err)
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, problem.Bad("No JSON data provided.")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, problem.Bad("The body is not valid JSON: %s.", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, problem.Bad("The body is not valid JSON: something follows its end.")
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, problem.Bad("The body must be a JSON object, such as {\"name\": \"value\"}.")
	}
	return object, nil
}

// QueryTruth reads a yes or no of the address, as the original wrote them.
func QueryTruth(c *echo.Context, name string) (bool, error) {
	text := strings.ToLower(c.QueryParam(name))
	switch {
	case slices.Contains([]string{"", "false", "0", "no", "off"}, text):
		return false, nil
	case slices.Contains([]string{"true", "1", "yes", "on"}, text):
		return true, nil
	}
	return false, problem.Bad("%s in the address must be true or false.", name)
}

// QueryNumber reads a whole number of the address.
func QueryNumber(c *echo.Context, name string, fallback, least, most int64) (int64, error) {
	text := c.QueryParam(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, problem.Bad("%s in the address must be a whole number from %d to %d.", name, least, most)
	}
	return n, nil
}
