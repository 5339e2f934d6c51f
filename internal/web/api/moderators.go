package api

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"
	"rsc.io/qr"

	"streamspark/internal/fault"
	"streamspark/internal/moderator"
)

// ModeratorAccess is where moderators reach their page.
type ModeratorAccess struct {
	Addresses   []string      // without a slash at the end; the first is the best one
	Local       bool          // only this computer reaches it
	Fingerprint string        // of the certificate that the program made; empty: none is used
	Trouble     fault.Message // why it is not open in the network although it should be
}

func (s *Server) moderatorRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/moderators", Summary: "List the links of moderators, and where they lead.", Out: moderatorsAnswer{}, Handler: s.listModerators},
		withBody(Route{Method: "POST", Path: "/api/moderators", Summary: "Make a link for a moderator. Its address is in this answer alone.", Out: moderatorAnswer{}}, s.addModerator),
		withBody(Route{Method: "PUT", Path: "/api/moderators/:moderator", Summary: "Rename the link of a moderator, and set whether amounts are shown with it.", Out: moderatorsAnswer{}}, s.setModerator),
		{Method: "POST", Path: "/api/moderators/:moderator/renew", Summary: "Replace the address of a link: the former one ends at once.", Out: moderatorAnswer{}, Handler: s.renewModerator},
		{Method: "DELETE", Path: "/api/moderators/:moderator", Summary: "Revoke the link of a moderator: its open pages end at once.", Out: Done{}, Handler: s.revokeModerator},
	}
}

type moderatorBody struct {
	Name string `json:"name" required:"moderator.no_name" max:"60" doc:"stands with each decision" example:"Anna"`
	Sums bool   `json:"sums" doc:"amounts are shown"`
}

type moderatorView struct {
	ID        int64   `json:"id"`
	Name      string  `json:"name"`
	Sums      bool    `json:"sums"`
	Online    bool    `json:"online"`
	CreatedAt *moment `json:"created_at"`
	SeenAt    *moment `json:"seen_at" doc:"null: never"`
}

type moderatorsAnswer struct {
	Success    bool            `json:"success"`
	Addresses  []string        `json:"addresses" doc:"where the page of moderators is; it opens with a link"`
	Local      bool            `json:"local" doc:"only this computer reaches it"`
	Moderators []moderatorView `json:"moderators"`
}

type moderatorAnswer struct {
	Success   bool            `json:"success"`
	Moderator moderatorView   `json:"moderator"`
	Links     []moderatorLink `json:"links" doc:"the same link by each address, the best first"`
}

type moderatorLink struct {
	URL string `json:"url" doc:"a secret: whoever has it decides"`
	QR  string `json:"qr" doc:"the same as a picture: a data address"`
}

func (s *Server) moderatorView(l moderator.Link) moderatorView {
	return moderatorView{l.ID, l.Name, l.Sums, s.o.Moderators.IsOnline(l.ID), stamp(l.CreatedAt), stamp(l.SeenAt)}
}

func (s *Server) listModerators(c *echo.Context) error {
	at := s.o.ModeratorAt()
	answer := moderatorsAnswer{Success: true, Addresses: append([]string{}, at.Addresses...), Local: at.Local, Moderators: []moderatorView{}}
	for _, l := range s.o.Moderators.All() {
		answer.Moderators = append(answer.Moderators, s.moderatorView(l))
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) addModerator(c *echo.Context, in moderatorBody, _ Given) error {
	link, token, err := s.o.Moderators.Add(c.Request().Context(), in.Name, in.Sums)
	return s.showModerator(c, link, token, err)
}

func (s *Server) renewModerator(c *echo.Context) error {
	id, err := moderatorID(c)
	if err != nil {
		return err
	}
	link, token, err := s.o.Moderators.Renew(c.Request().Context(), id)
	return s.showModerator(c, link, token, err)
}

// showModerator answers with the address of a link, this once.
func (s *Server) showModerator(c *echo.Context, link moderator.Link, token string, err error) error {
	if err != nil {
		return err
	}
	answer := moderatorAnswer{Success: true, Moderator: s.moderatorView(link), Links: []moderatorLink{}}
	for _, base := range s.o.ModeratorAt().Addresses {
		address := base + "/moderator#" + token
		code, err := DrawQR(address)
		if err != nil {
			return err
		}
		answer.Links = append(answer.Links, moderatorLink{address, code})
	}
	s.hooks.Changed()
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) setModerator(c *echo.Context, in moderatorBody, _ Given) error {
	id, err := moderatorID(c)
	if err == nil {
		err = s.o.Moderators.Set(c.Request().Context(), id, in.Name, in.Sums)
	}
	if err != nil {
		return err
	}
	s.hooks.Changed()
	return s.listModerators(c)
}

func (s *Server) revokeModerator(c *echo.Context) error {
	id, err := moderatorID(c)
	if err == nil {
		err = s.o.Moderators.Revoke(c.Request().Context(), id)
	}
	if err != nil {
		return err
	}
	s.hooks.Changed()
	return s.done(c, "The link is revoked.")
}

func moderatorID(c *echo.Context) (int64, error) {
	id, err := strconv.ParseInt(c.Param("moderator"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "moderator.not_found")
	}
	return id, nil
}

// DrawQR returns a text as a QR code, a picture in a data address.
func DrawQR(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	var path strings.Builder
	const quiet = 4 // modules around it
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	picture := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %[1]d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="%s"/></svg>`, code.Size+2*quiet, path.String())
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(picture)), nil
}
