// Package moderation judges what a viewer wrote: by lists of words, by rules for
// links, personal data, capitals and floods, and by the streamer's own words and
// donors. It needs no network and no model, and takes microseconds.
package moderation

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// The categories of what is found. Each has an action of its own.
const (
	Obscenity = "obscenity"
	Slurs     = "slurs"
	Links     = "links"
	Personal  = "personal"
	Capitals  = "capitals"
	Floods    = "floods"
	Own       = "own"
	Donors    = "donors"
)

// Codes returns what may be found: each has words in the catalogs.
func Codes() []string {
	return append(celebration.ModelCodes(), Obscenity, Slurs, "link", "qr", "mail", "phone", "card", Capitals, Floods, Own, "donor_held", "donor_blocked", "broken", celebration.CodeMessageMin, celebration.CodeLinkMin, celebration.CodeNewcomer, celebration.CodeEach)
}

//go:embed words/*.txt
var builtIn embed.FS

// listsOf are the files of each category.
var listsOf = map[string][]string{
	Obscenity: {"obscenity-ru.txt", "obscenity-en.txt"},
	Slurs:     {"slurs-ru.txt", "slurs-en.txt"},
}

const domainsFile = "domains.txt"

// Settings are the streamer's rules. They can be compared.
type Settings struct {
	Obscenity celebration.Action
	Slurs     celebration.Action
	Links     celebration.Action
	Personal  celebration.Action
	Capitals  celebration.Action
	Floods    celebration.Action
	Own       celebration.Action
	Words     string // the streamer's own, one a line, as in the lists
	Allow     string // donors whose words pass, one name a line; see isForAll
	Hold      string // donors whose words wait
	Block     string // donors who are never shown
	Model     string // who is asked besides: one of Models
}

// Who may be asked besides.
const (
	ModelOff  = "off"
	ModelFree = "free" // a model that costs nothing
	ModelText = "text" // the text model
	ModelBoth = "both"
)

// Models lists all of them.
func Models() []string { return []string{ModelOff, ModelFree, ModelText, ModelBoth} }

// AsksFree reports whether a model that costs nothing is asked.
func (s Settings) AsksFree() bool { return s.Model == ModelFree || s.Model == ModelBoth }

// AsksText reports whether the text model is asked.
func (s Settings) AsksText() bool { return s.Model == ModelText || s.Model == ModelBoth }

// Checker judges by lists that were read once.
type Checker struct {
	lists   map[string]*list
	domains domains
	files   []File

	mu    sync.Mutex
	rules *Rules // of the settings that were asked for last
}

// New returns a checker with the lists of the program. A file of the same name in
// the folder wins over one of them. Its lines that cannot be read are left out and
// reported.
func New(folder string) (*Checker, []error) {
	c := &Checker{lists: map[string]*list{}}
	var problems []error
	for category, names := range listsOf {
		c.lists[category] = &list{}
		for _, name := range names {
			problems = append(problems, c.readFile(folder, name, c.lists[category].addLine)...)
		}
	}
	var endings []string
	problems = append(problems, c.readFile(folder, domainsFile, func(_ int, line string) error {
		endings = append(endings, line)
		return nil
	})...)
	c.domains = readDomains(endings)
	slices.SortFunc(c.files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return c, problems
}

// File is a list as it is in use.
type File struct {
	Name string
	Text string
	Own  bool   // it is the streamer's, from the folder
	Path string // where the streamer's is, or would be
}

// Files returns the lists that are in use, by name.
func (c *Checker) Files() []File { return c.files }

// readFile reads a list, of the folder or else of the program.
func (c *Checker) readFile(folder, name string, use func(number int, line string) error) (problems []error) {
	file := File{Name: name, Own: true, Path: filepath.Join(folder, name)}
	content, err := os.ReadFile(file.Path)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, fmt.Errorf("read the list: %w", err))
		}
		content, _ = builtIn.ReadFile(path.Join("words", name)) // it is there: a test reads it
		file.Own = false
	}
	file.Text = string(content)
	c.files = append(c.files, file)
	for i, line := range linesOf(file.Text) {
		if err := use(i+1, line); err != nil {
			problems = append(problems, fmt.Errorf("%s line %d: %w", name, i+1, err))
		}
	}
	return problems
}

// linesOf returns the lines of a text, without the mark of its encoding that some
// editors write at its beginning.
func linesOf(text string) []string {
	return strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
}

