package web

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

func decode(t *testing.T, a webtest.Answer, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Text), to); err != nil {
		t.Fatalf("%q: %v", a.Text, err)
	}
}

// becomes has an order end in a status at once.
func becomes(status celebration.Status, reason celebration.Reason) func(*world) {
	return func(w *world) {
		w.Follow(func(c *celebration.Celebration) { c.Status, c.Reason = status, reason })
	}
}

// made has an order end with a clip.
func made(w *world) {
	w.AddClip("made.webm", "video", 0)
	w.Follow(func(c *celebration.Celebration) {
		c.Status, c.Clip = celebration.Ready, &celebration.Clip{Filename: "made.webm", ContentType: "video/webm", CreatedAt: time.Now()}
	}, celebration.Submitting, celebration.Generating, celebration.Fetching)
}

// takenAs holds what was recorded, its random id and its time apart.
func takenAs(want celebration.Donation) func(*testing.T, *world) {
	return func(t *testing.T, w *world) {
		got := w.Last()
		if len(got.ID) < 20 || time.Since(got.CreatedAt) > time.Minute {
			t.Errorf("its id is %q, of %s", got.ID, got.CreatedAt)
		}
		got.ID, got.CreatedAt = "", time.Time{}
		if !got.Amount.IsNone() && got.Amount.Value().Equal(want.Amount.Value()) && got.Amount.Currency() == want.Amount.Currency() {
			got.Amount = want.Amount
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("taken as %+v, want %+v", got, want)
		}
	}
}

func sum(value, currency string) money.Amount {
	amount, err := money.Parse(value, currency)
	if err != nil {
		panic(err)
	}
	return amount
}

func orderContract() []exchange {
	return slices.Concat(testDonationContract(), badTestDonations(), promptContract())
}

func testDonationContract() []exchange {
	test := "POST /test-donation"
	return []exchange{
		{name: "page", route: "GET /test-donation", status: 307},
		{
			name: "whole", route: test, status: 202, shape: orderShape, says: `"status_url":"/api/celebrations/1"`,
			body: `{"donor_name":"viewer42","amount":1500,"currency":"rub","message":"Привет, стрим! 🎉","more":[1]}`,
			then: takenAs(celebration.Donation{Source: "test", Donor: "viewer42", Message: "Привет, стрим! 🎉", Amount: sum("1500", "RUB")}),
		},
		{
			name: "defaults", route: test, body: `{"name":"N"}`, status: 202, shape: orderShape,
			then: takenAs(celebration.Donation{Source: "test", Donor: "N", Message: "Test donation", Amount: sum("1000", "RUB")}),
		},
		{
			name: "text amount", route: test, body: `{"amount":"99.90","currency":"XXX","generate_video":false}`, status: 202, shape: orderShape,
			then: takenAs(celebration.Donation{Source: "test", Donor: "Test User", Message: "Test donation", Amount: sum("99.9", "XXX"), NoClip: true}),
		},
		{
			name: "exact amount", route: test, body: `{"amount":123456789012.123456789012345678}`, status: 202, shape: orderShape,
			then: takenAs(celebration.Donation{Source: "test", Donor: "Test User", Message: "Test donation", Amount: sum("123456789012.123456789012345678", "RUB")}),
		},
		{
			name: "for money", route: test, body: `{"amount":1500,"paid":true}`, status: 202, shape: orderShape,
			then: takenAs(celebration.Donation{Source: "test", Donor: "Test User", Message: "Test donation", Amount: sum("1500", "RUB"), Paid: true}),
		},
		{name: "for a word", route: test, body: `{"amount":1500,"paid":"on"}`, status: 400, says: "paid must be true or false"},
		{name: "zero", route: test, body: `{"amount":0}`, status: 202, shape: orderShape},
		{name: "empty object", route: test, body: `{}`, status: 400, says: "No JSON data provided"},
		{name: "no type", route: test, body: `{"amount":5}`, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, says: "Content-Type: application/json"},
		{name: "bad wait", route: test, path: "/test-donation?wait=perhaps", body: `{"amount":5}`, status: 400, says: "wait"},
		{name: "disk full", route: test, prepare: func(w *world) { w.BreakWrites("donations") }, body: `{"amount":5}`, status: 500, says: "the log says what"},

		{
			name: "waited", route: test, path: "/test-donation?wait=true", prepare: made, body: `{"amount":1500}`, status: 200,
			shape: "{amount_rub:number,celebration_id:number,message:string,status:string,status_url:string,success:bool,video_path:string,video_url:string}",
			says:  `"video_path":"clips/made.webm"`,
		},
		{
			name: "waited, below", route: test, path: "/test-donation?wait=1", body: `{"amount":5}`, status: 200,
			shape: "{amount_rub:number,celebration_id:number,message:string,status:string,status_url:string,success:bool}", says: "(no video: below threshold)",
		},
		{
			name: "waited, no clip", route: test, path: "/test-donation?wait=true", body: `{"generate_video":false}`, status: 200,
			says: "(no video: disabled)",
		},
		{
			name: "waited, held", route: test, path: "/test-donation?wait=true", body: `{"amount":1500}`, status: 200,
			prepare: becomes(celebration.Held, fault.Say(celebration.WhyNoDate)), says: "pending approval",
		},
		{
			name: "waited, no rate", route: test, path: "/test-donation?wait=true", body: `{"currency":"XXX"}`, status: 200,
			prepare: becomes(celebration.WaitingRate, fault.Say(celebration.WhyNoRate, "currency", "XXX")), says: "no usable rate for XXX",
		},
		{
			name: "waited, failed", route: test, path: "/test-donation?wait=true", body: `{"amount":1500}`, status: 502,
			prepare: becomes(celebration.Failed, fault.Say(celebration.WhyRefused, "cause", fault.Say("outbound.no_answer"))), says: `"code":"refused"`,
			shape: "{args:{cause:{code:string}},celebration_id:number,code:string,error:string,message:string,status:string,success:bool}",
		},
	}
}

