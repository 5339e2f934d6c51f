package locale

// englishClips are the words of the page of clips.
func englishClips() map[string]string {
	return map[string]string{
		"clips.whole":        "All clips",
		"clips.all":          "All",
		"clips.favourites":   "Favourites",
		"clips.which":        "Which clips to show",
		"clips.search":       "Search the clips",
		"clips.search.hint":  "Donor or message",
		"clips.none":         "Nothing was found",
		"clips.unloved":      "No favourites yet",
		"clips.unloved.next": "The star on a clip makes it a favourite: it is never removed to make room.",
		"clips.end":          "No older clips",
		"clips.back":         "Show all clips",

		"clip.gone":    "Its file is gone from the folder of clips.",
		"clip.watch":   "Watch",
		"clip.star":    "Favourite",
		"cinema.close": "Close",

		"confirm.delete.favourite": "This clip is one of your favourites. Delete it for good all the same?",
		"script.noVideo":           "The video cannot be played. Perhaps its file is gone from the folder of clips.",
	}
}
