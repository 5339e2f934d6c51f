package provider

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// TestWhatAnAnswerToAPaidRequestPromises: a status that is not in the table
// promises nothing, so the request may have been carried out.
func TestWhatAnAnswerToAPaidRequestPromises(t *testing.T) {
	tests := map[int]struct {
		kind fault.Kind
		code string
	}{
		401: {fault.Permanent, "provider.key_refused"},
		402: {fault.Permanent, "provider.not_allowed"}, 403: {fault.Permanent, "provider.not_allowed"},
		404: {fault.Permanent, "provider.unknown_model"}, 405: {fault.Permanent, "provider.unknown_model"}, 410: {fault.Permanent, "provider.unknown_model"},
		400: {fault.Permanent, "provider.refused"}, 413: {fault.Permanent, "provider.refused"}, 415: {fault.Permanent, "provider.refused"},
		422: {fault.Permanent, "provider.refused"}, 451: {fault.Permanent, "provider.refused"},
		429: {fault.NotSent, "provider.not_accepted"},
	}
	account := Account{Provider: "Toy"}
	for status := 0; status < 600; status++ {
		want, known := tests[status]
		if !known {
			want.kind, want.code = fault.Lost, "provider.order_lost"
		}
		err := account.OrderFault(fmt.Errorf("order: %w", &outbound.Failure{Status: status, Sent: true}), "veo", "no")
		e, ok := fault.As(err)
		if !ok || e.Kind != want.kind || e.Code != want.code || (e.Charged == fault.ChargedNo) != (want.kind == fault.Permanent) {
			t.Errorf("%d: %v", status, err)
		}
	}
	if err := account.OrderFault(&outbound.Failure{}, "veo", ""); !fault.Has(err, fault.NotSent) {
		t.Errorf("what never left: %v", err)
	}
	if err := account.OrderFault(errors.New("an error of which nothing is known"), "veo", ""); !fault.Has(err, fault.Lost) {
		t.Errorf("what is not known: %v", err)
	}
	guarded := &outbound.Failure{Status: http.StatusForbidden, Sent: true, OnTheWay: true}
	if err := account.OrderFault(guarded, "veo", ""); !fault.Is(err, "provider.turned_away") {
		t.Errorf("a guard on the way: %v", err)
	}
}
