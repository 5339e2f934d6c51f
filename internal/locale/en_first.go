package locale

func englishFirst() map[string]string {
	return map[string]string{ //nolint:gosec // words about keys, no key
		"first.title":  "First steps",
		"first.count":  "%s of %s done",
		"first.close":  "Close this list",
		"first.closed": "Closed. You find it again on the page Settings.",
		"first.opened": "It is at the top of the first page.",
		"first.done":   "All first steps are done: your stream is ready.",
		"first.ticked": "Done:",
		"first.again":  "The list of the first steps is closed.",
		"first.open":   "Open it again",
		"first.show":   "Show the list",

		"first.source":          "Connect DonationAlerts",
		"first.source.done":     "Connected: donations come in by themselves.",
		"first.source.ready":    "Press the button and allow the access on their page.",
		"first.source.site":     "1. On their site, make a new application.",
		"first.source.open":     "Open the page of applications",
		"first.source.redirect": "2. Give it this redirect address, exactly:",
		"first.source.keys":     "3. Paste its id and its secret (API key) here:",
		"first.source.later":    "You can do this later: test donations work without it.",

		"application.id":     "Id of the application",
		"application.secret": "Secret",
		"application.save":   "Save",
		"application.done":   "Saved. Now press Connect.",

		"first.generator":      "Choose who makes the clips",
		"first.generator.paid": "A generator with a key is in use: each clip is charged to your account there.",
		"first.generator.free": "The built-in generator draws them here, free of charge.",
		"first.generator.text": "The built-in generator draws clips on this computer, free of charge. With a key of AIML or Gemini a film is made instead, for money.",
		"first.generator.stay": "Stay with the built-in one",
		"first.generator.key":  "I have a key",

		"key.aiml":          "Key of AIML API (Veo)",
		"key.gemini":        "Key of Google AI Studio (Gemini)",
		"key.save":          "Save the key",
		"key.done":          "Saved. It is used at once.",
		"key.fold":          "Enter a key",
		"key.hint":          "It is kept sealed on this computer and never shown again.",
		"key.about.aiml":    "Films of Veo, for money: about 1 to 3 dollars each. You get a key at aimlapi.com.",
		"key.about.gemini":  "Films of Gemini Omni, for money: about 0.80 dollars each. You get a key at Google AI Studio, with billing on.",
		"key.spare":         "It has a key, and makes no clips now: see generation.provider below.",
		"key.ends":          "Key",
		"key.from":          "It comes from",
		"key.about.builtin": "Draws clips on this computer. It needs no account and no network.",

		"action.forget_key":  "Forget the key",
		"confirm.forget_key": "Forget this key? Without it this generator makes no clips, and clips under way there cannot be fetched.",
		"done.forget_key":    "Forgotten.",

		"first.widget":      "Add the widget to OBS",
		"first.widget.done": "A widget was connected.",
		"first.widget.add":  "In OBS, press + below Sources, choose Browser, and paste this address:",
		"first.widget.size": "Set the width to 1920 and the height to 1080.",
		"first.widget.sound": "Tick “Control audio via OBS”, then OK. " +
			"This step is ticked as soon as the widget is there.",

		"first.test":      "Send a test donation",
		"first.test.done": "A test clip was shown to its end.",
		"first.test.wait": "First add the widget: it is where the clip plays.",
		"first.test.text": "Nobody pays anything. You see the thanks at once, and the clip soon after.",
		"first.test.send": "Send a test donation",
		"first.test.sent": "Sent. Look at OBS.",
	}
}
