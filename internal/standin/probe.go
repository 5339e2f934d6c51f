package standin

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// Probe is a Server with what tests ask of it and change in it. The demo has
// none: nothing of the files probe*.go is linked into the program.
type Probe struct {
	*Server
	mu     sync.Mutex
	counts map[Part]int
	limit  limiter
}

// NewProbe makes a Probe of a Server, as that of a demo.
func NewProbe(s *Server) *Probe {
	p := &Probe{Server: s, counts: map[Part]int{}}
	if s != nil {
		s.faults.mu.Lock()
		defer s.faults.mu.Unlock()
		s.faults.probe = p.extend
	}
	return p
}

// StartProbe starts a Server for a test.
func StartProbe(o Options) (*Probe, error) {
	s, err := Start(o)
	if err != nil {
		return nil, err
	}
	p := NewProbe(s)
	p.limit.on = o.RateLimit
	return p, nil
}

// Serve adds the service of one more generator below /ID/. What is posted is
// its order, what is below /ID/files/ its file, and anything else a look.
func (p *Probe) Serve(id string, service http.Handler) {
	below := http.StripPrefix("/"+id, service).ServeHTTP
	serve := func(pattern string, part Part) { p.mux.Handle(pattern, p.part(part, below)) }
	serve("POST /"+id+"/", Order(id))
	serve("GET /"+id+"/", Look(id))
	serve("GET /"+id+"/files/", File(id))
}

// Spoken lists what was spoken, the oldest first.
func (p *Probe) Spoken() []Spoken {
	p.speech.mu.Lock()
	defer p.speech.mu.Unlock()
	return slices.Clone(p.speech.all)
}

// FindInPicture has the moderation be sure of a category in one of the pictures that
// it is shown from now on: the next is 1.
func (p *Probe) FindInPicture(number int, category string) {
	p.pictures.mu.Lock()
	defer p.pictures.mu.Unlock()
	if p.pictures.marks == nil {
		p.pictures.marks = map[int]string{}
	}
	p.pictures.marks[p.pictures.shown+number-1] = category
}

// RevokeAccess kills every access token so far. Refresh tokens still work.
func (p *Probe) RevokeAccess() {
	p.account.mu.Lock()
	defer p.account.mu.Unlock()
	clear(p.account.access)
}

// RevokeAll kills every access token, refresh token and code so far.
func (p *Probe) RevokeAll() {
	p.account.mu.Lock()
	defer p.account.mu.Unlock()
	clear(p.account.access)
	clear(p.account.refresh)
	clear(p.account.codes)
}

// IssueTokens connects an account without a click: the tokens are those of
// a consent to everything.
func (p *Probe) IssueTokens() (access, refresh string) {
	p.account.mu.Lock()
	defer p.account.mu.Unlock()
	return p.account.issue(scopeUser + " " + scopeList + " " + scopeRealtime)
}

// Jobs returns the submits that were accepted, in order.
func (p *Probe) Jobs() []Job {
	p.aiml.mu.Lock()
	defer p.aiml.mu.Unlock()
	list := make([]Job, 0, len(p.aiml.order))
	for _, j := range p.aiml.order {
		list = append(list, j.clone())
	}
	return list
}

func (j Job) clone() Job {
	j.Body = maps.Clone(j.Body)
	return j
}

// SetLogDelay changes how long after the end of a job its row appears in
// the account's log and its charge among the transactions.
func (p *Probe) SetLogDelay(d time.Duration) {
	p.aiml.mu.Lock()
	defer p.aiml.mu.Unlock()
	p.aiml.feed.delay = max(d, 0)
}

// SetLogRunning changes whether the log lists jobs that still run. At first
// it does not: nothing says that the real one does.
func (p *Probe) SetLogRunning(on bool) {
	p.aiml.mu.Lock()
	defer p.aiml.mu.Unlock()
	p.aiml.feed.running = on
}

// SetJobTime changes how long the jobs take that are submitted from now on.
func (p *Probe) SetJobTime(d time.Duration) {
	p.aiml.mu.Lock()
	defer p.aiml.mu.Unlock()
	p.aiml.takes = max(d, 0)
}

// FinishJobs has every job be done at its next poll, also those that were submitted
// to take longer.
func (p *Probe) FinishJobs() {
	p.aiml.mu.Lock()
	defer p.aiml.mu.Unlock()
	p.aiml.takes = 0
	for _, job := range p.aiml.byID {
		job.takes = 0
	}
}

// FailJob makes a submitted job fail.
func (p *Probe) FailJob(id string) {
	p.aiml.mu.Lock()
	defer p.aiml.mu.Unlock()
	if found, ok := p.aiml.byID[id]; ok && !found.finished {
		found.refused = true
	}
}

// PushAgain pushes a donation again as one that was shown: what the
// streamer's "repeat" does. False where there is none with this id.
func (p *Probe) PushAgain(id int64) bool {
	row, ok := p.list.find(id)
	if !ok {
		return false
	}
	row["is_shown"], row["shown_at"] = 1, time.Now().UTC().Format(time.DateTime)
	raw, err := json.Marshal(row)
	if err != nil {
		return false
	}
	p.publish(raw)
	return true
}

