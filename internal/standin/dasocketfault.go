package standin

import "strconv"

// The parts of the realtime road.
const (
	// PartSubscribe is the request for the token of a channel.
	PartSubscribe Part = "da.subscribe"

	// PartSocket is the realtime socket. Cut, Slow, Hang, Refused (3002) and
	// a close code as "3001" meet what comes first of the answer to connect
	// and the next push; "109" and the other errors of a command the answer
	// to connect, and "103" that to subscribe. The rest meets the handshake.
	PartSocket Part = "da.socket"
)

// takeSocket does what take does, for the moments that the socket's fault is
// about.
func (f *faults) takeSocket(about func(Kind) bool) Fault {
	f.mu.Lock()
	kind := f.on[PartSocket].Kind
	f.mu.Unlock()
	if kind == "" || !about(kind) {
		return Fault{}
	}
	return f.take(PartSocket)
}

// whilePushing returns the faults that a message can have.
func whilePushing(k Kind) bool {
	return k == Cut || k == Slow || k == Hang || k == Refused || closing(k)
}

// whileConnecting returns the faults that the answer to connect can have.
func whileConnecting(k Kind) bool { return whilePushing(k) || k != "103" && errorKind(k) }

// errorKind returns the kind that is the code of a refused command.
func errorKind(k Kind) bool {
	code, err := strconv.Atoi(string(k))
	return err == nil && code >= 100 && code <= 112
}

// closing returns the kind that is a close code.
func closing(k Kind) bool {
	code, err := strconv.Atoi(string(k))
	return err == nil && code >= 1000 && code <= 4999
}

// closeKind returns the kind of a close code; 0 is a cut.
func closeKind(code int) Kind {
	if code == 0 {
		return Cut
	}
	return Kind(strconv.Itoa(code))
}
