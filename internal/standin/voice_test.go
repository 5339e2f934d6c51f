package standin

import (
	"io"
	"net/http"
	"testing"
	"time"
)

func TestAnAudioMessageCanBePlayed(t *testing.T) {
	s := started(t, Options{})
	s.Donate(Donation{Amount: 5, Currency: "RUB", Audio: true})
	client := http.Client{Timeout: 10 * time.Second}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.DonationAlertsURL()+"/audiodonations/1/a.wav", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || http.DetectContentType(body) != "audio/wave" || len(body) < 8000 {
		t.Errorf("it is %d, %d bytes of %s, %v", answer.StatusCode, len(body), http.DetectContentType(body), err)
	}
}
