package ports

import "strings"

// Access is who can reach the program, and what of its configuration is not
// as it should be.
type Access struct {
	Addresses []string // where it can be reached, the public one first
	Exposed   []string // files with keys that others on this computer may read
	Ignored   []Ignored
}

// Ignored is what the dashboard saved and what is not used: unknown, fixed,
// bad or address.
type Ignored struct{ Key, Why string }

// WidgetAt is the widget's address below one of ours, with its key where one
// is asked for.
func (o Options) WidgetAt(base string) string {
	address := strings.TrimSuffix(base, "/") + "/widget"
	if o.Doors.Required() {
		address += "?key=" + o.Doors.WidgetKey()
	}
	return address
}
