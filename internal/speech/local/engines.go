package local

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"streamspark/internal/speech"
)

// wordsPerMinute is the usual speed of say and espeak-ng.
const wordsPerMinute = 165

// engines returns the programs that there are, the better voices first. Voices
// of piper are files in a folder.
func engines(voicesDir string) (found []engine) {
	known := []engine{rhvoice(), piper(voicesDir), espeak()}
	switch runtime.GOOS {
	case "windows":
		known = append([]engine{windows()}, known...)
	case "darwin":
		known = append([]engine{macOS()}, known...)
	}
	for _, e := range known {
		path, err := exec.LookPath(e.program)
		if err != nil {
			continue
		}
		if e.program, err = filepath.Abs(path); err == nil {
			found = append(found, e)
		}
	}
	return found
}

// espeak returns the program that most Linux computers have: fast, and like a
// robot.
func espeak() engine {
	return engine{
		id: "espeak", program: "espeak-ng", list: []string{"--voices"}, voices: espeakVoices,
		speak: func(u speech.Utterance, out string) ([]string, []byte) {
			return []string{"-v", u.Voice, "-s", speed(u.Rate), "-b", "1", "-w", out, "--stdin"}, []byte(u.Text)
		},
	}
}

// espeakVoices reads a table with a head: priority, language, age and gender,
// name, file, and other languages.
func espeakVoices(list []byte) (all []speech.Voice) {
	for line := range strings.Lines(string(list)) {
		fields := strings.Fields(line)
		if len(fields) < 5 || fields[0] == "Pty" {
			continue
		}
		lang, _, _ := strings.Cut(fields[1], "-")
		all = append(all, speech.Voice{ID: fields[1], Name: strings.ReplaceAll(fields[3], "_", " "), Lang: lang})
	}
	return all
}

// rhvoice returns the program with the best free Russian voices. It takes another voice without a
// word where it has none of a name.
func rhvoice() engine {
	return engine{
		id: "rhvoice", program: "RHVoice-test", voices: func([]byte) []speech.Voice {
			return rhvoices("/usr/share/RHVoice/voices", "/usr/local/share/RHVoice/voices")
		},
		speak: func(u speech.Utterance, out string) ([]string, []byte) {
			return []string{"-q", "-p", u.Voice, "-r", strconv.Itoa(int(u.Rate * 100)), "-o", out}, []byte(u.Text)
		},
	}
}

// rhvoices lists the voices that lie in folders, each with its description.
// Those whose licence allows any use come first.
func rhvoices(dirs ...string) (all []speech.Voice) {
	language := regexp.MustCompile(`(?mi)^language=(\S+)`)
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // it is not there
		}
		for _, entry := range entries {
			about, err := os.ReadFile(filepath.Join(dir, entry.Name(), "voice.info"))
			if err != nil {
				continue
			}
			v := speech.Voice{ID: entry.Name(), Name: entry.Name()}
			if found := language.FindSubmatch(about); found != nil {
				v.Lang = map[string]string{"russian": "ru", "english": "en", "ukrainian": "uk"}[strings.ToLower(string(found[1]))]
			}
			if v.Name == "elena" || v.Name == "aleksandr-hq" {
				all = append([]speech.Voice{v}, all...)
			} else {
				all = append(all, v)
			}
		}
	}
	return all
}

// piper returns the program whose voices are files: NAME.onnx beside NAME.onnx.json. The
// name begins with the language.
func piper(dir string) engine {
	return engine{
		id: "piper", program: "piper", voices: func([]byte) (all []speech.Voice) {
			models, err := filepath.Glob(filepath.Join(dir, "*.onnx"))
			if err != nil {
				return nil
			}
			for _, model := range models {
				name := strings.TrimSuffix(filepath.Base(model), ".onnx")
				lang, _, _ := strings.Cut(name, "_")
				all = append(all, speech.Voice{ID: name, Name: name, Lang: lang})
			}
			return all
		},
		speak: func(u speech.Utterance, out string) ([]string, []byte) {
			slower := strconv.FormatFloat(1/u.Rate, 'f', 2, 64)
			return []string{"--model", filepath.Join(dir, u.Voice+".onnx"), "--length_scale", slower, "--output_file", out}, []byte(u.Text)
		},
	}
}

// macOS returns the system's own program.
func macOS() engine {
	return engine{
		id: "say", program: "say", list: []string{"-v", "?"}, voices: sayVoices,
		speak: func(u speech.Utterance, out string) ([]string, []byte) {
			return []string{"-v", u.Voice, "-r", speed(u.Rate), "--data-format=LEI16@22050", "-o", out, "-f", "-"}, []byte(u.Text)
		},
	}
}

// sayVoices reads lines such as "Milena (Enhanced)  ru_RU  # Привет".
func sayVoices(list []byte) (all []speech.Voice) {
	line := regexp.MustCompile(`^(.+?)\s+([a-z]{2,3})[_-]\S+\s+#`)
	for text := range strings.Lines(string(list)) {
		if found := line.FindStringSubmatch(text); found != nil {
			all = append(all, speech.Voice{ID: found[1], Name: found[1], Lang: found[2]})
		}
	}
	return all
}

// windows returns the speech of .NET, which has the voices of SAPI 5, those of RHVoice
// among them. The scripts are fixed; what to say comes as JSON on the input.
func windows() engine {
	const open = `$ErrorActionPreference='Stop';Add-Type -AssemblyName System.Speech;` +
		`$s=New-Object System.Speech.Synthesis.SpeechSynthesizer;`
	arguments := func(script string) []string {
		return []string{"-NoProfile", "-NonInteractive", "-Command", script}
	}
	return engine{
		id: "sapi", program: "powershell",
		list: arguments(open + `[Console]::OutputEncoding=New-Object Text.UTF8Encoding $false;` +
			`ConvertTo-Json -Compress @($s.GetInstalledVoices()|?{$_.Enabled}|%{@{name=$_.VoiceInfo.Name;lang=$_.VoiceInfo.Culture.TwoLetterISOLanguageName}})`),
		voices: sapiVoices,
		speak: func(u speech.Utterance, out string) ([]string, []byte) {
			input, _ := json.Marshal(map[string]any{ // texts and a number
				"text": u.Text, "voice": u.Voice, "out": out, "rate": min(max(int((u.Rate-1)*10), -10), 10),
			})
			return arguments(open + `$r=New-Object IO.StreamReader([Console]::OpenStandardInput(),[Text.Encoding]::UTF8);` +
				`$q=$r.ReadToEnd()|ConvertFrom-Json;$s.SelectVoice($q.voice);$s.Rate=$q.rate;$s.SetOutputToWaveFile($q.out);$s.Speak($q.text);$s.Dispose()`), input
		},
	}
}

func sapiVoices(list []byte) (all []speech.Voice) {
	var found []struct{ Name, Lang string }
	if json.Unmarshal(list, &found) != nil {
		return nil
	}
	for _, v := range found {
		all = append(all, speech.Voice{ID: v.Name, Name: v.Name, Lang: v.Lang})
	}
	return all
}

// speed returns words per minute.
func speed(rate float64) string { return strconv.Itoa(int(wordsPerMinute * rate)) }
