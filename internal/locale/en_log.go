package locale

func englishLog() map[string]string {
	return map[string]string{
		"menu.log":        "Log",
		"log.title":       "Log",
		"log.level":       "Level",
		"log.level.debug": "Everything",
		"log.level.info":  "From information up",
		"log.level.warn":  "Warnings and errors",
		"log.level.error": "Errors alone",
		"log.part":        "Part",
		"log.donation":    "Donation no.",
		"log.words":       "Words",
		"log.all":         "All",
		"log.show":        "Show",
		"log.clear":       "Clear",
		"log.download":    "Download these lines",
		"log.older":       "Older lines",
		"log.newest":      "Back to the newest lines",
		"log.oldest":      "Older lines are in streamspark.log, in the data folder.",
		"log.none":        "No line fits.",
		"log.fresh":       "new below",
	}
}
