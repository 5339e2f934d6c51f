package web

import (
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/web/api"
	"streamspark/internal/web/ports"
)

const raiders = 20

// demoRoutes registers the viewer's page and its buttons. They are there in a
// demo alone, where nobody pays.
func (s *Server) demoRoutes(e *echo.Echo) {
	if s.o.Demo == nil {
		return
	}
	e.GET("/demo", s.pages.Demo)
	e.POST("/demo/donate", s.demoDonates)
	e.POST("/demo/raid", s.demoRaid)
	e.POST("/demo/break", s.demoBreaks)
}

func (s *Server) demoDonates(c *echo.Context) error {
	var in struct {
		Donor    string     `json:"donor_name" max:"100"`
		Amount   api.Number `json:"amount" required:"field.missing"`
		Currency string     `json:"currency" default:"RUB" max:"100"`
		Message  string     `json:"message" max:"500"`
	}
	if _, err := api.Read(c, &in); err != nil {
		return err
	}
	sum, err := api.AmountOf("amount", in.Amount, in.Currency)
	if err != nil {
		return err
	}
	if !sum.Value().IsPositive() {
		return fault.InvalidField("amount", "field.not_positive")
	}
	s.o.Demo.Donate(ports.DemoDonation{Donor: in.Donor, Amount: sum, Message: in.Message})
	return c.JSON(http.StatusOK, api.Done{Success: true, Message: "The donation was made."})
}

// demoRaid returns a crowd that comes at once, with sums as crowds give them.
func (s *Server) demoRaid(c *echo.Context) error {
	l := s.pages.Language(c.Request())
	names, says := strings.Split(l.T("demo.raid.names"), ", "), strings.Split(l.T("demo.raid.says"), " / ")
	donations := make([]ports.DemoDonation, raiders)
	for i := range donations {
		sums := []int64{50, 100, 100, 150, 200, 300, 500, 1000, 1500, 2000}
		donations[i] = ports.DemoDonation{
			Donor: names[i%len(names)], Amount: money.Rubles(sums[rand.N(len(sums))]), Message: says[rand.N(len(says))], //nolint:gosec // chance, no secret
		}
	}
	s.o.Demo.Donate(donations...)
	return c.JSON(http.StatusOK, api.Done{Success: true, Message: "The donation was made."})
}

func (s *Server) demoBreaks(c *echo.Context) error {
	var in struct {
		Name string `json:"name" max:"100"`
	}
	if _, err := api.Read(c, &in); err != nil {
		return err
	}
	if !s.o.Demo.Break(in.Name) {
		return fault.New(fault.NotFound, "demo.no_breakdown")
	}
	return c.JSON(http.StatusOK, api.Done{Success: true, Message: "Saved."})
}
