package standin

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// AIMLKey is the key that the stand-in for AIML takes.
const AIMLKey = "standin-aiml-key"

const (
	keepJobs      = 10_000
	creditsPerUSD = 2_000_000
	contentPolicy = "The prompt was blocked by the content policy. Change the prompt and try again."
)

// Job is a submit that was accepted.
type Job struct {
	ID, Model, Prompt string
	RequestID         string // X-Client-Request-Id, if a good one was sent
	Body              map[string]any
	Path              string // of the submit, without the base
	Polls             int
	Done              bool // a poll said that it ended, well or badly
}

// job is a Job with what its client does not see.
type job struct {
	Job
	file     string
	clip     []byte
	started  time.Time
	takes    time.Duration
	refused  bool
	finished bool
	seconds  int64
	cost     decimal.Decimal // in dollars
}

// jobs is what was submitted, in order.
type jobs struct {
	mu        sync.Mutex
	clip      []byte
	films     map[string][]byte // by name; nil: every job makes the clip
	takes     time.Duration
	signKey   []byte
	started   time.Time
	order     []*job
	byID      map[string]*job
	requestID *regexp.Regexp
	feed      feed
}

func (j *jobs) start(clip []byte, takes time.Duration) {
	if len(clip) == 0 {
		clip = clipMP4
	}
	j.clip, j.takes = clip, takes
	j.signKey = []byte(randomHex(64))
	j.started = time.Now()
	j.byID = make(map[string]*job)
	j.requestID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,128}$`)
}

// add adds a job under a new id, which has a colon and a slash as
// the real ones may have.
func (j *jobs) add(order video, path, requestID string) Job {
	name := uuid.NewString()
	modelPart := order.model.ID
	if !strings.Contains(modelPart, "/") {
		modelPart = "google/" + modelPart
	}
	added := &job{
		Job: Job{
			ID: name + ":" + modelPart, Model: order.model.ID, Prompt: order.prompt,
			RequestID: requestID, Body: order.body, Path: path,
		},
		file: name + extension(j.clip), started: time.Now(), seconds: order.seconds, cost: order.cost,
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	added.takes = j.takes
	added.clip = j.clipOf(order.prompt)
	j.order = append(j.order, added)
	j.byID[added.ID] = added
	if len(j.order) > keepJobs {
		delete(j.byID, j.order[0].ID)
		j.order = j.order[1:]
	}
	return added.Job
}

// poll counts a poll and returns the state of the job.
func (j *jobs) poll(id string, refuse bool) (job, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	found, ok := j.byID[id]
	if !ok {
		return job{}, false
	}
	found.Polls++
	found.refused = found.refused || refuse && !found.finished
	found.finished = !found.refused && time.Since(found.started) >= found.takes
	found.Done = found.refused || found.finished
	return *found, true
}

// keyed requires the key, and marks every answer with an id.
func (s *Server) keyed(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("x-inference-id", uuid.NewString())
		if id := s.clientRequestID(r); id != "" {
			w.Header().Set("x-client-request-id", id)
		}
		if r.Header.Get("Authorization") != "Bearer "+AIMLKey {
			aimlError(w, r, http.StatusUnauthorized, "")
			return
		}
		answer(w, r)
	}
}

// clientRequestID returns the client's own id; one of a wrong form is dropped
// without a word, as the real service does.
func (s *Server) clientRequestID(r *http.Request) string {
	if id := r.Header.Get("X-Client-Request-Id"); s.aiml.requestID.MatchString(id) {
		return id
	}
	return ""
}

func (s *Server) submit(w http.ResponseWriter, r *http.Request) { s.accept(w, r, "queued") }

// accept takes a job in. The older path answers 201, the current one 200.
func (s *Server) accept(w http.ResponseWriter, r *http.Request, word string) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body == nil {
		aimlError(w, r, http.StatusBadRequest, "The body is not a JSON object")
		return
	}
	order, problems := readOrder(body)
	if len(problems) > 0 {
		aimlInvalid(w, r, problems)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/aiml")
	accepted := s.aiml.add(order, path, s.clientRequestID(r))
	status := http.StatusOK
	if strings.HasPrefix(path, "/v2/generate/") {
		status = http.StatusCreated
	}
	w.Header().Set("x-inference-id", accepted.ID)
	writeJSON(w, status, generation{ID: accepted.ID, Status: word})
}

// generation is the answer of both submit and poll.
type generation struct {
	ID     string         `json:"id"`
	Status string         `json:"status"`
	Video  map[string]any `json:"video"`
	Error  map[string]any `json:"error"`
	Meta   map[string]any `json:"meta"`
}

func (s *Server) poll(w http.ResponseWriter, r *http.Request) { s.answerPoll(w, r, "") }

func (s *Server) pollRefused(w http.ResponseWriter, r *http.Request) { s.answerPoll(w, r, "error") }

func (s *Server) answerPoll(w http.ResponseWriter, r *http.Request, word string) {
	id := r.URL.Query().Get("generation_id")
	if id == "" {
		aimlInvalid(w, r, []problem{{"generation_id", "Required"}})
		return
	}
	found, ok := s.aiml.poll(id, word == "error")
	if !ok {
		w.Header().Del("x-inference-id") // it is nobody's
		aimlError(w, r, http.StatusNotFound, "")
		return
	}
	w.Header().Set("x-inference-id", id)
	answer := generation{ID: id, Status: found.word()}
	switch {
	case word != "" && word != "error":
		answer.Status = word
	case found.refused:
		answer.Error = map[string]any{"name": "ContentPolicyViolation", "message": contentPolicy}
	case found.finished:
		credits := found.cost.Mul(decimal.NewFromInt(creditsPerUSD)).IntPart()
		answer.Video = map[string]any{"url": s.signedURL(found.file), "duration": found.seconds}
		answer.Meta = map[string]any{"usage": map[string]any{
			"credits_used": credits, "usd_spent": json.Number(found.cost.String()),
		}}
		w.Header().Set("x-aimlapi-credits-used", strconv.FormatInt(credits, 10))
		w.Header().Set("x-aimlapi-usd-spent", found.cost.String())
	}
	writeJSON(w, http.StatusOK, answer)
}

// word returns the status of a job in the service's words.
func (j job) word() string {
	switch {
	case j.refused:
		return "error"
	case j.finished:
		return "completed"
	case time.Since(j.started) < j.takes/5:
		return "queued"
	}
	return "generating"
}

// problem is one field of a body that is not as it must be.
type problem struct{ field, message string }

func sortProblems(list []problem) {
	slices.SortFunc(list, func(a, b problem) int { return strings.Compare(a.field, b.field) })
}
