package webhook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// The vector of the specification's reference libraries.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorTimestamp = "1614265330"
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

const goodBody = `{"id":"d1","donor":"Аня","amount":"100.10","currency":"RUB","message":"Hi"}`

type documents map[string][]byte

func (d documents) Get(_ context.Context, key string) ([]byte, bool, error) {
	value, ok := d[key]
	return value, ok, nil
}

func (d documents) Put(_ context.Context, key string, value []byte) error {
	if d == nil {
		return errors.New("the disk is full")
	}
	d[key] = value
	return nil
}

// recorder keeps donations as the store does: one for each id.
type recorder struct {
	donations []celebration.Donation
	fails     error
}

func (r *recorder) record(_ context.Context, donations []celebration.Donation) error {
	if r.fails != nil {
		return r.fails
	}
	for _, d := range donations {
		if !slices.ContainsFunc(r.donations, func(old celebration.Donation) bool { return old.Source == d.Source && old.ID == d.ID }) {
			r.donations = append(r.donations, d)
		}
	}
	return nil
}

func newSource(t *testing.T, keep documents) (*Source, *recorder) {
	t.Helper()
	r := &recorder{}
	s, err := New(t.Context(), Options{Secrets: keep, Sink: r.record, Now: func() time.Time { return time.Unix(1614265330, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

// signed is a good request, signed now.
func signed(t *testing.T, s *Source, body string, age time.Duration) *http.Request {
	t.Helper()
	timestamp := strconv.FormatInt(s.o.Now().Add(-age).Unix(), 10)
	signature, err := sign(s.Secret(), "msg_1", timestamp, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set(headerID, "msg_1")
	r.Header.Set(headerTimestamp, timestamp)
	r.Header.Set(headerSignature, signature)
	return r
}

func rotated(t *testing.T, s *Source) string {
	t.Helper()
	secret, err := s.Rotate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestTheSignatureIsThatOfTheSpecification(t *testing.T) {
	got, err := sign(vectorSecret, vectorID, vectorTimestamp, []byte(vectorBody))
	if err != nil || got != vectorSignature {
		t.Errorf("it is %s, %v", got, err)
	}
}

func TestOnlySignedRequestsAreRecorded(t *testing.T) {
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		age    time.Duration
		change func(*http.Request)
		code   string
	}{
		"good":                   {},
		"one of several":         {change: func(r *http.Request) { r.Header.Set(headerSignature, "v1a,x v1,bm8= "+r.Header.Get(headerSignature)) }},
		"at the tolerance":       {age: tolerance},
		"ahead at the tolerance": {age: -tolerance},
		"too old":                {age: tolerance + time.Second, code: "webhook.too_old"},
		"too new":                {age: -tolerance - time.Second, code: "webhook.too_new"},
		"wrong signature":        {change: set(headerSignature, vectorSignature), code: "webhook.signature_wrong"},
		"another version":        {change: func(r *http.Request) { r.Header.Set(headerSignature, "v2"+r.Header.Get(headerSignature)[2:]) }, code: "webhook.signature_wrong"},
		"another id":             {change: set(headerID, "msg_2"), code: "webhook.signature_wrong"},
		"another time":           {change: set(headerTimestamp, "1614265331"), code: "webhook.signature_wrong"},
		"another body": {change: func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(strings.Replace(goodBody, "100", "900", 1)))
		}, code: "webhook.signature_wrong"},
		"no signature": {change: set(headerSignature, ""), code: "webhook.headers_missing"},
		"no id":        {change: set(headerID, ""), code: "webhook.headers_missing"},
		"long id":      {change: set(headerID, strings.Repeat("x", 257)), code: "webhook.headers_missing"},
		"no time":      {change: set(headerTimestamp, "yesterday"), code: "webhook.headers_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			s, got := newSource(t, documents{})
			rotated(t, s)
			r := signed(t, s, goodBody, c.age)
			if c.change != nil {
				c.change(r)
			}
			err := s.Receive(r)
			recorded := 0
			if c.code == "" {
				recorded = 1
			} else if !fault.Is(err, c.code) || fault.KindOf(err) != fault.Unauthorized {
				t.Errorf("it is %v", err)
			}
			if len(got.donations) != recorded || (err == nil) != (c.code == "") {
				t.Errorf("%d donations are recorded, %v", len(got.donations), err)
			}
		})
	}
}

func TestWithoutASecretNothingIsAccepted(t *testing.T) {
	s, got := newSource(t, documents{})
	r := signed(t, s, goodBody, 0) // by the empty key
	if err := s.Receive(r); !fault.Is(err, "webhook.no_secret") || len(got.donations) > 0 {
		t.Errorf("it is %v", err)
	}
}

func TestTheSameDonationTwiceIsOne(t *testing.T) {
	s, got := newSource(t, documents{})
	rotated(t, s)
	for range 2 { // a replay, and a second attempt at another time
		for _, age := range []time.Duration{time.Minute, 0} {
			if err := s.Receive(signed(t, s, goodBody, age)); err != nil {
				t.Error(err)
			}
		}
	}
	anonymous := `{"amount":1,"currency":"EUR"}`
	for range 2 {
		if err := s.Receive(signed(t, s, anonymous, 0)); err != nil {
			t.Error(err)
		}
	}
	if len(got.donations) != 2 || got.donations[1].ID != "msg_1" {
		t.Fatalf("recorded are %+v", got.donations)
	}
	if d := got.donations[0]; d.ID != "d1" || d.Source != ID || d.Donor != "Аня" || d.Amount.String() == "" || d.Amount.Decimal() != "100.10" && d.Amount.Decimal() != "100.1" ||
		d.Message != "Hi" || !d.CreatedAt.Equal(s.o.Now().Add(-time.Minute)) {
		t.Errorf("it is %+v", d)
	}
}

// TestItIsAnsweredAfterItIsRecorded holds that a donation that could not be
// recorded is refused, and recorded when it is sent again.
func TestItIsAnsweredAfterItIsRecorded(t *testing.T) {
	s, got := newSource(t, documents{})
	rotated(t, s)
	got.fails = errors.New("the disk is full")
	if err := s.Receive(signed(t, s, goodBody, 0)); !errors.Is(err, got.fails) {
		t.Errorf("it is %v", err)
	}
	got.fails = nil
	if err := s.Receive(signed(t, s, goodBody, 0)); err != nil || len(got.donations) != 1 {
		t.Errorf("%+v, %v", got.donations, err)
	}
}

func TestABadBodyIsRefusedAtItsField(t *testing.T) {
	for body, want := range map[string][2]string{
		``:                                          {"webhook.not_json"},
		`[]`:                                        {"webhook.not_json"},
		`null`:                                      {"webhook.not_json"},
		goodBody + `{}`:                             {"webhook.not_json"},
		`{"amount":1}`:                              {"webhook.currency_invalid", "currency"},
		`{"amount":1,"currency":"DOGE!"}`:           {"webhook.currency_invalid", "currency"},
		`{"currency":"RUB"}`:                        {"webhook.amount_invalid", "amount"},
		`{"amount":null,"currency":"RUB"}`:          {"webhook.amount_invalid", "amount"},
		`{"amount":0,"currency":"RUB"}`:             {"webhook.amount_invalid", "amount"},
		`{"amount":-5,"currency":"RUB"}`:            {"webhook.amount_invalid", "amount"},
		`{"amount":"ten","currency":"RUB"}`:         {"webhook.amount_invalid", "amount"},
		`{"amount":1e999,"currency":"RUB"}`:         {"webhook.amount_invalid", "amount"},
		`{"amount":1,"currency":5}`:                 {"webhook.currency_invalid", "currency"},
		`{"id":7,"amount":1,"currency":"R"}`:        {"webhook.id_invalid", "id"},
		`{"donor":{},"amount":1}`:                   {"webhook.donor_invalid", "donor"},
		`{"message":[],"amount":1}`:                 {"webhook.message_invalid", "message"},
		`{"id":"` + strings.Repeat("x", 201) + `"}`: {"webhook.id_invalid", "id"},
	} {
		_, err := readDonation([]byte(body))
		if e, ok := fault.As(err); !ok || e.Kind != fault.Invalid || e.Code != want[0] || e.Field != want[1] {
			t.Errorf("%s is %v, want %v", body, err, want)
		}
	}
}

func TestALargeBodyIsRefused(t *testing.T) {
	s, _ := newSource(t, documents{})
	rotated(t, s)
	if err := s.Receive(signed(t, s, goodBody+strings.Repeat(" ", MaxBody), 0)); !fault.Is(err, "webhook.too_large") {
		t.Errorf("it is %v", err)
	}
}

func TestARotatedSecretIsTheOnlyOneAndIsKept(t *testing.T) {
	keep := documents{}
	s, _ := newSource(t, keep)
	first := rotated(t, s)
	old := signed(t, s, goodBody, 0)
	second := rotated(t, s)
	if first == second || !s.Status().Connected {
		t.Errorf("the secrets are %s and %s", first, second)
	}
	if err := s.Receive(old); !fault.Is(err, "webhook.signature_wrong") {
		t.Errorf("the old secret is good: %v", err)
	}
	again, got := newSource(t, maps.Clone(keep))
	if err := again.Receive(signed(t, s, goodBody, 0)); err != nil || len(got.donations) != 1 {
		t.Errorf("after a restart it is %v", err)
	}
	if err := s.Disconnect(t.Context()); err != nil || s.Status().Connected {
		t.Errorf("it is not forgotten: %v", err)
	}
	s.o.Secrets = documents(nil)
	if _, err := s.Rotate(t.Context()); err == nil || s.Secret() != "" {
		t.Error("a secret that could not be saved is in use")
	}
}

// TestTheExampleWorks runs the line that the page shows.
func TestTheExampleWorks(t *testing.T) {
	for _, program := range []string{"sh", "curl", "openssl", "od"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s here", program)
		}
	}
	s, got := newSource(t, documents{})
	s.o.Now = time.Now
	var received error
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { received = s.Receive(r) }))
	defer server.Close()
	command := exec.CommandContext(t.Context(), "sh", "-c", Example(rotated(t, s), server.URL)) //nolint:gosec // our own line
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if received != nil || len(got.donations) != 1 || got.donations[0].Message != "Hello from curl" {
		t.Errorf("recorded are %+v, %v", got.donations, received)
	}
}

func FuzzReadDonation(f *testing.F) {
	for _, body := range []string{goodBody, vectorBody, `{"amount":1e5,"currency":"USD"}`, `{"amount":"1 000,50","currency":"rub","id":null}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := readDonation(body)
		if e, ok := fault.As(err); err != nil && (!ok || e.Kind != fault.Invalid) {
			t.Errorf("it is %v", err)
		}
		if err == nil && (d.Source != ID || d.Amount.IsNone() || bytes.ContainsRune([]byte(d.Donor+d.Message+d.ID), 0)) {
			t.Errorf("it is %+v", d)
		}
	})
}
