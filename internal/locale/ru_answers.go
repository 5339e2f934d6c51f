package locale

import "maps"

// russianAnswers says in Russian what other packages say in English, by what
// they say. A sentence that is missing here is shown as it is.
func russianAnswers() map[string]string {
	answers := russianSignIn()
	maps.Copy(answers, russianAwayAnswers())
	maps.Copy(answers, russianProblems())
	maps.Copy(answers, russianClipAnswers())
	maps.Copy(answers, russianAccessAnswers())
	maps.Copy(answers, russianSetup())
	maps.Copy(answers, russianStageAnswers())
	maps.Copy(answers, map[string]string{ //nolint:gosec // words about tokens, no token
		"Bad Request":           "Так нельзя",
		"Forbidden":             "Нельзя",
		"Not Found":             "Здесь ничего нет",
		"Method Not Allowed":    "Так нельзя",
		"Internal Server Error": "Что-то сломалось",
		"Insufficient Storage":  "Нет места",

		"There is nothing at this address.":                                                       "По этому адресу ничего нет.",
		"There is no such thing here.":                                                            "Такого здесь нет.",
		"There is no celebration of that number.":                                                 "Донации с таким номером нет.",
		"Something went wrong inside StreamSpark: the log says what.":                             "Внутри StreamSpark что-то сломалось: что именно, записано в журнале.",
		"The disk is full or cannot be written, so nothing was changed: make room and try again.": "Диск заполнен или недоступен для записи, поэтому ничего не изменилось: освободите место и попробуйте ещё раз.",
		"It was changed meanwhile: look at it again.":                                             "Тем временем это изменилось: посмотрите ещё раз.",
		"It took too long: try again.":                                                            "Это заняло слишком много времени: попробуйте ещё раз.",
		"A page of another site asked for this, so it was not done.":                              "Об этом попросила страница другого сайта, поэтому ничего не сделано.",

		"There is no audio message with this donation.":                                                                    "С этим донатом не было голосового сообщения.",
		"The audio message could not be fetched, or is none: the log says why. Listen to it on DonationAlerts' own pages.": "Голосовое сообщение не удалось загрузить, или это не звук: почему, записано в журнале. Послушайте его на страницах DonationAlerts.",
		"only a donation that could not be read or priced can be valued by hand":                                           "Сумму указывают только для доната, который не удалось прочитать или оценить.",
		"this donation could not be read: approve it, or say what it is worth":                                             "Этот донат не удалось прочитать: одобрите его или укажите сумму.",
		"amount_rub is missing: what it is worth in rubles.":                                                               "Не указана сумма в рублях.",
		"amount_rub must be more than 0.":                                                                                  "Сумма должна быть больше 0.",
		"It does not wait in the queue any more.":                                                                          "Его больше нет в очереди.",
		"The screen is clear and playback is paused, but that could not be saved: after a restart it would go on.":         "Экран очищен, показ приостановлен, но записать это не удалось: после перезапуска показ продолжится.",
		"It has no clip that could be played.":                                                                             "У неё нет клипа, который можно показать.",
		"Its clip is no longer there.":                                                                                     "Её клипа больше нет.",
		"Video not found.":                                                                                                 "Такого клипа нет.",
		"This clip is on the stream right now: skip it first, then delete it.":                                             "Этот клип сейчас на стриме: сначала пропустите его, потом удалите.",
		"The clip was taken out of the gallery, but its file could not be removed: delete it in the folder of clips.":      "Клип убран из галереи, но файл удалить не удалось: удалите его в папке с клипами.",
		"Nothing is kept of its clip.":                                                                                     "От её клипа ничего не осталось.",
		"Prompt is required.":                                                                                              "Напишите промпт.",
		"only an order that the generator refused can be sent again with another prompt":                                   "с другим промптом можно повторить только заказ, который генератор отклонил",

		"No API token configured.":                        "DonationAlerts не подключён.",
		"Connect DonationAlerts, or set an access token.": "Подключите DonationAlerts или вставьте токен.",

		"Store": "Записи", "Disk": "Диск", "Clips": "Клипы", "Pipeline": "Конвейер", "Database": "Записи",
	})
	return answers
}

