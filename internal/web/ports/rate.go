package ports

import "streamspark/internal/locale"

// RateSource is a service of rates, by the name that people know.
func RateSource(name string) locale.Phrase {
	switch name {
	case "cbr", "open_er_api", "exchangerate_api":
		return locale.Say("rates.source." + name)
	}
	return locale.Say(name)
}
