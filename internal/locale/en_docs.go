package locale

// englishDocs are the pages for people who write programs.
func englishDocs() map[string]string {
	return map[string]string{
		"docs.answer":   "Answer, status %s",
		"docs.types":    "What they are made of",
		"docs.body":     "In the JSON body",
		"docs.curl":     "The lines to copy work in cmd on Windows and in the shells of Linux and macOS.",
		"docs.default":  "if missing:",
		"docs.file":     "The same as OpenAPI 3.1",
		"docs.may":      "may be missing",
		"docs.page":     "For curl and other programs",
		"docs.path":     "In the path",
		"docs.query":    "In the address, after ?",
		"docs.required": "required",
		"docs.text":     "Send JSON with the header Content-Type: application/json. A refused request has its proper status and one sentence in error.",

		"docs.all":                  "All addresses",
		"docs.group.orders":         "Test and order",
		"docs.group.celebrations":   "Donations and decisions",
		"docs.group.away":           "While you were away",
		"docs.group.queue":          "The stream and its queue",
		"docs.group.settings":       "Settings and setup",
		"docs.group.look":           "Look",
		"docs.group.money":          "Money",
		"docs.group.clips":          "Clips",
		"docs.group.history":        "Lists, counts and the log",
		"docs.group.donationalerts": "DonationAlerts",
		"docs.group.status":         "How the program stands",
	}
}
