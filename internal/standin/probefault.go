package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// extend counts a request, and carries out the limit and the kinds of fault
// that no demo has.
func (p *Probe) extend(f Fault, part Part, answer http.HandlerFunc) (Fault, http.HandlerFunc) {
	p.mu.Lock()
	p.counts[part]++
	p.mu.Unlock()
	if p.limit.on && slices.Contains([]Part{PartToken, PartUser, PartDonations, PartSubscribe}, part) {
		answer = p.limited(answer)
	}
	if broken := p.broken(f, part, answer); broken != nil {
		return Fault{}, broken
	}
	return f, answer
}

// broken returns how a part answers with a fault that no demo has; nil: it is
// none of these.
func (p *Probe) broken(f Fault, part Part, answer http.HandlerFunc) http.HandlerFunc {
	switch f.Kind {
	case HangBody:
		return func(w http.ResponseWriter, r *http.Request) {
			half(w, record(answer, r))
			p.hang(r)
		}
	case Lost:
		return func(w http.ResponseWriter, r *http.Request) {
			record(answer, r)
			reset(w)
		}
	case HTML:
		return func(w http.ResponseWriter, _ *http.Request) { webPage(w, http.StatusBadGateway) }
	case HTML200:
		return func(w http.ResponseWriter, _ *http.Request) { webPage(w, http.StatusOK) }
	case Empty:
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType(part))
			w.WriteHeader(http.StatusOK)
		}
	case OtherShape:
		return func(w http.ResponseWriter, _ *http.Request) { otherShape(w, part) }
	case WrongType, Strings, Nulls:
		return func(w http.ResponseWriter, r *http.Request) { record(answer, r).bend(f.Kind).send(w) }
	case Huge:
		return func(w http.ResponseWriter, r *http.Request) { huge(w, r, record(answer, r), part) }
	case Endless:
		return func(w http.ResponseWriter, r *http.Request) { p.endless(w, r, part) }
	case KindRedirect:
		return http.RedirectHandler(f.Redirect, http.StatusFound).ServeHTTP
	case Refused:
		return p.decline(part)
	case OddStatus:
		return p.oddStatus(part)
	}
	return nil
}

// decline returns how a part says no by itself: the person denies the consent,
// the refresh token is dead, a scope is missing, the key is wrong, a prompt
// is against the content policy, a signature is wrong.
func (p *Probe) decline(part Part) http.HandlerFunc {
	switch part {
	case PartAuthorize:
		return p.ours(p.denied)
	case PartToken:
		return func(w http.ResponseWriter, _ *http.Request) {
			tokenError(w, http.StatusUnauthorized, "invalid_request", "The refresh token is invalid.")
		}
	case PartSubmit:
		return p.keyed(func(w http.ResponseWriter, r *http.Request) {
			aimlError(w, r, http.StatusBadRequest, contentPolicy)
		})
	case PartPoll:
		return p.keyed(p.pollRefused)
	case PartGeminiStart:
		return p.geminiKeyed(func(w http.ResponseWriter, _ *http.Request) { geminiError(w, http.StatusBadRequest, contentPolicy) })
	case PartGeminiPoll:
		return p.geminiKeyed(p.geminiPoll("refused"))
	case PartGeminiFile:
		return p.geminiKeyed(p.geminiFile("FAILED"))
	}
	return func(w http.ResponseWriter, r *http.Request) { refuse(w, r, part, http.StatusForbidden, 0) }
}

// oddStatus returns a word of status that no documentation has.
func (p *Probe) oddStatus(part Part) http.HandlerFunc {
	switch part {
	case PartSubmit:
		return p.keyed(func(w http.ResponseWriter, r *http.Request) { p.accept(w, r, "daydreaming") })
	case PartPoll:
		return p.keyed(func(w http.ResponseWriter, r *http.Request) { p.answerPoll(w, r, "daydreaming") })
	case PartGeminiStart:
		return p.geminiKeyed(p.geminiStart("daydreaming"))
	case PartGeminiPoll:
		return p.geminiKeyed(p.geminiPoll("daydreaming"))
	case PartGeminiFile:
		return p.geminiKeyed(p.geminiFile("PROCESSING"))
	}
	return func(w http.ResponseWriter, r *http.Request) { refuse(w, r, part, http.StatusTeapot, 0) }
}

// otherShape answers something well-formed that nobody asked for.
func otherShape(w http.ResponseWriter, p Part) {
	w.Header().Set("Content-Type", contentType(p))
	w.WriteHeader(http.StatusOK)
	if p == PartCBR {
		_, _ = fmt.Fprint(w, `<?xml version="1.0" encoding="windows-1251"?><Weather><Town>Moscow</Town></Weather>`)
		return
	}
	_, _ = fmt.Fprint(w, `{"weather":[{"town":"Moscow","degrees":[1,2,3]}],"data":"none","id":{"a":1},"rates":[],"status":{"sky":"clear"}}`)
}

// contentType returns what a part's good answers are.
func contentType(p Part) string {
	switch {
	case p == PartCBR:
		return "application/xml; charset=windows-1251"
	case p.isFile():
		return "video/mp4"
	case p == PartAuthorize:
		return "text/html; charset=UTF-8"
	}
	return "application/json"
}

