package gemini

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

func TestTheSieveKeepsTheSameAnswer(t *testing.T) {
	long := strings.Repeat("é", maxText)
	for answer, want := range map[string]string{
		`{"id":"a","n":[1,null,true],"t":"q\"\\\u00e9 {[,:"}`:      `{"id":"a","n":[1,null,true],"t":"q\"\\\u00e9 {[,:"}`,
		`{"data":"QUJD","x":{"data":"\u0051UI="},"data":""}`:       `{"data":"#1","x":{"data":"#2"},"data":""}`,
		`{"x":"data","y":["data","QUJD"],"data":["QUJD"]}`:         `{"x":"data","y":["data","QUJD"],"data":["QUJD"]}`,
		`{"data":{"text":"QUJD"},"datum":"QUJD","d\u0061ta":"QQ"}`: `{"data":{"text":"QUJD"},"datum":"QUJD","d\u0061ta":"#1"}`,
		`{"t":"` + long + `"}`:                                     `{"t":"` + long[:maxText] + `"}`,
		`[] {`:                                                     `[] {`,
	} {
		in := new(sieve)
		if _, err := in.Write([]byte(answer)); err != nil || string(in.kept) != want {
			t.Errorf("%.80s: %.80s, %v", answer, in.kept, err)
		}
	}
}

func TestTheSieveHandsOverTheRightText(t *testing.T) {
	const answer = `{"steps":[{"data":"QUFB"},{"data":"QkJC\u0051kI="},{"data":"Q0ND"}]}`
	for want, film := range map[int]string{1: "AAA", 2: "BBBBB", 3: "CCC", 4: ""} {
		var clip bytes.Buffer
		in := &sieve{want: want, into: &clip}
		err := inPieces(in, answer)
		if clip.String() != film || in.done != (film != "") || errors.Is(err, errEnough) != in.done {
			t.Errorf("text %d: %q, %v", want, clip.String(), err)
		}
	}
	for _, broken := range []string{`{"data":"Q=JD"}`, `{"data":"Q\n"}`, `{"data":"A"}`} {
		in := &sieve{want: 1, into: new(bytes.Buffer)}
		if _, err := in.Write([]byte(broken)); !errors.Is(err, errBase64) {
			t.Errorf("%s: %v", broken, err)
		}
	}
}

func TestTheSieveStopsOnceItKnowsEnough(t *testing.T) {
	clip := `"steps":[{"data":"` + strings.Repeat("A", 2*maxData) + `"}]`
	for answer, enough := range map[string]bool{
		`{"status":"Completed",` + clip:                 true,
		`{"status":"in_progress",` + clip:               false,
		`{"usage":{"status":"completed"},` + clip:       false,
		`{` + clip + `,"status":"completed"}`:           false, // it is read whole
		`{"status":"completed","steps":[{"data":"AAAA"`: false,
	} {
		in := &sieve{early: true}
		_, err := in.Write([]byte(answer))
		if errors.Is(err, errEnough) != enough || len(in.kept) > 1000 {
			t.Errorf("%.60s: %v, %d bytes kept", answer, err, len(in.kept))
		}
	}
	if _, err := new(sieve).Write(bytes.Repeat([]byte(`{"a":1},`), maxKept)); err == nil || !strings.Contains(locale.English().Detail(err), "larger") {
		t.Errorf("an endless answer: %v", err)
	}
}

// FuzzAnswer: whatever Gemini says, it is read or refused, in pieces as in
// one, and neither the key nor a query of an address comes out in what
// people see.
func FuzzAnswer(f *testing.F) {
	f.Add(`{"id":"v1_a","status":"completed","steps":[{"type":"model_output","content":[{"type":"video","uri":"https://x.example/a?sig=1"}]}]}`)
	f.Add(`{"status":"failed","errors":[{"code":1,"message":"see http://x/?secret-key-1"}]}`)
	f.Add(`{"status":"completed","steps":[{"type":"model_output","content":[{"type":"video","data":"QUJD\u003d"},{"type":"text","text":"a"}]}]}`)
	f.Add(`[{"error":{"code":400,"message":"secret-key-1"}}]`)
	f.Add(`{"data":"\`)
	f.Fuzz(func(t *testing.T, body string) {
		g := New(Options{Key: "secret-key-1"})
		whole, pieces := &sieve{early: true}, &sieve{early: true}
		_, err := whole.Write([]byte(body))
		again := inPieces(pieces, body)
		if string(whole.kept) != string(pieces.kept) || (err == nil) != (again == nil) {
			t.Fatalf("in one %q, in pieces %q", whole.kept, pieces.kept)
		}
		if json.Valid([]byte(body)) && err == nil && !json.Valid(whole.kept) {
			t.Fatalf("it was JSON, and is %q", whole.kept)
		}
		into := &sieve{want: 1, into: new(bytes.Buffer)}
		_, _ = into.Write([]byte(body)) // it must end, well or badly
		found, err := g.read(whole.kept)
		if err != nil {
			return
		}
		said := found.said + found.status
		if refusal, ok := fault.OfKind(found.refusal(), fault.Permanent); ok {
			said += locale.English().Error(refusal)
		}
		if strings.Contains(said, "secret-key-1") || len([]rune(found.said)) > maxSaid+1 || found.isOver() && found.has() {
			t.Errorf("said: %q", said)
		}
	})
}

// inPieces writes byte by byte.
func inPieces(s *sieve, body string) error {
	for i := range len(body) {
		if _, err := s.Write([]byte{body[i]}); err != nil {
			return err
		}
	}
	return nil
}
