package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestArgumentsKeepTheirTypesInJSON(t *testing.T) {
	moment := time.Date(2026, 11, 28, 15, 4, 5, 6, time.UTC)
	want := Say("outer", "words", `it "said" no`, "count", 42, "wait", 90*time.Second, "size", Bytes(200e6), "at", moment,
		"day", Day(moment.Truncate(time.Second)), "sum", Sum{"500.50", "RUB"}, "list", []string{"a", "b"}, "said", []Message{Say("one"), Say("two", "n", 2)}, "cause", Say("inner", "path", "/v2"))
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Message
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v\nwant %#v\nfrom %s", got, want, data)
	}
}

func TestAMessageHasItsCauseAmongTheArguments(t *testing.T) {
	inner := New(Retry, "outbound.no_answer", "where", "GET https://a.example")
	outer := Wrap(fmt.Errorf("read the catalog: %w", inner), Permanent, "aiml.no_price", "model", "veo")
	if got, want := outer.Message(), Say("aiml.no_price", "model", "veo", "cause", inner.Message()); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, changed := outer.Args["cause"]; changed {
		t.Error("the arguments of the error itself changed")
	}
	if KindOf(fmt.Errorf("x: %w", outer)) != Permanent || !Is(outer, "aiml.no_price") || Is(inner, "aiml.no_price") {
		t.Error("the outermost error of a chain was not found")
	}
}

func TestWhatNobodyForesawPromisesNothing(t *testing.T) {
	err := errors.New("panic in a driver: /home/anna/secret")
	if KindOf(err) != Unforeseen || !reflect.DeepEqual(MessageOf(err), Say("unforeseen")) || !MessageOf(nil).IsZero() {
		t.Errorf("kind %q, message %v", KindOf(err), MessageOf(err))
	}
}

func TestAfterIsTheFirstInTheChain(t *testing.T) {
	inner := &Error{Code: "inner", After: time.Minute}
	if got := After(Wrap(Wrap(inner, Retry, "middle"), Retry, "outer")); got != time.Minute {
		t.Errorf("got %v", got)
	}
	if got := After(errors.New("no")); got != 0 {
		t.Errorf("got %v", got)
	}
}

type secretive struct{ word string }

func TestMapReachesEveryText(t *testing.T) {
	const secret = "hunter2hunter2"
	said := "it said " + secret
	tests := map[string]any{
		"a text":                 said,
		"a list":                 []string{"x", said},
		"a message":              Say("inner", "said", said),
		"a message in a message": Say("middle", "cause", Say("inner", "said", said)),
		"a list in a message":    Say("inner", "all", []string{said}),
		"messages":               []Message{Say("a"), Say("b", "said", said)},
		"messages in a message":  Say("middle", "causes", []Message{Say("b", "said", said)}),
		"an error":               errors.New(said),
		"a type of its own":      secretive{secret},
		"a pointer to one":       &secretive{secret},
	}
	blot := func(text string) string { return strings.ReplaceAll(text, secret, "••••") }
	for name, arg := range tests {
		t.Run(name, func(t *testing.T) {
			wrapped := Wrap(fmt.Errorf("x: %w", New(Retry, "cause", "arg", arg)), Retry, "outer", "arg", arg)
			before := fmt.Sprint(wrapped.Message())
			for _, m := range []Message{Say("outer", "arg", arg).Map(blot), wrapped.Map(blot).Message()} {
				data, err := json.Marshal(m)
				if text := string(data) + m.String(); err != nil || strings.Contains(text, secret) || !strings.Contains(text, "••••") {
					t.Errorf("it says %s, %v", text, err)
				}
			}
			if fmt.Sprint(wrapped.Message()) != before {
				t.Error("the error itself changed")
			}
		})
	}
}

func TestMapLeavesWhatIsNoText(t *testing.T) {
	m := Say("code", "count", 42, "wait", time.Second, "size", Bytes(2), "day", Day(time.Now()), "sum", Sum{"5", "RUB"}, "none", nil)
	if got := m.Map(func(string) string { return "x" }); !reflect.DeepEqual(got, m) {
		t.Errorf("got %v", got)
	}
}
