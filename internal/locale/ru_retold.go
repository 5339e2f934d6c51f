package locale

import "slices"

// russianSentences returns in Russian what other packages say in English with
// particulars in it.
func russianSentences() []sentence {
	return slices.Concat(russianAround(), russianStage(), russianAIML(), russianGemini(), russianUpstream(), russianReceiving())
}

// russianAround returns those that stand around others.
func russianAround() []sentence {
	return []sentence{
		{"{cause}; it is tried again", "{cause}; попытка повторится"},
		{"{who} does not answer ({cause}): it is asked again until it does, and nothing is lost", "{who} не отвечает ({cause}): попытки повторяются, пока он не ответит, ничего не потеряно"},
		{"{cause}. It says: {words}", "{cause}. Ответ: «{words}»"},
		{"{who} does not answer: {cause}", "{who} не отвечает: {cause}"},
		{"{who} does not answer", "{who} не отвечает"},
		{"not accepted: {cause}", "не принято: {cause}"},
		{"it did not finish", "клип не успел сделаться"},
		{"{who} made the order and is not configured", "заказ принял {who}, а он сейчас не настроен"},
		{"{who} made the clip and is not configured", "клип сделал {who}, а он сейчас не настроен"},
		{"{who} tells no prices", "{who} не сообщает цен"},
		{"{who} tells a price of {price}", "{who} сообщает цену {price}"},
	}
}

func russianAIML() []sentence {
	return []sentence{
		{"AIML does not accept the key: check generation.aiml.api_key: {words}", "AIML не принимает ключ: проверьте generation.aiml.api_key. Ответ: «{words}»"},
		{"AIML says that the account is out of credits or may not do this: look at the account: {words}", "AIML сообщает, что на счёте нет средств или это запрещено: проверьте счёт. Ответ: «{words}»"},
		{"AIML does not know the model {model} or the path {path}: check generation.aiml.model and generation.aiml.submit_path: {words}", "AIML не знает модель {model} или путь {path}: проверьте generation.aiml.model и generation.aiml.submit_path. Ответ: «{words}»"},
		{"AIML does not know the model {model} or the path {path}: check generation.aiml.model and generation.aiml.submit_path", "AIML не знает модель {model} или путь {path}: проверьте generation.aiml.model и generation.aiml.submit_path"},
		{"AIML refused the request, and did not say why", "AIML отклонил запрос и не сказал почему"},
		{"AIML refused the request", "AIML отклонил запрос"},
		{"AIML refused the request: it did not say why", "AIML отклонил запрос и не сказал почему"},
		{"AIML refused the request: {words}", "AIML отклонил запрос: «{words}»"},
		{"AIML could not make the clip: it did not say why", "AIML не смог сделать клип и не сказал почему"},
		{"AIML could not make the clip: {words}", "AIML не смог сделать клип: «{words}»"},
		{"AIML's log says that the request failed; failed requests are not charged", "В журнале AIML этот запрос отмечен как неудачный; за такие деньги не берут"},
		{"the key for AIML has signs that no key has: check generation.aiml.api_key", "в ключе AIML есть знаки, каких в ключах не бывает: проверьте generation.aiml.api_key"},
		{"no model is chosen: set generation.aiml.model", "модель не выбрана: задайте generation.aiml.model"},
		{"the order has no request id that AIML would keep, so a lost job could not be found again", "у заказа нет номера, который AIML сохранит, поэтому потерянную работу было бы не найти"},

		{"send a paid request to AIML: {cause}", "платный запрос к AIML: {cause}"},
		{"ask AIML about a paid job: {cause}", "вопрос к AIML об оплаченной работе: {cause}"},
		{"AIML does not accept the key for a job that it took: check generation.aiml.api_key: {cause}", "AIML не принимает ключ для работы, которую взял: проверьте generation.aiml.api_key: {cause}"},
		{"AIML does not show a job that it took: is the account out of credits? {cause}", "AIML не показывает работу, которую взял: есть ли средства на счёте? {cause}"},
		{"AIML does not find a job that it took: {cause}", "AIML не находит работу, которую взял: {cause}"},
		{"read AIML's answer to a paid request: {cause}", "ответ AIML на платный запрос не прочитан: {cause}"},
		{"AIML's answer to a paid request names no job: {words}", "в ответе AIML на платный запрос нет номера работы: «{words}»"},
		{"AIML's answer to a paid request names no job", "в ответе AIML на платный запрос нет номера работы"},
		{"AIML says that the clip is not finished: {words}", "AIML сообщает, что клип не готов: {words}"},
		{"AIML says that the clip is finished and does not say where it is", "AIML сообщает, что клип готов, и не говорит, где он"},
		{"AIML says that the clip is finished and names a place that cannot be called", "AIML сообщает, что клип готов, и даёт непригодный адрес"},
		{"download the clip that AIML made: {cause}", "загрузка клипа от AIML: {cause}"},
		{"search AIML's log for a lost order: {cause}", "поиск потерянного заказа в журнале AIML: {cause}"},
		{"AIML's log does not list the order yet", "в журнале AIML этого заказа пока нет"},
		{"AIML's log lists the order and does not name its job", "в журнале AIML заказ есть, а номера работы нет"},
		{"AIML's log has more than {count} requests about the time of the order, and it is not among the first", "в журнале AIML больше {count} запросов около времени заказа, и среди первых его нет"},
		{"the order has no request id that AIML would have kept", "у заказа нет номера, который AIML сохранил бы"},
		{"too many searches at once: {cause}", "слишком много поисков сразу: {cause}"},
		{"the answer has no list of requests", "в ответе нет списка запросов"},

		{"no model is chosen, so there is no price: set generation.aiml.model", "модель не выбрана, поэтому цены нет: задайте generation.aiml.model"},
		{"the price of {model} is not known: {cause}", "цена {model} неизвестна: {cause}"},
		{"read AIML's catalogue: {cause}", "каталог AIML не прочитан: {cause}"},
		{"AIML's catalogue does not list the model: check generation.aiml.model", "в каталоге AIML этой модели нет: проверьте generation.aiml.model"},
		{"the answer has no list of models", "в ответе нет списка моделей"},
		{"the catalogue lists the model without a price", "в каталоге модель без цены"},
		{"AIML lists it in {currency}, not in dollars", "у AIML она в {currency}, а не в долларах"},
		{"AIML lists several prices for it and does not say which applies", "у AIML несколько цен, и не сказано, какая действует"},
		{"AIML tells it only afterwards", "AIML сообщает её только потом"},
		{"AIML lists it in a way that is not known: {words}", "AIML указывает её неизвестным способом: {words}"},
		{"AIML lists no price for such a clip", "у AIML нет цены для такого клипа"},
		{"AIML lists it for a unit that is not known: {words}", "AIML указывает её за неизвестную единицу: {words}"},
		{"it is by the second and the length is left to the model: set generation.duration", "она посекундная, а длину выбирает модель: задайте generation.duration"},
		{"AIML lists a price that cannot be right", "у AIML указана невозможная цена"},
		{"AIML lists a price that cannot be read", "у AIML указана нечитаемая цена"},
	}
}

