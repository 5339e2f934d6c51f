package locale

import "maps"

// russianAnswers says in Russian what other packages say in English, by what
// they say. A sentence that is missing here is shown as it is.
func russianAnswers() map[string]string {
	answers := russianStageAnswers()
	maps.Copy(answers, map[string]string{ //nolint:gosec // words about keys, no key
		"Store":            "Записи", // the part, on the dashboard
		"Video not found.": "Такого клипа нет.",

		"The disk is full or cannot be written: donations wait at the source until there is room.":                                                                            "Диск заполнен или недоступен для записи: донации ждут в DonationAlerts, пока не появится место.",
		"The database was deleted or moved while StreamSpark runs: nothing is saved or ordered. Stop StreamSpark, put the file back or restore a backup, and start it again.": "Файл базы данных удалён или перемещён, пока StreamSpark работает: ничего не сохраняется и не заказывается. Остановите StreamSpark, верните файл или восстановите резервную копию и запустите снова.",
		"The database is damaged: stop StreamSpark and start it again, it says how to go back to a backup.":                                                                   "База данных повреждена: остановите StreamSpark и запустите снова, он подскажет, как вернуться к резервной копии.",
		"The database cannot be read.": "База данных не читается.",
		"a backup was restored, and clips of that time wait: they may have been shown already": "восстановлена копия, и в очереди клипы того времени: возможно, их уже показали",
	})
	return answers
}
