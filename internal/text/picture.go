package text

import (
	"encoding/base64"
	"net/http"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// MaxPicture is how many bytes a picture may have that is judged.
const MaxPicture = 256 << 10

// wordsOnly is the category that the service looks for in words alone. What it says of
// a picture counts all the same.
const wordsOnly = "sexual/minors"

// CallPicture returns the question about a JPEG. The service is sent the picture
// itself, and no words.
func (m Moderation) CallPicture(key string, jpeg []byte) (Call, error) {
	if len(jpeg) == 0 || len(jpeg) > MaxPicture {
		return Call{}, fault.New(fault.Permanent, "text.no_picture", "size", fault.Bytes(len(jpeg)), "limit", fault.Bytes(MaxPicture))
	}
	call := Call{Path: m.Path, Header: http.Header{"Authorization": {"Bearer " + key}}}
	call.Body = map[string]any{"model": m.Model, "input": []any{map[string]any{
		"type": "image_url", "image_url": map[string]string{"url": "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(jpeg)},
	}}}
	return call, nil
}

// ReadPicture reads a good answer's body as Read does. One that does not say that the
// picture was looked at for all that can be found in one says nothing.
func (m Moderation) ReadPicture(body []byte) (celebration.Action, string, error) {
	return readModeration(body, true)
}