// russianSignIn returns the pages of a sign-in that failed.
func russianSignIn() map[string]string {
	return map[string]string{ //nolint:gosec // words about keys, no key
		"DonationAlerts was not connected": "DonationAlerts не подключён",
		"DonationAlerts is not set up yet": "DonationAlerts ещё не настроен",
		"The way back is wrong":            "Неверный адрес возврата",
		"Connect again.":                   "Подключите ещё раз.",
		"Enter them on the page Settings.": "Введите их на странице «Настройки».",
		"The keys of your DonationAlerts application are missing: DA_CLIENT_ID and DA_CLIENT_SECRET.":                                             "Нет ключей вашего приложения DonationAlerts: DA_CLIENT_ID и DA_CLIENT_SECRET.",
		"Register an application at DonationAlerts with the redirect address that the dashboard shows, and enter both keys on the page Settings.": "Зарегистрируйте приложение на DonationAlerts с адресом возврата, который показан на главной странице, и введите оба ключа на странице «Настройки».",
		"The configured redirect address does not lead to this StreamSpark, so the sign-in could not come back.":                                  "Заданный адрес возврата ведёт не к этому StreamSpark, поэтому вход не смог бы вернуться.",
		"Set donationalerts.redirect_uri to the address of this StreamSpark with /api/da/oauth/callback at its end, here and at DonationAlerts.":  "Задайте в donationalerts.redirect_uri адрес этого StreamSpark с /api/da/oauth/callback на конце — здесь и на DonationAlerts.",
		"You did not give StreamSpark access, so nothing was changed.":                                                                            "Вы не дали StreamSpark доступ, поэтому ничего не изменилось.",
		"Connect again and allow the access, if you want your donations celebrated.":                                                              "Подключите снова и разрешите доступ, если хотите праздновать донации.",
		"DonationAlerts ended the sign-in with an error.":                                                                                         "DonationAlerts прервал вход с ошибкой.",
		"Compare the client id and the redirect address with your application at DonationAlerts, and connect again.":                              "Сверьте client id и адрес возврата с вашим приложением на DonationAlerts и подключите снова.",
		"This sign-in was not begun in this browser, is older than ten minutes, or was used before. Nothing was changed.":                         "Этот вход начат не в этом браузере, старше десяти минут или уже использован. Ничего не изменилось.",
		"DonationAlerts sent no code (missing 'code' parameter).":                                                                                 "DonationAlerts не прислал код (нет параметра 'code').",
		"OAuth is not configured: the keys of your DonationAlerts application are missing.":                                                       "OAuth не настроен: нет ключей вашего приложения DonationAlerts.",
		"DonationAlerts did not give access: its answer could not be used.":                                                                       "DonationAlerts не дал доступ: его ответ не подошёл.",
	}
}

// russianProblems returns what DonationAlerts and the generators may have.
func russianProblems() map[string]string {
	return map[string]string{ //nolint:gosec // words about tokens, no token

		"The disk is full or cannot be written: donations wait at the source until there is room.":                                                                            "Диск заполнен или недоступен для записи: донации ждут в DonationAlerts, пока не появится место.",
		"The database was deleted or moved while StreamSpark runs: nothing is saved or ordered. Stop StreamSpark, put the file back or restore a backup, and start it again.": "Файл базы данных удалён или перемещён, пока StreamSpark работает: ничего не сохраняется и не заказывается. Остановите StreamSpark, верните файл или восстановите резервную копию и запустите снова.",
		"The database is damaged: stop StreamSpark and start it again, it says how to go back to a backup.":                                                                   "База данных повреждена: остановите StreamSpark и запустите снова, он подскажет, как вернуться к резервной копии.",
		"The database cannot be read.":                                                                                      "База данных не читается.",
		"AIML has no key: set generation.aiml.api_key":                                                                      "У AIML нет ключа: задайте generation.aiml.api_key",
		"AIML does not accept the key: check generation.aiml.api_key":                                                       "AIML не принимает ключ: проверьте generation.aiml.api_key",
		"AIML says that the account is out of credits or may not do this: look at the account":                              "AIML сообщает, что на счёте нет средств или это запрещено: проверьте счёт",
		"a backup was restored, and clips of that time wait: they may have been shown already":                              "восстановлена копия, и в очереди клипы того времени: возможно, их уже показали",
		"AIML's guard (Cloudflare) turned the request away, and nothing was ordered: try another network, a proxy or a VPN": "защита AIML (Cloudflare) не пустила запрос, ничего не заказано: попробуйте другую сеть, прокси или VPN",
		"Gemini's guard turned the request away, and nothing was ordered: try another network, a proxy or a VPN":            "защита Gemini не пустила запрос, ничего не заказано: попробуйте другую сеть, прокси или VPN",
	}
}

// russianAccessAnswers returns what access control answers.
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

