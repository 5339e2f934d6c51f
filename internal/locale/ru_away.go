package locale

// russianAway is about what came while the streamer was away.
func russianAway() map[string]string {
	return map[string]string{
		"away.title": "Пока вас не было",
		"away.sum":   "%s донация, %s|%s донации, %s|%s донаций, %s",
		"away.first": "Первая сделана",
		"away.about": "Они пришли, пока StreamSpark был выключен или без связи, или их судьбы не знает восстановленная копия. Без вашего решения ничего не покажут и не создадут.",
		"away.all":   "Со всеми сразу",

		"action.away.play":       "Поблагодарить",
		"action.away.make":       "Создать клип",
		"action.away.ignore":     "Пропустить",
		"action.away.play.all":   "Поблагодарить всех",
		"action.away.make.all":   "Создать все клипы",
		"action.away.ignore.all": "Пропустить все",
		"away.sure.free":         "Создать %s клип? Он рисуется на этом компьютере и ничего не стоит.|Создать %s клипа? Они рисуются на этом компьютере по очереди и ничего не стоят.|Создать %s клипов? Они рисуются на этом компьютере по очереди и ничего не стоят.",
		"away.sure.paid":         "Заказать %s клип? Он оплачивается у вашего генератора. Бюджеты действуют.|Заказать %s клипа? Каждый оплачивается у вашего генератора. Бюджеты действуют.|Заказать %s клипов? Каждый оплачивается у вашего генератора. Бюджеты действуют.",

		"action.thank":     "Поблагодарить",
		"action.again":     "Поблагодарить ещё раз",
		"done.thank":       "Готово. Благодарность покажут, как только виджет будет открыт.",
		"done.away.play":   "Готово. Благодарности покажут по очереди, как только виджет будет открыт.",
		"done.away.make":   "Клипы встали в очередь.",
		"done.away.ignore": "Пропущено.",

		"compare.title": "Сверка с DonationAlerts",
		"compare.about": "Проверяет, все ли донации за эти дни есть здесь.",
		"compare.from":  "С",
		"compare.to":    "По",
		"compare.look":  "Сверить",
		"compare.take":  "Забрать недостающие",

		"script.compareEqual":   "Ничего не потеряно: там донаций {theirs}, здесь {ours}.",
		"script.compareDiffers": "Есть разница: здесь не хватает {missing}, есть только здесь {extra}, отличаются {differing}.",
		"script.compareTaken":   "Забрано: {taken}. Старые ждут вас в разделе «Пока вас не было».",
	}
}

// russianAwayAnswers says in Russian what the API answers about them.
func russianAwayAnswers() map[string]string {
	return map[string]string{
		"it was thanked for already":                                 "за неё уже поблагодарили",
		"it does not wait for this decision any more":                "она больше не ждёт этого решения",
		"you ordered this one yourself, so there is nobody to thank": "этот клип заказали вы сами, благодарить некого",
		"There are more than 100 pages of donations since then.":     "С тех пор больше 100 страниц донаций.",
		"Choose a later beginning.":                                  "Выберите более позднее начало.",
		"from must be before to.":                                    "Начало должно быть раньше конца.",
		"The list of donations could not be read: the log says why.": "Список донаций не удалось прочесть: почему, записано в журнале.",
	}
}
