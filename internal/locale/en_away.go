package locale

// englishAway is about what came while the streamer was away.
func englishAway() map[string]string {
	return map[string]string{
		"away.title": "While you were away",
		"away.sum":   "%s donation, %s|%s donations, %s",
		"away.first": "The first was made",
		"away.about": "They came while StreamSpark was off or had no connection, or before a backup was restored that does not know what became of them. Nothing is shown or made until you say so.",
		"away.all":   "All together",

		"action.away.play":       "Thank",
		"action.away.make":       "Make a clip",
		"action.away.ignore":     "Ignore",
		"action.away.play.all":   "Thank all",
		"action.away.make.all":   "Make all clips",
		"action.away.ignore.all": "Ignore all",
		"away.sure.free":         "Make %s clip? It is drawn on this computer and costs nothing.|Make %s clips? They are drawn on this computer, one after the other, and cost nothing.",
		"away.sure.paid":         "Order %s clip? It is paid for at your generator. Your budgets hold.|Order %s clips? Each of them is paid for at your generator. Your budgets hold.",

		"action.thank":     "Thank",
		"action.again":     "Thank again",
		"done.thank":       "Thanked. It is shown as soon as a widget is open.",
		"done.away.play":   "Thanked. It is shown as soon as a widget is open, one after the other.",
		"done.away.make":   "The clips joined the line.",
		"done.away.ignore": "Ignored.",

		"compare.title": "Compare with DonationAlerts",
		"compare.about": "Looks whether every donation of some days is here.",
		"compare.from":  "From",
		"compare.to":    "To",
		"compare.look":  "Compare",
		"compare.take":  "Take them in",

		"script.compareEqual":   "Nothing is missing: {theirs} donations there, {ours} here.",
		"script.compareDiffers": "Not the same: {missing} missing here, {extra} only here, {differing} different.",
		"script.compareTaken":   "Taken in: {taken}. Old ones wait for you under “While you were away”.",
	}
}
