// Package licenses embeds the licences of everything that is compiled into the
// program. The text is made from the modules of the build:
// go run ./internal/licenses/gather
package licenses

import _ "embed"

//go:embed notices.txt
var notices string

// Text returns all notices, in one text.
func Text() string { return notices }