func russianGemini() []sentence {
	return []sentence{
		{"Gemini has no key: set generation.gemini.api_key", "У Gemini нет ключа: задайте generation.gemini.api_key"},
		{"the key for Gemini has signs that no key has: check generation.gemini.api_key", "в ключе Gemini есть знаки, каких в ключах не бывает: проверьте generation.gemini.api_key"},
		{"no model is chosen: set generation.gemini.model", "модель не выбрана: задайте generation.gemini.model"},
		{"Gemini does not accept the key: check generation.gemini.api_key", "Gemini не принимает ключ: проверьте generation.gemini.api_key"},
		{"Gemini says that the key may not do this: look at the project's billing at Google, and at generation.gemini.api_key", "Gemini сообщает, что этому ключу такое нельзя: проверьте оплату проекта в Google и generation.gemini.api_key"},
		{"Gemini does not know the model {model}: check generation.gemini.model and generation.gemini.base_url", "Gemini не знает модель {model}: проверьте generation.gemini.model и generation.gemini.base_url"},
		{"Google does not serve Gemini in this country: choose another generator, or an address that passes requests on in generation.gemini.base_url", "Google не пускает к Gemini из этой страны: выберите другой генератор или адрес, который передаёт запросы, в generation.gemini.base_url"},
		{"the day's quota at Google is used up: raise it there, or choose another generator: {cause}", "дневная квота в Google исчерпана: увеличьте её там или выберите другой генератор: {cause}"},
		{"Gemini refused the request, and did not say why", "Gemini отклонил запрос и не сказал почему"},
		{"Gemini refused the request", "Gemini отклонил запрос"},
		{"Gemini could not make the clip", "Gemini не смог сделать клип"},
		{"the job at Gemini was cancelled: retry to order it again", "работа в Gemini отменена: повторите, чтобы заказать снова"},
		{"Gemini stopped before the clip was finished: retry to order it again", "Gemini остановился, не закончив клип: повторите, чтобы заказать снова"},
		{"the budget of the account at Google is used up: raise it there, then retry", "бюджет счёта в Google исчерпан: увеличьте его там и повторите"},
		{"Gemini stopped before the clip was made and waits for an answer that the program cannot give: retry to order it again", "Gemini остановился до создания клипа и ждёт ответа, который программа дать не может: повторите, чтобы заказать снова"},
		{"Gemini made no clip: change the prompt, or retry", "Gemini не сделал клипа: измените промпт или повторите"},
		{"Gemini does not know the job: was the key changed to one of another project? Look at the account before you pay again", "Gemini не знает этой работы: не сменён ли ключ на ключ другого проекта? Проверьте счёт, прежде чем платить снова"},
		{"Gemini made the clip and could not make its file: retry to order it again", "Gemini сделал клип, но не смог сделать файл: повторите, чтобы заказать снова"},
		{"the saved name of the job at Gemini cannot be read", "сохранённый номер работы в Gemini не читается"},

		{"send a paid request to Gemini: {cause}", "платный запрос к Gemini: {cause}"},
		{"ask Gemini about a paid job: {cause}", "вопрос к Gemini об оплаченной работе: {cause}"},
		{"the key is not accepted for a job that Gemini took: check generation.gemini.api_key: {cause}", "ключ не принят для работы, которую взял Gemini: проверьте generation.gemini.api_key: {cause}"},
		{"a job that Gemini took is not shown: check generation.gemini.api_key and the project's billing: {cause}", "Gemini не показывает работу, которую взял: проверьте generation.gemini.api_key и оплату проекта: {cause}"},
		{"a job that Gemini took is not found: {cause}", "работа, которую взял Gemini, не находится: {cause}"},
		{"read Gemini's answer to a paid request: it names no job: {words}", "в ответе Gemini на платный запрос нет номера работы: «{words}»"},
		{"read Gemini's answer to a paid request: it names no job", "в ответе Gemini на платный запрос нет номера работы"},
		{"read Gemini's answer to a paid request: {cause}", "ответ Gemini на платный запрос не прочитан: {cause}"},
		{"the clip is finished, and Gemini does not say where it is", "клип готов, а Gemini не говорит, где он"},
		{"the clip is finished, and Gemini names a place that cannot be called", "клип готов, а Gemini даёт непригодный адрес"},
		{"the clip is not finished at Gemini: its status is {words}", "клип в Gemini не готов: его состояние {words}"},
		{"the clip that was in Gemini's answer is no longer there", "клипа, который был в ответе Gemini, больше нет"},
		{"download the clip that Gemini made: {cause}", "загрузка клипа от Gemini: {cause}"},
		{"the file of the clip is not ready at Gemini yet", "файл клипа в Gemini ещё не готов"},
		{"the price of {model} at {size} is not in the list of {day}: choose another with generation.gemini.model and generation.resolution", "цены {model} при {size} нет в списке от {day}: выберите другую в generation.gemini.model и generation.resolution"},
		{"read the price of {model}: {cause}", "цена {model} не прочитана: {cause}"},
	}
}

