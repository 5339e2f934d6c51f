package overlay

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

func TestFramesOfPages(t *testing.T) {
	tests := []struct {
		frame string
		want  report // empty: refused
	}{
		{`{"type":"hello","id":"a-1_B","widget":"player","visible":true}`, report{Type: "hello", ID: "a-1_B", Widget: "player", Visible: true}},
		{`{"type":"hello","id":"a","widget":"player","obs":true,"new":{"key":1}}`, report{Type: "hello", ID: "a", Widget: "player", Visible: true, OBS: true, Unsaid: true}},
		{`{"type":"hello","id":"a","widget":"player","obs":true,"acks":true,"active":null}`, report{Type: "hello", ID: "a", Widget: "player", Visible: true, OBS: true, Acks: true, Unsaid: true}},
		{`{"type":"hello","id":"a","widget":"player","obs":true,"active":true}`, report{Type: "hello", ID: "a", Widget: "player", Visible: true, OBS: true}},
		{`{"type":"hello","id":"a","widget":"player","visible":false}`, report{Type: "hello", ID: "a", Widget: "player"}},
		{`{"type":"hello","id":"","widget":"player"}`, report{}},
		{`{"type":"hello","id":"a b","widget":"player"}`, report{}},
		{`{"type":"hello","id":"` + strings.Repeat("a", 65) + `","widget":"player"}`, report{}},
		{`{"type":"hello","id":"a"}`, report{}},
		{`{"type":"hello","id":7,"widget":"player"}`, report{}},
		{`{"type":"visible","visible":false}`, report{Type: "visible", Unsaid: true}},
		{`{"type":"visible","visible":true,"active":true}`, report{Type: "visible", Visible: true}},
		{`{"type":"visible"}`, report{}},
		{`{"type":"hello","id":"a","widget":"player","decodes":["h264","<b>","aac"]}`, report{Type: "hello", ID: "a", Widget: "player", Visible: true, Decodes: celebration.Decoder{"h264", "aac"}}},
		{`{"type":"hello","id":"a","widget":"player","decodes":[` + strings.Repeat(`"x",`, 100) + `"y"]}`, report{
			Type: "hello", ID: "a", Widget: "player", Visible: true, Decodes: celebration.Decoder(slices.Repeat([]string{"x"}, maxCodecs)),
		}},
		{`{"type":"hello","id":"a","widget":"player","decodes":"all"}`, report{}},
		{`{"type":"started","playback":7}`, report{Type: "started", Playback: 7}},
		{`{"type":"started","playback":7,"duration_ms":15000,"moves":true}`, report{Type: "started", Playback: 7, Lasts: 15 * time.Second, Moves: true}},
		{`{"type":"started","playback":7,"duration_ms":-3}`, report{Type: "started", Playback: 7}},
		{`{"type":"started","playback":7,"duration_ms":9223372036854775807}`, report{Type: "started", Playback: 7, Lasts: longestShown}},
		{`{"type":"started","playback":7,"scene":"rocket"}`, report{Type: "started", Playback: 7, Scene: "rocket"}},
		{`{"type":"started","playback":7,"scene":"<b>"}`, report{Type: "started", Playback: 7}},
		{`{"type":"hello","id":"a","widget":"player","scenes":true}`, report{Type: "hello", ID: "a", Widget: "player", Visible: true, Scenes: true}},
		{`{"type":"ended","playback":7}`, report{Type: "ended", Playback: 7, Shown: -1}},
		{`{"type":"ended","playback":7,"shown_ms":8000}`, report{Type: "ended", Playback: 7, Shown: 8 * time.Second}},
		{`{"type":"ended","playback":7,"shown_ms":-8}`, report{Type: "ended", Playback: 7, Shown: -1}},
		{`{"type":"ended","playback":7,"shown_ms":9223372036854775807}`, report{Type: "ended", Playback: 7, Shown: longestShown}},
		{`{"type":"thanked","key":"12-1790000000000"}`, report{Type: "thanked", Key: "12-1790000000000"}},
		{`{"type":"thanked"}`, report{}},
		{`{"type":"thanked","key":"<b>"}`, report{}},
		{`{"type":"ended","playback":0}`, report{}},
		{`{"type":"ended","playback":-1}`, report{}},
		{`{"type":"ended","playback":1.5}`, report{}},
		{`{"type":"ended","playback":"7"}`, report{}},
		{`{"type":"ended","playback":99999999999999999999}`, report{}},
		{`{"type":"failed","playback":7,"reason":"a\nb\u202e c"}`, report{Type: "failed", Playback: 7, Why: fault.Say("player.words", "words", "a b c")}},
		{`{"type":"failed","playback":7,"words":"my own"}`, report{Type: "failed", Playback: 7, Why: fault.Say("player.words", "words", "my own")}},
		{`{"type":"failed","playback":7}`, report{Type: "failed", Playback: 7, Why: fault.Say("player.no_reason")}},
		{`{"type":"failed","playback":7,"code":"player.not_decoded"}`, report{Type: "failed", Playback: 7, Why: fault.Say("player.not_decoded", "time", time.Duration(0))}},
		{`{"type":"failed","playback":7,"code":"player.stood_still","after_ms":8000}`, report{Type: "failed", Playback: 7, Why: fault.Say("player.stood_still", "time", 8*time.Second)}},
		{`{"type":"failed","playback":7,"code":"player.undecodable","words":"DEMUXER\n<b>"}`, report{
			Type: "failed", Playback: 7, Why: fault.Say("player.with_words", "cause", fault.Say("player.undecodable", "time", time.Duration(0)), "words", "DEMUXER <b>"),
		}},
		{`{"type":"failed","playback":7,"code":"player.of_tomorrow"}`, report{Type: "failed", Playback: 7, Why: fault.Say("player.words", "words", "player.of_tomorrow")}},
		{`{"type":"failed","playback":7,"code":"unforeseen","words":"x"}`, report{Type: "failed", Playback: 7, Why: fault.Say("player.words", "words", "x")}},
		{`{"type":"failed","playback":7,"code":5}`, report{}},
		{`{"type":"play","playback":7}`, report{}},
		{`{}`, report{}},
		{`[]`, report{}},
		{`null`, report{}},
		{``, report{}},
		{`{"type":"hello"`, report{}},
		{"\xff\xfe", report{}},
	}
	for _, test := range tests {
		got, err := parse([]byte(test.frame))
		if !reflect.DeepEqual(got, test.want) || (err == nil) != (test.want.Type != "") {
			t.Errorf("%s gives %+v, %v", test.frame, got, err)
		}
	}
}

