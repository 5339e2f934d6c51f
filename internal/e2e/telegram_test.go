package e2e

import (
	"strings"

	"streamspark/internal/standin"
)

// joinBot puts somebody on the bot's list, the way that they do it themselves, and waits
// for the bot to greet them.
func (p *program) joinBot(u standin.TelegramUser) {
	p.t.Helper()
	var made struct{ Link string }
	p.asked("POST", "/api/telegram/pair", nil, &made)
	_, code, _ := strings.Cut(made.Link, "?start=")
	p.stand.TelegramWrite(u, u.ID, "/start "+code)
	p.eventually(func() bool { return len(p.stand.TelegramMessages(u.ID)) > 0 }, func() string { return "the bot greets nobody" })
}
