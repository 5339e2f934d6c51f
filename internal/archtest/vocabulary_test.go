package archtest

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// finding is one place that does not read as it should.
type finding struct {
	dir   string // its package, or the folder of a page, script or stylesheet
	place string // file and line
	text  string // what is wrong, and what to write instead
}

// privateWords are metaphors that only this project's authors would know, and
// what is meant. A word is found with its usual endings.
var privateWords = map[string]string{
	"house": "project or package", "room": "package", "desk": "dashboard or UI", "journal": "log or logbuf",
	"purse": "budget", "shelf": "gallery or folder", "shelves": "gallery or folder", "gift": "donation", "gifted": "donated",
	"bury": "delete or give up", "buried": "deleted or given up", "adopt": "import or add", "adopts": "imports or adds", "adopted": "imported or added",
	"hear": "receive or read", "hears": "receives or reads", "heard": "received or read",
	"door": "sign-in or access", "stranger": "untrusted or other (person, host)", "gossip": "update",
	"imagined": "preview or sample", "imagine": "preview", "neighbourly": "of the local network", "veil": "hide or redact", "veiled": "hidden or redacted",
	"sandbox": "stand-in", "goodbye": "close", "farewell": "close", "whisper": "message", "errand": "task or job", "rumour": "update",
}

// privatePhrases stand in comments and documents only.
var privatePhrases = map[string]string{
	"tells whether": "reports whether", "says whether": "reports whether", "tell whether": "report whether",
	"hand on": "pass", "hands on": "passes", "handed on": "passed", "hand over": "pass", "hands over": "passes",
	"of the house": "of the project", "step of the line": "step of the pipeline", "order of the line": "order of the pipeline",
}

// bareNames are function names that say nothing by themselves: prepositions,
// quantities, and verbs without what they do it to.
var bareNames = strings.Fields(`in of on by for from to into onto under over within without beside among between
	few only able most many some none both enough least more against otherwise
	would meet`)

// vagueVerbs begin no comment of a function: returns, records and sends say more.
var vagueVerbs = strings.Fields("says tells gives notes lets hears sees looks")

// words splits an identifier into lower-case words: aFewWords, a-few-words.
func words(identifier string) []string {
	var b strings.Builder
	runes := []rune(identifier)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteRune(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.FieldsFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) })
}

// privateWord returns the first private word of a text, and what is meant.
func privateWord(text []string) (word, instead string) {
	for _, w := range text {
		for _, form := range []string{w, strings.TrimSuffix(w, "s")} {
			if instead, ok := privateWords[form]; ok {
				return w, instead
			}
		}
	}
	return "", ""
}

// phrase returns the first private phrase of a text, and what is meant.
func phrase(text string) (found, instead string) {
	text = " " + strings.Join(strings.Fields(strings.ToLower(text)), " ") + " "
	for _, p := range slices.Sorted(maps.Keys(privatePhrases)) {
		if strings.Contains(text, " "+p+" ") {
			return p, privatePhrases[p]
		}
	}
	return "", ""
}

// docProblem returns what is wrong with a function's comment: it begins with
// the name, and goes on with a verb in the present tense.
func docProblem(name, doc string) string {
	text := strings.Fields(doc)
	switch {
	case len(text) == 0:
		return ""
	case text[0] != name:
		return fmt.Sprintf("the comment begins with %q, not with the name %s", text[0], name)
	case len(text) < 2 || !strings.HasSuffix(text[1], "s") || slices.Contains([]string{"is", "was", "this", "as"}, text[1]):
		return fmt.Sprintf("the comment of %s has no verb in the present tense after the name (returns, reports whether, adds …): %q", name, strings.Join(text[:min(len(text), 5)], " "))
	case slices.Contains(vagueVerbs, text[1]):
		return fmt.Sprintf("the comment of %s begins with %q: write what it does (returns, reports, records, sends, sets …)", name, text[1])
	}
	return ""
}

// commentFindings judges the comments of a file.
func commentFindings(s source, at func(token.Pos) string) (found []finding) {
	for _, group := range s.file.Comments {
		text := group.Text()
		if p, instead := phrase(text); p != "" {
			found = append(found, finding{s.dir, at(group.Pos()), fmt.Sprintf("comment: %q: write %q", p, instead)})
		}
		if w, instead := privateWord(words(text)); w != "" {
			found = append(found, finding{s.dir, at(group.Pos()), fmt.Sprintf("comment: the word %q: say what it is (%s)", w, instead)})
		}
	}
	return found
}

