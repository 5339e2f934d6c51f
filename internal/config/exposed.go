package config

import (
	"os"
	"runtime"
)

// exposed lists the files that hold a secret and that others on this
// computer may read. Windows says that in another way, which is not read.
func (s *schema) exposed(path string, file map[string]string, dotenv string) (found []string) {
	if runtime.GOOS == "windows" {
		return nil
	}
	var inFile, inDotenv bool
	written, _ := readDotenv(dotenv) // an error was told by whoever read it first
	for _, k := range s.keys {
		if !k.secret() {
			continue
		}
		inFile = inFile || file[k.name] != ""
		for _, name := range k.envNames() {
			inDotenv = inDotenv || written[name] != ""
		}
	}
	for name, secret := range map[string]bool{path: inFile, dotenv: inDotenv} {
		info, err := os.Stat(name)
		if !secret || err != nil || info.Mode().Perm()&0o044 == 0 {
			continue
		}
		found = append(found, name)
	}
	return found
}

// Exposed lists the files that hold keys and that others on this computer
// may read.
func (l *Live) Exposed() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.layers.exposed
}
