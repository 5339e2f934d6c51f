package locale

// russianDocs are the pages for people who write programs.
func russianDocs() map[string]string {
	return map[string]string{
		"docs.answer":   "Ответ, статус %s",
		"docs.types":    "Из чего всё состоит",
		"docs.body":     "В теле JSON",
		"docs.curl":     "Строки для копирования подходят для cmd в Windows и для оболочек Linux и macOS.",
		"docs.default":  "если не указано:",
		"docs.file":     "То же в формате OpenAPI 3.1",
		"docs.may":      "может отсутствовать",
		"docs.page":     "Для curl и других программ",
		"docs.path":     "В пути",
		"docs.query":    "В адресе, после ?",
		"docs.required": "обязательно",
		"docs.text":     "Отправляйте JSON с заголовком Content-Type: application/json. У отказа свой статус и одно предложение в error.",

		"docs.all":                  "Все адреса",
		"docs.group.orders":         "Проба и заказ",
		"docs.group.celebrations":   "Донации и решения",
		"docs.group.away":           "Пока вас не было",
		"docs.group.queue":          "Стрим и очередь",
		"docs.group.settings":       "Настройки",
		"docs.group.look":           "Вид",
		"docs.group.money":          "Деньги",
		"docs.group.clips":          "Клипы",
		"docs.group.history":        "Списки, счёт и журнал",
		"docs.group.donationalerts": "DonationAlerts",
		"docs.group.status":         "Состояние программы",
	}
}
