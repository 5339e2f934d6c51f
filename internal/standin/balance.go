package standin

import (
	"net/http"

	"github.com/shopspring/decimal"
)

// balance serves what is left on the account at AIML, in credits.
func (s *Server) balance(w http.ResponseWriter, _ *http.Request) {
	low := decimal.NewFromInt(creditsPerUSD)
	left := decimal.NewFromInt(topUp).Sub(s.Charged()).Mul(low)
	writeJSON(w, http.StatusOK, map[string]any{
		"balance": left.IntPart(), "lowBalance": left.LessThan(low), "lowBalanceThreshold": creditsPerUSD,
		"autoDebitStatus": "disabled", "status": "current",
	})
}

// geminiModels serves the list of models that the key may use.
func geminiModels(w http.ResponseWriter, _ *http.Request) {
	model := func(name string) map[string]any { return map[string]any{"name": "models/" + name} }
	writeJSON(w, http.StatusOK, map[string]any{"models": []any{
		model("gemini-omni-1.1-flash"), model("gemini-omni-1.2-flash"), model("gemini-3.8-flash-tts"), model("gemini-3.8-flash-lite-tts"),
		model("gemini-3.5-flash-lite"),
	}})
}
