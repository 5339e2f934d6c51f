package web

import (
	"testing"
	"time"

	"streamspark/internal/locale"
)

func TestThePagesOfASignInAreSaidInRussian(t *testing.T) {
	ru := locale.All(time.Now)[1]
	for name, m := range signInProblems() {
		for _, sentence := range []string{m.Title, m.Text, m.Hint} {
			if sentence != "" && ru.T(sentence) == sentence {
				t.Errorf("%s: Russian lacks %q", name, sentence)
			}
		}
	}
}
