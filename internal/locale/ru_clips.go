package locale

// russianClips are the words of the page of clips.
func russianClips() map[string]string {
	return map[string]string{
		"clips.whole":        "Все клипы",
		"clips.all":          "Все",
		"clips.favourites":   "Избранные",
		"clips.which":        "Какие клипы показать",
		"clips.search":       "Искать среди клипов",
		"clips.search.hint":  "Имя или сообщение",
		"clips.none":         "Ничего не нашлось",
		"clips.unloved":      "Избранных пока нет",
		"clips.unloved.next": "Звезда на клипе делает его избранным: такой клип никогда не удаляется ради места.",
		"clips.end":          "Более ранних клипов нет",
		"clips.back":         "Показать все клипы",

		"clip.gone":    "Его файла больше нет в папке с клипами.",
		"clip.watch":   "Смотреть",
		"clip.star":    "Избранное",
		"cinema.close": "Закрыть",

		"confirm.delete.favourite": "Это один из ваших избранных клипов. Всё равно удалить его навсегда?",
		"script.noVideo":           "Видео не удаётся показать. Возможно, его файла больше нет в папке с клипами.",
	}
}

// russianClipAnswers are the API's sentences about clips.
func russianClipAnswers() map[string]string {
	return map[string]string{
		"Video not found":                                               "Такого клипа нет",
		"There is no poster of this clip.":                              "У этого клипа нет картинки.",
		"The body could not be read to its end.":                        "Тело запроса не удалось дочитать до конца.",
		"Send a JPEG picture with the header Content-Type: image/jpeg.": "Пришлите картинку JPEG с заголовком Content-Type: image/jpeg.",
		"This is no poster: it must be a whole JPEG picture of at most 200 kB and 1280 dots a side.": "Это не годится: нужна целая картинка JPEG не больше 200 кБ и 1280 точек по стороне.",
		"before in the address must be the next of an earlier answer.":                               "before в адресе должен быть значением next из прошлого ответа.",
		"q in the address is too long: at most 400 bytes are taken.":                                 "q в адресе слишком длинный: принимается не больше 400 байт.",
	}
}
