package outbound

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"streamspark/internal/fault"
)

const (
	maxSound    = 10 << 20
	soundWithin = 30 * time.Second
)

// Sound is a sound file, read whole.
type Sound struct {
	ContentType string
	Body        []byte
}

// Sound fetches a short sound from an untrusted address. What it
// is is seen by its content, so that nothing else is ever served in its place.
func (d *Downloader) Sound(ctx context.Context, address string) (Sound, error) {
	ctx, cancel := context.WithTimeout(ctx, soundWithin)
	defer cancel()
	var body limited
	if _, err := d.Get(ctx, address, http.Header{}, &body); err != nil {
		return Sound{}, err
	}
	kind := soundType(body.Bytes())
	if kind == "" {
		return Sound{}, (&Failure{Problem: fault.Say("outbound.no_sound"), Sent: true}).Fault(downloadFrom(address))
	}
	return Sound{kind, body.Bytes()}, nil
}

// limited takes no more than a sound may have.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > maxSound {
		return 0, fault.New(fault.Permanent, "outbound.sound_too_large", "limit", fault.Bytes(maxSound))
	}
	return l.Buffer.Write(p)
}

// soundType returns the type of a sound by its first bytes; empty where it is
// none.
func soundType(body []byte) string {
	known := map[string]string{
		"audio/wave": "audio/wav", "audio/mpeg": "audio/mpeg", "audio/aiff": "audio/aiff", "audio/basic": "audio/basic",
		"application/ogg": "audio/ogg", "video/webm": "audio/webm", "video/mp4": "audio/mp4",
	}
	if kind := known[http.DetectContentType(body)]; kind != "" {
		return kind
	}
	switch {
	case bytes.HasPrefix(body, []byte("fLaC")):
		return "audio/flac"
	case len(body) < 2 || body[0] != 0xff:
		return ""
	case body[1]&0xf6 == 0xf0:
		return "audio/aac"
	case body[1]&0xe0 == 0xe0 && body[1]&0x06 != 0:
		return "audio/mpeg"
	}
	return ""
}
