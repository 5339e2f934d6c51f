package locale

// englishQueue is what one steers a stream with.
func englishQueue() map[string]string {
	return map[string]string{
		"now.next":             "Up next",
		"now.next.empty":       "Nothing waits.",
		"now.more":             "and %s more|and %s more",
		"now.cleared":          "Screen clear",
		"now.cleared.headline": "The screen is clear",
		"now.cleared.text":     "Since %s nothing is shown, no clip and no thank-you. A clip that was cut waits first in line: drop it if it should not be seen, then resume.",
		"now.ending.text":      "Paused since %s. This one plays to its end, then nothing more.",
		"now.ending.why":       "Paused since %s: %s. This one plays to its end, then nothing more.",
		"now.widget.ok":        "Widget open",
		"now.widget.hidden":    "Widget hidden",
		"queue.file":           "Its file",
		"now.unsaid":           "OBS keeps silent",
		"now.unsaid.headline":  "Is the widget on the stream?",
		"now.unsaid.text":      "The widget is open in OBS, but OBS has not said yet that its source is on the stream. Switch to another scene and back, or hide the source and show it. Clips wait until then.",
		"now.tab":              "A tab stands back",
		"now.tab.headline":     "The widget is only open in a tab",
		"now.tab.text":         "OBS is in use, so viewers would not see a tab. Show the widget's source in OBS. A tab plays 5 minutes after OBS was closed.",
		"action.toggle":        "Pause or resume",
		"action.panic":         "Panic",
		"action.now":           "Play now",
		"action.drop":          "Drop from the queue",
		"done.panic":           "The screen is clear. Resume when you are ready.",
		"done.now":             "It plays next.",
		"done.drop":            "Dropped. Its clip stays in the gallery.",

		"queue.handle":  "Move %s, place %s of %s",
		"queue.help":    "Drag by the handle. By keyboard: Alt+↑ and Alt+↓, or Space, arrows, Space.",
		"script.lifted": "Lifted from place %s of %s. Arrow keys move it, Space puts it down, Escape takes it back.",
		"script.moved":  "Place %s of %s.",
		"script.put":    "Put down at place %s of %s.",
		"script.back":   "Back at place %s of %s.",

		"making.title": "Being made",
		"making.empty": "Nothing is being made.",
		"making.place": "No. %s in line",
		"making.left":  "about %s",
		"making.soon":  "any moment now",

		"needs.title":   "Waits for you",
		"needs.empty":   "Nothing waits for you.",
		"needs.held":    "%s decision|%s decisions",
		"needs.unknown": "%s outcome unknown|%s outcomes unknown",
		"needs.failed":  "%s failed|%s failed",

		"dock.title":   "Dock",
		"sound.switch": "Sound when something needs me",

		"control.title":      "Control from OBS and elsewhere",
		"control.dock":       "As a dock in OBS: Docks, Custom Browser Docks, and this address. It fits 400 × 600.",
		"control.open":       "Open it here",
		"control.curl":       "From a Stream Deck or a script",
		"control.curl.about": "Each line does what the button does. On a Stream Deck, use an action that sends an HTTP POST to the address.",
		"control.state":      "Everything at a glance",
		"control.field":      "One figure as plain text",
	}
}
