package gemini

import (
	"context"
	"strings"

	"streamspark/internal/fault"
)

// Reach finds out whether a finished clip could be fetched. It is free.
func (g *Generator) Reach(ctx context.Context) error { return g.files.Reach(ctx, g.base+"/") }

// Offers reports whether the key's account is offered a model. Asking is
// free: it reads the list of models.
func (g *Generator) Offers(ctx context.Context, model string) (bool, error) {
	if err := account().CheckRequest(g.key, model); err != nil {
		return false, err
	}
	page := ""
	for range 20 {
		request := g.request(g.base + "/v1beta/models")
		request.Query = map[string][]string{"pageSize": {"1000"}}
		if page != "" {
			request.Query.Set("pageToken", page)
		}
		var list struct {
			Models []struct {
				Name string `json:"name"`
			} `json:"models"`
			Next string `json:"nextPageToken"`
		}
		request.Timeout, request.Limit, request.Decode = pollTimeout, fileLimit, &list
		_, err := g.client.Do(ctx, request)
		if known := g.accountError(err, g.words(err)); known != nil {
			return false, known
		}
		if err != nil {
			return false, fault.Wrap(err, fault.Retry, "gemini.models_not_asked")
		}
		for _, m := range list.Models {
			if strings.TrimPrefix(m.Name, "models/") == model {
				return true, nil
			}
		}
		if page = list.Next; page == "" {
			return false, nil
		}
	}
	return false, fault.New(fault.Retry, "gemini.models_endless")
}