// TestThePlayerSendsTheCodesThatAreKnown reads its script and the document of
// the protocol.
func TestThePlayerSendsTheCodesThatAreKnown(t *testing.T) {
	for quote, paths := range map[string][]string{`"`: {"clip.js", "scene.js", "showing.js"}, "`": {"../README.md"}} {
		found := map[string]bool{}
		for _, path := range paths {
			content, err := os.ReadFile(filepath.Join("../../widget/player", path))
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range regexp.MustCompile(quote+`(player\.[a-z_]+)`+quote).FindAllStringSubmatch(string(content), -1) {
				found[match[1]] = true
			}
		}
		if got, want := slices.Sorted(maps.Keys(found)), slices.Sorted(slices.Values(playerCodes)); !slices.Equal(got, want) {
			t.Errorf("%s have the codes %q, known are %q", paths, got, want)
		}
	}
}

func TestUntrustedTextStaysText(t *testing.T) {
	frame := encode(newPlay("play", celebration.Playback{
		ID: 1, Amount: money.Rubles(1500), Clip: celebration.Clip{Filename: `../a b?c#d"<.webm`, Duration: time.Second},
		Donor: "<script>\u202ealert(1)</script>\n", Message: strings.Repeat("я", 3*maxMessage) + "\x00\xff",
	}, Settings{}, ""))
	text := string(frame)
	for _, bad := range []string{"<", "\u202e", "\\n", "?c", "#d", "/a b"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q got through: %.200s", bad, text)
		}
	}
	if !utf8.Valid(frame) || len(frame) > 3*maxMessage {
		t.Errorf("%d bytes, valid %t", len(frame), utf8.Valid(frame))
	}
}

// isPlain reports whether a page's reason is one, and its words fit to be shown.
func isPlain(why fault.Message) bool {
	words, _ := why.Args["words"].(string)
	return !why.IsZero() && utf8.RuneCountInString(words) <= maxReason+1 && !strings.ContainsAny(words, "\n\x00\u202e")
}

func FuzzFramesOfPages(f *testing.F) {
	for _, seed := range []string{
		`{"type":"hello","id":"p1","widget":"player","visible":true,"obs":false}`,
		`{"type":"failed","playback":7,"reason":"\ud800\u202e"}`,
		`{"type":"failed","playback":7,"code":"player.undecodable","words":"\ud800\u202e","after_ms":-1}`,
		`{"type":"visible","visible":null}`,
		`{"type":"ended","playback":1e3}`,
		`{"type":"thanked","key":"1-0"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		r, err := parse(frame)
		if err != nil {
			if !reflect.DeepEqual(r, report{}) {
				t.Fatalf("a refused frame gives %+v", r)
			}
			return
		}
		switch r.Type {
		case "hello":
			if r.ID == "" || len(r.ID) > maxID || r.Widget == "" || len(r.Widget) > maxWidget {
				t.Fatalf("%+v", r)
			}
		case "visible":
		case "thanked":
			if r.Key == "" || len(r.Key) > maxKey {
				t.Fatalf("%+v", r)
			}
		case "started", "ended", "failed":
			if r.Playback <= 0 || r.Type == "failed" && !isPlain(r.Why) {
				t.Fatalf("%+v", r)
			}
		default:
			t.Fatalf("a frame of type %q was taken", r.Type)
		}
	})
}