// HoldPush stops pushes, or lets them through again: what is made while they
// are held is in the list alone.
func (p *Probe) HoldPush(held bool) {
	p.realtime.mu.Lock()
	defer p.realtime.mu.Unlock()
	p.realtime.held = held
}

// Listeners counts the realtime connections that are subscribed.
func (p *Probe) Listeners() int {
	p.realtime.mu.Lock()
	defer p.realtime.mu.Unlock()
	count := 0
	for c := range p.realtime.open {
		if c.subscribed {
			count++
		}
	}
	return count
}

// PushRaw sends a message as it is to everyone in the channel.
func (p *Probe) PushRaw(message string) {
	p.realtime.mu.Lock()
	defer p.realtime.mu.Unlock()
	for c := range p.realtime.open {
		if c.subscribed {
			c.push(said{message: []byte(message)})
		}
	}
}

// DonateRaw adds a row of the list as it is, also one that cannot be read.
func (p *Probe) DonateRaw(row string) {
	p.list.add(-1, func(int64) json.RawMessage { return json.RawMessage(row) })
	p.publish(json.RawMessage(row))
}

// GeminiJobs returns the interactions that were accepted, in order.
func (p *Probe) GeminiJobs() []Job {
	p.gemini.mu.Lock()
	defer p.gemini.mu.Unlock()
	list := make([]Job, 0, len(p.gemini.order))
	for _, i := range p.gemini.order {
		list = append(list, i.clone())
	}
	return list
}

// SetGeminiInline makes finished interactions contain their clip, or name its
// address, which is how it is at the beginning.
func (p *Probe) SetGeminiInline(inline bool) {
	p.gemini.mu.Lock()
	defer p.gemini.mu.Unlock()
	p.gemini.inline = inline
}

// SetRate changes what one unit of a currency costs, in all tables. An empty
// or unreadable price takes the currency out of them.
func (p *Probe) SetRate(code, rubles string) {
	price, err := decimal.NewFromString(rubles)
	t := &p.rates
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := make([]quote, 0, len(t.quotes)+1)
	changed := quote{code: code, number: "000", id: "R99999", name: code, nominal: 1}
	for _, q := range t.quotes {
		if q.code == code {
			changed = q
			continue
		}
		kept = append(kept, q)
	}
	if err == nil {
		changed.rubles = price
		kept = append(kept, changed)
	}
	t.quotes = kept
}

// SetRatesTime changes when the tables say that they were published; the
// zero time is always now.
func (p *Probe) SetRatesTime(at time.Time) {
	p.rates.mu.Lock()
	defer p.rates.mu.Unlock()
	p.rates.published = at
}

// Requests counts what came in for a part, also what was refused.
func (p *Probe) Requests(part Part) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[part]
}

// RealtimeURL returns the address of the realtime socket of DonationAlerts.
func (p *Probe) RealtimeURL() string { return "ws://" + p.addr + "/da/connection/websocket" }

// CBRURL returns the base address of the Central Bank: the table is below it at
// /scripts/XML_daily.asp.
func (p *Probe) CBRURL() string { return p.URL() + "/cbr" }

// OpenERURL returns the base address of open.er-api.com: tables are below it at
// /v6/latest/USD.
func (p *Probe) OpenERURL() string { return p.URL() + "/er" }

// ExchangeRateURL returns the base address of exchangerate-api.com: tables are
// below it at /v4/latest/USD and, with a key, at /v6/KEY/latest/USD.
func (p *Probe) ExchangeRateURL() string { return p.URL() + "/exchangerate" }

// ClipMP4 returns the video that jobs make where Options name none: two seconds
// of H.264 and AAC.
func ClipMP4() []byte { return slices.Clone(clipMP4) }

// ClipWebM returns a video of the same length in VP8 and Opus.
func ClipWebM() []byte { return slices.Clone(clipWebM) }

// Rates returns the part of a provider of exchange rates.
func Rates(provider string) Part { return Part("rates." + provider) }

// Parts returns all parts, in the order of a donation's way.
func Parts() []Part {
	return []Part{
		PartAuthorize, PartToken, PartUser, PartDonations, PartSubscribe, PartSocket, PartCBR, PartOpenER,
		PartExchangeRate, PartModels, PartSubmit, PartPoll, PartFile, PartLogs, PartBilling,
		PartGeminiStart, PartGeminiPoll, PartGeminiFile,
	}
}

// Kinds returns all kinds.
func Kinds() []Kind {
	return []Kind{
		Slow, Status400, Status401, Status403, Status404, Status408, Status409, Status429, Status500, Status503,
		HTML, HTML200, Hang, HangBody, Cut, Lost, Refused, Endless, Empty, OtherShape, WrongType, Strings, Nulls,
		Huge, KindRedirect, OddStatus,
	}
}

// Asked returns what text models were asked, in order.
func (p *Probe) Asked() []Asked {
	p.questions.mu.Lock()
	defer p.questions.mu.Unlock()
	return slices.Clone(p.questions.all)
}
