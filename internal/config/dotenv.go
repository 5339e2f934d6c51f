package config

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"streamspark/internal/fault"
)

// environment returns a look-up in the real environment, then in a file of
// NAME=value lines where there is one.
func environment(path string) (func(string) string, error) {
	written, err := readDotenv(path)
	if err != nil {
		return nil, err
	}
	return func(name string) string {
		if value, ok := os.LookupEnv(name); ok && value != "" {
			return value
		}
		return written[name]
	}, nil
}

// readDotenv takes each value as it is: nothing in it is replaced, whatever
// signs it has. Quotes around the whole are not part of it; without them a
// comment begins with a space and #.
func readDotenv(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "config.unreadable", "path", path)
	}
	name := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)
	values := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(strings.TrimPrefix(string(content), "\ufeff")))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if key = strings.TrimSpace(key); !ok || !name.MatchString(key) { // not repeated: it may be a key
			return nil, fault.New(fault.Invalid, "config.bad_line", "path", path, "line", number)
		}
		values[key] = bare(strings.TrimSpace(value))
	}
	if err := lines.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "config.unreadable", "path", path)
	}
	return values, nil
}

// bare returns a value without the quotes or the comment around it.
func bare(value string) string {
	if strings.HasPrefix(value, "#") {
		return "" // a comment in place of a value
	}
	if value != "" && strings.ContainsRune(`"'`, rune(value[0])) {
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			rest := strings.TrimSpace(value[end+2:])
			if rest == "" || strings.HasPrefix(rest, "#") {
				return value[1 : end+1]
			}
		}
	}
	for i := 1; i < len(value); i++ {
		if value[i] == '#' && (value[i-1] == ' ' || value[i-1] == '\t') {
			return strings.TrimSpace(value[:i])
		}
	}
	return value
}