// nameFindings judges what a file declares: its names, and the comments of
// its functions.
func nameFindings(s source, at func(token.Pos) string) (found []finding) {
	add := func(pos token.Pos, format string, args ...any) {
		found = append(found, finding{s.dir, at(pos), fmt.Sprintf(format, args...)})
	}
	declared := func(id *ast.Ident) {
		if w, instead := privateWord(words(id.Name)); w != "" {
			add(id.Pos(), "name %s: the word %q: say what it is (%s)", id.Name, w, instead)
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			declared(n.Name)
			if s.test {
				return true // its name says what holds
			}
			if slices.Contains(bareNames, strings.ToLower(n.Name.Name)) {
				add(n.Name.Pos(), "function %s: a preposition or quantity is no name: use a verb or a noun", n.Name.Name)
			}
			if problem := docProblem(n.Name.Name, n.Doc.Text()); problem != "" {
				add(n.Pos(), "%s", problem)
			}
		case *ast.TypeSpec:
			declared(n.Name)
		case *ast.ValueSpec:
			for _, name := range n.Names {
				declared(name)
			}
		case *ast.Field:
			for _, name := range n.Names {
				declared(name)
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, left := range n.Lhs {
					if id, ok := left.(*ast.Ident); ok {
						declared(id)
					}
				}
			}
		}
		return true
	})
	return found
}

// declarationFindings judges the comments of types, constants and variables.
func declarationFindings(s source, at func(token.Pos) string) (found []finding) {
	camel := regexp.MustCompile(`^[a-z]+[A-Z]\w* (is|are|has|holds|says|returns|how) `)
	add := func(pos token.Pos, format string, args ...any) {
		found = append(found, finding{s.dir, at(pos), fmt.Sprintf(format, args...)})
	}
	for _, d := range s.file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok == token.IMPORT {
			continue
		}
		if !decl.Lparen.IsValid() {
			name, text := firstName(decl.Specs[0]), strings.Fields(decl.Doc.Text())
			if !beginsWith(decl.Doc.Text(), name) {
				add(decl.Pos(), "the comment of %s does not begin with its name", name)
			} else if len(text) > 1 && slices.Contains(vagueVerbs, text[1]) {
				add(decl.Pos(), "the comment of %s begins with %q: write what it is", name, text[1])
			}
			continue
		}
		for _, spec := range decl.Specs { // a comment within a group may be about several lines of it
			value, ok := spec.(*ast.ValueSpec)
			if ok && camel.MatchString(value.Doc.Text()) && !beginsWith(value.Doc.Text(), firstName(value)) {
				add(value.Pos(), "the comment of %s does not begin with its name", firstName(value))
			}
		}
	}
	return found
}

// firstName returns the first name that a declaration makes.
func firstName(spec ast.Spec) string {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return s.Name.Name
	case *ast.ValueSpec:
		return s.Names[0].Name
	}
	return ""
}

// beginsWith reports whether a comment, if there is one, begins with a name.
func beginsWith(doc, name string) bool {
	text := strings.FieldsFunc(doc, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) && r != '_' })
	return len(text) == 0 || text[0] == name || name == "_" || strings.HasPrefix(doc, "go:")
}

// summaryFindings judges what the API's document says: the summaries of its
// routes and the doc of its fields.
func summaryFindings(s source, at func(token.Pos) string) (found []finding) {
	judge := func(pos token.Pos, text string, isSummary bool) {
		first, _, _ := strings.Cut(strings.ToLower(text), " ")
		w, instead := privateWord(words(text))
		if p, better := phrase(text); p != "" {
			w, instead = p, better
		}
		if isSummary && slices.Contains(vagueVerbs, first+"s") {
			w, instead = first, "report, show, record, send, set …"
		}
		if w != "" {
			found = append(found, finding{s.dir, at(pos), fmt.Sprintf("%q has %q: say what it is (%s)", text, w, instead)})
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			key, named := n.Key.(*ast.Ident)
			value, literal := n.Value.(*ast.BasicLit)
			if named && literal && key.Name == "Summary" {
				judge(n.Pos(), strings.Trim(value.Value, `"`), true)
			}
		case *ast.Field:
			if n.Tag != nil {
				judge(n.Pos(), reflect.StructTag(strings.Trim(n.Tag.Value, "`")).Get("doc"), false)
			}
		}
		return true
	})
	return found
}

// pathFindings judges the names of files and folders.
func pathFindings(t *testing.T) (found []finding) {
	for _, name := range files(t, ".go", ".html", ".js", ".css", ".md", ".sql", ".json", ".sh", ".yaml") {
		if w, instead := privateWord(words(name)); w != "" {
			found = append(found, finding{path.Dir(name), name, fmt.Sprintf("the name has %q: say what it is (%s)", w, instead)})
		}
	}
	return found
}

