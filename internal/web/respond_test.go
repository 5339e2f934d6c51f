package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/locale"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

func TestAFullDiskIsSaid(t *testing.T) {
	failed, status := api.FaultOf(fmt.Errorf("record %s: %w", webtest.SecretKey, store.ErrDisk))
	said := fmt.Sprint(api.FailureOf(failed, locale.English()))
	if status != http.StatusInsufficientStorage || !strings.Contains(said, "make room and try again") || strings.Contains(said, webtest.SecretWord) {
		t.Errorf("it is %d %s", status, said)
	}
}
