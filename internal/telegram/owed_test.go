package telegram

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/pipeline"
	"streamspark/internal/standin"
)

// saying returns the messages of a chat that have a text, the oldest first.
func (w *world) saying(chat int64, text string) []standin.TelegramMessage {
	return slices.DeleteFunc(w.standIn.TelegramMessages(chat), func(m standin.TelegramMessage) bool { return !strings.Contains(m.Text, text) })
}

// reject decides on the dashboard.
func (w *world) reject(id int64) {
	w.Helper()
	if _, err := w.pipeline.Decide(w.Context(), id, pipeline.Reject, celebration.By{Via: celebration.ViaPage}); err != nil {
		w.Fatal(err)
	}
	w.bot.nudge()
}

// TestAGroupThatBecameASupergroup is written to there, whichever way the bot learns it.
func TestAGroupThatBecameASupergroup(t *testing.T) {
	const group, super = -77, -100_077
	for name, learn := range map[string]func(w *world, offered int64){
		"by the answer to a message": func(w *world, offered int64) {
			w.standIn.TelegramMigrate(group, super, false)
			w.hold("Petya", "second.")
		},
		"by the answer to an edit": func(w *world, offered int64) {
			w.standIn.TelegramMigrate(group, super, false)
			w.reject(offered)
		},
		"by the news": func(w *world, offered int64) { w.standIn.TelegramMigrate(group, super, true) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.join(ann, group)
			id := w.hold("Vasya", "first.")
			w.offer(group, "first.")
			learn(w, id)
			w.until("moved", func() bool { a, _ := w.bot.account(ann.ID); return a.Chat == super })
			if !strings.Contains(w.log.String(), `"from":-77,"to":-100077`) {
				t.Errorf("it is not in the log: %s", w.log.String())
			}
			if w.get(id).Status == celebration.Held {
				m := w.offer(super, "first.")
				w.told(w.standIn.TelegramPress(ann, m, reject(id, len(w.get(id).Moves))))
			}
			w.until("closed", func() bool {
				all := w.saying(super, "first.")
				return len(all) > 0 && len(all[0].Buttons) == 0 && strings.Contains(all[0].Text, "Reject")
			})
			w.until("saved", func() bool {
				return !slices.ContainsFunc(w.bot.known().Sent, func(s sent) bool { return s.Celebration == id })
			})
			w.reboot()
			last := w.hold("Kolya", "third.")
			w.offer(super, "third.")
			w.reject(last)
			w.closed(w.saying(super, "third.")[0], "Reject")
			for _, text := range []string{"first.", "second.", "third."} {
				if all := w.saying(super, text); len(all) > 1 || len(all) == 0 && text != "second." {
					t.Errorf("%s is said in %+v", text, all)
				}
			}
			w.until("nothing of the group is left", func() bool {
				return !slices.ContainsFunc(w.bot.known().Sent, func(s sent) bool { return s.Chat == group || s.ID == 0 })
			})
		})
	}
}

// TestAnEditThatTelegramRefusesIsDoneLater, or said in a message of its own: only that the
// message is gone ends it.
func TestAnEditThatTelegramRefusesIsDoneLater(t *testing.T) {
	for name, tt := range map[string]struct {
		times, messages int
	}{"for a while": {2, 1}, "for good": {0, 2}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.join(ann, ann.ID)
			id := w.hold("Vasya", "hello")
			w.offer(ann.ID, "hello")
			w.standIn.Set(standin.Part("telegram.edit"), standin.Fault{Kind: standin.Status400, Times: tt.times})
			w.reject(id)
			w.until("said", func() bool {
				all := w.saying(ann.ID, "hello")
				return len(all) == tt.messages && strings.Contains(all[len(all)-1].Text, "Decided: Reject")
			})
			w.until("over", func() bool { return len(w.bot.known().Sent) == 0 })
		})
	}
}

func TestAMessageThatIsGoneIsForgotten(t *testing.T) {
	for _, said := range []string{"Bad Request: message to edit not found", "Bad Request: message can't be edited", "Bad Request: MESSAGE_ID_INVALID"} {
		if !isGone(fault.Wrap(&refusal{Said: said}, fault.Permanent, codeRefused)) {
			t.Errorf("%q is tried again", said)
		}
	}
	w := newWorld(t)
	w.join(ann, ann.ID)
	id := w.hold("Vasya", "hello")
	m := w.offer(ann.ID, "hello")
	w.until("saved", func() bool { return len(w.bot.known().Sent) == 1 })
	w.standIn.TelegramDelete(m)
	w.reject(id)
	w.until("forgotten", func() bool { return len(w.bot.known().Sent) == 0 })
	if all := w.saying(ann.ID, "hello"); len(all) != 0 {
		t.Errorf("it is said again: %+v", all)
	}
}

// TestAGroupGetsEverythingOnceWhereTelegramLimitsIt: the bot, which knows no limit here,
// is silent for as long as it is asked to.
func TestAGroupGetsEverythingOnceWhereTelegramLimitsIt(t *testing.T) {
	const group, many = -77, 25
	w := newWorld(t)
	w.standIn.TelegramMinute(time.Second)
	w.join(ann, group)
	var all []int64
	for i := range many {
		all = append(all, w.hold("Vasya", fmt.Sprintf("number %d.", i)))
	}
	for i, id := range all {
		w.offer(group, fmt.Sprintf("number %d.", i))
		w.reject(id)
	}
	w.until("all are decided", func() bool { return len(w.saying(group, "Decided: Reject")) == many })
	for i := range many {
		if said := w.saying(group, fmt.Sprintf("number %d.", i)); len(said) != 1 {
			t.Errorf("number %d came as %+v", i, said)
		}
	}
	if limited, early := w.standIn.TelegramLimited(); limited == 0 || early > 0 {
		t.Errorf("Telegram asked to wait %d times, and %d calls came too early", limited, early)
	}
}

// TestAGreetingThatFailedComesLater, also after a new start.
func TestAGreetingThatFailedComesLater(t *testing.T) {
	w := newWorld(t)
	w.standIn.Set(standin.Order("telegram"), standin.Fault{Kind: standin.Status503})
	link, _, err := w.bot.Pair(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(link, "?start=")
	w.standIn.TelegramWrite(ann, ann.ID, "/start "+code)
	w.until("tried", func() bool { return w.standIn.Requests(standin.Order("telegram")) > 0 })
	w.reboot()
	w.standIn.ClearFaults()
	w.until("greeted", func() bool { return len(w.standIn.TelegramMessages(ann.ID)) > 0 })
}

// TestAVideoWhoseSendingSeemedToFailLosesItsButtonsToo: a press says that it is one.
func TestAVideoWhoseSendingSeemedToFailLosesItsButtonsToo(t *testing.T) {
	w := newWorld(t)
	w.join(ann, ann.ID)
	w.standIn.Set(standin.File("telegram"), standin.Fault{Kind: standin.Lost, Times: 1})
	id := w.review("Vasya", "twice")
	w.until("sent again", func() bool { return len(w.saying(ann.ID, "twice")) == 2 && len(w.bot.known().Sent) == 1 })
	both := w.saying(ann.ID, "twice")
	w.told(w.standIn.TelegramPress(ann, both[0], reject(id, len(w.get(id).Moves))))
	for _, m := range both {
		w.closed(m, "Ann, in Telegram")
	}
}
