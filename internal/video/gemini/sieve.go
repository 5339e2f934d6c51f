package gemini

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strconv"

	"streamspark/internal/fault"
)

const (
	maxKept = 1 << 20  // of an answer without its clip
	maxText = 4 << 10  // of one text in it
	maxData = 64 << 10 // of a clip, before it is certain that it is one
	piece   = 8 << 10  // of base64, taken at a time; a multiple of four
)

var (
	errEnough = errors.New("enough")
	errBase64 = fault.New(fault.Retry, "gemini.not_base64")
)

// sieve reads an answer as it comes and holds back what is large: an answer
// may have a whole clip in it as one text, and some tens of megabytes are
// too much to hold beside a game. What it keeps is the same JSON, with long
// texts cut and with each text named "data" replaced by its number, as "#1".
type sieve struct {
	early bool      // stop where the status is known and a clip has begun
	want  int       // the number of the text that is the clip
	into  io.Writer // gets it, decoded

	kept   []byte
	texts  int   // how many texts named "data" there were
	done   bool  // the clip is in its writer
	failed error // what the writer said

	depth   int
	inText  bool
	isData  bool
	text    []byte // the start of the text that is being read, or was last
	length  int    // of it, in bytes
	key     string // what the next value belongs to
	status  string
	escape  []byte // an unfinished escape: \, \u, \u0…
	pending []byte // base64 that waits to be decoded
}

// Write takes the next bytes of the answer.
func (s *sieve) Write(p []byte) (int, error) {
	for i, b := range p {
		var err error
		if s.inText {
			err = s.inside(b)
		} else {
			s.outside(b)
		}
		if err != nil {
			return i, err
		}
		if len(s.kept) > maxKept {
			return i, fault.New(fault.Retry, "outbound.too_large", "limit", fault.Bytes(maxKept))
		}
	}
	return len(p), nil
}

// outside takes a byte that is in no text.
func (s *sieve) outside(b byte) {
	switch b {
	case '"':
		s.inText, s.isData = true, s.key == "data"
		s.text, s.length = s.text[:0], 0
	case ':':
		s.key = string(s.text)
	case '{', '[':
		s.depth++
		s.key = ""
	case '}', ']':
		s.depth--
		s.key = ""
	case ',':
		s.key = ""
	}
	s.kept = append(s.kept, b)
}

// inside takes a byte of a text.
func (s *sieve) inside(b byte) error {
	if len(s.escape) > 0 {
		s.escape = append(s.escape, b)
		plain, whole := unescape(s.escape)
		if !whole {
			return nil
		}
		raw := s.escape
		s.escape = s.escape[:0]
		return s.sign(raw, plain)
	}
	switch b {
	case '\\':
		s.escape = append(s.escape, b)
		return nil
	case '"':
		return s.end()
	}
	return s.sign([]byte{b}, b)
}

// sign takes one sign of a text, as it was written and as it is meant.
func (s *sieve) sign(raw []byte, plain byte) error {
	s.length += len(raw)
	if !s.isData {
		if len(s.text) < maxText {
			s.text = append(s.text, plain)
			s.kept = append(s.kept, raw...)
		}
		return nil
	}
	if s.length == len(raw) {
		s.texts++
	}
	if s.early && s.length > maxData && s.status == completed {
		return errEnough
	}
	if s.texts != s.want {
		return nil
	}
	if s.pending = append(s.pending, plain); len(s.pending) < piece {
		return nil
	}
	return s.decode()
}

// end takes the quote that ends a text.
func (s *sieve) end() error {
	if s.depth == 1 && s.key == "status" {
		s.status = word(string(s.text))
	}
	if s.isData && s.length > 0 {
		s.kept = append(s.kept, '#')
		s.kept = strconv.AppendInt(s.kept, int64(s.texts), 10)
	}
	s.kept = append(s.kept, '"')
	s.inText = false
	if !s.isData || s.length == 0 || s.texts != s.want {
		return nil
	}
	s.pending = bytes.TrimRight(s.pending, "=")
	if err := s.decode(); err != nil {
		return err
	}
	s.done = true
	return errEnough
}

// decode writes what waits.
func (s *sieve) decode() error {
	for i, b := range s.pending { // both alphabets of base64 are read
		switch b {
		case '-':
			s.pending[i] = '+'
		case '_':
			s.pending[i] = '/'
		}
	}
	plain, err := base64.RawStdEncoding.AppendDecode(nil, s.pending)
	if err != nil {
		return errBase64
	}
	s.pending = s.pending[:0]
	if _, s.failed = s.into.Write(plain); s.failed != nil {
		return s.failed
	}
	return nil
}

// unescape reads an escape of JSON once it is whole. What cannot stand in
// base64 comes back as a sign that base64 does not have.
func unescape(escape []byte) (plain byte, whole bool) {
	const other = '?'
	switch {
	case len(escape) == 2 && escape[1] == '/':
		return '/', true
	case escape[1] != 'u':
		return other, true
	case len(escape) < len(`\u0000`):
		return 0, false
	}
	code, err := strconv.ParseUint(string(escape[2:]), 16, 16)
	if err != nil || code > '~' {
		return other, true
	}
	return byte(code), true
}
