package standin

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

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
	read := json.NewDecoder(bytes.NewReader(body))
	read.UseNumber()
	var value any
	if read.Decode(&value) == nil {
		body, _ = json.Marshal(bent(value, k)) // it came from JSON
	}
	rec.header.Del("Content-Length")
	rec.body = *bytes.NewBuffer(body)
	return rec
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
func (s *Server) huge(w *watched, r *http.Request, rec *recorded, p Part) {
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
		w.fate = "given up"
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(last)
}