// maxOwn is how many lines the streamer's own lists may have.
const maxOwn = 2000

// CheckWords returns an error if the streamer's own words cannot be read.
func CheckWords(text string) error {
	_, err := readWords(text)
	return err
}

// readWords reads the streamer's own words, a line each or several in one.
func readWords(text string) (*list, error) {
	own, words := &list{}, 0
	for i, line := range linesOf(text) {
		for _, word := range divided(line) {
			if words++; words > maxOwn {
				return own, fault.New(fault.Invalid, "moderation.too_long", "max", maxOwn)
			}
			if err := own.addLine(i+1, word); err != nil {
				return own, err
			}
		}
	}
	return own, nil
}

// divided returns the words of a line. Other programs, DonationAlerts among them, write
// theirs in one, with commas or semicolons, and some in quotes.
func divided(line string) (words []string) {
	if strings.ContainsAny(line, "{/#") {
		return []string{unquoted(line)}
	}
	var closing rune // the quote that the word ends with
	begin := 0
	for i, r := range line {
		switch {
		case closing != 0:
			if r == closing {
				closing = 0
			}
		case quotes[r] != 0 && strings.ContainsRune(line[i+utf8.RuneLen(r):], quotes[r]) && strings.TrimSpace(line[begin:i]) == "":
			closing = quotes[r]
		case r == ',' || r == ';':
			words, begin = append(words, unquoted(line[begin:i])), i+1
		}
	}
	return append(words, unquoted(line[begin:]))
}

// quotes are the signs that a word may stand between, by the first of them.
var quotes = map[rune]rune{'"': '"', '«': '»', '“': '”', '„': '“'}

// unquoted returns a word without the quotes that it stands between.
func unquoted(text string) string {
	text = strings.TrimSpace(text)
	first, size := utf8.DecodeRuneInString(text)
	if closing := quotes[first]; closing != 0 {
		if inside, ok := strings.CutSuffix(text[size:], string(closing)); ok {
			return strings.TrimSpace(inside)
		}
	}
	return text
}

// Rules are settings that are ready for use. They are safe for concurrent use.
type Rules struct {
	settings Settings
	checker  *Checker
	own      *list
	donors   donors
}

// donors are the lists of donors, in the forms in which names are compared.
type donors struct{ allow, hold, block map[string]bool }

func (s Settings) donors() donors {
	return donors{names(s.Allow, exact), names(s.Hold, skeleton), names(s.Block, skeleton)}
}

// Rules returns the rules of some settings.
func (c *Checker) Rules(set Settings) *Rules {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rules == nil || c.rules.settings != set {
		own, _ := readWords(set.Words) // what was saved was read before
		c.rules = &Rules{set, c, own, set.donors()}
	}
	return c.rules
}

// names returns a list of donors in a form in which they are compared.
func names(text string, form func(string) string) map[string]bool {
	all := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if line = form(strings.TrimSpace(line)); line != "" {
			all[line] = true
		}
	}
	return all
}

// skeleton returns a name so that those that look alike are the same, whatever signs
// and spaces they have; one of signs alone has nothing else.
func skeleton(name string) string {
	t := Normalize(name)
	glyphs := t.tokens().letters
	if len(glyphs) == 0 {
		glyphs = t.glyphs
	}
	var b strings.Builder
	for _, g := range glyphs {
		if alike := lookalikes[latin][g.r]; len(alike) > 0 {
			g.r = alike[0]
		}
		if g.r != ' ' {
			b.WriteRune(g.r)
		}
	}
	return b.String()
}

// Judge returns the verdict on what a donor wrote. It never fails: what cannot be
// judged is held.
func (r *Rules) Judge(donor, message string) (v celebration.Verdict) {
	whole := func(action celebration.Action, code string) celebration.Verdict {
		return celebration.NewVerdict(celebration.Whole(donor, message, celebration.Find{Action: action, Category: Donors, Code: code, By: celebration.ByList}))
	}
	defer func() {
		if recover() != nil {
			v = celebration.Unjudged(donor, message)
		}
	}()
	action := r.donors.actionFor(donor)
	switch action {
	case celebration.ActionBlock:
		return whole(celebration.ActionBlock, "donor_blocked")
	case celebration.ActionHold:
		return whole(celebration.ActionHold, "donor_held")
	}
	found := append(r.findAll(celebration.FieldDonor, donor), r.findAll(celebration.FieldMessage, message)...)
	if action == celebration.ActionAllow && !slices.ContainsFunc(found, isForAll) {
		return celebration.Verdict{Action: celebration.ActionAllow, Category: Donors, By: celebration.ByList}
	}
	return celebration.NewVerdict(found)
}

