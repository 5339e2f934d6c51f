package donationalerts

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The methods of Centrifugo's JSON protocol, version 1. Connecting is 0 and
// left out.
const methodSubscribe = 1

// The kinds of pushes that mean something here; 0 is a publication and left
// out.
const (
	pushPublication  = 0
	pushUnsubscribed = 3
)

// frame is one thing that the realtime server says: the answer to a command,
// or a push.
type frame struct {
	id      uint64 // of the command; 0: a push
	refused *replyError
	client  string // of an answer to connect: who we are
	push    int64
	channel string
	data    json.RawMessage // of a push; nil where there is none
}

// replyError is a command that the realtime server refused.
type replyError struct {
	code    uint64
	message string
}

func (e *replyError) Error() string {
	return fmt.Sprintf("the realtime server answered with error %d (%s)", e.code, e.message)
}

// readFrames splits a message into its frames, one a line. An empty line and
// {} say nothing; what is no frame is counted.
func readFrames(message []byte) (frames []frame, broken int) {
	for line := range bytes.SplitSeq(message, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		var f fields
		if json.Unmarshal(line, &f) != nil {
			broken++
			continue
		}
		if len(f) > 0 {
			frames = append(frames, readFrame(f))
		}
	}
	return frames, broken
}

func readFrame(f fields) frame {
	read := frame{id: f.integer("id")}
	var refused, result fields
	if json.Unmarshal(f["error"], &refused) == nil && refused != nil {
		read.refused = &replyError{refused.integer("code"), cut(refused.text("message"), 100)}
	}
	if json.Unmarshal(f["result"], &result) != nil {
		return read
	}
	read.client, read.channel = result.text("client"), result.text("channel")
	read.push = int64(min(result.integer("type"), 1<<20))
	if read.id == 0 && read.channel == "" {
		read.push = -1 // a push of nothing
	}
	read.data = result["data"]
	return read
}

// donation returns the row in a publication; nil where there is none.
func (f frame) donation() json.RawMessage {
	var data fields
	if json.Unmarshal(f.data, &data) != nil {
		return nil
	}
	return data["data"]
}

// wasShown reports whether a pushed donation says that it was shown before:
// then the streamer asked to see it again.
func wasShown(raw json.RawMessage) bool {
	var f fields
	if json.Unmarshal(raw, &f) != nil {
		return false
	}
	return f.integer("is_shown") > 0 || string(f["is_shown"]) == "true" || f.text("shown_at") != ""
}

// command is what we say to the realtime server.
type command struct {
	Params struct {
		Token   string `json:"token"`
		Channel string `json:"channel,omitempty"`
	} `json:"params"`
	Method int    `json:"method,omitempty"`
	ID     uint64 `json:"id"`
}
