package celebration

import "slices"

// Status is how far a celebration has come:
//
//	received ─┬─► waiting_rate ─┐
//	          ├─► skipped  ◄────┤   (the streamer: make it anyway)
//	          ├─► held ─────────┤   (the streamer: approve, reject, thank)
//	          ├─► rejected      │
//	          ▼                 ▼
//	       approved ──► submitting ──► generating ──► fetching ──► ready
//	        ▲    │           │              │             ├──► review ▲ │   (the streamer: show, reject)
//	        │    └───────────│─── a scene ──│─────────────│────────┘ │
//	        │                ▼              ▼             ▼          ▼
//	        │             unknown        failed        failed     playing ──► played
//	        └─── retry ──────┴──────────────┴─────────────┘      (and replay)
//
// The table below is the law; the picture is its sketch.
type Status string

// The statuses. What each waits for stands beside it.
const (
	Received    Status = "received"     // pricing
	WaitingRate Status = "waiting_rate" // a rate, or the streamer
	Skipped     Status = "skipped"      // nothing; the streamer may make it anyway
	Held        Status = "held"         // the streamer: approve or reject
	Rejected    Status = "rejected"     // nothing; the streamer may approve after all
	Approved    Status = "approved"     // a free place at the generator; nothing where a scene is played
	Submitting  Status = "submitting"   // the generator's answer: a paid request may be on the wire
	Generating  Status = "generating"   // the operation, until done or the deadline
	Fetching    Status = "fetching"     // the download, and a model that looks at the clip
	Review      Status = "review"       // the streamer, who wants or has to see the clip first: show or reject
	Ready       Status = "ready"        // the overlay
	Playing     Status = "playing"      // the player to say that it ended
	Played      Status = "played"       // nothing; it may be replayed
	Failed      Status = "failed"       // nothing; the streamer may retry
	Unknown     Status = "unknown"      // the streamer: the fate of a paid request could not be found out
)

// moves are where a celebration may go from each status. A move that
// is not here is a defect of the program and is refused by the store.
var moves = map[Status][]Status{
	Received:    {WaitingRate, Skipped, Held, Rejected, Approved, Failed},
	WaitingRate: {Skipped, Held, Rejected, Approved},
	Skipped:     {Approved, Held},
	Held:        {Approved, Rejected, Skipped},
	Rejected:    {Approved, Ready},
	Approved:    {Submitting, Ready, Held, Skipped, Rejected, Failed},
	Submitting:  {Generating, Approved, Failed, Unknown},
	Generating:  {Fetching, Failed},
	Fetching:    {Review, Ready, Failed},
	Review:      {Ready, Rejected, Failed},
	Ready:       {Playing, Played, Failed, Fetching},
	Playing:     {Played, Ready, Failed},
	Played:      {Playing},
	Failed:      {Approved, Generating, Fetching, Ready, Playing, Played, Rejected, Skipped, Held},
	Unknown:     {Approved, Generating, Rejected},
}

// CanTransition reports whether a celebration may move from one status to
// another. Staying is always allowed: a step may save what it learnt.
func CanTransition(from, to Status) bool {
	return from == to || slices.Contains(moves[from], to)
}

// Path returns the statuses through which one save takes a celebration, the
// last of them to; none where that is not allowed. One that is approved and
// has its scene is ready in the same save.
func Path(from, to Status, scene bool) []Status {
	switch {
	case scene && to == Ready && from != Ready && from != Approved && CanTransition(from, Approved):
		return []Status{Approved, to}
	case CanTransition(from, to):
		return []Status{to}
	}
	return nil
}

// Statuses lists all of them in the order of the pipeline.
func Statuses() []Status {
	return []Status{
		Received, WaitingRate, Skipped, Held, Rejected, Approved, Submitting,
		Generating, Fetching, Review, Ready, Playing, Played, Failed, Unknown,
	}
}

// MayBeShown reports whether what a viewer wrote may be on the stream: nobody has
// to decide about it first, and nobody refused it.
func (s Status) MayBeShown() bool {
	return !slices.Contains([]Status{Received, WaitingRate, Held, Rejected}, s)
}

// ParseStatus reads a status by its name.
func ParseStatus(name string) (Status, bool) {
	s := Status(name)
	return s, slices.Contains(Statuses(), s)
}

// Working returns the statuses in which the pipeline has a next step to do.
func Working() []Status {
	return []Status{Received, WaitingRate, Approved, Submitting, Generating, Fetching}
}

// AtGenerator returns the statuses that take one of the generator's places. A
// clip that is fetched takes none: its job is done.
func AtGenerator() []Status {
	return []Status{Submitting, Generating}
}

// Ordered returns the statuses of a clip that was ordered and is not here yet.
func Ordered() []Status { return append(AtGenerator(), Fetching) }

// Making returns the statuses of a clip that is on its way.
func Making() []Status { return append([]Status{Approved}, Ordered()...) }

// Undecided returns the statuses in which nothing goes on until the streamer
// says how, the most urgent first.
func Undecided() []Status {
	return []Status{Held, Review, Unknown, Failed}
}

// ToLookAt returns those of them in which somebody looks at words or at a clip.
func ToLookAt() []Status { return []Status{Held, Review} }

// Qualified returns the statuses of a donation that qualified for a clip: its
// thank-you alert may be shown.
func Qualified() []Status {
	return []Status{Approved, Submitting, Generating, Fetching, Review, Ready}
}

// AfterQualified returns the statuses to which a donation that qualified may have
// come before its thank-you was up.
func AfterQualified() []Status {
	return []Status{Playing, Played, Failed, Unknown}
}