// isForAll reports whether something is checked of all donors: anybody can take the
// name of one who is trusted, and everybody sees it on the stream.
func isForAll(f celebration.Find) bool {
	return slices.Contains([]string{Links, Slurs, Personal}, f.Category) || f.Code == "broken"
}

// Links returns the links in a text, whatever is done with them, and with them what
// could not be looked at.
func (r *Rules) Links(field, text string) (found []celebration.Find) {
	all := celebration.Find{Field: field, To: len(text), Category: Links, Code: "link"}
	defer func() {
		if recover() != nil {
			found = []celebration.Find{all}
		}
	}()
	if len(text) > maxText {
		return []celebration.Find{all}
	}
	t := Normalize(text)
	tokens := t.tokens()
	for _, h := range r.checker.domains.findLinks(t) {
		if from, to := t.written(tokens, h.from, h.to); from < to {
			found = append(found, celebration.Find{Field: field, From: from, To: to, Category: Links, Code: h.code})
		}
	}
	return found
}

// OfDonor returns what is done with all that a donor writes; empty where it is
// judged like that of others.
func (s Settings) OfDonor(name string) celebration.Action { return s.donors().actionFor(name) }

func (d donors) actionFor(name string) celebration.Action {
	if len(d.block)+len(d.hold) > 0 {
		switch alike := skeleton(name); {
		case d.block[alike]:
			return celebration.ActionBlock
		case d.hold[alike]:
			return celebration.ActionHold
		}
	}
	if d.allow[exact(name)] {
		return celebration.ActionAllow
	}
	return ""
}

