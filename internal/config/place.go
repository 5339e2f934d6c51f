package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"streamspark/internal/fault"
)

const (
	// databaseFile distinguishes a folder of data from one of the same name.
	databaseFile = "streamspark.db"
	// exampleFile lies in a checkout and beside a program that was unpacked.
	exampleFile = "config.example.yaml"
	// ownFolder is StreamSpark's among those of the user's configuration.
	ownFolder = "StreamSpark"
)

// place is where the configuration is and what its paths are relative to,
// so that a start from any folder finds the same.
type place struct {
	home      string   // the folder
	file      string   // the configuration; empty: there is none
	dotenv    string   // its path, whether it is there or not
	unread    []string // likely meant as the configuration
	otherwise string   // the working directory, where an earlier version kept its data
}

// around is where the program is looked at from; tests have their own.
type around struct {
	working, program, user string // folders; what is not known is empty
	schema                 *schema
}

func aroundHere(s *schema) (around, error) {
	working, err := os.Getwd()
	if err != nil {
		return around{}, fmt.Errorf("find the working directory: %w", err)
	}
	a := around{working: working, schema: s}
	if path, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		a.program = filepath.Dir(path)
	}
	if folder, err := os.UserConfigDir(); err == nil {
		a.user = filepath.Join(folder, ownFolder)
	}
	return a, nil
}

// folders returns those in which a configuration may lie, in their order.
func (a around) folders() []string {
	all := []string{a.working, a.program}
	if filepath.Base(a.program) == "bin" {
		all = append(all, filepath.Dir(a.program))
	}
	all = append(all, a.user)
	return slices.DeleteFunc(all, func(folder string) bool { return folder == "" })
}

// find searches for the configuration, then for data, then for the folder that
// the program came in; where there is nothing yet it is the user's.
func (a around) find(path string) place {
	p := place{otherwise: a.working}
	if path != "" {
		if p.file = path; !filepath.IsAbs(path) {
			p.file = filepath.Join(a.working, path)
		}
		p.home = filepath.Dir(p.file)
		if p.dotenv = filepath.Join(p.home, dotenvFile); !isFile(p.dotenv) {
			p.dotenv = filepath.Join(a.working, dotenvFile) // as an earlier version read it
		}
		return p
	}
	all := a.folders()
	for _, folder := range all {
		p.unread = append(p.unread, misnamed(folder)...)
	}
	slices.Sort(p.unread)
	p.unread = slices.Compact(p.unread)
	for _, holds := range []func(string) bool{
		func(folder string) bool { return isFile(folder, DefaultFile) || a.schema.setsOurs(folder) },
		func(folder string) bool { return isFile(folder, "data", databaseFile) },
		func(folder string) bool { return isFile(folder, exampleFile) },
	} {
		for _, folder := range all {
			if holds(folder) {
				return p.at(folder)
			}
		}
	}
	if a.user == "" {
		return p.at(a.working)
	}
	return p.at(a.user)
}

func (p place) at(folder string) place {
	p.home, p.dotenv = folder, filepath.Join(folder, dotenvFile)
	if isFile(folder, DefaultFile) {
		p.file = filepath.Join(folder, DefaultFile)
	}
	return p
}

func isFile(path ...string) bool {
	info, err := os.Stat(filepath.Join(path...))
	return err == nil && !info.IsDir()
}

// setsOurs reports whether a folder has a .env with a value for us; other
// programs have such files too.
func (s *schema) setsOurs(folder string) bool {
	written, err := readDotenv(filepath.Join(folder, dotenvFile))
	if err != nil {
		return fault.Is(err, "config.bad_line") // whoever reads it says what is wrong
	}
	for _, k := range s.keys {
		for _, name := range k.envNames() {
			if written[name] != "" {
				return true
			}
		}
	}
	return written[thresholdEnv] != "" || written[cacheMinutesEnv] != ""
}

// misnamed lists the files of a folder that are likely meant as its
// configuration and are not read.
func misnamed(folder string) (found []string) {
	entries, _ := os.ReadDir(folder)
	right, _ := os.Stat(filepath.Join(folder, DefaultFile)) // where case does not matter it may have any
	for _, entry := range entries {
		name := entry.Name()
		switch lower := strings.ToLower(name); {
		case name == DefaultFile || entry.IsDir():
		case slices.Contains([]string{DefaultFile, "config.yml", "config.yaml.txt", "config.yml.txt", "config.yaml.yaml", "config.yaml.yml"}, lower):
			if info, err := entry.Info(); err == nil && !os.SameFile(right, info) {
				found = append(found, filepath.Join(folder, name))
			}
		}
	}
	return found
}

// complete makes the paths of the data and the clips whole. Those of the
// command line are meant from the working directory; the others belong to
// the configuration, unless the data lies where an earlier version put it.
func (p place) complete(c *Config, origins map[string]Origin) {
	base := p.home
	if !isFile(whole(base, c.DataDir), databaseFile) && isFile(whole(p.otherwise, c.DataDir), databaseFile) {
		base = p.otherwise
	}
	for name, path := range map[string]*string{"data_dir": &c.DataDir, "videos_dir": &c.VideosDir} {
		if origins[name] == FromFlag {
			*path = whole(p.otherwise, *path)
		} else {
			*path = whole(base, *path)
		}
	}
}

func whole(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, path)
}

// File returns the path of the configuration that was read; empty: there is
// none.
func (l *Live) File() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.layers.place.file
}

// Home returns the folder in which a configuration would be read.
func (l *Live) Home() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.layers.place.home
}

// Misnamed lists the files that are likely meant as the configuration and
// are not read, for their names.
func (l *Live) Misnamed() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.layers.place.unread
}
