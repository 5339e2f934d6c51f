package locale

func russianLog() map[string]string {
	return map[string]string{
		"menu.log":        "Журнал",
		"log.title":       "Журнал",
		"log.level":       "Уровень",
		"log.level.debug": "Всё",
		"log.level.info":  "Сообщения и важнее",
		"log.level.warn":  "Предупреждения и ошибки",
		"log.level.error": "Только ошибки",
		"log.part":        "Часть",
		"log.donation":    "№ донации",
		"log.words":       "Слова",
		"log.all":         "Все",
		"log.show":        "Показать",
		"log.clear":       "Сбросить",
		"log.download":    "Скачать эти строки",
		"log.older":       "Более ранние строки",
		"log.newest":      "К последним строкам",
		"log.oldest":      "Более ранние строки — в файле streamspark.log в папке данных.",
		"log.none":        "Ни одна строка не подходит.",
		"log.fresh":       "новых внизу",
	}
}
