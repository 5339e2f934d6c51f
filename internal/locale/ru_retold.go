package locale

// russianSentences returns in Russian what other packages say in English with
// particulars in it.
func russianSentences() []sentence {
	return []sentence{
		{"{cause}; it is tried again", "{cause}; попытка повторится"},
		{"{who} does not answer ({cause}): it is asked again until it does, and nothing is lost", "{who} не отвечает ({cause}): попытки повторяются, пока он не ответит, ничего не потеряно"},
		{"{cause}. It says: {words}", "{cause}. Ответ: «{words}»"},
		{"{who} does not answer: {cause}", "{who} не отвечает: {cause}"},
		{"{who} does not answer", "{who} не отвечает"},
		{"not accepted: {cause}", "не принято: {cause}"},
	}
}
