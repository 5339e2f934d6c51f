package celebration

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/fault"
)

// Reason is why a celebration has its status. The catalogs have the
// sentence of a code at "reason.<code>".
type Reason = fault.Message

// The codes of reasons.
const (
	WhyBelowThreshold   = "below_threshold"
	WhyOlder            = "older_than_connection"
	WhyOff              = "generation_off"
	WhyNotAsked         = "not_asked"
	WhyCatchUp          = "catch_up"
	WhyRestored         = "restored"
	WhyNoDate           = "no_date"
	WhyUnreadable       = "unreadable"
	WhyDisagrees        = "disagrees"
	WhyModerated        = "moderated"
	WhyBlocked          = "blocked"
	WhyNoRate           = "no_rate"
	WhyRefused          = "refused"
	WhyTrouble          = "trouble"
	WhySilent           = "silent"
	WhyGaveUp           = "gave_up"
	WhyLookingFor       = "looking_for"
	WhyAnswerLost       = "answer_lost"
	WhyWaitsForPlace    = "waits_for_place"
	WhyDownloading      = "downloading"
	WhyArriving         = "arriving"
	WhyUnplayable       = "unplayable"
	WhyDiskFull         = "disk_full"
	WhyUnwritable       = "unwritable"
	WhyNoStart          = "no_start"
	WhyNoEnd            = "no_end"
	WhyPlayerFailed     = "player_failed"
	WhyConverting       = "converting"
	WhyUndecodable      = "undecodable"
	WhyMute             = "mute"
	WhyScreening        = "screening"  // a model looks at stills of the clip
	WhyFound            = "found"      // it found something in them
	WhyAlarming         = "alarming"   // something that must not air
	WhyUnscreened       = "unscreened" // it said nothing
	WhyPlayerLacks      = "player_lacks"
	WhyOldPlayer        = "old_player"
	WhyOldPlayerCredits = "old_player_credits"
	WhyAnyway           = "anyway"
	WhyStillMoving      = "still_moving"
	WhyPlayerGone       = "player_gone"
	WhyEndAssumed       = "end_assumed"
	WhyCutTwice         = "cut_twice"
	WhyEndedEarly       = "ended_early"
	WhyFailedInARow     = "failed_in_a_row"
	WhySkippedByHand    = "skipped_by_hand"
	WhyPanic            = "panic"
	WhyByHand           = "by_hand"
	WhyByOther          = "by_other"
	WhyTimeLimit        = "time_limit"
	WhyNewPrompt        = "new_prompt"
	WhyThanked          = "thanked"
	WhyClipDeleted      = "clip_deleted"
	WhyReplay           = "replay"
	WhyNoPrice          = "no_price"
	WhyBudgetDay        = "budget_day"
	WhyBudgetStream     = "budget_stream"
	WhyBudgetDonor      = "budget_donor"
	WhyBudgetShare      = "budget_share"
	WhyLimitHour        = "limit_hour"
	WhyLimitDonor       = "limit_donor"
	WhyLimitPause       = "limit_pause"
)

// CodeSilent is of the fault of a provider that is left alone, or on trial. One
// that has only too many questions of the moment without an answer has another.
const CodeSilent = "provider.silent"

// listedArguments are the names of arguments that earlier versions stored as
// a list of texts.
var listedArguments = map[string][]string{
	WhyBelowThreshold: {"threshold"},
	WhyCatchUp:        {"age"},
	WhyRestored:       {"backup"},
	WhyUnreadable:     {"words"},
	WhyDisagrees:      {"ours", "theirs"},
	WhyModerated:      {"cause"},
	WhyByOther:        {"who"},
	WhyBlocked:        {"cause"},
	WhyNoRate:         {"currency"},
	WhyRefused:        {"cause"},
	WhyTrouble:        {"cause"},
	WhySilent:         {"provider", "cause"},
	WhyGaveUp:         {"after", "cause"},
	WhyLookingFor:     {"cause"},
	WhyDownloading:    {"got", "total"},
	WhyArriving:       {"got"},
	WhyUnplayable:     {"cause", "file"},
	WhyDiskFull:       {"free", "needed"},
	WhyUnwritable:     {"cause"},
	WhyNoStart:        {"limit"},
	WhyPlayerFailed:   {"cause"},
	WhyConverting:     {"codec"},
	WhyUndecodable:    {"codec", "cause"},
	WhyMute:           {"codec", "cause"},
	WhyFound:          {"cause", "still"},
	WhyAlarming:       {"cause", "still"},
	WhyUnscreened:     {"cause"},
	WhyPlayerLacks:    {"codec", "cause"},
	WhyLimitHour:      {"limit", "frees"},
	WhyLimitDonor:     {"wait", "frees"},
	WhyLimitPause:     {"wait", "frees"},
	WhyEndedEarly:     {"shown", "length"},
	WhyFailedInARow:   {"n", "cause"},
	WhyNoPrice:        {"cause"},
	WhyBudgetDay:      {"budget", "spent", "price", "frees"},
	WhyBudgetStream:   {"budget", "spent", "price"},
	WhyBudgetDonor:    {"limit", "frees"},
	WhyBudgetShare:    {"price", "rubles", "share"},
}

// ReadReason reads a reason as the store keeps it, by this version or an
// earlier one.
func ReadReason(stored []byte) (Reason, error) {
	var r struct {
		Code string
		Args json.RawMessage
	}
	if err := json.Unmarshal(stored, &r); err != nil {
		return Reason{}, err
	}
	var listed []string
	if len(r.Args) == 0 || json.Unmarshal(r.Args, &listed) != nil {
		var m Reason
		err := json.Unmarshal(stored, &m)
		return m, err
	}
	args := fault.Args{}
	for i, name := range listedArguments[r.Code] {
		args[name] = ""
		if i < len(listed) {
			args[name] = listedArgument(name, listed[i])
		}
	}
	return Reason{Code: r.Code, Args: args}, nil
}

// listedArgument returns the value that an earlier version wrote as this text.
func listedArgument(name, text string) any {
	switch name {
	case "cause", "words", "file", "codec", "provider", "currency", "share":
		return text
	case "n", "limit":
		if n, err := strconv.Atoi(text); err == nil {
			return n
		}
	}
	if d, err := time.ParseDuration(strings.ReplaceAll(text, " ", "")); err == nil {
		return d
	}
	if at, err := time.ParseInLocation("2006-01-02 15:04", text, time.Local); err == nil {
		return at
	}
	number, unit := text[:max(strings.LastIndex(text, " "), 0)], text[strings.LastIndex(text, " ")+1:]
	number = strings.ReplaceAll(number, " ", "")
	if n, err := strconv.ParseFloat(number, 64); err == nil && unit == "MB" {
		return fault.Bytes(n * 1e6)
	}
	if n, err := strconv.Atoi(number); err == nil && unit == "tries" {
		return fault.Say("tries", "n", n)
	}
	if dollars, ok := strings.CutPrefix(text, "$"); ok {
		return fault.Sum{Amount: dollars, Currency: "USD"}
	}
	if currency := map[string]string{"₽": "RUB", "$": "USD", "€": "EUR"}[unit]; currency != "" {
		return fault.Sum{Amount: number, Currency: currency}
	}
	return text
}

// Cause returns an error as an argument of a reason: its message, or its text
// where it is no fault, as of a library.
func Cause(err error) any {
	if e, ok := fault.As(err); ok {
		return e.Message()
	}
	return err.Error()
}
