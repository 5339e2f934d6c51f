package standin

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// model is one model of the catalogue.
type model struct {
	ID          string
	aliases     []string
	durations   []int64
	resolutions []string // the first is the default; none: it takes no such field
	prices      []string // dollars a second, one for each resolution, or one alone
}

// catalogue returns what can be ordered. Resolutions differ in case between
// generations of models, as they do at the real service.
func catalogue() []model {
	veo := []int64{4, 6, 8}
	lower, upper := []string{"1080p", "720p"}, []string{"720P", "1080P"}
	return []model{
		{"google/veo-3.1-t2v-fast", []string{"veo-3.1-fast-generate-001"}, veo, lower, []string{"0.195", "0.13"}},
		{"google/veo-3.1-t2v", []string{"veo-3.1-generate-001"}, veo, lower, []string{"0.52", "0.39"}},
		{"google/veo-3.0-fast", []string{"veo-3.0-fast-generate-001"}, veo, upper, []string{"0.13", "0.195"}},
		{"google/veo3", []string{"veo-3.0-generate-001"}, veo, upper, []string{"0.39", "0.52"}},
		{"veo-3.1-lite-generate-001", []string{"google/veo-3.1-lite-generate-001"}, veo, upper, []string{"0.065", "0.104"}},
		{"google/gemini-omni-flash-preview", nil, []int64{3, 4, 5, 6, 7, 8, 9, 10}, nil, []string{"0.1"}},
	}
}

func (m model) answersTo(name string) bool { return m.ID == name || slices.Contains(m.aliases, name) }

// price returns what a second costs at a resolution.
func (m model) price(resolution string) decimal.Decimal {
	i := max(slices.Index(m.resolutions, resolution), 0)
	return decimal.RequireFromString(m.prices[i])
}

// video is an order for a clip that can be carried out.
type video struct {
	model   model
	prompt  string
	seconds int64
	cost    decimal.Decimal
	body    map[string]any
}

// readOrder checks the body of a submit.
func readOrder(body map[string]any) (video, []problem) {
	var problems []problem
	wrong := func(field, message string) { problems = append(problems, problem{field, message}) }

	name, _ := body["model"].(string)
	found := slices.IndexFunc(catalogue(), func(m model) bool { return m.answersTo(name) })
	prompt, _ := body["prompt"].(string)
	switch {
	case name == "":
		wrong("model", "Required")
	case found < 0:
		wrong("model", "Invalid model")
	}
	if strings.TrimSpace(prompt) == "" {
		wrong("prompt", "Required")
	}
	if value, sent := body["aspect_ratio"]; sent && value != "16:9" && value != "9:16" {
		wrong("aspect_ratio", "Invalid enum value. Expected '16:9' | '9:16'")
	}
	for _, field := range []string{"generate_audio", "enhance_prompt", "auto_fix"} {
		if value, sent := body[field]; sent {
			if _, ok := value.(bool); !ok {
				wrong(field, "Expected boolean")
			}
		}
	}
	order := video{prompt: prompt, seconds: 8, body: body}
	if found >= 0 {
		order.model = catalogue()[found]
		problems = append(problems, order.readLook(body)...)
	}
	sortProblems(problems)
	return order, problems
}

// readLook reads what depends on the model: length, resolution and price.
func (v *video) readLook(body map[string]any) (problems []problem) {
	if value, sent := body["duration"]; sent {
		number, ok := value.(float64)
		v.seconds = int64(number)
		if !ok || float64(v.seconds) != number || !slices.Contains(v.model.durations, v.seconds) {
			problems = append(problems, problem{"duration", fmt.Sprint("Invalid value. Expected one of ", v.model.durations)})
		}
	}
	resolution := ""
	if len(v.model.resolutions) > 0 {
		resolution = v.model.resolutions[0]
		if value, sent := body["resolution"]; sent {
			resolution, _ = value.(string)
			if !slices.Contains(v.model.resolutions, resolution) {
				problems = append(problems, problem{"resolution", fmt.Sprint("Invalid value. Expected one of ", v.model.resolutions)})
			}
		}
	}
	v.cost = v.model.price(resolution).Mul(decimal.NewFromInt(v.seconds))
	return problems
}

// models serves the catalogue. It needs no key.
func (s *Server) models(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	include := strings.Split(query.Get("include"), ",")
	list := []map[string]any{}
	for _, m := range catalogue() {
		if id := query.Get("id"); id != "" && !m.answersTo(id) {
			continue
		}
		if c := query.Get("capabilities"); c != "" && !strings.Contains(c, "text_to_video") {
			continue
		}
		list = append(list, m.entry(include))
	}
	for id, price := range speechModels() {
		if query.Get("id") == id { // a list of clips has none of them
			list = append(list, map[string]any{"id": id, "type": "tts", "pricing": map[string]any{"kind": "fixed", "currency": "USD", "units": []any{price}}})
		}
	}
	if query.Get("id") == textModel {
		list = append(list, map[string]any{"id": textModel, "type": "chat-completion", "pricing": map[string]any{"kind": "variable", "currency": "USD"}})
	}
	body, err := json.Marshal(map[string]any{"object": "list", "data": list})
	if err != nil {
		http.Error(w, "the catalogue cannot be written", http.StatusInternalServerError)
		return
	}
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256(body))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body)
}

// entry returns a model as the catalogue shows it.
func (m model) entry(include []string) map[string]any {
	aliases := m.aliases
	if aliases == nil {
		aliases = []string{}
	}
	entry := map[string]any{
		"id": m.ID, "aliases": aliases, "type": "video",
		"info": map[string]any{"name": m.ID, "developer": "Google"},
	}
	if slices.Contains(include, "capabilities") {
		entry["capabilities"] = []string{"text_to_video"}
	}
	if slices.Contains(include, "pricing") {
		entry["pricing"] = m.pricing()
	}
	return entry
}

// pricing returns one price, or one for each resolution.
func (m model) pricing() map[string]any {
	unit := func(price string) map[string]any {
		return map[string]any{"price": json.Number(price), "unit": "second", "per": 1}
	}
	if len(m.resolutions) == 0 {
		return map[string]any{"kind": "fixed", "currency": "USD", "units": []any{unit(m.prices[0])}}
	}
	variants := []any{}
	for i, resolution := range m.resolutions {
		variant := unit(m.prices[i])
		variant["when"] = map[string]string{"resolution": resolution}
		variants = append(variants, variant)
	}
	return map[string]any{"kind": "variants", "currency": "USD", "dimensions": []string{"resolution"}, "variants": variants}
}
