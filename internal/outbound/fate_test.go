package outbound

import (
	"errors"
	"fmt"
	"testing"
)

func TestOnlySomeErrorsPromiseThatNothingBegan(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want Fate
	}{
		"no connection":        {&Error{}, Unsent},
		"it broke off":         {&Error{Sent: true}, Lost},
		"some other error":     {errors.New("odd"), Lost},
		"slower":               {&Error{Sent: true, Status: 429}, Unsent},
		"the key":              {fmt.Errorf("ask: %w", &Error{Sent: true, Status: 401}), BadKey},
		"the account":          {&Error{Sent: true, Status: 402}, NoRight},
		"a wall":               {&Error{Sent: true, Status: 403}, NoRight},
		"the path":             {&Error{Sent: true, Status: 404}, NoPlace},
		"the request":          {&Error{Sent: true, Status: 422}, Unfit},
		"a conflict":           {&Error{Sent: true, Status: 409}, Lost},
		"too slow to be heard": {&Error{Sent: true, Status: 408}, Lost},
		"a redirect":           {&Error{Sent: true, Status: 302}, Lost},
		"their trouble":        {&Error{Sent: true, Status: 500}, Lost},
		"a good answer, cut":   {&Error{Sent: true, Status: 200}, Lost},
	} {
		if got := FateOf(test.err); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}
