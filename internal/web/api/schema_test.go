package api

import (
	"encoding/json"
	"testing"
	"time"
)

type leaf struct {
	Name string `json:"name"`
}

type tree struct {
	Leaf     leaf    `json:"leaf"`
	May      *leaf   `json:"may"`
	Left     *leaf   `json:"left,omitempty"`
	Branches []tree  `json:"branches"`
	Parent   *tree   `json:"parent"`
	Note     *string `json:"note"`
}

type either string

func (either) Schema() Schema { return Schema{Type: Types{"number", "string"}} }

type word string

func (word) Schema() Schema { return Schema{Type: Types{"string"}, Enum: []string{"a", "b"}} }

type inner struct {
	In int `json:"in"`
}

type maybe struct {
	Out int `json:"out"`
}

type mixed struct {
	inner
	*maybe
	Hidden string `json:"-"`
	secret string
	Plain  bool
}

type order struct {
	Who    string   `json:"who" alias:"name" default:"Nobody" max:"40" doc:"who asks" example:"Ann"`
	Sum    *either  `json:"sum" default:"1000" required:"sum is missing."`
	Really bool     `json:"really" default:"true"`
	Rows   []leaf   `json:"rows" max:"3" example:"[{\"name\":\"x\"}]"`
	Tags   []string `json:"tags"`
}

// jsonOf is a type's schema and, after a blank, the components.
func jsonOf(t *testing.T, s *Schema, b *book) string {
	t.Helper()
	one, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	rest, err := json.Marshal(b.named)
	if err != nil {
		t.Fatal(err)
	}
	if string(rest) == "{}" {
		return string(one)
	}
	return string(one) + " " + string(rest)
}

func TestAnswersAreDescribedAsTheyAreSent(t *testing.T) {
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"text":     {"", `{"type":"string"}`},
		"whole":    {int64(0), `{"type":"integer"}`},
		"fraction": {0.5, `{"type":"number"}`},
		"exact":    {json.Number("1"), `{"type":"number"}`},
		"truth":    {true, `{"type":"boolean"}`},
		"time":     {time.Time{}, `{"type":"string","format":"date-time"}`},
		"perhaps":  {new(string), `{"type":["string","null"]}`},
		"either":   {either(""), `{"type":["number","string"]}`},
		"perhaps either": {
			new(either), `{"type":["number","string","null"]}`,
		},
		"one of":         {word(""), `{"type":"string","enum":["a","b"]}`},
		"perhaps one of": {new(word), `{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"null"}]}`},
		"list":           {[]int{}, `{"type":"array","items":{"type":"integer"}}`},
		"by name":        {map[string]bool{}, `{"type":"object","additionalProperties":{"type":"boolean"}}`},
		"anything":       {map[string]any{}, `{"type":"object","additionalProperties":{}}`},
		"unnamed": {
			struct {
				A int `json:"a" doc:"the first"`
				B int `json:"b,omitempty"`
			}{},
			`{"type":"object","properties":{"a":{"type":"integer","description":"the first"},"b":{"type":"integer"}},"required":["a"]}`,
		},
		"named": {
			leaf{}, `{"$ref":"#/components/schemas/Leaf"} {"Leaf":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}`,
		},
		"in each other": {
			mixed{}, `{"$ref":"#/components/schemas/Mixed"} {"Mixed":{"type":"object","properties":` +
				`{"in":{"type":"integer"},"out":{"type":"integer"},"Plain":{"type":"boolean"}},"required":["in","Plain"]}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			book := newBook()
			if got := jsonOf(t, book.answer(c.value), book); got != c.want {
				t.Errorf("described as\n%s, want\n%s", got, c.want)
			}
		})
	}
	_ = mixed{}.secret
}

func TestATypeMayHoldItself(t *testing.T) {
	book := newBook()
	found := book.find(book.answer(tree{}))
	if len(book.named) != 2 || len(found.Properties) != 6 {
		t.Fatalf("%s", jsonOf(t, found, book))
	}
	want := `{"type":"object","properties":{"leaf":{"$ref":"#/components/schemas/Leaf"},` +
		`"may":{"anyOf":[{"$ref":"#/components/schemas/Leaf"},{"type":"null"}]},"left":{"$ref":"#/components/schemas/Leaf"},` +
		`"branches":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}},` +
		`"parent":{"anyOf":[{"$ref":"#/components/schemas/Tree"},{"type":"null"}]},"note":{"type":["string","null"]}},` +
		`"required":["leaf","may","branches","parent","note"]}`
	got, err := json.Marshal(found)
	if err != nil || string(got) != want {
		t.Errorf("%v: described as\n%s, want\n%s", err, got, want)
	}
}

func TestBodiesAreDescribedAsTheyAreRead(t *testing.T) {
	book := newBook()
	want := `{"type":"object","properties":{` +
		`"who":{"type":"string","description":"who asks; name is read too","maxLength":40,"default":"Nobody","examples":["Ann"]},` +
		`"sum":{"type":["number","string"],"default":1000},"really":{"type":"boolean","default":true},` +
		`"rows":{"type":"array","items":{"$ref":"#/components/schemas/Leaf"},"minItems":1,"maxItems":3,"examples":[[{"name":"x"}]]},` +
		`"tags":{"type":"array","items":{"type":"string"}}},"required":["sum"]}`
	got, err := json.Marshal(book.find(book.body(order{})))
	if err != nil || string(got) != want {
		t.Errorf("%v: described as\n%s, want\n%s", err, got, want)
	}
	if leaf := book.named["Leaf"]; len(leaf.Required) != 0 {
		t.Errorf("what is inside a body is required: %v", leaf.Required)
	}
}

// TestTwoTypesOfOneName holds that the second is not taken for the first.
func TestTwoTypesOfOneName(t *testing.T) {
	book := newBook()
	first := book.answer(leaf{})
	type leaf struct {
		Other int `json:"other"`
	}
	if second := book.answer(leaf{}); second.Ref == first.Ref || len(book.named) != 2 {
		t.Errorf("both are %s", second.Ref)
	}
}

func TestWhatJSONCannotHoldIsAMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a channel was described")
		}
	}()
	newBook().answer(make(chan int))
}
