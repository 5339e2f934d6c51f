package locale

import "maps"

// english is the catalogue in English. A word with forms is written
// "one|many", and the first argument is the number that chooses.
func english() map[string]string {
	words := map[string]string{}
	for _, part := range englishParts() {
		maps.Copy(words, part)
	}
	return words
}

// englishParts are the words of each part of the pages.
func englishParts() []map[string]string {
	return []map[string]string{
		englishFrame(),
		englishNow(),
		englishQueue(),
		englishStatuses(),
		englishDonations(),
		englishConnections(),
		englishSource(),
		englishAway(),
		englishForms(),
		englishLook(),
		englishPages(),
		englishMoney(),
		englishClips(),
		englishFilter(),
		englishFirst(),
		englishSettings(),
		englishAccess(),
		englishValues(),
		englishLog(),
		englishDocs(),
		englishDemo(),
	}
}

func englishFrame() map[string]string {
	return map[string]string{
		"frame.skip":     "Skip to the content",
		"frame.pages":    "Pages",
		"frame.opening":  "Connecting",
		"frame.live":     "Live",
		"frame.lost":     "No connection to StreamSpark. Trying again…",
		"frame.look":     "Language and theme",
		"frame.language": "Language",
		"frame.theme":    "Theme",
		"frame.noscript": "This page needs JavaScript to stay up to date and to carry out what you press.",
		"frame.version":  "StreamSpark %s",
		"frame.about":    "About",
		"frame.status":   "Status",
		"frame.notices":  "Notices",

		"theme.auto":  "System",
		"theme.light": "Light",
		"theme.dark":  "Dark",

		"menu.now":       "Now",
		"menu.donations": "Donations",
		"menu.clips":     "Clips",
		"menu.look":      "Look",

		"sure.no":      "Cancel",
		"sure.yes":     "Yes",
		"copy":         "Copy",
		"message.back": "To the dashboard",

		"licenses.link":  "Licences",
		"licenses.title": "Licences of third parties",
		"licenses.about": "StreamSpark contains the work of others. These are their notices; streamspark --licenses prints them too.",

		"status.title":      "What is on and what is off",
		"status.good":       "Everything works.",
		"status.warn":       "StreamSpark runs. Something is missing or limited:",
		"status.bad":        "StreamSpark runs, but something does not work:",
		"status.store":      "Database",
		"status.program":    "The program",
		"status.version":    "Version",
		"status.dashboard":  "Dashboard",
		"status.widget":     "Widget for OBS",
		"status.widget.add": "Add its address to OBS as a browser source, or show the scene that has it.",
		"status.again":      "Look again",
		"status.programs":   "Programs get the same as JSON:",

		"script.copied":   "Copied",
		"script.failed":   "It did not work.",
		"script.noAnswer": "StreamSpark does not answer. Is it still running?",
		"script.notSaved": "Not saved: StreamSpark does not answer. Start it again, then press the button once more; what you typed is still here.",
		"script.close":    "Close",
		"script.show":     "Show",

		"plain":        "%s",
		"time.never":   "never",
		"time.months":  "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		"time.days":    "%s d",
		"time.hours":   "%s h",
		"time.minutes": "%s min",
		"time.seconds": "%s s",

		"size.kb": "kB",
		"size.mb": "MB",
		"size.gb": "GB",
	}
}

func englishNow() map[string]string {
	return map[string]string{
		"dashboard.title": "Dashboard",

		"now.title":   "On stream",
		"now.elapsed": "How far the clip has played",

		"now.playing":          "Playing",
		"now.starting":         "Starting",
		"now.idle":             "Ready",
		"now.idle.headline":    "All quiet",
		"now.idle.text":        "The next clip plays by itself as soon as it is made.",
		"now.paused":           "Paused",
		"now.paused.headline":  "Playback is paused",
		"now.paused.text":      "Since %s. Clips are still made and wait in line.",
		"now.paused.why":       "Since %s: %s. Clips are still made and wait in line.",
		"now.nobody":           "Nobody is playing",
		"now.nobody.headline":  "No widget is open",
		"now.nobody.text":      "Add the widget to OBS, or open it in a tab to try. Clips wait until then.",
		"now.nobody.link":      "How to add it",
		"now.hidden":           "Hidden",
		"now.hidden.headline":  "The widget is hidden",
		"now.hidden.text":      "It is open, but its source is not shown in OBS. Clips wait until you show it.",
		"now.trouble":          "Not known",
		"now.trouble.headline": "The queue cannot be read",
		"now.trouble.text":     "The log says why. This is tried again by itself.",

		"action.pause":  "Pause",
		"action.resume": "Resume",
		"action.skip":   "Skip",
		"done.pause":    "Paused.",
		"done.resume":   "Playback goes on.",
		"done.skip":     "Skipped.",

		"donor.nobody": "Anonymous",
	}
}

