package local

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/speech"
)

// fake puts a program of a name on PATH, alone with the shell's own, which
// runs a script. Its arguments and input are in the files args and input of
// the folder that is returned.
func fake(t *testing.T, name, script string) string {
	t.Helper()
	dir := t.TempDir()
	body := "#!/bin/sh\n" + `cd "` + dir + `"` + "\n" + `case "$*" in *--voices*|"-v ?") ;; *) printf '%s\n' "$*" >args; /bin/cat >input;; esac` + "\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	return dir
}

const espeakList = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 2  ru              --/M      Russian            zle/ru               `

// withVoices is a fake espeak-ng that lists voices and otherwise runs a script.
func withVoices(t *testing.T, script string) string {
	return fake(t, "espeak-ng", "case \"$*\" in *--voices*) /bin/cat <<'EOF'\n"+espeakList+"\nEOF\nexit;; esac\n"+script)
}

const silence = `for a; do [ "$last" = -w ] && out=$a; last=$a; done
printf 'RIFF\377\377\377\377WAVEfmt \020\000\000\000\001\000\001\000\100\037\000\000\100\037\000\000\001\000\010\000data\377\377\377\377' >"$out"
/usr/bin/head -c 8000 /dev/zero >>"$out"`

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestTheTextIsInTheInputAlone: whatever is written, no word of it is an
// argument of the program.
func TestTheTextIsInTheInputAlone(t *testing.T) {
	dir := withVoices(t, silence)
	t.Setenv("TMPDIR", t.TempDir()) // other programs of this machine speak too
	s := New("", engines(t.TempDir()))
	a, err := s.Speak(t.Context(), speech.Utterance{Text: "$(touch pwned) -w /etc/x", Lang: "ru", Rate: 1.2})
	if err != nil || a.Duration != time.Second || a.ContentType != "audio/wav" {
		t.Fatalf("%s of %v, %v", a.ContentType, a.Duration, err)
	}
	if args := read(t, filepath.Join(dir, "args")); !strings.HasPrefix(args, "-v ru -s 198 -b 1 -w ") || strings.Contains(args, "pwned") {
		t.Errorf("arguments: %s", args)
	}
	if input := read(t, filepath.Join(dir, "input")); input != "$(touch pwned) -w /etc/x" {
		t.Errorf("input: %s", input)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "streamspark-voice-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAVoiceThatIsNotThereIsNoticed(t *testing.T) {
	withVoices(t, silence)
	tests := []struct {
		setting string
		u       speech.Utterance
		code    string
	}{
		{"", speech.Utterance{Lang: "ru"}, ""},
		{"espeak:en-us", speech.Utterance{Lang: "ru"}, ""},
		{"english (america)", speech.Utterance{Lang: "ru"}, ""},
		{"", speech.Utterance{Lang: "ru", Voice: "espeak:ru"}, ""},
		{"irina", speech.Utterance{Lang: "ru"}, "speech.no_voice"},
		{"", speech.Utterance{Lang: "ru", Voice: "../../etc"}, "speech.no_voice"},
		{"", speech.Utterance{Lang: "de"}, "speech.no_voice_of"},
	}
	for _, tt := range tests {
		tt.u.Text, tt.u.Rate = "привет", 1
		_, err := New(tt.setting, engines(t.TempDir())).Speak(t.Context(), tt.u)
		if e, _ := fault.As(err); (err == nil) != (tt.code == "") || err != nil && e.Code != tt.code {
			t.Errorf("%q, %+v: %v, want %q", tt.setting, tt.u, err, tt.code)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := New("", engines(t.TempDir())).Speak(t.Context(), speech.Utterance{Lang: "ru"}); !fault.Is(err, "speech.no_voices") {
		t.Error(err)
	}
}

func TestAProgramThatFailsIsNamed(t *testing.T) {
	for script, code := range map[string]string{
		"echo 'no sound card' >&2; exit 1": "speech.program_failed",
		"exit 0":                           "speech.program_failed", // it wrote nothing
		strings.Replace(silence, "RIFF", "OOPS", 1): "speech.no_sound",
	} {
		withVoices(t, script)
		_, err := New("", engines(t.TempDir())).Speak(t.Context(), speech.Utterance{Text: "a", Lang: "ru"})
		if !fault.Is(err, code) {
			t.Errorf("%q: %v, want %s", script, err, code)
		}
		if e, _ := fault.As(err); code == "speech.program_failed" && e.Args["program"] != "espeak-ng" {
			t.Error(e.Args)
		}
	}
}

// TestAProgramThatHangsIsKilledWithItsChildren: also one that holds the output
// of a child which goes on.
func TestAProgramThatHangsIsKilledWithItsChildren(t *testing.T) {
	dir := withVoices(t, "/bin/sleep 60 & echo $! >child; /bin/sleep 60")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := New("", engines(t.TempDir())).Speak(ctx, speech.Utterance{Text: "a", Lang: "ru"})
		done <- err
	}()
	child := ""
	for child == "" {
		time.Sleep(10 * time.Millisecond)
		content, _ := os.ReadFile(filepath.Join(dir, "child"))
		child = strings.TrimSpace(string(content))
	}
	cancel()
	if err := <-done; !fault.Is(err, "speech.program_stuck") {
		t.Error(err)
	}
	for range 100 {
		state, err := os.ReadFile("/proc/" + child + "/stat")
		if err != nil || strings.Contains(string(state), ") Z") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the child goes on")
}

func TestVoicesAreRead(t *testing.T) {
	dir := t.TempDir()
	for name, about := range map[string]string{"anna": "name=Anna\nlanguage=Russian\n", "elena": "language=Russian", "bdl": "language=English", "broken": ""} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if about != "" {
			if err := os.WriteFile(filepath.Join(dir, name, "voice.info"), []byte(about), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "ru_RU-irina-medium.onnx"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		got  []speech.Voice
		want []string
	}{
		{"rhvoice", rhvoices(dir, "/nowhere"), []string{"elena/ru", "anna/ru", "bdl/en"}},
		{"piper", piper(dir).voices(nil), []string{"ru_RU-irina-medium/ru"}},
		{"espeak", espeakVoices([]byte(espeakList)), []string{"en-us/en", "ru/ru"}},
		{"say", sayVoices([]byte("Alex                en_US    # Most people\nMilena (Enhanced)   ru_RU    # Привет\nodd line\n")), []string{"Alex/en", "Milena (Enhanced)/ru"}},
		{"sapi", sapiVoices([]byte(`[{"name":"Microsoft Irina Desktop","lang":"ru"}]`)), []string{"Microsoft Irina Desktop/ru"}},
		{"sapi that says nothing", sapiVoices(nil), nil},
	}
	for _, tt := range tests {
		var got []string
		for _, v := range tt.got {
			got = append(got, v.ID+"/"+v.Lang)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestArgumentsAreThoseOfTheProgram holds the arguments of the programs that
// this computer may lack, and that no word of a text is among them.
func TestArgumentsAreThoseOfTheProgram(t *testing.T) {
	u := speech.Utterance{Text: "привет", Voice: "V", Rate: 1.25}
	tests := []struct {
		e     engine
		args  string
		input string
	}{
		{rhvoice(), "-q -p V -r 125 -o o.wav", "привет"},
		{piper("d"), "--model d/V.onnx --length_scale 0.80 --output_file o.wav", "привет"},
		{macOS(), "-v V -r 206 --data-format=LEI16@22050 -o o.wav -f -", "привет"},
		{windows(), "", `{"out":"o.wav","rate":2,"text":"привет","voice":"V"}`},
	}
	for _, tt := range tests {
		args, input := tt.e.speak(u, "o.wav")
		if got := strings.Join(args, " "); tt.args != "" && got != tt.args || strings.Contains(got, "привет") {
			t.Errorf("%s: %s", tt.e.id, got)
		}
		if string(input) != tt.input {
			t.Errorf("%s reads %s", tt.e.id, input)
		}
	}
}

// TestEspeakSpeaks with the program itself.
func TestEspeakSpeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("starts espeak-ng")
	}
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		t.Fatal("espeak-ng is not there: see .ci/need")
	}
	s := New("espeak:ru", engines(t.TempDir()))
	short, err := s.Speak(t.Context(), speech.Utterance{Text: "Привет", Lang: "ru", Rate: 1})
	if err != nil {
		t.Fatal(err)
	}
	long, err := s.Speak(t.Context(), speech.Utterance{Text: "Привет, это сообщение заметно длиннее первого", Lang: "ru", Rate: 1})
	if err != nil || long.Duration < 2*short.Duration || long.ContentType != "audio/wav" {
		t.Errorf("%v and %v, %v", short.Duration, long.Duration, err)
	}
	slow, err := s.Speak(t.Context(), speech.Utterance{Text: "Привет", Lang: "ru", Rate: 0.5})
	if err != nil || slow.Duration <= short.Duration {
		t.Errorf("at half the speed %v, else %v: %v", slow.Duration, short.Duration, err)
	}
}
