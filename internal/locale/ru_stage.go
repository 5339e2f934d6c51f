package locale

// russianStage returns what the overlay and the player say of a showing.
func russianStage() []sentence {
	return []sentence{
		{"{n} showings in a row failed, the last because: {cause}. Look at the widget in OBS, then go on", "показов подряд сорвалось: {n}, последний потому, что {cause}. Проверьте виджет в OBS и продолжите"},
		{"the player could not play it: {cause}", "виджет не смог показать клип: {cause}"},
		{"the player did not start it within {time}", "виджет не начал показ за {time}"},
		{"the player ended it after {shown} of {length}", "виджет закончил показ раньше времени: {shown} из {length}"},
		{"the picture stood still for {time}", "картинка замерла на {time}"},
		{"it did not begin for {time}", "показ не начался за {time}"},
		{"the browser gave up loading it ({words})", "браузер перестал загружать файл ({words})"},
		{"the file could not be loaded ({words})", "файл не удалось загрузить ({words})"},
		{"the picture or the sound cannot be decoded ({words})", "картинку или звук не удалось декодировать ({words})"},
		{"this browser cannot play the file, or it is not there ({words})", "этот браузер не умеет играть такой файл, или файла нет ({words})"},
		{"The queue is paused: {cause}.", "Очередь на паузе: {cause}."},
	}
}

func russianStageAnswers() map[string]string {
	return map[string]string{
		"the player did not report its end":                     "виджет не сообщил о конце показа",
		"it has no picture that this browser can show":          "в нём нет картинки, которую умеет показать этот браузер",
		"not one picture of it was decoded":                     "не удалось декодировать ни одного кадра",
		"it gave no reason":                                     "причины он не назвал",
		"the browser gave up loading it":                        "браузер перестал загружать файл",
		"the file could not be loaded":                          "файл не удалось загрузить",
		"the picture or the sound cannot be decoded":            "картинку или звук не удалось декодировать",
		"this browser cannot play the file, or it is not there": "этот браузер не умеет играть такой файл, или файла нет",
		"the video element failed":                              "элемент video дал сбой",
		"The queue is paused.":                                  "Очередь на паузе.",

		"OBS has not said yet that the widget's source is on the stream: switch to another scene and back, or hide the source and show it.": "OBS ещё не сообщил, что источник виджета на стриме: переключитесь на другую сцену и обратно или скройте источник и покажите снова.",
		"A tab does not play while OBS is in use: show the widget's source in OBS. A tab plays 5 minutes after OBS was closed.":             "Пока OBS запущен, вкладка не играет: покажите источник виджета в OBS. Вкладка начнёт играть через 5 минут после закрытия OBS.",
	}
}
