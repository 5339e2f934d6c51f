package donationalerts

import (
	"testing"
)

func TestReadFrames(t *testing.T) {
	message := "{\"id\":1,\"result\":{\"client\":\"c-1\",\"version\":\"2.2.1\"}}\n\n{}\nnonsense\n" +
		"{\"id\":\"2\",\"error\":{\"code\":103,\"message\":\"permission denied\"}}\n" +
		"{\"error\":{\"code\":107,\"message\":\"bad request\"}}\n" +
		"{\"result\":{\"channel\":\"$alerts:donation_3\",\"data\":{\"seq\":1,\"data\":{\"id\":5}}}}\n" +
		"{\"result\":{\"type\":1,\"channel\":\"$alerts:donation_3\",\"data\":{\"info\":{}}}}\n" +
		"{\"result\":{\"type\":3,\"channel\":\"$alerts:donation_3\",\"data\":{}}}\n{\"id\":7}"
	frames, broken := readFrames([]byte(message))
	if len(frames) != 7 || broken != 1 {
		t.Fatalf("%d frames and %d broken: %+v", len(frames), broken, frames)
	}
	if frames[0].id != 1 || frames[0].client != "c-1" || frames[0].refused != nil {
		t.Errorf("connect: %+v", frames[0])
	}
	if f := frames[1]; f.id != 2 || f.refused == nil || f.refused.code != 103 || f.refused.Error() == "" {
		t.Errorf("an error: %+v", f)
	}
	holdPushes(t, frames[2:])
}

// holdPushes holds what TestReadFrames read after the answers.
func holdPushes(t *testing.T, frames []frame) {
	t.Helper()
	if f := frames[0]; f.id != 0 || f.push == pushPublication && f.channel != "" {
		t.Errorf("an error of nothing: %+v", f)
	}
	if f := frames[1]; f.push != pushPublication || f.channel != "$alerts:donation_3" || string(f.donation()) != `{"id":5}` {
		t.Errorf("a publication: %+v", f)
	}
	if frames[2].push != 1 || frames[3].push != pushUnsubscribed || frames[4].id != 7 {
		t.Errorf("the rest: %+v", frames[2:])
	}
}

func TestWasShown(t *testing.T) {
	cases := map[string]bool{
		`{"is_shown":0,"shown_at":null}`: false, `{"is_shown":"0"}`: false, `{}`: false, `7`: false, `{"is_shown":false}`: false,
		`{"is_shown":1}`: true, `{"is_shown":"1"}`: true, `{"is_shown":true}`: true, `{"is_shown":0,"shown_at":"2026-03-14 22:09:18"}`: true,
	}
	for raw, want := range cases {
		if got := wasShown([]byte(raw)); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("{\"id\":1,\"result\":{\"client\":\"c\"}}\n"))
	f.Add([]byte("{\"result\":{\"channel\":\"$alerts:donation_3\",\"data\":{\"seq\":1,\"data\":{\"id\":5,\"amount\":\"7\",\"currency\":\"RUB\",\"is_shown\":1}}}}"))
	f.Add([]byte("{\"id\":2,\"error\":{\"code\":103,\"message\":\"\xff\"}}\n{}\n\n[]\n"))
	f.Fuzz(func(t *testing.T, message []byte) {
		frames, broken := readFrames(message)
		if len(frames)+broken > len(message) {
			t.Fatal("more frames than bytes")
		}
		for _, frame := range frames {
			if frame.refused != nil && frame.refused.Error() == "" {
				t.Fatal("an error without words")
			}
			raw := frame.donation()
			_ = wasShown(raw)
			if r := readRow(raw); r.donation.ID == "" || r.donation.Unreadable == "" && r.number == 0 {
				t.Fatalf("a donation that unnamed can tell apart: %+v", r)
			}
		}
	})
}
