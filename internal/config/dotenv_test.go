package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestDotenvTakesValuesAsTheyAre(t *testing.T) {
	clean(t)
	content := strings.Join([]string{
		"\ufeffFIRST=a", "", "# a comment", "DOLLAR=pa$$word$HOME${X}", "HASH=abc#def##", "BOTH=$1#2$3", "PERCENT=100%",
		"COMMENT=abc # of my account", "TAB=abc\t# too", "ONLY=  # nothing yet", "EMPTY=", `SINGLE='a # b $c "d"'`, `DOUBLE="a # b $c \n 'd'" # e`,
		`OPEN="abc`, `INSIDE=a"b"c`, `ENDS="a"b`, "export EXPORTED=1", "SPACES = a b ", "EQUALS=a=b==", "CRLF=x\r", "BACK=C:\\new\\table", "dotted.name=1",
	}, "\n")
	if err := os.WriteFile(".env", []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	lookup, err := environment(".env")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"FIRST": "a", "DOLLAR": "pa$$word$HOME${X}", "HASH": "abc#def##", "BOTH": "$1#2$3", "PERCENT": "100%",
		"COMMENT": "abc", "TAB": "abc", "ONLY": "", "EMPTY": "", "SINGLE": `a # b $c "d"`, "DOUBLE": `a # b $c \n 'd'`,
		"OPEN": `"abc`, "INSIDE": `a"b"c`, "ENDS": `"a"b`, "EXPORTED": "1", "SPACES": "a b", "EQUALS": "a=b==", "CRLF": "x", "BACK": `C:\new\table`, "dotted.name": "1",
	} {
		if got := lookup(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	t.Setenv("HASH", "the real one")
	if got := lookup("HASH"); got != "the real one" {
		t.Errorf("the real environment does not win: %q", got)
	}
	for _, line := range []string{"sk-0123456789abcdef0123", "sk 0123456789abcdef0123=5", "=sk-0123456789abcdef0123"} {
		if err := os.WriteFile(".env", []byte("A=1\n"+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := environment(".env"); err == nil || !strings.Contains(said(err), "line 2") || strings.Contains(said(err), "0123456789") {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestNoErrorOfTheConfigurationRepeatsAKey(t *testing.T) {
	clean(t)
	const key = "sk-0123456789abcdef0123456789"
	files := []string{
		key, "- " + key, "a: *" + key, "a: !!int " + key, key + ": 1", "server: {" + key + ": 1}", "server: {port: " + key + ": 2}", "tiers: [" + key + "]", "tiers: [{min_rub: " + key + "}]",
	}
	for _, k := range newSchema(everybody()).keys { // into each wrong field
		if !k.secret() {
			path := strings.Split(k.name, ".")
			files = append(files, strings.Join(path, ": {")+": '"+key+"'"+strings.Repeat("}", len(path)-1))
		}
	}
	refused := 0
	for _, file := range files {
		_, _, err := resolve(t, file, nil)
		if err != nil {
			refused++
		}
		if err != nil && strings.Contains(said(err), "0123456789") {
			t.Errorf("%s: %v", file, err)
		}
	}
	if refused < 30 {
		t.Errorf("only %d of %d were refused: this test asks for nothing", refused, len(files))
	}
	live, _ := open(t, "", newDocuments(t))
	for _, name := range []string{key, "overlay.volume", "tiers", "data_dir"} {
		if err := live.Save(t.Context(), name, key); err == nil || strings.Contains(said(err), "0123456789") {
			t.Errorf("saved as %s: %v", name, err)
		}
	}
	t.Setenv("DONATION_THRESHOLD_RUB", key)
	if _, _, err := resolve(t, "", nil); err == nil || strings.Contains(said(err), "0123456789") {
		t.Errorf("as the threshold: %v", err)
	}
}

func TestAKeyIsNotTakenForAModel(t *testing.T) {
	clean(t)
	for _, pasted := range []string{"sk-0123456789abcdef0123456789", "0123456789abcdef0123456789abcdef", "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY"} {
		for _, file := range []string{"generation: {aiml: {model: %s}}", "generation: {gemini: {model: %s}}", "tiers: [{min_rub: 5, model: %s}]"} {
			if _, _, err := resolve(t, fmt.Sprintf(file, pasted), nil); err == nil || strings.Contains(said(err), pasted) {
				t.Errorf("a key is taken for a model in %s: %v", file, err)
			}
		}
	}
	for _, model := range []string{"google/veo-3.1-t2v-fast", "gemini-omni-1.1-flash", "sora-2", "bytedance/seedance-1-0-lite-t2v"} {
		if !isModel(model) {
			t.Errorf("%s is no model", model)
		}
	}
}
