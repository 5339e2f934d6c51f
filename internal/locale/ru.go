package locale

import "maps"

// russian is the catalogue in Russian. A word with forms is written
// "одна|две|пять", and the first argument is the number that chooses.
func russian() map[string]string {
	words := map[string]string{}
	for _, part := range russianParts() {
		maps.Copy(words, part)
	}
	return words
}

// russianParts are the words of each part of the pages.
func russianParts() []map[string]string {
	return []map[string]string{
		russianFrame(),
		russianNow(),
		russianQueue(),
		russianStatuses(),
		russianDonations(),
		russianConnections(),
		russianSource(),
		russianAway(),
		russianForms(),
		russianLook(),
		russianPages(),
		russianMoney(),
		russianClips(),
		russianFilter(),
		russianFirst(),
		russianSettings(),
		russianAccess(),
		russianValues(),
		russianLog(),
		russianDocs(),
		russianDemo(),
	}
}

func russianFrame() map[string]string {
	return map[string]string{
		"frame.skip":     "К содержанию",
		"frame.pages":    "Страницы",
		"frame.opening":  "Подключение",
		"frame.live":     "На связи",
		"frame.lost":     "Нет связи со StreamSpark. Пробуем снова…",
		"frame.look":     "Язык и оформление",
		"frame.language": "Язык",
		"frame.theme":    "Оформление",
		"frame.noscript": "Чтобы обновляться и выполнять команды, этой странице нужен JavaScript.",
		"frame.version":  "StreamSpark %s",
		"frame.about":    "О программе",
		"frame.status":   "Состояние",
		"frame.notices":  "Уведомления",

		"theme.auto":  "Как в системе",
		"theme.light": "Светлое",
		"theme.dark":  "Тёмное",

		"menu.now":       "Сейчас",
		"menu.donations": "Донации",
		"menu.clips":     "Клипы",
		"menu.look":      "Вид",

		"sure.no":      "Отмена",
		"sure.yes":     "Да",
		"copy":         "Копировать",
		"message.back": "На главную",

		"licenses.link":  "Лицензии",
		"licenses.title": "Лицензии сторонних программ",
		"licenses.about": "В StreamSpark есть чужой код. Вот его лицензии; их же печатает streamspark --licenses.",

		"status.title":      "Что работает, а что нет",
		"status.good":       "Всё работает.",
		"status.warn":       "StreamSpark запущен, но работает не всё:",
		"status.bad":        "StreamSpark запущен, но есть сбой:",
		"status.store":      "База данных",
		"status.program":    "Программа",
		"status.version":    "Версия",
		"status.dashboard":  "Панель",
		"status.widget":     "Виджет для OBS",
		"status.widget.add": "Добавьте его адрес в OBS как источник «Браузер» или включите сцену, в которой он есть.",
		"status.again":      "Проверить ещё раз",
		"status.programs":   "Программы получают то же самое в JSON:",

		"script.copied":   "Скопировано",
		"script.failed":   "Не получилось.",
		"script.noAnswer": "StreamSpark не отвечает. Он ещё запущен?",
		"script.notSaved": "Не сохранено: StreamSpark не отвечает. Запустите его и нажмите кнопку ещё раз — введённое никуда не делось.",
		"script.close":    "Закрыть",
		"script.show":     "Показать",

		"plain":        "%s",
		"time.never":   "никогда",
		"time.months":  "янв фев мар апр мая июн июл авг сен окт ноя дек",
		"time.days":    "%s д",
		"time.hours":   "%s ч",
		"time.minutes": "%s мин",
		"time.seconds": "%s с",

		"size.kb": "кБ",
		"size.mb": "МБ",
		"size.gb": "ГБ",
	}
}

func russianNow() map[string]string {
	return map[string]string{
		"dashboard.title": "Панель",

		"now.title":   "На стриме",
		"now.elapsed": "Сколько клипа уже показано",

		"now.playing":          "Играет",
		"now.starting":         "Запускается",
		"now.idle":             "Готов",
		"now.idle.headline":    "Всё спокойно",
		"now.idle.text":        "Следующий клип сыграет сам, как только будет готов.",
		"now.paused":           "Пауза",
		"now.paused.headline":  "Показ приостановлен",
		"now.paused.text":      "С %s. Клипы по-прежнему создаются и ждут в очереди.",
		"now.paused.why":       "С %s: %s. Клипы по-прежнему создаются и ждут в очереди.",
		"now.nobody":           "Показывать негде",
		"now.nobody.headline":  "Виджет не открыт",
		"now.nobody.text":      "Добавьте виджет в OBS или откройте его во вкладке для пробы. До тех пор клипы ждут.",
		"now.nobody.link":      "Как добавить",
		"now.hidden":           "Скрыт",
		"now.hidden.headline":  "Виджет скрыт",
		"now.hidden.text":      "Он открыт, но его источник в OBS не показан. Клипы ждут, пока вы его не покажете.",
		"now.trouble":          "Неизвестно",
		"now.trouble.headline": "Очередь не читается",
		"now.trouble.text":     "Причина записана в журнале. Попытка повторится сама.",

		"action.pause":  "Пауза",
		"action.resume": "Продолжить",
		"action.skip":   "Пропустить",
		"done.pause":    "Показ приостановлен.",
		"done.resume":   "Показ продолжается.",
		"done.skip":     "Пропущено.",

		"donor.nobody": "Аноним",
	}
}