// russianAwayAnswers says in Russian what the API answers about them.
func russianAwayAnswers() map[string]string {
	return map[string]string{
		"it was thanked for already":                                 "за неё уже поблагодарили",
		"it does not wait for this decision any more":                "она больше не ждёт этого решения",
		"you ordered this one yourself, so there is nobody to thank": "этот клип заказали вы сами, благодарить некого",
		"from must be before to.":                                    "Начало должно быть раньше конца.",
		"The list of donations could not be read: the log says why.": "Список донаций не удалось прочесть: почему, записано в журнале.",
	}
}

// russianClipAnswers returns the API's sentences about clips.
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

// russianSetup returns what the API and the configuration say about settings.
func russianSetup() map[string]string {
	return map[string]string{ //nolint:gosec // words about keys, no key
		"There is no setting of that name.":                                                  "Такой настройки нет.",
		"Paste the key first. To take one away, give the value back.":                        "Сначала вставьте ключ. Чтобы убрать его, верните значение.",
		"Paste both the id and the secret of your application.":                              "Вставьте и ID, и секрет вашего приложения.",
		"The dashboard did not set this value, so there is nothing to give back.":            "Это значение задано не здесь, возвращать нечего.",
		"There is no backup of that name.":                                                   "Такой копии нет.",
		"The backup could not be written: look whether the disk is full. The log says more.": "Копию не удалось записать: проверьте, не заполнен ли диск. Подробности в журнале.",

		"any text":                     "любой текст",
		"a host name or an IP address": "имя хоста или IP-адрес",
		"a port from 1 to 65535, or 0 for any free one":   "порт от 1 до 65535 или 0 для любого свободного",
		"the path of a folder":                            "путь к папке",
		"an address that begins with http:// or https://": "адрес, который начинается с http:// или https://",

		"an address that begins with https:// (on this computer also http://), without a user name": "адрес, который начинается с https:// (на этом компьютере можно и http://), без имени пользователя",
		"an address that begins with wss:// (on this computer also ws://), or empty":                "адрес, который начинается с wss:// (на этом компьютере можно и ws://), или пусто",
		"a duration such as 30s, 5m or 1h, of at least one second":                                  "время, например 30s, 5m или 1h, не меньше секунды",
		"the address of a proxy such as socks5://USER:PASSWORD@HOST:1080 or http://HOST:8080 (http, https, socks5 or socks5h; in a password write @ as %40, : as %3A, / as %2F, # as %23), direct for none, or empty": "адрес прокси вида socks5://ИМЯ:ПАРОЛЬ@ХОСТ:1080 или http://ХОСТ:8080 (http, https, socks5 или socks5h; в пароле @ пишется как %40, : как %3A, / как %2F, # как %23), direct — без прокси, или пусто",
		"a duration from 2s to 15s":                                    "время от 2s до 15s",
		"a duration from 1s to 60s":                                    "время от 1s до 60s",
		"a duration from 5s to 600s":                                   "время от 5s до 600s",
		"a duration such as 2160h (90 days), 0s for no limit":          "время, например 2160h (90 дней); 0s — без предела",
		"an amount in US dollars such as 5 or 7.50, 0 for no limit":    "сумма в долларах, например 5 или 7.50; 0 — без предела",
		"a list of cbr, open_er_api and exchangerate_api":              "список из cbr, open_er_api и exchangerate_api",
		"a list of hosts, with or without port":                        "список хостов, с портом или без",
		"a text of at most 4000 characters":                            "текст не длиннее 4000 знаков",
		"a text of at most 1000 characters":                            "текст не длиннее 1000 знаков",
		"a whole number from 1 to 20":                                  "целое число от 1 до 20",
		"a whole number, 0 for no limit":                               "целое число; 0 — без предела",
		"a whole number of clips, 0 for no limit":                      "целое число клипов; 0 — без предела",
		"the name of a theme: small letters, digits and -, at most 32": "название темы: маленькие латинские буквы, цифры и -, не больше 32",

		"a share such as 0.5 or 50 % for half of the donation, 0 for no limit": "доля: 0,5 или 50 % — половина доната; 0 — без предела",
		"a number from 0 to 1, or a percentage such as 80 %":                   "число от 0 до 1 или проценты, например 80 %",

		"one line of at most 200 characters, in which {donor}, {amount} and {message} stand for what a viewer gave": "одна строка не длиннее 200 знаков; {donor}, {amount} и {message} заменяются тем, что прислал зритель",
		"the name of a model":                 "имя модели",
		"a path that begins with /":           "путь, который начинается с /",
		"a size such as 200MB or 1GB":         "размер, например 200MB или 1GB",
		"a size such as 10GB, 0 for no limit": "размер, например 10GB; 0 — без предела",
	}
}
