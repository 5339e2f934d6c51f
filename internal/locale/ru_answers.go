package locale

import "maps"

// russianAnswers says in Russian what other packages say in English, by what
// they say. A sentence that is missing here is shown as it is.
func russianAnswers() map[string]string {
	answers := russianStageAnswers()
	maps.Copy(answers, map[string]string{
		"a backup was restored, and clips of that time wait: they may have been shown already": "восстановлена копия, и в очереди клипы того времени: возможно, их уже показали",
	})
	return answers
}
