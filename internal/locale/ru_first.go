package locale

func russianFirst() map[string]string {
	return map[string]string{ //nolint:gosec // words about keys, no key
		"first.title":  "Первые шаги",
		"first.count":  "Готово %s из %s",
		"first.close":  "Закрыть список",
		"first.closed": "Закрыто. Вернуть его можно на странице «Настройки».",
		"first.opened": "Он вверху первой страницы.",
		"first.done":   "Все первые шаги сделаны: стрим готов.",
		"first.ticked": "Готово:",
		"first.again":  "Список первых шагов закрыт.",
		"first.open":   "Открыть снова",
		"first.show":   "Показать список",

		"first.source":          "Подключите DonationAlerts",
		"first.source.done":     "Подключено: донации приходят сами.",
		"first.source.ready":    "Нажмите кнопку и разрешите доступ на их странице.",
		"first.source.site":     "1. Создайте у них на сайте новое приложение.",
		"first.source.open":     "Открыть страницу приложений",
		"first.source.redirect": "2. Укажите в нём этот адрес возврата, без изменений:",
		"first.source.keys":     "3. Вставьте сюда его ID и секрет (API-ключ):",
		"first.source.later":    "Можно и позже: тестовые донации работают без этого.",

		"application.id":     "ID приложения",
		"application.secret": "Секрет",
		"application.save":   "Сохранить",
		"application.done":   "Сохранено. Теперь нажмите «Подключить».",

		"first.generator":      "Выберите, кто делает клипы",
		"first.generator.paid": "Работает генератор с ключом: каждый клип оплачивается с вашего счёта там.",
		"first.generator.free": "Клипы рисует встроенный генератор, бесплатно.",
		"first.generator.text": "Встроенный генератор рисует клипы на этом компьютере, бесплатно. С ключом AIML или Gemini снимается настоящее видео — за деньги.",
		"first.generator.stay": "Остаться со встроенным",
		"first.generator.key":  "У меня есть ключ",

		"key.aiml":          "Ключ AIML API (Veo)",
		"key.gemini":        "Ключ Google AI Studio (Gemini)",
		"key.save":          "Сохранить ключ",
		"key.done":          "Сохранено. Он уже работает.",
		"key.fold":          "Ввести ключ",
		"key.hint":          "Он хранится на этом компьютере запечатанным и больше не показывается.",
		"key.about.aiml":    "Видео от Veo за деньги: примерно 1–3 доллара за клип. Ключ выдают на aimlapi.com.",
		"key.about.gemini":  "Видео от Gemini Omni за деньги: примерно 0,80 доллара за клип. Ключ выдают в Google AI Studio, с подключённой оплатой.",
		"key.spare":         "Ключ есть, но клипов он сейчас не делает: смотрите generation.provider ниже.",
		"key.ends":          "Ключ",
		"key.from":          "Откуда",
		"key.about.builtin": "Рисует клипы на этом компьютере. Не нужны ни счёт, ни сеть.",

		"action.forget_key":  "Забыть ключ",
		"confirm.forget_key": "Забыть этот ключ? Без него этот генератор не делает клипов, а начатые там клипы нельзя будет забрать.",
		"done.forget_key":    "Забыт.",

		"first.widget":      "Добавьте виджет в OBS",
		"first.widget.done": "Виджет подключался.",
		"first.widget.add":  "В OBS нажмите + под «Источниками», выберите «Браузер» и вставьте этот адрес:",
		"first.widget.size": "Задайте ширину 1920 и высоту 1080.",
		"first.widget.sound": "Поставьте галочку «Управлять аудио через OBS» и нажмите ОК. " +
			"Шаг отметится сам, как только виджет появится.",

		"first.test":      "Отправьте тестовую донацию",
		"first.test.done": "Тестовый клип показан до конца.",
		"first.test.wait": "Сначала добавьте виджет: клип играет в нём.",
		"first.test.text": "Никто ничего не платит. Благодарность появится сразу, а клип — чуть позже.",
		"first.test.send": "Отправить тестовую донацию",
		"first.test.sent": "Отправлено. Смотрите в OBS.",
	}
}
