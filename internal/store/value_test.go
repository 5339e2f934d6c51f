package store

import (
	"testing"
	"time"
)

// TestAValueIsReadWhileItsUpdateWaits: an update waits for the change of the store
// that goes on, and who makes that change reads the value.
func TestAValueIsReadWhileItsUpdateWaits(t *testing.T) {
	s := open(t, t.TempDir())
	v, err := OpenValue[int](t.Context(), s, "a value")
	if err != nil {
		t.Fatal(err)
	}
	begun, ended := make(chan struct{}), make(chan error, 1)
	err = s.change(t.Context(), func(*tx, *Change) error {
		go func() {
			_, err := v.Update(t.Context(), func(now int) int { close(begun); return now + 1 })
			ended <- err
		}()
		<-begun
		read := make(chan int, 1)
		go func() { read <- v.Get() }()
		select {
		case got := <-read:
			if got != 0 {
				t.Errorf("it is %d before it was saved", got)
			}
		case <-time.After(20 * time.Second):
			t.Error("it cannot be read: all that is recorded would stand still")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil || v.Get() != 1 {
		t.Errorf("updated it is %d, %v", v.Get(), err)
	}
}
