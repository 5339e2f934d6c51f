package language

// russianQueue is the same in Russian.
func russianQueue() map[string]string {
	return map[string]string{
		"now.next":             "Следующие",
		"now.next.empty":       "Очередь пуста.",
		"now.more":             "и ещё %s|и ещё %s|и ещё %s",
		"now.cleared":          "Экран очищен",
		"now.cleared.headline": "Экран очищен",
		"now.cleared.text":     "С %s ничего не показывается: ни клипы, ни благодарности. Прерванный клип ждёт первым: уберите его, если показывать не нужно, и продолжите.",
		"now.ending.text":      "Пауза с %s. Этот клип доиграет, следующие подождут.",
		"now.ending.why":       "Пауза с %s: %s. Этот клип доиграет, следующие подождут.",
		"now.widget.ok":        "Виджет открыт",
		"now.widget.hidden":    "Виджет скрыт",
		"action.panic":         "Паника",
		"action.now":           "Показать сейчас",
		"action.drop":          "Убрать из очереди",
		"done.panic":           "Экран очищен. Продолжите, когда будете готовы.",
		"done.now":             "Будет показан следующим.",
		"done.drop":            "Убран. Клип остался в галерее.",

		"queue.handle":  "Переместить: %s, место %s из %s",
		"queue.help":    "Тяните за ручку. С клавиатуры: Alt+↑ и Alt+↓ или пробел, стрелки, пробел.",
		"script.lifted": "Поднято с места %s из %s. Стрелки перемещают, пробел опускает, Escape возвращает.",
		"script.moved":  "Место %s из %s.",
		"script.put":    "Опущено на место %s из %s.",
		"script.back":   "Снова на месте %s из %s.",

		"making.title": "Создаются",
		"making.empty": "Сейчас ничего не создаётся.",
		"making.place": "%s-й в очереди",
		"making.left":  "примерно %s",
		"making.soon":  "вот-вот",

		"needs.title":   "Ждёт вас",
		"needs.empty":   "Ничего не ждёт вашего решения.",
		"needs.held":    "%s решение|%s решения|%s решений",
		"needs.unknown": "%s исход неизвестен|%s исхода неизвестны|%s исходов неизвестны",
		"needs.failed":  "%s не вышло|%s не вышло|%s не вышло",

		"dock.title":   "Панель",
		"sound.switch": "Звук, когда нужно моё решение",

		"control.title":      "Управление из OBS и не только",
		"control.dock":       "Панелью в OBS: Док-панели, Пользовательские браузерные панели, и этот адрес. Рассчитана на 400 × 600.",
		"control.open":       "Открыть здесь",
		"control.curl":       "Со Stream Deck или из скрипта",
		"control.curl.about": "Каждая строка делает то же, что кнопка. На Stream Deck возьмите действие, которое отправляет HTTP POST на этот адрес.",
		"control.state":      "Всё сразу",
		"control.field":      "Одно значение простым текстом",
	}
}
