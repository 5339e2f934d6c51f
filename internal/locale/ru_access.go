package locale

// russianAccess says it in Russian.
func russianAccess() map[string]string {
	return map[string]string{ //nolint:gosec // words about tokens, no token
		"access.title":       "Доступ",
		"access.word.local":  "Только этот компьютер",
		"access.word.token":  "Нужен токен",
		"access.local":       "StreamSpark доступен только с этого компьютера, поэтому входить не нужно.",
		"access.open":        "StreamSpark доступен с других компьютеров, поэтому всем нужен токен: браузер входит один раз, у виджета ключ в адресе, программы отправляют заголовок.",
		"access.change":      "Откуда он доступен, задают server.host и server.public_url в config.yaml.",
		"access.sign_in":     "Чтобы войти с другого устройства, откройте на нём:",
		"access.widget":      "Виджет для OBS:",
		"access.program":     "Программы отправляют заголовок:",
		"access.rotate":      "Новый токен",
		"access.rotate.sure": "Все браузеры, где вы вошли, все виджеты и программы сразу потеряют доступ, кроме этого браузера. После этого дайте OBS новый адрес виджета.",
		"access.rotate.done": "Действует новый токен. Дайте OBS новый адрес виджета.",
		"access.out":         "Выйти",
		"access.exposed":     "Файл с ключами могут читать другие пользователи этого компьютера. Выполните в терминале:",
		"access.ignored":     "Сохранено на панели, но не действует:",
		"ignored.unknown":    "такой настройки нет",
		"ignored.fixed":      "это задаётся только в config.yaml",
		"ignored.bad":        "такое значение не подходит",
		"ignored.address":    "сохранено для другого адреса: введите заново или верните прежний адрес",

		"action.cost":         "около %s",
		"action.cost.each":    "около %s за каждый",
		"action.cost.unknown": "цена неизвестна",

		"sign.title":       "Вход",
		"sign.about":       "StreamSpark доступен с других компьютеров, поэтому спрашивает токен. Он печатается при запуске и показан на странице «Настройки» там, где вы уже вошли.",
		"sign.token":       "Токен",
		"sign.do":          "Войти",
		"sign.wrong":       "Это не тот токен. Скопируйте его целиком: 26 заглавных букв и цифр.",
		"sign.wait":        "Слишком много неверных токенов: подождите несколько секунд.",
		"widget.key.title": "Виджету нужен ключ",
		"widget.key.text":  "Скопируйте адрес виджета на странице «Настройки» ещё раз: ключ — его часть.",
	}
}

// russianAccessAnswers says what the doors answer.
func russianAccessAnswers() map[string]string {
	return map[string]string{ //nolint:gosec // words about tokens, no token
		"Sign in first: other computers can reach StreamSpark, so it asks for its token.":                                     "Сначала войдите: StreamSpark доступен с других компьютеров и поэтому спрашивает токен.",
		"A program sends it in the header Authorization: Bearer TOKEN. It is printed at the start, and on the page Settings.": "Программа отправляет его в заголовке Authorization: Bearer TOKEN. Он печатается при запуске и есть на странице «Настройки».",
		"Too many wrong tokens came from there: wait a few seconds.":                                                          "Оттуда пришло слишком много неверных токенов: подождите несколько секунд.",
		"No token is asked for: only this computer can reach StreamSpark.":                                                    "Токен не нужен: StreamSpark доступен только с этого компьютера.",
		"The request did not come in whole in time: send it again.":                                                           "Запрос не пришёл вовремя целиком: отправьте его ещё раз.",
		"Too many pages of the dashboard are open: close some of them.":                                                       "Открыто слишком много страниц панели: закройте лишние.",
		"Unauthorized":      "Нужно войти",
		"Too Many Requests": "Слишком часто",
	}
}