// exact returns a name that only itself is the same as, in capitals or not.
func exact(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// WithDonor returns the settings with a donor on the list of an action, allow, hold
// or block, and on no other; on none where it is empty.
func (s Settings) WithDonor(name string, action celebration.Action) Settings {
	name = strings.Join(strings.Fields(name), " ")
	for _, l := range []struct {
		names *string
		of    celebration.Action
		form  func(string) string
	}{{&s.Allow, celebration.ActionAllow, exact}, {&s.Hold, celebration.ActionHold, skeleton}, {&s.Block, celebration.ActionBlock, skeleton}} {
		lines := slices.DeleteFunc(strings.Split(*l.names, "\n"), func(line string) bool {
			return strings.TrimSpace(line) == "" || l.form(line) == l.form(name)
		})
		if l.of == action {
			lines = append(lines, name)
		}
		*l.names = strings.Join(lines, "\n")
	}
	return s
}

// findAll returns what the lists and rules find in a text, in its order.
func (r *Rules) findAll(field, text string) (found []celebration.Find) {
	if text == "" {
		return nil
	}
	if len(text) > maxText {
		return []celebration.Find{{Field: field, To: len(text), Action: celebration.ActionHold, Category: Floods, Code: "broken", By: celebration.ByRule}}
	}
	t := Normalize(text)
	tokens := t.tokens()
	add := func(category, code, by string, action celebration.Action, from, to int) {
		if action != celebration.ActionAllow && action != "" && from < to {
			found = append(found, celebration.Find{Field: field, From: from, To: to, Action: action, Category: category, Code: code, By: by})
		}
	}
	whole := r.findWords(t, tokens, add, func(category, code, by string, action celebration.Action, from, to int) {
		from, to = t.written(tokens, from, to)
		add(category, code, by, action, from, to)
	})
	if !whole || tokens.isTooLong() {
		add(Floods, "broken", celebration.ByRule, celebration.ActionHold, 0, len(text))
	}
	set := r.settings
	for _, view := range t.views(found) {
		for _, h := range r.checker.domains.findPersonal(view) {
			from, to := view.written(tokens, h.from, h.to)
			add(Personal, h.code, celebration.ByRule, set.Personal, from, to)
		}
		for _, h := range r.checker.domains.findLinks(view) {
			from, to := view.written(tokens, h.from, h.to)
			add(Links, h.code, celebration.ByRule, set.Links, from, to)
		}
	}
	if isShouted(text) {
		add(Capitals, Capitals, celebration.ByRule, set.Capitals, 0, len(text))
	}
	for _, f := range t.findFloods(tokens) {
		from, to := tokens.widened(f[0], f[1])
		add(Floods, Floods, celebration.ByRule, set.Floods, from, to)
	}
	slices.SortStableFunc(found, func(a, b celebration.Find) int { return a.From - b.From })
	found = slices.Compact(found)
	return condense(found, text)
}

// views returns the text, and as it is without what was found: where a word is hidden,
// what is left of an address may be another one.
func (t Text) views(found []celebration.Find) []Text {
	if len(found) == 0 {
		return []Text{t}
	}
	rest := Text{glyphs: slices.Clone(t.glyphs)}
	for _, f := range found {
		i, _ := slices.BinarySearchFunc(rest.glyphs, f.From, func(g glyph, from int) int { return g.from - from })
		for ; i < len(rest.glyphs) && rest.glyphs[i].from < f.To; i++ {
			rest.glyphs[i].r = hardSign
		}
	}
	rest.write()
	return []Text{t, rest}
}

// written returns where a part of the plain text stands in what was written, as whole
// tokens; nowhere where nothing is left of it.
func (t Text) written(tokens *tokens, from, to int) (int, int) {
	if from, to = trimmed(t.plain, from, to); from >= to {
		return 0, 0
	}
	return tokens.widened(t.glyphs[t.at[from]].from, t.glyphs[t.at[to-1]].to)
}

// adder takes what was found between two places.
type adder func(category, code, by string, action celebration.Action, from, to int)

// findWords adds what the lists find, and reports whether it looked at all of the
// text: false where that would cost too much.
func (r *Rules) findWords(t Text, tokens *tokens, add, addPlain adder) bool {
	words, steps, cost, set := tokens.words(), maxSteps, maxCost, r.settings
	for _, l := range []struct {
		of       *list
		category string
		action   celebration.Action
	}{{r.checker.lists[Slurs], Slurs, set.Slurs}, {r.own, Own, set.Own}, {r.checker.lists[Obscenity], Obscenity, set.Obscenity}} {
		if l.action == celebration.ActionAllow {
			continue
		}
		innocent := sync.OnceValue(func() []span { return t.spared(l.of.innocent, &cost) })
		l.of.matches(tokens, words, &steps, func(w word, s span) {
			from, to := tokens.written(tokens.hidden(w, s))
			if !slices.ContainsFunc(innocent(), func(i span) bool { return i.covers(span{from, to}) }) {
				add(l.category, l.category, celebration.ByList, l.action, from, to)
			}
		})
		for _, e := range l.of.expressions {
			for _, s := range e.findAll(t.plain, &cost) {
				if !excused(l.of.innocent, t.plain, s, &cost) {
					addPlain(l.category, l.category, celebration.ByList, l.action, s.from, s.to)
				}
			}
		}
	}
	return steps >= 0 && cost >= 0
}

// maxText is how many bytes are judged. Nobody writes more; it is held.
const maxText = 16 << 10

// maxFound is how much of one text is told apart. Where more is found, all of the
// text is hidden.
const maxFound = 100

func condense(found []celebration.Find, text string) []celebration.Find {
	if len(found) <= maxFound {
		return found
	}
	of := slices.MaxFunc(found, func(a, b celebration.Find) int {
		switch {
		case a.Action.IsStricter(b.Action):
			return 1
		case b.Action.IsStricter(a.Action):
			return -1
		}
		return 0
	})
	of.From, of.To = 0, len(text)
	return []celebration.Find{of}
}

// spared returns the bytes of the original that exceptions match.
func (t Text) spared(innocent []expression, left *int) (found []span) {
	for _, e := range innocent {
		for _, s := range e.findAll(t.plain, left) {
			found = append(found, span{t.glyphs[t.at[s.from]].from, t.glyphs[t.at[s.to-1]].to})
		}
	}
	return found
}

// excused reports whether an exception covers a match.
func excused(innocent []expression, plain string, s span, left *int) bool {
	return slices.ContainsFunc(innocent, func(e expression) bool {
		return slices.ContainsFunc(e.findAll(plain, left), func(i span) bool { return i.covers(s) })
	})
}

// trimmed narrows a part of a text by the spaces and signs at its ends, which an
// expression for whole words takes along.
func trimmed(text string, from, to int) (int, int) {
	part := text[from:to]
	left := strings.TrimLeftFunc(part, isEdge)
	from += len(part) - len(left)
	return from, from + len(strings.TrimRightFunc(left, isEdge))
}

func isEdge(r rune) bool { return unicode.IsSpace(r) || r == hardSign }