// pageFindings judges templates, scripts, stylesheets and documents by line.
func pageFindings(t *testing.T) (found []finding) {
	prose := regexp.MustCompile(`https?://\S+|<[^>]+>|` + "`[^`]*`")
	for _, name := range files(t, ".html", ".js", ".css", ".md") {
		if under(name, "internal/e2e") || under(name, "internal/archtest") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root(), name))
		if err != nil {
			t.Fatal(err)
		}
		document := path.Ext(name) == ".md"
		for i, line := range strings.Split(string(content), "\n") {
			line = strings.ReplaceAll(line, "adoptedStyleSheets", "") // browsers call it that
			if document {
				line = prose.ReplaceAllString(line, " ")
			}
			place := fmt.Sprintf("%s:%d", name, i+1)
			if w, instead := privateWord(words(line)); w != "" {
				found = append(found, finding{path.Dir(name), place, fmt.Sprintf("the word %q: say what it is (%s)", w, instead)})
			}
			if p, instead := phrase(line); p != "" {
				found = append(found, finding{path.Dir(name), place, fmt.Sprintf("%q: write %q", p, instead)})
			}
		}
	}
	return found
}

// TestWordsArePlain holds that comments, names, files, pages and the API's
// document use the field's words.
func TestWordsArePlain(t *testing.T) {
	found := append(pageFindings(t), pathFindings(t)...)
	for _, s := range sources(t) {
		if under(s.dir, "internal/archtest") {
			continue
		}
		at := func(pos token.Pos) string { return fmt.Sprintf("%s:%d", s.path, s.set.Position(pos).Line) }
		found = append(found, commentFindings(s, at)...)
		found = append(found, nameFindings(s, at)...)
		found = append(found, declarationFindings(s, at)...)
		found = append(found, summaryFindings(s, at)...)
	}
	for _, f := range found {
		t.Errorf("%s: %s", f.place, f.text)
	}
}

// hold compares findings with the counts that a file in testdata allows.
func hold(t *testing.T, list string, found []finding) {
	t.Helper()
	allowed := allowances(t, list)
	by := map[string][]finding{}
	for _, f := range found {
		by[f.dir] = append(by[f.dir], f)
	}
	for _, dir := range slices.Sorted(maps.Keys(by)) {
		if most := allowed[dir]; len(by[dir]) > most {
			for _, f := range by[dir] {
				t.Errorf("%s: %s", f.place, f.text)
			}
			t.Errorf("%s: %d findings, testdata/%s allows %d", dir, len(by[dir]), list, most)
			continue
		}
		for _, f := range by[dir] {
			t.Logf("%s: %s", f.place, f.text)
		}
	}
	total := 0
	for _, dir := range slices.Sorted(maps.Keys(allowed)) {
		t.Logf("%5d of %5d  %s", len(by[dir]), allowed[dir], dir)
		total += len(by[dir])
	}
	t.Logf("%5d in all", total)
}

// allowances reads a list of counts from testdata.
func allowances(t *testing.T, name string) map[string]int {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	allowed := map[string]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		count, dir, ok := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if n, err := strconv.Atoi(count); ok && err == nil {
			allowed[strings.TrimSpace(dir)] = n
		}
	}
	return allowed
}

func TestIdentifiersAreSplitIntoWords(t *testing.T) {
	for identifier, want := range map[string]string{
		"newShelf": "new shelf", "HTTPServer": "http server", "roomByID": "room by id", "gift-row": "gift row", "mushroom": "mushroom", "a_b": "a b",
	} {
		if got := strings.Join(words(identifier), " "); got != want {
			t.Errorf("%s is split into %q, want %q", identifier, got, want)
		}
	}
	if w, _ := privateWord(words("bedrooms")); w != "" {
		t.Errorf("bedrooms has the word %q", w)
	}
	if w, _ := privateWord(words("newShelves")); w != "shelves" {
		t.Errorf("newShelves has the word %q", w)
	}
}

func TestACommentOfAFunctionBeginsWithItsNameAndAVerb(t *testing.T) {
	for doc, good := range map[string]bool{
		"Open returns a store.": true, "Open reports whether it is.": true, "": true,
		"Opens a store.": false, "Open says why not.": false, "Open is a store.": false, "Open a store.": false, "Open": false,
	} {
		if problem := docProblem("Open", doc); (problem == "") != good {
			t.Errorf("%q: %q", doc, problem)
		}
	}
}

func TestACommentOfANameBeginsWithIt(t *testing.T) {
	for doc, good := range map[string]bool{
		"": true, "limit is how many.": true, "mostThings is how many.": false, "How many.": false, "The limit.": false,
	} {
		if beginsWith(doc, "limit") != good {
			t.Errorf("%q: %v", doc, !good)
		}
	}
}