func promptContract() []exchange {
	return []exchange{
		{
			name: "good", route: "POST /api/generate-video", body: `{"prompt":" a cat "}`, status: 202, shape: orderShape, says: "Video generation started",
			then: takenAs(celebration.Donation{Source: "manual", Message: "a cat"}),
		},
		{name: "other name", route: "POST /api/generate-video", body: `{"custom_prompt":"a cat"}`, status: 202, shape: orderShape},
		{name: "no prompt", route: "POST /api/generate-video", body: `{}`, status: 400, says: "Prompt is required"},
		{name: "number", route: "POST /api/generate-video", body: `{"prompt":5}`, status: 400, says: "prompt"},
		{name: "good", route: "POST /api/generate-veo-video", body: `{"prompt":"a cat","duration":"5s","quality":"preview"}`, status: 202, shape: orderShape},
		{
			name: "waited", route: "POST /api/generate-veo-video", path: "/api/generate-veo-video?wait=true", prepare: made, body: `{"prompt":"a cat"}`, status: 200,
			shape: "{celebration_id:number,message:string,status:string,status_url:string,success:bool,video_url:string}", says: `"video_url":"/videos/made.webm"`,
		},
		{
			name: "waited, failed", route: "POST /api/generate-veo-video", path: "/api/generate-veo-video?wait=true", body: `{"prompt":"a cat"}`, status: 502,
			prepare: becomes(celebration.Failed, fault.Say(celebration.WhyRefused, "cause", fault.Say("outbound.no_answer"))), says: `"rate_limited":false`,
			shape: "{args:{cause:{code:string}},celebration_id:number,code:string,error:string,message:string,rate_limited:bool,status:string,success:bool}",
		},
		{name: "blank", route: "POST /api/generate-veo-video", body: `{"prompt":"  "}`, status: 400, says: "Prompt cannot be empty"},
		{name: "bad quality", route: "POST /api/generate-veo-video", body: `{"prompt":"a cat","quality":5}`, status: 400, says: "quality"},
	}
}

func badTestDonations() (table []exchange) {
	for body, says := range map[string]string{
		`{"amount":"abc"}`:       "amount",
		`{"amount":true}`:        "amount",
		`{"amount":[]}`:          "amount",
		`{"amount":null}`:        "amount",
		`{"amount":{}}`:          "amount",
		`{"amount":""}`:          "amount",
		`{"amount":-5}`:          "amount",
		`{"amount":1e999}`:       "amount",
		`{"amount":"NaN"}`:       "amount",
		`{"amount":"Infinity"}`:  "amount",
		`{"amount":"1,500"}`:     "amount",
		`{"amount":NaN}`:         "not valid JSON",
		`{"amount":5}{}`:         "not valid JSON",
		`{"amount":`:             "not valid JSON",
		`[]`:                     "JSON object",
		`null`:                   "JSON object",
		`"text"`:                 "JSON object",
		`{"currency":"RUBL"}`:    "currency",
		`{"currency":5}`:         "currency",
		`{"currency":""}`:        "currency",
		`{"donor_name":5}`:       "donor_name",
		`{"name":null}`:          "name",
		`{"message":{}}`:         "message",
		`{"generate_video":"x"}`: "generate_video",
		`{"generate_video":1}`:   "generate_video",
		` `:                      "No JSON data provided",
		`{"message":"` + strings.Repeat("я", 4001) + `"}`:   "message",
		`{"donor_name":"` + strings.Repeat("я", 201) + `"}`: "donor_name",
	} {
		table = append(table, exchange{
			name: body[:min(len(body), 30)], route: "POST /test-donation", body: body, status: 400, says: says,
			then: func(t *testing.T, w *world) {
				if w.Last().Source != "" {
					t.Error("it was taken all the same")
				}
			},
		})
	}
	return table
}
