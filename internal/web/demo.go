package web

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/standin"
	"streamspark/internal/web/api"
)

const raidSize = 20

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
	s.o.Demo.Donate(viewerDonation(in.Donor, sum, in.Message))
	return c.JSON(http.StatusOK, api.Done{Success: true, Message: "The donation was made."})
}

// demoRaid returns a crowd that comes at once, with sums as crowds give them.
func (s *Server) demoRaid(c *echo.Context) error {
	l := s.pages.Language(c.Request())
	names, says := strings.Split(l.T("demo.raid.names"), ", "), strings.Split(l.T("demo.raid.says"), " / ")
	donations := make([]standin.Donation, raidSize)
	for i := range donations {
		sums := []int64{50, 100, 100, 150, 200, 300, 500, 1000, 1500, 2000}
		donations[i] = viewerDonation(names[i%len(names)], money.Rubles(sums[rand.N(len(sums))]), says[rand.N(len(says))]) //nolint:gosec // chance, no secret
	}
	for _, d := range donations {
		s.o.Demo.Donate(d)
	}
	return c.JSON(http.StatusOK, api.Done{Success: true, Message: "The donation was made."})
}

// viewerDonation returns a donation as the stand-in for a source reports it.
func viewerDonation(donor string, amount money.Amount, message string) standin.Donation {
	d := standin.Donation{
		Amount: json.Number(amount.Decimal()), Currency: string(amount.Currency()), PayinSystem: map[string]string{"title": "demo"},
	}
	if donor != "" {
		d.Donor = &donor
	}
	if message != "" {
		d.Message = &message
	}
	return d
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
