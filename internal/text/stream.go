package text

import (
	"bytes"
	"encoding/json"
)

// An answer is asked for as a stream (text/event-stream, as the HTML standard has it)
// where a stream says what was taken for it. A model then writes on only while
// somebody listens: where a verdict's time is over, the connection ends, and with it
// the answer. What came is read whole all the same, as half a verdict is none.

// pieces returns the JSON documents of which an answer's body consists: those of a
// stream's events, or the one of a whole answer.
func pieces(body []byte) (documents [][]byte, streamed bool) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return [][]byte{body}, false
	}
	body = bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	for event := range bytes.SplitSeq(body, []byte("\n\n")) {
		var data [][]byte
		for line := range bytes.SplitSeq(event, []byte("\n")) {
			if said, is := bytes.CutPrefix(line, []byte("data:")); is {
				data = append(data, bytes.TrimPrefix(said, []byte(" ")))
				streamed = true
			}
		}
		if document := bytes.Join(data, []byte("\n")); len(document) > 0 && !bytes.Equal(document, []byte("[DONE]")) {
			documents = append(documents, document)
		}
	}
	return documents, streamed
}

// read decodes the pieces of an answer, in their order, and reports whether they came
// as a stream. ok is false where one is no JSON of that shape, or where there is none.
func read[piece any](body []byte, add func(piece)) (streamed, ok bool) {
	documents, streamed := pieces(body)
	for _, document := range documents {
		var p piece
		if json.Unmarshal(document, &p) != nil {
			return streamed, false
		}
		add(p)
	}
	return streamed, len(documents) > 0
}
