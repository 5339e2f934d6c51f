package donationalerts

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"streamspark/internal/outbound"
)

const (
	userPath      = "/user/oauth"
	donationsPath = "/alerts/donations"

	// nobody is the account of a token that may not ask whose it is.
	nobody = "default"
)

// whose reads an answer to the question whose the token is.
func whose(answer *outbound.Answer, err error) (account, error) {
	if forbidden(err) {
		return account{ID: nobody}, nil
	}
	if err != nil {
		return account{}, err
	}
	var envelope struct {
		Data fields `json:"data"`
	}
	if err := answer.Decode(&envelope); err != nil {
		return account{}, problem(CodeBroken, err)
	}
	id := envelope.Data.integer("id")
	if id == 0 {
		return account{}, problem(CodeBroken, errors.New("there is no account id in it"))
	}
	who := account{ID: strconv.FormatUint(id, 10), Name: name(envelope.Data.text("name"))}
	if who.Name == "" {
		who.Name = name(envelope.Data.text("code"))
	}
	return who, nil
}

// account returns whom the token belongs to: asked for once a token and kept.
// The place in the list depends on it, so nothing is read before it is known.
func (s *Source) account(ctx context.Context, epoch int) (account, error) {
	conn, err := s.of(epoch)
	if err != nil {
		return account{}, err
	}
	if conn.Account != nil {
		return *conn.Account, nil
	}
	who, err := whose(s.ask(ctx, epoch, userPath, nil))
	if err != nil {
		return account{}, err
	}
	return who, s.commit(ctx, epoch, func(c *connection) { c.Account = &who })
}

// Check is what a look at the account found.
type Check struct {
	Account string // its name; empty where the token may not ask
	Rows    int    // donations on page 1 of the list
}

// Test looks at the account and at page 1 of its list, whether polling is on
// or not, and takes nothing in. Its errors are *Problem.
func (s *Source) Test(ctx context.Context) (Check, error) {
	defer s.tell()
	s.resume()
	_, epoch := s.present()
	who, err := whose(s.ask(ctx, epoch, userPath, nil))
	if err != nil {
		return Check{}, explain(err)
	}
	p, err := s.page(ctx, epoch, 1)
	if err != nil {
		return Check{}, explain(err)
	}
	s.mu.Lock()
	if s.epoch == epoch {
		s.recovered() // and the next round comes at once
	}
	s.mu.Unlock()
	return Check{Account: who.Name, Rows: len(p.rows)}, nil
}

// page reads one page of the list.
func (s *Source) page(ctx context.Context, epoch, number int) (page, error) {
	answer, err := s.ask(ctx, epoch, donationsPath, url.Values{"page": {strconv.Itoa(number)}})
	if err != nil {
		return page{}, err
	}
	return readPage(answer, number, s.o.Now().Add(s.drift()))
}
