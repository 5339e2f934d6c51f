// Package licenses has the licences of everything that is compiled into the
// program. The text is made by the command in the folder gather, from the
// modules that the build uses: go run ./internal/licenses/gather
package licenses

import _ "embed"

//go:embed notices.txt
var notices string

// Text returns all notices, in one text.
func Text() string { return notices }
