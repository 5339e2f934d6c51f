package ui

import (
	"net/url"
	"testing"

	"streamspark/internal/celebration"
)

// TestEveryLivePageIsAlarmed while the database cannot be worked with.
func TestEveryLivePageIsAlarmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.Donate(celebration.Donation{Source: "donationalerts", ID: "a", Donor: "A"})
	w.LoseDatabase()
	w.run()
	for _, page := range []string{dashboardPage, dockPage, moneyPage, settingsPage, logPage, "clips", listingPage, pageOf(id)} {
		w.open("lang=ru&page="+url.QueryEscape(page)).shows("alarm", "Файл базы данных удалён")
	}
}
