package locale

import "slices"

// russianSentences returns in Russian what other packages say in English with
// particulars in it.
func russianSentences() []sentence {
	return slices.Concat(russianAround(), russianStage(), russianReceiving())
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
