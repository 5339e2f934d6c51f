package builtin

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// How long a clip may be, and how long it is where the order does not say.
const (
	shortest = 2 * time.Second
	longest  = 15 * time.Second
	usual    = 8 * time.Second
)

// How much of what a viewer wrote goes into a recipe, in characters. More
// could not be read on the picture.
const (
	maxDonor   = 60
	maxMessage = 80
)

// operationMark begins an operation; the recipe follows. Its number changes when an old
// recipe can no longer be followed.
const operationMark = "builtin1."

// maxOperation is far above the length of any of ours.
const maxOperation = 4096

// recipe is all that a clip depends on. The operation holds it whole, so
// that nothing is lost by a restart: what was begun is made again.
type recipe struct {
	Request  string         `json:"r,omitempty"` // keeps two like donations apart
	Donor    string         `json:"d,omitempty"`
	Amount   string         `json:"a,omitempty"`
	Currency money.Currency `json:"c,omitempty"`
	Message  string         `json:"m,omitempty"`
	Tier     int            `json:"t,omitempty"`
	Seed     uint64         `json:"s"`
	Aspect   string         `json:"f,omitempty"`
	Millis   int64          `json:"l"`
	Audio    bool           `json:"q,omitempty"`
	Language string         `json:"k,omitempty"`
}

// recipeOf takes from an order what a clip depends on.
func recipeOf(o celebration.Order) recipe {
	length := o.Duration
	if length == 0 {
		length = usual
	}
	r := recipe{
		Request: fmt.Sprintf("%d/%.60s", o.Celebration, o.RequestID),
		Donor:   celebration.Name(o.Donor, maxDonor),
		Tier:    o.Tier,
		Seed:    uint64(o.Seed),
		Aspect:  o.AspectRatio,
		Millis:  min(max(length, shortest), longest).Milliseconds(),
		Audio:   o.Audio, Language: o.Language,
	}
	if !o.Amount.IsNone() {
		r.Amount, r.Currency = o.Amount.Decimal(), o.Amount.Currency()
	}
	if r.Donor == "" && r.Amount == "" {
		r.Message = celebration.OneLine(o.Message, maxMessage)
	}
	if o.Seed == 0 {
		h := fnv.New64a()
		_, _ = fmt.Fprintf(h, "%d\n%s\n%s", o.Celebration, o.RequestID, o.Donor) // it cannot fail
		r.Seed = h.Sum64()
	}
	return r
}

// operation writes the recipe down.
func (r recipe) operation() (celebration.Operation, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return "", badRecipe(err)
	}
	return celebration.Operation(operationMark + base64.RawURLEncoding.EncodeToString(text)), nil
}

// readRecipe reads an operation. What it says is kept within the limits
// that recipeOf keeps: an operation may have been changed by hand.
func readRecipe(op celebration.Operation) (recipe, error) {
	text, ok := strings.CutPrefix(string(op), operationMark)
	if !ok || len(op) > maxOperation {
		return recipe{}, badRecipe(nil)
	}
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return recipe{}, badRecipe(err)
	}
	var r recipe
	if err := json.Unmarshal(plain, &r); err != nil {
		return recipe{}, badRecipe(err)
	}
	r.Millis = min(max(r.Millis, shortest.Milliseconds()), longest.Milliseconds())
	r.Donor = celebration.Name(r.Donor, maxDonor)
	r.Message = celebration.OneLine(r.Message, maxMessage)
	return r, nil
}

func badRecipe(cause error) error { return fault.Refuse(cause, "builtin.bad_recipe") }

// amount returns the sum to show, or none.
func (r recipe) amount() money.Amount {
	a, err := money.Parse(r.Amount, string(r.Currency))
	if err != nil {
		return money.Amount{}
	}
	return a
}
