package main

import (
	"os"
	"strings"
	"testing"
)

func TestTheNoticesAreThoseOfTheModulesThatAreCompiledIn(t *testing.T) {
	if testing.Short() {
		t.Skip("reads every module")
	}
	const root = "../../.."
	modules, err := compiledIn(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) < 20 {
		t.Fatalf("only %d modules were found: this test looks in the wrong place", len(modules))
	}
	kept, err := os.ReadFile(root + "/" + notices)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range modules {
		if !strings.Contains(string(kept), "\n"+m.String()+"\n") {
			t.Errorf("the notices lack %s: run go run ./internal/licenses/gather", m)
		}
	}
	made, err := Gather(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if made != string(kept) && !t.Failed() {
		t.Error("the notices are not what the modules say: run go run ./internal/licenses/gather")
	}
}
