package locale

import "maps"

// russianAnswers says in Russian what other rooms say in English, by what
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

// russianSignIn are the pages of a sign-in that failed.
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

// russianProblems is what DonationAlerts and the generators may have.
func russianProblems() map[string]string {
	return map[string]string{ //nolint:gosec // words about tokens, no token
		"DonationAlerts is not connected.":                                                                                        "DonationAlerts не подключён.",
		"Connect it, or set an access token.":                                                                                     "Подключите его или вставьте токен.",
		"That is no access token: it holds spaces or signs that no token has.":                                                    "Это не токен доступа: в нём есть пробелы или знаки, каких в токенах не бывает.",
		"Copy the token again, whole.":                                                                                            "Скопируйте токен ещё раз, целиком.",
		"The DonationAlerts application is not configured.":                                                                       "Приложение DonationAlerts не настроено.",
		"Enter the id and the secret of your application on the page Settings.":                                                   "Введите ID и секрет вашего приложения на странице «Настройки».",
		"DonationAlerts sent no code.":                                                                                            "DonationAlerts не прислал код.",
		"DonationAlerts refused the code of this sign-in: it is too old, or was used before.":                                     "DonationAlerts отверг код этого входа: он устарел или уже использован.",
		"DonationAlerts does not accept the client id or the client secret.":                                                      "DonationAlerts не принимает client id или client secret.",
		"Compare donationalerts.client_id, client_secret and redirect_uri with the application on their site, and connect again.": "Сверьте donationalerts.client_id, client_secret и redirect_uri с приложением на их сайте и подключите снова.",
		"DonationAlerts no longer accepts the access token.":                                                                      "DonationAlerts больше не принимает токен доступа.",
		"Connect DonationAlerts again, or set another token.":                                                                     "Подключите DonationAlerts снова или вставьте другой токен.",
		"DonationAlerts refused to renew the access.":                                                                             "DonationAlerts отказался продлить доступ.",
		"Connect DonationAlerts again.":                                                                                           "Подключите DonationAlerts снова.",
		"The access token may not read the donations.":                                                                            "Этот токен не даёт читать донации.",
		"Connect DonationAlerts again and allow what is asked for.":                                                               "Подключите DonationAlerts снова и разрешите то, о чём он спросит.",
		"DonationAlerts could not be reached.":                                                                                    "DonationAlerts недоступен.",
		"DonationAlerts asked to be left alone for a while.":                                                                      "DonationAlerts попросил подождать.",
		"DonationAlerts sent something else than what was asked for.":                                                             "DonationAlerts прислал не то, о чём его спросили.",
		"DonationAlerts sent the same page of donations again and again.":                                                         "DonationAlerts снова и снова присылает одну и ту же страницу донаций.",
		"The connection could not be saved on this computer.":                                                                     "Подключение не удалось сохранить на этом компьютере.",
		"New donations could not be written down.":                                                                                "Новые донации не удалось записать.",
		"Look at the disk; it is tried again by itself.":                                                                          "Проверьте диск; попытки повторяются сами.",
		"DonationAlerts has trouble.":                                                                                             "У DonationAlerts неполадки.",
		"It is tried again by itself.":                                                                                            "Попытки повторяются сами.",

		"The disk is full or cannot be written: donations wait at DonationAlerts until there is room.":                                                                        "Диск заполнен или недоступен для записи: донации ждут в DonationAlerts, пока не появится место.",
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
