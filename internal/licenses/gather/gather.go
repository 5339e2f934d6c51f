// Command gather writes the licences of all modules that the program is built
// from into internal/licenses/notices.txt. It is run where go.mod is, after a
// module was added or changed; the same modules give the same text.
package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const notices = "internal/licenses/notices.txt"

func main() {
	text, err := Gather(context.Background(), ".")
	if err == nil {
		err = os.WriteFile(notices, []byte(text), 0o644) //nolint:gosec // for everybody to read
	}
	if err != nil {
		panic(err)
	}
}

// module is one that is compiled in, on any system.
type module struct {
	path, version string
	dirs          []string // its own, and those of its packages: what they embed may have a licence of its own
}

func (m module) String() string { return strings.TrimSpace(m.path + " " + m.version) }

// Gather makes the text for the program at a folder.
func Gather(ctx context.Context, root string) (string, error) {
	modules, err := compiledIn(ctx, root)
	if err != nil {
		return "", err
	}
	users := map[string][]string{} // of each text
	for _, m := range modules {
		texts, err := m.texts()
		if err != nil {
			return "", err
		}
		for _, text := range texts {
			users[text] = append(users[text], m.String())
		}
	}
	var b strings.Builder
	b.WriteString("StreamSpark contains the following software. Their authors ask that these notices go with it.\n")
	all := slices.SortedFunc(maps.Keys(users), func(a, b string) int {
		return cmp.Or(cmp.Compare(users[a][0], users[b][0]), cmp.Compare(a, b))
	})
	for _, text := range all {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n%s\n", strings.Repeat("=", 78), strings.Join(users[text], "\n"), strings.Repeat("-", 78), text)
	}
	return b.String(), nil
}

// compiledIn lists the modules of the builds for all systems, and Go itself.
func compiledIn(ctx context.Context, root string) ([]module, error) {
	found := map[string]module{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		list := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{$dir := .Dir}}{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$dir}}{{end}}{{end}}", ".")
		list.Dir, list.Env = root, append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("list the modules for %s: %w", system, err)
		}
		for line := range strings.Lines(string(out)) {
			parts := strings.Split(strings.TrimSpace(line), "\t")
			if len(parts) != 4 {
				continue
			}
			m, known := found[parts[0]]
			if !known {
				m = module{path: parts[0], version: parts[1], dirs: []string{parts[2]}}
			}
			if !slices.Contains(m.dirs, parts[3]) {
				m.dirs = append(m.dirs, parts[3])
			}
			found[parts[0]] = m
		}
	}
	goroot, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("find Go: %w", err)
	}
	found["Go"] = module{path: "Go, its standard library", dirs: []string{strings.TrimSpace(string(goroot))}}
	return slices.SortedFunc(maps.Values(found), func(a, b module) int { return cmp.Compare(a.path, b.path) }), nil
}

// texts returns the licences and notices in the folders of a module.
func (m module) texts() (texts []string, err error) {
	for _, dir := range m.dirs {
		found, err := textsIn(dir)
		if err != nil {
			return nil, fmt.Errorf("read the licences of %s: %w", m, err)
		}
		for _, text := range found {
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("%s has no licence in %s", m, m.dirs)
	}
	return texts, nil
}

func textsIn(dir string) ([]string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	name := regexp.MustCompile(`(?i)^(un)?licen[cs]e|^copying|^notice|^copyright|^patents`)
	var texts []string
	for _, file := range files {
		if file.IsDir() || !name.MatchString(file.Name()) || filepath.Ext(file.Name()) == ".go" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	return texts, nil
}
