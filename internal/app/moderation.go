package app

import (
	"path/filepath"

	"streamspark/internal/moderation"
)

// openModeration reads the lists of words: those of the data folder, and the
// program's own where there are none.
func (a *App) openModeration(dataDir string) {
	checker, problems := moderation.New(filepath.Join(dataDir, "words"))
	for _, problem := range problems {
		a.log.Warn().Err(problem).Msg("a line of a list of words cannot be read, and is left out")
	}
	a.checker = checker
}
