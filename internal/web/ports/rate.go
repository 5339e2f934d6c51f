package ports

import "streamspark/internal/language"

// RateSource is a service of rates, by the name that people know.
func RateSource(name string) language.Phrase {
	switch name {
	case "cbr", "open_er_api", "exchangerate_api":
		return language.Say("rates.source." + name)
	}
	return language.Say(name)
}
