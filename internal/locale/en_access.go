package locale

// englishAccess is about who can reach the program.
func englishAccess() map[string]string {
	return map[string]string{ //nolint:gosec // words about tokens, no token
		"access.title":       "Who gets in",
		"access.word.local":  "This computer only",
		"access.word.token":  "Token required",
		"access.local":       "Only this computer can reach StreamSpark, so nobody has to sign in.",
		"access.open":        "Other computers can reach StreamSpark, so everybody needs the token: a browser signs in once, a widget has a key in its address, a program sends a header.",
		"access.change":      "server.host and server.public_url in config.yaml say who can reach it.",
		"access.sign_in":     "To sign in on another device, open there:",
		"access.widget":      "The widget, for OBS:",
		"access.program":     "Programs send the header:",
		"access.rotate":      "New token",
		"access.rotate.sure": "Every signed-in browser, every widget and every program is shut out at once, but for this browser. Give OBS the widget's new address afterwards.",
		"access.rotate.done": "A new token is in force. Give OBS the widget's new address.",
		"access.out":         "Sign out",
		"access.exposed":     "Others on this computer can read a file that has keys in it. Run this in a terminal:",
		"access.ignored":     "These were saved by the dashboard and are not used:",
		"ignored.unknown":    "there is no such setting",
		"ignored.fixed":      "this is set in config.yaml alone",
		"ignored.bad":        "the value cannot be used",
		"ignored.address":    "it was saved for another address: enter it again, or set the address back",

		"action.cost":         "about %s",
		"action.cost.each":    "about %s each",
		"action.cost.unknown": "price not known",

		"sign.title":       "Sign in",
		"sign.about":       "Other computers can reach StreamSpark, so it asks for its token. It is printed at the start, and a browser that is signed in shows it on the page Settings.",
		"sign.token":       "Token",
		"sign.do":          "Sign in",
		"sign.wrong":       "This is not the token. Copy it whole: 26 capital letters and digits.",
		"sign.wait":        "Too many wrong tokens: wait a few seconds.",
		"widget.key.title": "The widget needs its key",
		"widget.key.text":  "Copy the widget's address again from the page Settings: the key is part of it.",
	}
}
