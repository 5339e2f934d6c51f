package logbuf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// refusals are so many requests that are refused, each for another path.
func refusals(j *Log, status, n int) {
	log := j.Logger("info")
	for i := range n {
		log.Warn().Str("method", "GET").Str("path", fmt.Sprint("/", i)).Int("status", status).Msg(fmt.Sprint("GET /", i))
	}
}

func TestAThousandRefusalsAreOneLineAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		j := New(Options{Screen: &screen, JSON: true})
		since := func() []string {
			j.mu.Lock() // under which lines are written
			defer j.mu.Unlock()
			var said []string
			for _, line := range strings.Split(strings.TrimSpace(screen.String()), "\n") {
				if line != "" {
					said = append(said, line)
				}
			}
			screen.Reset()
			return said
		}
		refusals(j, 403, 1000)
		if said := since(); len(said) != maxRefusals {
			t.Errorf("at first %d lines", len(said))
		}
		for minute := range 3 {
			time.Sleep(floodLasts / 2)
			refusals(j, 403, 500)
			time.Sleep(floodLasts / 2)
			synctest.Wait()
			said, more := since(), 500
			if minute == 0 {
				more += 1000 - maxRefusals
			}
			if len(said) != 1 || !strings.Contains(said[0], fmt.Sprint(more, " more lines")) || !strings.Contains(said[0], `"like":"GET /499"`) {
				t.Errorf("minute %d: %v", minute, said)
			}
		}
		// Others are written meanwhile, and the last count is not lost.
		refusals(j, 403, 5)
		refusals(j, 404, 1)
		log := j.Logger("info")
		log.Info().Msg("something else")
		if said := since(); len(said) != 2 {
			t.Errorf("of others: %v", said)
		}
		time.Sleep(floodLasts)
		synctest.Wait()
		if said := since(); len(said) != 1 || !strings.Contains(said[0], "5 more lines") {
			t.Errorf("the rest: %v", said)
		}
		time.Sleep(2 * floodLasts)
		synctest.Wait()
		refusals(j, 403, 2)
		if said := since(); len(said) != 2 || len(j.floods) != 1 {
			t.Errorf("after it was quiet: %v, %d kinds", said, len(j.floods))
		}
	})
}

func TestAFloodOfAnyLineIsStemmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		j := New(Options{Screen: &screen, JSON: true})
		log := j.Logger("debug").With().Str("part", "overlay").Logger()
		for i := range 3 * maxLines {
			log.Info().Int("page", i).Msg("a page has connected")
			log.Debug().Int("page", i).Msg("a page moved")
		}
		if n := strings.Count(screen.String(), "connected"); n != maxLines {
			t.Errorf("%d lines of one kind", n)
		}
		if n := strings.Count(screen.String(), "moved"); n != 3*maxLines {
			t.Errorf("%d lines that were asked for", n)
		}
		if j.Total() != 4*maxLines || j.Close() != nil {
			t.Errorf("%d are kept", j.Total())
		}
		before := screen.Len()
		time.Sleep(2 * floodLasts)
		synctest.Wait()
		if screen.Len() != before {
			t.Error("it writes after it was closed")
		}
	})
}