// russianUpstream returns what may become of any request.
func russianUpstream() []sentence {
	return []sentence{
		{"the host was not found: is there an internet connection?", "сервер не найден: есть ли интернет?"},
		{"no answer in time", "нет ответа вовремя"},
		{"no answer", "нет ответа"},
		{"the connection was refused", "в соединении отказано"},
		{"the connection was cut", "соединение оборвалось"},
		{"the connection failed", "соединение не удалось"},
		{"stopped", "остановлено"},
		{"answered {status} with a page of its guard, which lets some networks not in: another network, a proxy or a VPN helps", "ответ {status} со страницей защиты, которая не пускает из некоторых сетей: поможет другая сеть, прокси или VPN"},
		{"the connection froze after its first kilobytes, as where foreign servers are filtered: another network, a proxy or a VPN helps", "соединение замерло после первых килобайт, как там, где фильтруют зарубежные серверы: поможет другая сеть, прокси или VPN"},
		{"the host {host} leads to {ip}, of the range {range} of VPNs and carriers: such an address is used over https only", "хост {host} ведёт на {ip} из диапазона {range}, который раздают VPN и операторы: такой адрес годится только с https"},
		{"the host {host} leads to {ip}, of the range {range} of VPNs and carriers: network.vpn_addresses allows it", "хост {host} ведёт на {ip} из диапазона {range}, который раздают VPN и операторы: разрешите его настройкой network.vpn_addresses"},
		{"the proxy {proxy} does not answer ({cause}): look at network.proxy", "прокси {proxy} не отвечает ({cause}): проверьте network.proxy"},
		{"the proxy {proxy} does not accept the user and the password, or asks for them: look at network.proxy", "прокси {proxy} не принимает имя и пароль или требует их: проверьте network.proxy"},
		{"the proxy {proxy} did not open the way to {host} ({cause}): look at network.proxy", "прокси {proxy} не соединил с {host} ({cause}): проверьте network.proxy"},
		{"the proxy is not an address that can be used: look at network.proxy", "адрес прокси непригоден: проверьте network.proxy"},
		{"it answered {status}", "он ответил {status}"},
		{"answered {status}: {words}", "ответ {status}: «{words}»"},
		{"answered {status}", "ответ {status}"},
		{"download from {host}: {cause}", "загрузка с {host}: {cause}"},
		{"encode the request: {cause}", "запрос не составлен: {cause}"},
		{"the answer broke off: {cause}", "ответ оборвался: {cause}"},
		{"the answer is larger than the {count} bytes it may have", "ответ больше разрешённых {count} байт"},
		{"the answer is empty", "ответ пуст"},
		{"the answer is a web page instead of JSON", "вместо JSON пришла веб-страница"},
		{"the answer is not JSON", "ответ — не JSON"},
		{"the answer is JSON of another shape", "ответ — JSON другого вида"},
		{"the answer says nothing about the job", "в ответе ничего нет о работе"},
		{"the address is not one that can be called", "адрес непригоден"},
		{"the address is not a public one", "адрес не из открытой сети"},
		{"hardly anything came for 30 seconds", "за 30 секунд почти ничего не пришло"},
		{"nothing came for 5 minutes", "за 5 минут ничего не пришло"},
		{"too many redirects", "слишком много перенаправлений"},
		{"the file broke off after {count} bytes: {cause}", "файл оборвался после {count} байт: {cause}"},
		{"context deadline exceeded", "время вышло"},
		{"the service does not accept the key, check rates.api_key: {cause}", "служба не принимает ключ, проверьте rates.api_key: {cause}"},
		{"its newest rates are of {day}, which is too long ago", "её новейшие курсы от {day}, это слишком давно"},
	}
}

