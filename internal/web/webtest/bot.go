package webtest

import (
	"context"
	"os"
	"strings"
	"time"

	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/telegram"
)

// openBot opens a bot with s.BotToken, which talks to the stand-in.
func (s *Server) openBot() {
	s.T.Helper()
	var err error
	s.Bot, err = telegram.Open(s.T.Context(), telegram.Options{
		Store: s.Store, Decide: s.Pipeline.Decide, Changed: func() {}, Now: s.Now, Language: locale.English,
		Clip: func(name string) (*os.File, error) { return s.Clips.Open(name) },
		Client: func() (*telegram.Client, bool) {
			values := map[string]string{"base_url": s.StandIn().URL() + "/telegram", "token": s.BotToken}
			return telegram.NewClient(provider.Setup{Values: provider.NewValues(values), Client: outbound.New(nil)}), s.BotToken != ""
		},
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

// JoinBot puts somebody on the bot's list, the way that they do it themselves.
func (s *Server) JoinBot(u standin.TelegramUser) {
	s.T.Helper()
	s.BotToken = standin.TelegramToken
	link, _, err := s.Bot.Pair(s.T.Context())
	if err != nil {
		s.T.Fatal(err)
	}
	_, code, _ := strings.Cut(link, "?start=")
	s.StandIn().TelegramWrite(u, u.ID, "/start "+code)
	ctx, end := context.WithCancel(s.T.Context())
	done := make(chan error, 1)
	go func() { done <- s.Bot.Run(ctx) }()
	for until := time.Now().Add(20 * time.Second); len(s.Bot.State().Accounts) == 0 && time.Now().Before(until); {
		time.Sleep(time.Millisecond)
	}
	end()
	if err := <-done; err != nil {
		s.T.Fatal(err)
	}
}