func russianStatuses() map[string]string {
	return map[string]string{
		"status.received":     "Получена",
		"status.waiting_rate": "Ждёт курса",
		"status.skipped":      "Без клипа",
		"status.held":         "Ждёт вас",
		"status.rejected":     "Отклонена",
		"status.approved":     "В очереди",
		"status.submitting":   "Заказывается",
		"status.generating":   "Создаётся",
		"status.fetching":     "Скачивается",
		"status.ready":        "Готов к показу",
		"status.playing":      "Играет",
		"status.played":       "Показан",
		"status.failed":       "Не вышло",
		"status.unknown":      "Исход неизвестен",

		"move.received":     "Донация пришла и записана.",
		"move.waiting_rate": "Не нашлось курса, чтобы оценить её в рублях.",
		"move.skipped":      "Клип не создавался.",
		"move.held":         "Она ждала вашего решения.",
		"move.rejected":     "Она отклонена.",
		"move.approved":     "Она одобрена и встала в очередь к генератору.",
		"move.submitting":   "Заказ генератору записан и отправлен.",
		"move.generating":   "Генератор принял заказ и начал создавать клип.",
		"move.fetching":     "Генератор закончил, началось скачивание.",
		"move.ready":        "Клип проверен, сохранён и встал в очередь показа.",
		"move.playing":      "Виджет начал показ.",
		"move.played":       "Клип показан на стриме.",
		"move.failed":       "Не получилось.",
		"move.unknown":      "Что стало с заказом, выяснить не удалось.",

		"toast.held":    "Донация ждёт вашего решения.",
		"toast.failed":  "Клип не удалось создать или показать.",
		"toast.unknown": "Исход платного заказа неизвестен. Решите, что делать.",
	}
}

func russianDonations() map[string]string {
	return map[string]string{
		"donations.title":      "Донации",
		"donations.waiting":    "%s ждёт вас|%s ждут вас|%s ждут вас",
		"donations.count":      "%s донация|%s донации|%s донаций",
		"donations.empty":      "Донаций пока нет",
		"donations.empty.next": "Они появятся здесь сразу, как придут. Попробовать можно всё и без аккаунта.",
		"donations.empty.test": "Сделать тестовую донацию",
		"donations.unfold":     "Показать больше",
		"donations.fold":       "Показать меньше",

		"gift.until":       "следующая попытка в %s",
		"gift.audio":       "Голосовое сообщение",
		"gift.unseen":      "Невидимые знаки в тексте, генератор их не получит:",
		"gift.tag.test":    "тест",
		"gift.tag.manual":  "вручную",
		"gift.tag.by_hand": "добавлена вручную",

		"action.approve": "Создать клип",
		"action.anyway":  "Всё равно создать",
		"action.reject":  "Отклонить",
		"action.retry":   "Повторить",
		"action.value":   "Указать сумму",
		"action.look":    "Проверить сейчас",
		"action.pay":     "Заказать снова",
		"action.forget":  "Забыть",
		"action.play":    "На стрим",
		"action.replay":  "Показать снова",
		"confirm.pay":    "Прежний заказ мог быть оплачен. Заказать снова и, возможно, заплатить дважды?",
		"confirm.forget": "Забыть? Клипа для этой донации не будет.",
		"done.play":      "Клип в очереди.",
		"done.approve":   "Клип будет создан.",
		"done.reject":    "Отклонено.",
		"done.retry":     "Пробуем ещё раз.",
		"done.forget":    "Забыто.",

		"clips.title":      "Клипы",
		"clips.count":      "%s клип|%s клипа|%s клипов",
		"clips.empty":      "Клипов пока нет",
		"clips.empty.next": "Каждый готовый клип хранится здесь: его можно показать снова, скачать или удалить.",
		"clips.more":       "Более ранние клипы",
		"clip.preview":     "Просмотр",
		"action.download":  "Скачать",
		"action.delete":    "Удалить",
		"confirm.delete":   "Удалить этот клип навсегда?",
		"done.delete":      "Удалено.",
	}
}

