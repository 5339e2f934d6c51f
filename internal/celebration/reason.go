package celebration

import (
	"fmt"
	"strings"
)

// Reason says why a celebration stands where it stands. It is kept as a
// code with its particulars, so that a page can say it in its reader's
// language; String says it in English, as the API does.
type Reason struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"`
}

// Because makes a reason of one of the codes in the table below.
func Because(code string, args ...string) Reason {
	return Reason{Code: code, Args: args}
}

// The codes of reasons.
const (
	WhyBelowThreshold = "below_threshold"
	WhyOlder          = "older_than_connection"
	WhyOff            = "generation_off"
	WhyNotAsked       = "not_asked"
	WhyCatchUp        = "catch_up"
	WhyRestored       = "restored"
	WhyNoDate         = "no_date"
	WhyUnreadable     = "unreadable"
	WhyDisagrees      = "disagrees"
	WhyNoRate         = "no_rate"
	WhyRefused        = "refused"
	WhyTrouble        = "trouble"
	WhySilent         = "silent"
	WhyGaveUp         = "gave_up"
	WhyLookingFor     = "looking_for"
	WhyAnswerLost     = "answer_lost"
	WhyWaitsForPlace  = "waits_for_place"
	WhyDownloading    = "downloading"
	WhyArriving       = "arriving"
	WhyUnplayable     = "unplayable"
	WhyDiskFull       = "disk_full"
	WhyUnwritable     = "unwritable"
	WhyNoStart        = "no_start"
	WhyNoEnd          = "no_end"
	WhyPlayerFailed   = "player_failed"
	WhyConverting     = "converting"
	WhyUndecodable    = "undecodable"
	WhyMute           = "mute"
	WhyPlayerLacks    = "player_lacks"
	WhyAnyway         = "anyway"
	WhyStillMoving    = "still_moving"
	WhyPlayerGone     = "player_gone"
	WhyEndAssumed     = "end_assumed"
	WhyCutTwice       = "cut_twice"
	WhyEndedEarly     = "ended_early"
	WhyFailedInARow   = "failed_in_a_row"
	WhySkippedByHand  = "skipped_by_hand"
	WhyPanic          = "panic"
	WhyByHand         = "by_hand"
	WhyNewPrompt      = "new_prompt"
	WhyThanked        = "thanked"
	WhyClipDeleted    = "clip_deleted"
	WhyReplay         = "replay"
	WhyNoPrice        = "no_price"
	WhyBudgetDay      = "budget_day"
	WhyBudgetStream   = "budget_stream"
	WhyBudgetDonor    = "budget_donor"
	WhyBudgetShare    = "budget_share"
)

// sentences returns the English of each code. %s stands for an argument.
func sentences() map[string]string {
	return map[string]string{
		WhyBelowThreshold: "below the threshold of %s",
		WhyOlder:          "made before StreamSpark was first connected",
		WhyOff:            "generation is switched off",
		WhyNotAsked:       "no clip was asked for",
		WhyCatchUp:        "first seen %s after it was made: approve it if it should still be celebrated",
		WhyRestored:       "a backup of %s was restored, so this may have been celebrated and paid for already: approve it if it was not",
		WhyNoDate:         "its date could not be read, so its age is not known: approve it if it should be celebrated",
		WhyUnreadable:     "it could not be read: %s",
		WhyDisagrees:      "our rate makes it %s and DonationAlerts counts %s, more than 5 percent apart: approve it if it should be celebrated",
		WhyNoRate:         "no usable rate for %s: it is tried again until there is one",
		WhyRefused:        "%s",
		WhyTrouble:        "%s; it is tried again",
		WhySilent:         "%s does not answer (%s): it is asked again until it does, and nothing is lost",
		WhyGaveUp:         "given up after %s: %s",
		WhyLookingFor:     "the answer to the order was lost; the order is looked for at the provider: %s",
		WhyAnswerLost:     "the request was sent and its answer was lost: look at the provider before you pay again",
		WhyWaitsForPlace:  "waits for a free place at the generator",
		WhyDownloading:    "downloaded %s of %s",
		WhyArriving:       "downloaded %s so far",
		WhyUnplayable:     "the same file came twice and cannot be played (%s): it is kept as %s in the folder of clips",
		WhyDiskFull:       "not enough free disk: %s left, %s needed; it is tried again",
		WhyUnwritable:     "the folder of clips cannot be written (%s): look at videos_dir and its disk; it is tried again",
		WhyNoStart:        "the player did not start it within %s",
		WhyNoEnd:          "the player did not report its end",
		WhyPlayerFailed:   "the player could not play it: %s",
		WhyConverting:     "converted from %s, which the player does not decode",
		WhyUndecodable:    "the player does not decode %s, and the clip could not be converted (%s). It did not play, and its file is kept: install ffmpeg or use another player, and try again",
		WhyMute:           "it plays without sound: the player does not decode %s, and it could not be converted (%s)",
		WhyPlayerLacks:    "the player does not decode %s, in which the clip would come, and it could not be converted (%s): nothing was ordered. Use another player or install ffmpeg; approve it to order all the same",
		WhyAnyway:         "approved although the player does not decode it",
		WhyStillMoving:    "it was still moving when its time was up: it was ended there, and is not shown again",
		WhyPlayerGone:     "the player went away before half of it was shown",
		WhyEndAssumed:     "the player went away after more than half of it was shown",
		WhyCutTwice:       "it was cut twice, each time before its end: try again while the scene stays",
		WhyEndedEarly:     "the player ended it after %s of %s",
		WhyFailedInARow:   "%s showings in a row failed, the last because: %s. Look at the widget in OBS, then go on",
		WhySkippedByHand:  "skipped by the streamer",
		WhyPanic:          "cut when the streamer cleared the screen: it waits to be shown again or dropped",
		WhyByHand:         "decided by the streamer",
		WhyNewPrompt:      "ordered again by the streamer, with another prompt",
		WhyThanked:        "thanked on the stream, without a clip",
		WhyClipDeleted:    "its clip was deleted",
		WhyReplay:         "played again",
		WhyNoPrice:        "%s, and nothing is ordered without a price",
		WhyBudgetDay:      "over the budget of the day: %s, of which %s is spent, and this clip costs %s. It frees on %s",
		WhyBudgetStream:   "over the budget of the stream: %s, of which %s is spent, and this clip costs %s. It frees with the next stream",
		WhyBudgetDonor:    "over the budget of one donor: %s clips a day. It frees on %s; approve it to make an exception",
		WhyBudgetShare:    "the clip costs %s (%s), more than %s of the donation: approve it to make an exception",
	}
}

// IsZero reports whether there is nothing to say.
func (r Reason) IsZero() bool { return r.Code == "" }

// String returns the reason in English.
func (r Reason) String() string { return r.In(sentences()) }

// In says the reason in the words of another table of sentences, falling
// back to English for a code that the table lacks.
func (r Reason) In(table map[string]string) string {
	if r.Code == "" {
		return ""
	}
	sentence, ok := table[r.Code]
	if !ok {
		if sentence, ok = sentences()[r.Code]; !ok {
			return strings.Join(append([]string{r.Code}, r.Args...), " ")
		}
	}
	args := make([]any, strings.Count(sentence, "%s"))
	for i := range args {
		args[i] = ""
		if i < len(r.Args) {
			args[i] = r.Args[i]
		}
	}
	return fmt.Sprintf(sentence, args...)
}