// endlessBody returns the start of an answer, and what follows for ever.
func endlessBody(p Part) (start, more []byte) {
	switch {
	case p == PartCBR:
		return []byte(`<?xml version="1.0" encoding="windows-1251"?><ValCurs>`), []byte(`<Valute ID="R0"></Valute>`)
	case p.isFile():
		return clipMP4, []byte{0}
	}
	return []byte(`{"data":[`), []byte(`{"id":0},`)
}

// isFile reports whether a part's good answers are clips.
func (p Part) isFile() bool { return strings.HasSuffix(string(p), ".file") }

// endless sends until the other side has had enough. The pauses keep a
// reader without a limit from filling a disk at once.
func (p *Probe) endless(w http.ResponseWriter, r *http.Request, part Part) {
	w.Header().Set("Content-Type", contentType(part))
	w.WriteHeader(http.StatusOK)
	start, more := endlessBody(part)
	more = bytes.Repeat(more, 256<<10/len(more))
	_, err := w.Write(start)
	for err == nil && p.wait(r.Context(), time.Millisecond) {
		_, err = w.Write(more)
	}
	panic(http.ErrAbortHandler)
}

// hugeBody is how much more than the answer comes with Huge.
const hugeBody = 100 << 20

// send sends a recorded answer.
func (rec *recorded) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), rec.header)
	w.WriteHeader(rec.status)
	_, _ = w.Write(rec.body.Bytes())
}

// bend makes a good answer an odd one. A file has no numbers and no values,
// and stays as it is.
func (rec *recorded) bend(k Kind) *recorded {
	if k == WrongType {
		rec.header.Set("Content-Type", "text/html; charset=utf-16")
		return rec
	}
	body := rec.body.Bytes()
	if strings.Contains(rec.header.Get("Content-Type"), "xml") && k == Nulls {
		body = regexp.MustCompile(`>[^<>]+<`).ReplaceAll(body, []byte("><"))
	}
	if strings.HasPrefix(rec.header.Get("Content-Type"), "text/event-stream") {
		lines := bytes.Split(body, []byte("\n"))
		for i, line := range lines {
			if data, is := bytes.CutPrefix(line, []byte("data: ")); is {
				lines[i] = append([]byte("data: "), bentJSON(data, k)...)
			}
		}
		body = bytes.Join(lines, []byte("\n"))
	} else {
		body = bentJSON(body, k)
	}
	rec.header.Del("Content-Length")
	rec.body = *bytes.NewBuffer(body)
	return rec
}

// bentJSON returns JSON that is bent. What is none stays as it is.
func bentJSON(body []byte, k Kind) []byte {
	read := json.NewDecoder(bytes.NewReader(body))
	read.UseNumber()
	var value any
	if read.Decode(&value) == nil {
		body, _ = json.Marshal(bent(value, k)) // it came from JSON
	}
	return body
}

// bent returns a value of JSON with every number in it a text, or every value
// in it null. Lists and objects keep their shape.
func bent(value any, k Kind) any {
	switch v := value.(type) {
	case map[string]any:
		for name := range v {
			v[name] = bent(v[name], k)
		}
	case []any:
		for i := range v {
			v[i] = bent(v[i], k)
		}
	case json.Number:
		if k == Strings {
			return v.String()
		}
		return nil
	default:
		if k == Nulls {
			return nil
		}
	}
	return value
}

// huge sends an answer with 100 MB of nothing before it, or behind it where
// it is a file. As JSON it is as good as ever.
func huge(w http.ResponseWriter, r *http.Request, rec *recorded, p Part) {
	maps.Copy(w.Header(), rec.header)
	w.Header().Set("Content-Length", strconv.Itoa(hugeBody+rec.body.Len()))
	w.WriteHeader(rec.status)
	filler := bytes.Repeat([]byte(" "), 1<<20)
	first, last := []byte(nil), rec.body.Bytes()
	if p.isFile() {
		first, last, filler = last, nil, make([]byte, 1<<20)
	}
	_, err := w.Write(first)
	for sent := 0; sent < hugeBody && err == nil && r.Context().Err() == nil; sent += len(filler) {
		_, err = w.Write(filler)
	}
	if err != nil || r.Context().Err() != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(last)
}

// limiter is the limit of requests a minute of the whole application.
type limiter struct {
	on    bool
	mu    sync.Mutex
	times []time.Time // of the requests that were let in
}

// take counts a request, or returns how many seconds to wait.
func (l *limiter) take(now time.Time) (left, retry int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.times = slices.DeleteFunc(l.times, func(t time.Time) bool { return now.Sub(t) >= time.Minute })
	if len(l.times) >= requestsPerMinute {
		wait := l.times[0].Add(time.Minute).Sub(now)
		return 0, int(wait/time.Second) + 1
	}
	l.times = append(l.times, now)
	return requestsPerMinute - len(l.times), 0
}

// limited holds a part of DonationAlerts to the limit, where it is on.
func (p *Probe) limited(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if p.limit.on {
			left, retry := p.limit.take(time.Now())
			if retry > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(retry))
				daError(w, http.StatusTooManyRequests)
				return
			}
			w.Header().Set("X-RateLimit-Limit", strconv.Itoa(requestsPerMinute))
			w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(left))
		}
		answer(w, r)
	}
}
