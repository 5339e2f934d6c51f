package socket

import (
	"time"

	"github.com/gorilla/websocket"
)

// write runs as the one goroutine that writes. It ends with the connection, and
// with it the connection.
func (c *Conn) write() {
	defer func() { _ = c.ws.Close() }() // it is over either way
	ping := time.NewTicker(c.o.Ping)
	defer ping.Stop()
	for {
		select {
		case <-c.ended:
			c.writeClose()
			return
		case frame := <-c.outbox:
			if err := c.put(frame); err != nil {
				c.Close(GoingAway, "")
				return
			}
		case <-ping.C:
			if err := c.ws.WriteControl(websocket.PingMessage, nil, c.deadline()); err != nil {
				c.Close(GoingAway, "")
				return
			}
		}
	}
}

// writeClose writes what still waits and the close, and gives the other
// side a moment to read it: a connection that is torn down at once may lose
// its last words.
func (c *Conn) writeClose() {
	for {
		select {
		case frame := <-c.outbox:
			if c.put(frame) != nil {
				return
			}
			continue
		default:
		}
		break
	}
	message := websocket.FormatCloseMessage(c.code, c.reason)
	if c.ws.WriteControl(websocket.CloseMessage, message, c.deadline()) != nil {
		return
	}
	select {
	case <-c.silent:
	case <-time.After(closeTimeout):
	}
}

func (c *Conn) put(frame []byte) error {
	if err := c.ws.SetWriteDeadline(c.deadline()); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.TextMessage, frame)
}

func (c *Conn) deadline() time.Time { return time.Now().Add(c.o.WriteWait) }
