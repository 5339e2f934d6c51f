package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// TestSentencesWithParticulars says here what was said in English, with
// the words of strangers left as they are.
func TestSentencesWithParticulars(t *testing.T) {
	ru := testLanguages()["ru"]
	tests := map[string]string{
		"AIML refused the request: Not Found. Forbidden":                                                                                                                          "AIML отклонил запрос: «Not Found. Forbidden»",
		"AIML refused the request, and did not say why":                                                                                                                           "AIML отклонил запрос и не сказал почему",
		`AIML does not know the model "a: b" or the path /v2: check generation.aiml.model and generation.aiml.submit_path`:                                                        `AIML does not know the model "a: b" or the path /v2: check generation.aiml.model and generation.aiml.submit_path`,
		`AIML does not know the model "veo" or the path /v2: check generation.aiml.model and generation.aiml.submit_path`:                                                         `AIML не знает модель "veo" или путь /v2: проверьте generation.aiml.model и generation.aiml.submit_path`,
		"Gemini refused the request. It says: no. Really: no.":                                                                                                                    "Gemini отклонил запрос. Ответ: «no. Really: no.»",
		"ask AIML about a paid job: GET https://a.b/c: answered 503 Service Unavailable: no answer":                                                                               "вопрос к AIML об оплаченной работе: GET https://a.b/c: ответ 503 Service Unavailable: «no answer»",
		"ask AIML about a paid job: GET https://a.b/c: no answer in time; it is tried again":                                                                                      "вопрос к AIML об оплаченной работе: GET https://a.b/c: нет ответа вовремя; попытка повторится",
		"not accepted: POST https://a.b: the connection was refused":                                                                                                              "не принято: POST https://a.b: в соединении отказано",
		"GET https://a.b: x509: unknown":                                                                                                                                          "GET https://a.b: x509: unknown",
		"the price of veo is not known: read AIML's catalogue: GET https://a.b: answered 500 Internal Server Error":                                                               "цена veo неизвестна: каталог AIML не прочитан: GET https://a.b: ответ 500 Internal Server Error",
		"convert the clip a.mp4: run ffmpeg: exit status 1: no such encoder":                                                                                                      "конвертация a.mp4: ошибка ffmpeg: exit status 1: no such encoder",
		"there is no ffmpeg on PATH that can convert it":                                                                                                                          "в PATH нет подходящего ffmpeg",
		"it does not decode HEVC (H.265)":                                                                                                                                         "он не воспроизводит HEVC (H.265)",
		"the video is not whole: it is cut or broken":                                                                                                                             "видео неполное: файл обрезан или повреждён",
		"download the clip that AIML made: download from a.b:443: the file broke off after 12 bytes: the connection was cut":                                                      "загрузка клипа от AIML: загрузка с a.b:443: файл оборвался после 12 байт: соединение оборвалось",
		"GET https://a.b/c: the proxy 127.0.0.1:9 does not answer (the connection was refused): look at network.proxy":                                                            "GET https://a.b/c: прокси 127.0.0.1:9 не отвечает (в соединении отказано): проверьте network.proxy",
		"the proxy p:1 did not open the way to a.b:443 (it answered 403 Forbidden): look at network.proxy":                                                                        "прокси p:1 не соединил с a.b:443 (он ответил 403 Forbidden): проверьте network.proxy",
		"the proxy p:1 does not accept the user and the password, or asks for them: look at network.proxy":                                                                        "прокси p:1 не принимает имя и пароль или требует их: проверьте network.proxy",
		"download from a.b: the host a.b leads to 198.18.0.7, of the range 198.18.0.0/15 of VPNs and carriers: network.vpn_addresses allows it":                                   "загрузка с a.b: хост a.b ведёт на 198.18.0.7 из диапазона 198.18.0.0/15, который раздают VPN и операторы: разрешите его настройкой network.vpn_addresses",
		"the host a.b leads to fc00::1, of the range fc00::/18 of VPNs and carriers: such an address is used over https only":                                                     "хост a.b ведёт на fc00::1 из диапазона fc00::/18, который раздают VPN и операторы: такой адрес годится только с https",
		"ask AIML about a paid job: GET https://a.b/c: answered 403 Forbidden with a page of its guard, which lets some networks not in: another network, a proxy or a VPN helps": "вопрос к AIML об оплаченной работе: GET https://a.b/c: ответ 403 Forbidden со страницей защиты, которая не пускает из некоторых сетей: поможет другая сеть, прокси или VPN",
		"GET https://a.b/c: the answer broke off: the connection froze after its first kilobytes, as where foreign servers are filtered: another network, a proxy or a VPN helps": "GET https://a.b/c: ответ оборвался: соединение замерло после первых килобайт, как там, где фильтруют зарубежные серверы: поможет другая сеть, прокси или VPN",
		"AIML refused the request: {cause} {":                                                                                                                                     "AIML отклонил запрос: «{cause} {»",
		"AIML refused the request: ":                                                                                                                                              "AIML refused the request:",
		"does not answer":                                                                                                                                                         "does not answer",
		"a: b":                                                                                                                                                                    "a: b",
		"":                                                                                                                                                                        "",
	}
	for said, want := range tests {
		if got := ru.Translate(said); got != want {
			t.Errorf("%q is\n%q, want\n%q", said, got, want)
		}
	}
	reasons := map[string]celebration.Reason{
		"AIML не отвечает (POST https://a.b: нет ответа вовремя): попытки повторяются, пока он не ответит, ничего не потеряно": fault.Say(celebration.WhySilent, "provider", "AIML", "cause", "POST https://a.b: no answer in time"),
		"Попытки прекращены после 15 мин: вопрос к AIML об оплаченной работе: GET https://a.b: ответ 502 Bad Gateway":          fault.Say(celebration.WhyGaveUp, "after", 15*time.Minute, "cause", "ask AIML about a paid job: GET https://a.b: answered 502 Bad Gateway"),
	}
	for want, reason := range reasons {
		if got := ru.Reason(reason); got != want {
			t.Errorf("%q is\n%q, want\n%q", reason, got, want)
		}
	}
}

