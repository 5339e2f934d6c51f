package locale

// russianAnswers says in Russian what other packages say in English, by what
// they say. A sentence that is missing here is shown as it is.
func russianAnswers() map[string]string { return nil }
