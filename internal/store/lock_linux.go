package store

// lockOf returns what is locked so that a database is opened by one program,
// whatever name it goes by: the file itself. SQLite's own locks are of
// another kind, and do not meet this one.
func lockOf(path string) string { return path }