// TestWhatTheRoomsMaySayIsSaidInRussian reads the sentences out of the code
// of the rooms whose errors become reasons.
func TestWhatTheRoomsMaySayIsSaidInRussian(t *testing.T) {
	ru := testLanguages()["ru"]
	verb := regexp.MustCompile(`%\.?[0-9]*[a-z]`)
	attached := regexp.MustCompile(`([a-z_])%s$`) // what may follow, or may not
	files := map[string]int{
		"video/aiml/errors.go": 10, "video/aiml/aiml.go": 9, "video/aiml/find.go": 6, "video/aiml/job.go": 2, "video/aiml/price.go": 12,
		"video/gemini/errors.go": 12, "video/gemini/gemini.go": 9, "video/gemini/file.go": 3, "video/gemini/busy.go": 1, "video/gemini/price.go": 2,
		"outbound/error.go": 5, "outbound/client.go": 4, "outbound/download.go": 3, "outbound/read.go": 4,
	}
	for name, least := range files {
		sentences := saidIn(t, "../"+name)
		if len(sentences) < least {
			t.Errorf("only %d sentences were found in %s: %q", len(sentences), name, sentences)
		}
		for _, s := range sentences {
			said := verb.ReplaceAllString(attached.ReplaceAllString(s, "$1"), "no answer in time")
			got := ru.Translate(said)
			if !strings.ContainsFunc(got, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) || strings.HasPrefix(got, s[:min(len(s), 12)]) {
				t.Errorf("%s: Russian lacks %q: %q", name, s, got)
			}
		}
	}
}

// saidIn are the texts of the errors and refusals that a file makes. A text
// that goes on with what is not known before ends like "…: %s".
func saidIn(t *testing.T, path string) (sentences []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	add := func(expr ast.Expr) {
		if text := written(expr); strings.Contains(text, " ") {
			sentences = append(sentences, text)
		}
	}
	var inside string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			inside = n.Name.Name
		case *ast.CallExpr:
			if selector, ok := n.Fun.(*ast.SelectorExpr); ok && (selector.Sel.Name == "New" || selector.Sel.Name == "Errorf" || selector.Sel.Name == "Refuse") && len(n.Args) > 0 {
				add(n.Args[0])
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Problem" || key.Name == "Sentence") {
				add(n.Value)
			}
		case *ast.ReturnStmt:
			if inside == "plain" || inside == "Misfit" {
				add(n.Results[0])
			}
		}
		return true
	})
	return sentences
}

// written is the text that an expression makes, as far as it is written
// down.
func written(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return ""
		}
		return text
	case *ast.BinaryExpr:
		text := written(e.X) + written(e.Y)
		if strings.HasSuffix(text, ": ") {
			text += "%s"
		}
		return text
	case *ast.CallExpr:
		if selector, ok := e.Fun.(*ast.SelectorExpr); ok && selector.Sel.Name == "Sprintf" {
			return written(e.Args[0])
		}
	}
	return ""
}
