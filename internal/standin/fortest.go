package standin

// Test is what For needs of a test.
type Test interface {
	Helper()
	Fatal(args ...any)
	Cleanup(f func())
}

// For is a sandbox that lasts as long as a test.
func For(t Test, o Options) *Sandbox {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
