package text_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"streamspark/internal/fault"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/text"
)

// streams are answers as the services send them piece by piece, shortened: "Привет" in
// two pieces, of 9 tokens for 4.
var streams = map[string]struct {
	form text.Form
	body string
}{
	"OpenAI": {text.OpenAI{}, `: OPENROUTER PROCESSING

data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}],"usage":null}

data: {"id":"c","choices":[{"index":0,"delta":{"content":"При"},"finish_reason":null}],"usage":null}

data: {"id":"c","choices":[{"index":0,"delta":{"content":"вет"},"finish_reason":null}],"usage":null}

data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

data: {"id":"c","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":9}}

data: [DONE]

`},
	"Anthropic": {text.Anthropic{}, `event: message_start
data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"stop_reason":null,"usage":{"input_tokens":4,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a greeting"}}

event: ping
data: {"type":"ping"}

event: of_later
data: {"type":"of_later","delta":{"type":"of_later","text":"no"}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"При"}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"вет"}}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}}

event: message_stop
data: {"type":"message_stop"}

`},
	"Gemini": {text.Gemini{}, `data: {"candidates":[{"content":{"parts":[{"text":"a greeting","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"thoughtsTokenCount":3}}

data: {"candidates":[{"content":{"parts":[{"text":"При"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"thoughtsTokenCount":3}}

data: {"candidates":[{"content":{"parts":[{"text":"вет"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":6,"thoughtsTokenCount":3}}

`},
}

var wholeStream = text.Answer{Text: "Привет", In: 4, Out: 9}

// TestAStreamIsReadHoweverItsLinesEnd: the HTML standard has three ends of a line, any
// space or none behind the colon, and comments.
func TestAStreamIsReadHoweverItsLinesEnd(t *testing.T) {
	for name, s := range streams {
		for way, body := range map[string]string{
			"LF": s.body, "CRLF": strings.ReplaceAll(s.body, "\n", "\r\n"), "CR": strings.ReplaceAll(s.body, "\n", "\r"),
			"no space": strings.ReplaceAll(s.body, "data: ", "data:"), "no end": strings.TrimRight(s.body, "\n"),
			"comments": strings.ReplaceAll(s.body, "data: {", ": wait\ndata: {"), "a mark": "\ufeff" + s.body,
		} {
			if answer, err := s.form.Read([]byte(body)); err != nil || !reflect.DeepEqual(answer, wholeStream) {
				t.Errorf("%s, %s: %+v, %v", name, way, answer, err)
			}
		}
	}
}

// TestAStreamThatBreaksOffIsNoAnswer: it may have been paid for, and what of it came
// says neither what the answer is nor what it took.
func TestAStreamThatBreaksOffIsNoAnswer(t *testing.T) {
	for name, s := range streams {
		end := max(strings.Index(s.body, `"stop"`), strings.Index(s.body, `"end_turn"`), strings.Index(s.body, `"STOP"`))
		for n := range end {
			if answer, err := s.form.Read([]byte(s.body[:n])); !fault.Is(err, "text.no_answer") || !fault.Has(err, fault.Lost) || answer != (text.Answer{}) {
				t.Fatalf("%s: after %d bytes: %+v, %v", name, n, answer, err)
			}
		}
		begun, _, _ := strings.Cut(s.body, "вет")
		middle := strings.LastIndex(begun, "\n\n") + 2
		failed := s.body[:middle] + `data: {"type":"error","error":{"code":529,"message":"Overloaded"}}` + "\n\n" + s.body[middle:]
		if answer, err := s.form.Read([]byte(failed)); !fault.Is(err, "text.no_answer") || answer != (text.Answer{}) || !strings.Contains(err.Error(), "Overloaded") {
			t.Errorf("%s: an error in the middle: %+v, %v", name, answer, err)
		}
	}
}

// TestOpenAIsStreamSaysWhatItsWholeAnswerDoes: the other forms are streams at any time.
func TestOpenAIsStreamSaysWhatItsWholeAnswerDoes(t *testing.T) {
	standIn := standintest.Start(t, standin.Options{})
	answer := func(f text.OpenAI, data string) (text.Answer, error) {
		call := f.Call(standin.OpenAIKey, "gpt-6-luna", ask(data))
		body, err := json.Marshal(call.Body)
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, standIn.URL()+"/openai/v1"+call.Path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = call.Header
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if is := response.Header.Get("Content-Type") == "text/event-stream"; is != f.Stream || response.StatusCode != http.StatusOK {
			t.Fatalf("%s, %s", response.Status, response.Header)
		}
		said, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return f.Read(said)
	}
	form := text.OpenAI{Path: "/chat/completions", Limit: "max_completion_tokens", Schema: true}
	for _, data := range []string{"Привет, друзья", standin.WordRefuse, standin.WordFilter, standin.WordCut, standin.WordFields, standin.WordFence, standin.WordEmpty} {
		form.Stream = false
		whole, err := answer(form, data)
		form.Stream = true
		streamed, err2 := answer(form, data)
		if streamed != whole || (err == nil) != (err2 == nil) {
			t.Errorf("%s: %+v, %v; want %+v, %v", data, streamed, err2, whole, err)
		}
	}
}
