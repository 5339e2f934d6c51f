package app

import (
	"testing"

	"streamspark/internal/dirtest"
)

func TestMain(m *testing.M) {
	dirtest.Main()
	m.Run()
}