func englishStatuses() map[string]string {
	return map[string]string{
		"status.received":     "Just in",
		"status.waiting_rate": "Waits for a rate",
		"status.skipped":      "No clip",
		"status.held":         "Waits for you",
		"status.rejected":     "Rejected",
		"status.approved":     "In line",
		"status.submitting":   "Being ordered",
		"status.generating":   "Being made",
		"status.fetching":     "Downloading",
		"status.ready":        "Ready to play",
		"status.playing":      "Playing",
		"status.played":       "Played",
		"status.failed":       "Failed",
		"status.unknown":      "Outcome unknown",

		"move.received":     "The donation came in and was written down.",
		"move.waiting_rate": "There was no exchange rate to price it with.",
		"move.skipped":      "No clip was made.",
		"move.held":         "It waited for your decision.",
		"move.rejected":     "It was turned down.",
		"move.approved":     "It was approved and joined the line for the generator.",
		"move.submitting":   "The order to the generator was written down and sent.",
		"move.generating":   "The generator took the order and began to make the clip.",
		"move.fetching":     "The generator was done and the download began.",
		"move.ready":        "The clip was checked and saved. It joined the queue of the stream.",
		"move.playing":      "The widget began to play it.",
		"move.played":       "It was shown on the stream.",
		"move.failed":       "It did not work.",
		"move.unknown":      "What became of the order could not be found out.",

		"toast.held":    "A donation waits for your decision.",
		"toast.failed":  "A clip could not be made or played.",
		"toast.unknown": "The outcome of a paid order is unknown. Please decide.",
	}
}

func englishDonations() map[string]string {
	return map[string]string{
		"donations.title":      "Donations",
		"donations.waiting":    "%s waits for you|%s wait for you",
		"donations.count":      "%s donation|%s donations",
		"donations.empty":      "No donations yet",
		"donations.empty.next": "They appear here the moment they come in. You can try everything without an account.",
		"donations.empty.test": "Make a test donation",
		"donations.unfold":     "Show more",
		"donations.fold":       "Show fewer",

		"gift.until":       "next try at %s",
		"gift.audio":       "An audio message",
		"gift.unseen":      "Invisible characters in the text, which the generator does not get:",
		"gift.tag.test":    "test",
		"gift.tag.manual":  "by hand",
		"gift.tag.by_hand": "added by hand",

		"action.approve": "Make a clip",
		"action.anyway":  "Make it anyway",
		"action.reject":  "Reject",
		"action.retry":   "Try again",
		"action.value":   "Say what it is worth",
		"action.look":    "Try now",
		"action.pay":     "Order again",
		"action.forget":  "Forget",
		"action.play":    "Play on stream",
		"action.replay":  "Play again",
		"confirm.pay":    "The earlier order may have been paid for. Order again, and perhaps pay twice?",
		"confirm.forget": "Forget this one? No clip will be made for it.",
		"done.play":      "It is in the queue.",
		"done.approve":   "A clip will be made.",
		"done.reject":    "Rejected.",
		"done.retry":     "It is tried again.",
		"done.forget":    "Forgotten.",

		"clips.title":      "Clips",
		"clips.count":      "%s clip|%s clips",
		"clips.empty":      "No clips yet",
		"clips.empty.next": "Every finished clip is kept here: play it again, download or delete it.",
		"clips.more":       "Older clips",
		"clip.preview":     "Preview",
		"action.download":  "Download",
		"action.delete":    "Delete",
		"confirm.delete":   "Delete this clip for good?",
		"done.delete":      "Deleted.",
	}
}