// russianReasons says why a celebration stands where it stands. A code that
// is missing here would be said in English.
func russianReasons() map[string]string {
	return map[string]string{
		"below_threshold":       "меньше порога в %s",
		"older_than_connection": "сделана до первого подключения StreamSpark",
		"generation_off":        "создание клипов выключено",
		"not_asked":             "клип не заказывали",
		"catch_up":              "замечена через %s после оплаты: одобрите, если её ещё стоит отпраздновать",
		"restored":              "восстановлена копия от %s, поэтому этот донат, возможно, уже отпразднован и клип оплачен: одобрите, если нет",
		"no_date":               "её дату не удалось прочесть, поэтому возраст неизвестен: одобрите, если её стоит отпраздновать",
		"unreadable":            "её не удалось прочесть: %s",
		"disagrees":             "по нашему курсу это %s, а DonationAlerts считает %s, разница больше 5 процентов: одобрите, если нужно праздновать",
		"no_rate":               "нет пригодного курса для %s: попытки повторяются, пока он не появится",
		"refused":               "%s",
		"trouble":               "%s; попытка повторится",
		"silent":                "%s не отвечает (%s): попытки повторяются, пока он не ответит, ничего не потеряно",
		"gave_up":               "попытки прекращены после %s: %s",
		"looking_for":           "ответ на заказ потерян; заказ ищут у поставщика: %s",
		"answer_lost":           "запрос отправлен, а ответ потерян: проверьте у поставщика, прежде чем платить снова",
		"waits_for_place":       "ждёт свободного места у генератора",
		"downloading":           "скачано %s из %s",
		"arriving":              "скачано %s",
		"unplayable":            "один и тот же файл пришёл дважды, и показать его нельзя (%s): он сохранён как %s в папке клипов",
		"new_prompt":            "заказано ещё раз с новым промптом",
		"disk_full":             "мало места на диске: есть %s, нужно %s; попытка повторится",
		"unwritable":            "в папку клипов нельзя писать (%s): проверьте videos_dir и её диск; попытка повторится",
		"no_start":              "виджет не начал показ за %s",
		"no_end":                "виджет не сообщил о конце показа",
		"player_failed":         "виджет не смог показать клип: %s",
		"player_gone":           "виджет пропал, не показав и половины",
		"end_assumed":           "виджет пропал, показав больше половины",
		"cut_twice":             "показ прервался дважды, не дойдя до конца: попробуйте снова, когда сцена не будет меняться",
		"ended_early":           "виджет закончил показ раньше времени: %s из %s",
		"failed_in_a_row":       "показов подряд сорвалось: %s, последний потому, что %s. Проверьте виджет в OBS и продолжите",
		"skipped_by_hand":       "пропущено вами",
		"panic":                 "прерван, когда стример очистил экран: ждёт нового показа или отмены",
		"by_hand":               "решено вами",
		"thanked":               "благодарность на стриме, без клипа",
		"clip_deleted":          "клип удалён",
		"no_price":              "%s; без цены ничего не заказывается",
		"budget_day":            "больше бюджета на день: %s, уже потрачено %s, этот клип стоит %s. Освободится %s",
		"budget_stream":         "больше бюджета на стрим: %s, уже потрачено %s, этот клип стоит %s. Освободится со следующим стримом",
		"budget_donor":          "больше, чем положено одному зрителю, клипов в день: %s. Освободится %s; одобрите, чтобы сделать исключение",
		"converting":            "конвертируется из %s: плеер его не воспроизводит",
		"undecodable":           "плеер не воспроизводит %s, а конвертировать клип не удалось (%s). Клип не показан, файл сохранён: установите ffmpeg или возьмите другой плеер и повторите",
		"mute":                  "идёт без звука: плеер не воспроизводит %s, а конвертировать звук не удалось (%s)",
		"player_lacks":          "плеер не воспроизводит %s, а клип придёт именно в нём, и конвертировать его не получится (%s): ничего не заказано. Возьмите другой плеер или установите ffmpeg; одобрите, чтобы всё равно заказать",
		"anyway":                "одобрено, хотя плеер его не покажет",
		"still_moving":          "клип ещё шёл, когда время вышло: он закончен на этом месте и повторяться не будет",
		"budget_share":          "клип стоит %s (%s), это больше %s доната: одобрите, чтобы сделать исключение",
		"replay":                "показан снова",
	}
}
