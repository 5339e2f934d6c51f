package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"streamspark/internal/locale"
	"streamspark/internal/pipeline"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
)

const (
	lookedFor    = "looked for at the provider"
	fateIsForYou = "look at the provider before you pay again"
)

// faultTable returns the faults of all providers that have a stand-in: of
// generators what the contract of all of them promises, and in its place what
// one of them says in its own way; of rates that the next one is asked.
func faultTable(t *testing.T, providers []provider.Descriptor) (table []fault) {
	t.Helper()
	for _, d := range providers {
		switch {
		case len(d.StandIn) == 0:
		case d.Kind == provider.KindGenerator:
			own := ownFaults(d.ID)
			table = append(table, own...)
			for _, f := range generatorFaults(t, d) {
				if !slices.ContainsFunc(own, func(o fault) bool { return o.part == f.part && o.kind == f.kind }) {
					table = append(table, f)
				}
			}
		case d.Kind == provider.KindRates:
			table = append(table, fault{standin.Rates(d.ID), standin.Status500, 0, "ready", ""})
		}
	}
	return table
}

// generatorOf returns the generator that meets a part's faults: whose part it
// is, else the first that is paid.
func generatorOf(providers []provider.Descriptor, part standin.Part) string {
	first := ""
	for _, d := range provider.OfKind(providers, provider.KindGenerator) {
		if strings.HasPrefix(string(part), d.ID+".") {
			return d.ID
		}
		if d.Paid && first == "" {
			first = d.ID
		}
	}
	return first
}

// generatorFaults returns what each generator must bear.
func generatorFaults(t *testing.T, d provider.Descriptor) (list []fault) {
	t.Helper()
	order, look, file := standin.Order(d.ID), standin.Look(d.ID), standin.File(d.ID)
	add := func(part standin.Part, times int, ends, says string, kinds ...standin.Kind) {
		for _, kind := range kinds {
			list = append(list, fault{part: part, kind: kind, times: times, ends: ends, says: says})
		}
	}
	// What the generator refuses is final and costs nothing.
	add(order, 1, "failed", " refused the request", standin.Status400)
	add(order, 1, "failed", "out of credits", standin.Status403)
	add(order, 1, "failed", " does not know the model ", standin.Status404)
	add(order, 1, "failed", locale.English().Message(provider.Setting(d.Name(d.Required[0]))), standin.Status401)
	// What it did not take is sent again. Without Retry-After we wait as long as
	// we think right.
	add(order, 1, "ready", "", standin.Slow, standin.Status429, bare429)
	// A lost answer is never sent again. Where there is a log the order is looked
	// for, for 20 minutes where it never began, and the next donation does not
	// wait. Where it did begin it is found, there or by its header. Else the
	// streamer decides, at once.
	lost, found := fault{ends: "unknown", says: fateIsForYou}, fault{ends: "unknown", says: fateIsForYou}
	if canFind(t, d) {
		lost, found = fault{ends: "submitting", says: lookedFor}, fault{ends: "ready"}
	}
	add(order, 1, lost.ends, lost.says, standin.Status408, standin.Status409, standin.Status500, standin.Status503, standin.HTML,
		standin.HTML200, standin.Hang, standin.Endless, standin.Empty, standin.OtherShape, standin.KindRedirect)
	add(order, 1, found.ends, found.says, standin.Lost, standin.Cut, standin.HangBody, standin.Nulls, standin.Huge)
	// A look never ends what is paid for.
	add(look, 2, "ready", "", standin.Slow, standin.Status400, standin.Status401, standin.Status403, standin.Status404, standin.Status408,
		standin.Status409, standin.Status429, bare429, standin.Status500, standin.Status503, standin.HTML, standin.HTML200, standin.Cut,
		standin.Empty, standin.OtherShape, standin.Nulls, standin.Huge, standin.Endless)
	add(look, 1, "ready", "", standin.Hang, standin.HangBody, standin.Lost)
	// Nor does a file that does not come. One that is too large for the limit is
	// paid for and not taken.
	add(file, 1, "ready", "", standin.Slow, standin.Hang, standin.HangBody, standin.Lost, standin.Status401, standin.Status403, standin.Status404,
		standin.Status408, standin.Status409, standin.Status429, standin.Status500, standin.Status503, standin.HTML, standin.HTML200,
		standin.Cut, standin.Empty, standin.OtherShape, standin.KindRedirect)
	add(file, 1, "failed", "too large", standin.Endless, standin.Huge)
	// Numbers as texts and a wrong content type are read all the same.
	for _, part := range []standin.Part{order, look, file} {
		add(part, 0, "ready", "", standin.Strings, standin.WrongType)
	}
	return list
}

// judgeFaults returns, by the part of each service that judges what viewers write, what
// it must bear: its fault has the donation wait for the streamer, and says why. Only
// one row takes the whole time that there is for an answer.
func judgeFaults(providers []provider.Descriptor) map[standin.Part][]fault {
	table := map[standin.Part][]fault{}
	add := func(part standin.Part, says string, kinds ...standin.Kind) {
		for _, kind := range kinds {
			table[part] = append(table[part], fault{part: part, kind: kind, times: 1, ends: "held", says: says})
		}
	}
	for i, d := range provider.OfKind(providers, provider.KindText) {
		parts := []standin.Part{standin.Order(d.ID)}
		if d.Moderates {
			parts = append(parts, standin.PartModeration)
		}
		for _, part := range parts {
			add(part, "did not answer", standin.Status401, standin.Status429, standin.Status500, "529", standin.Cut, standin.Lost)
			add(part, "gave no usable answer", standin.HTML200, standin.Empty, standin.OtherShape)
		}
		if i == 0 {
			add(parts[0], "took too long", standin.Hang)
		}
	}
	return table
}

// canFind reports whether a generator can look for an order whose answer was
// lost.
func canFind(t *testing.T, d provider.Descriptor) bool {
	t.Helper()
	g, err := d.Generator(provider.Setup{Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	_, can := g.(pipeline.Finder)
	return can
}