// russianReceiving returns what may be wrong with a file.
func russianReceiving() []sentence {
	return []sentence{
		{"the clip is too large: see downloads.max_bytes", "клип слишком большой: см. downloads.max_bytes"},
		{"receive a clip: {cause}", "приём клипа: {cause}"},
		{"it is not a video: the file is empty", "это не видео: файл пуст"},
		{"it is not a video: it is a web page", "это не видео: это веб-страница"},
		{"it is not a video: it is a message of a program, not a file", "это не видео: это сообщение программы, а не файл"},
		{"it is not a video: it is neither MP4 nor WebM", "это не видео: это ни MP4, ни WebM"},
		{"it is not a video: {words}", "это не видео: {words}"},
		{"the video is not whole: it is cut or broken", "видео неполное: файл обрезан или повреждён"},
		{"the video is not whole: it has no description of its tracks, so it may be cut", "видео неполное: нет описания дорожек, возможно, файл обрезан"},
		{"the video is not whole: it has no pictures in it", "видео неполное: в нём нет изображения"},
		{"the video is not whole: {words}", "видео неполное: {words}"},
		{"the video cannot be played: it has too many parts", "видео нельзя показать: в нём слишком много частей"},
		{"the video cannot be played: it has no video track", "видео нельзя показать: в нём нет видеодорожки"},
		{"the video cannot be played: it has no pictures in it", "видео нельзя показать: в нём нет изображения"},
		{"the video cannot be played: it is a relative of WebM that browsers do not play", "видео нельзя показать: это родственник WebM, которого браузеры не понимают"},
		{"the video cannot be played: it is broken", "видео нельзя показать: файл повреждён"},
		{"the video cannot be played: {words}", "видео нельзя показать: {words}"},
		{"there is no ffmpeg on PATH that can convert it", "в PATH нет подходящего ffmpeg"},
		{"there is no ffmpeg on PATH that can convert it: {cause}", "в PATH нет подходящего ffmpeg: {cause}"},
		{"convert the clip {file}: {cause}", "конвертация {file}: {cause}"},
		{"check what the clip {file} was converted into: {cause}", "проверка того, во что конвертирован {file}: {cause}"},
		{"run ffmpeg: ffmpeg came no further for 2 minutes: {words}", "ffmpeg не продвинулся за 2 минуты: {words}"},
		{"run ffmpeg: {words}", "ошибка ffmpeg: {words}"},
		{"start ffmpeg: {words}", "ffmpeg не запустился: {words}"},
		{"connect to ffmpeg: {words}", "ffmpeg не запустился: {words}"},
		{"it does not decode {codec}", "он не воспроизводит {codec}"},
		{"the player does not decode {codec} either", "{codec} плеер тоже не воспроизводит"},
		{"its sound was lost", "пропал звук"},
		{"only {part} of {whole} are left", "осталось только {part} из {whole}"},
		{"This clip's recipe for the built-in generator cannot be read. Retry the celebration to make a new one.", "Рецепт этого клипа для встроенного генератора не читается. Повторите, чтобы сделать новый."},
	}
}
