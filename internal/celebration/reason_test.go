package celebration

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"streamspark/internal/fault"
)

func TestReasonsOfEarlierVersionsGetNamesAndTypes(t *testing.T) {
	at := time.Date(2026, 11, 28, 0, 0, 0, 0, time.Local)
	rub := func(amount string) fault.Sum { return fault.Sum{Amount: amount, Currency: "RUB"} }
	usd := func(amount string) fault.Sum { return fault.Sum{Amount: amount, Currency: "USD"} }
	tests := []struct {
		stored string
		want   Reason
	}{
		{`{"code":"below_threshold","args":["1 000.50 ₽"]}`, fault.Say(WhyBelowThreshold, "threshold", rub("1000.50"))},
		{`{"code":"catch_up","args":["20h0m0s"]}`, fault.Say(WhyCatchUp, "age", 20*time.Hour)},
		{`{"code":"restored","args":["2026-11-28 00:00"]}`, fault.Say(WhyRestored, "backup", at)},
		{`{"code":"unreadable","args":["10 s"]}`, fault.Say(WhyUnreadable, "words", "10 s")},
		{`{"code":"disagrees","args":["4 321 ₽","54.32 ₽"]}`, fault.Say(WhyDisagrees, "ours", rub("4321"), "theirs", rub("54.32"))},
		{`{"code":"no_rate","args":["XTR"]}`, fault.Say(WhyNoRate, "currency", "XTR")},
		{`{"code":"refused","args":["no credits"]}`, fault.Say(WhyRefused, "cause", "no credits")},
		{`{"code":"silent","args":["AIML","no answer"]}`, fault.Say(WhySilent, "provider", "AIML", "cause", "no answer")},
		{`{"code":"gave_up","args":["30m0s","no"]}`, fault.Say(WhyGaveUp, "after", 30*time.Minute, "cause", "no")},
		{`{"code":"gave_up","args":["12 tries","no"]}`, fault.Say(WhyGaveUp, "after", fault.Say("tries", "n", 12), "cause", "no")},
		{`{"code":"downloading","args":["2.5 MB","10.0 MB"]}`, fault.Say(WhyDownloading, "got", fault.Bytes(2.5e6), "total", fault.Bytes(10e6))},
		{`{"code":"disk_full","args":["1 MB","200 MB"]}`, fault.Say(WhyDiskFull, "free", fault.Bytes(1e6), "needed", fault.Bytes(200e6))},
		{`{"code":"no_start","args":["10 s"]}`, fault.Say(WhyNoStart, "limit", 10*time.Second)},
		{`{"code":"ended_early","args":["2.5 s","8.0 s"]}`, fault.Say(WhyEndedEarly, "shown", 2500*time.Millisecond, "length", 8*time.Second)},
		{`{"code":"failed_in_a_row","args":["3","no"]}`, fault.Say(WhyFailedInARow, "n", 3, "cause", "no")},
		{`{"code":"budget_day","args":["$5.00","$4.80","$0.40","2026-11-28 00:00"]}`, fault.Say(WhyBudgetDay, "budget", usd("5.00"), "spent", usd("4.80"), "price", usd("0.40"), "frees", at)},
		{`{"code":"budget_donor","args":["2","2026-11-28 00:00"]}`, fault.Say(WhyBudgetDonor, "limit", 2, "frees", at)},
		{`{"code":"budget_share","args":["$0.40","32.00 ₽","50 %"]}`, fault.Say(WhyBudgetShare, "price", usd("0.40"), "rubles", rub("32.00"), "share", "50 %")},
		{`{"code":"thanked"}`, fault.Say(WhyThanked)},
	}
	for _, test := range tests {
		got, err := ReadReason([]byte(test.stored))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s is %#v, %v", test.stored, got, err)
		}
		if again, _ := json.Marshal(got); true {
			if same, err := ReadReason(again); err != nil || same.String() == "" || len(same.Args) != len(test.want.Args) {
				t.Errorf("%s is stored as %s and read as %v, %v", test.stored, again, same, err)
			}
		}
	}
	if _, err := ReadReason([]byte(`{"code":`)); err == nil {
		t.Error("half a document is a reason")
	}
}
