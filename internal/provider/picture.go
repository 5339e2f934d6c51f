package provider

import (
	"context"
	"net/http"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// ModeratePicture has the service judge a JPEG, for nothing. What is found has the
// model's name also where the service says nothing.
func (m *TextModel) ModeratePicture(ctx context.Context, jpeg []byte) (celebration.Opinion, error) {
	moderation := m.service.Moderation
	opinion := celebration.Opinion{Model: m.service.Name + " " + moderation.Model}
	key := m.setup.Values.Secret("api_key").Reveal()
	if err := m.service.account().CheckRequest(key, moderation.Model); err != nil {
		return opinion, err
	}
	call, err := moderation.CallPicture(key, jpeg)
	if err != nil {
		return opinion, err
	}
	answer, err := m.setup.Client.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: m.setup.Values.Text("base_url") + call.Path, Header: call.Header, JSON: call.Body, Limit: textLimit,
	})
	if err != nil {
		return opinion, err
	}
	opinion.Action, opinion.Code, err = moderation.ReadPicture(answer.Body)
	return opinion, err
}
