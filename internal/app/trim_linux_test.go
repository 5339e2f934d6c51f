package app

import (
	"slices"
	"testing"
)

// TestAProgramThatWasUnmappedRuns unmaps this program's code under others that run
// it.
func TestAProgramThatWasUnmappedRuns(t *testing.T) {
	over := make(chan bool)
	sorted := make(chan bool)
	go func() {
		for {
			select {
			case <-over:
				close(sorted)
				return
			default:
				numbers := []int{3, 1, 2}
				if slices.Sort(numbers); !slices.IsSorted(numbers) {
					t.Error("it does not sort any more")
				}
			}
		}
	}()
	for range 100 {
		unmapProgram()
	}
	close(over)
	<-sorted
}
