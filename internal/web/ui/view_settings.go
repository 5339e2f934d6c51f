package ui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"streamspark/internal/breaker"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/moderation"
	"streamspark/internal/money"
	"streamspark/internal/provider"
	"streamspark/internal/source"
	"streamspark/internal/store"
)

// connection is one card of the settings: how something stands, what can be
// done about it, a test and a place for keys.
type connection struct {
	Link    link
	Check   string // what POST /api/test/… calls it; empty: no test
	Form    string // the form of an account
	Account accountView
	Keys    []keyForm
	Test    *preset // a test donation; nil: no button for it
	Bot     *botView
}

// settingGroup are the values of one part.
type settingGroup struct {
	Key   string
	Rows  []settingRow
	Parts []settingPart
}

// settingPart are the values of a provider, of those that share a group.
type settingPart struct {
	ID   string
	Open bool // it is the one in use
	Rows []settingRow
}

// all returns the values of a group and its parts.
func (g settingGroup) all() []settingRow {
	rows := slices.Clone(g.Rows)
	for _, part := range g.Parts {
		rows = append(rows, part.Rows...)
	}
	return rows
}

// Limited reports whether it is the group of the limits, which has its hint.
func (g settingGroup) Limited() bool { return g.Key == "group.limits" }

// Written reports whether it is the group of those who write prompts.
func (g settingGroup) Written() bool { return g.Key == "group.text" }

// Spoken reports whether it is the group of the voice, which can be tried.
func (g settingGroup) Spoken() bool { return g.Key == "group.speech" }

// Moderated reports whether it is the group of the moderation, where a phrase can be
// tried.
func (g settingGroup) Moderated() bool { return g.Key == "group.moderation" }

// Setting is a value of the configuration, under a name that its own field
// Value does not hide.
type Setting = config.Value

// settingRow is one value with its origin and a form to change it.
type settingRow struct {
	Setting
	Element string // its id on the page
	Shown   string // the value in short; empty: nothing is set
	Long    bool   // it takes a large field
	Fixed   bool
	Bare    bool // changed on a page of its own
}

// settingsView is the content of the page.
type settingsView struct {
	Connections []connection
	Groups      []settingGroup
	Lists       []moderation.File
	Judging     fault.Message // what a verdict of the text model costs, or why there is none
	Retention   []settingRow
	Backups     backupsView
	Access      accessView
	Moderators  moderatorsView
	First       firstView
	Languages   []choice
	Themes      []choice
}

// ListFolder returns where the streamer's own lists of words are read from.
func (v settingsView) ListFolder() string { return filepath.Dir(v.Lists[0].Path) }

type backupsView struct {
	Folder string
	Kept   []store.BackupFile
}

// connections returns those of the settings: all that there is, not only what
// is in use.
func (p *Pages) connections(ctx context.Context) []connection {
	player := p.playerLink(ctx)
	if len(player.Actions) > 0 { // nobody plays
		player.Steps = []locale.Phrase{locale.Say("first.widget.add"), locale.Say("first.widget.size"), locale.Say("player.sound")}
		player.Address, player.Actions = p.setup(ctx).Widget, nil
	}
	threshold := preset{Amount: p.setup(ctx).Enough, Code: "RUB"}
	var all []connection
	for _, account := range p.o.Accounts() {
		all = append(all, p.accountConnection(account))
	}
	for _, l := range p.webhookLinks() {
		all = append(all, connection{Link: l})
	}
	for _, d := range p.generators() {
		c := connection{Link: p.drawnLink(d.ID), Check: d.ID}
		if len(d.Required) > 0 {
			c.Link, c.Keys = p.keyLink(d), keyFormsOf(d)
		}
		all = append(all, c)
	}
	all = append(append(all, p.voices()...), p.textModels()...)
	all = append(all, p.messengers()...)
	return append(all, connection{Link: p.ratesLink(ctx), Check: "rates"}, connection{Link: player, Test: &threshold})
}

func (p *Pages) accountConnection(account source.Account) connection {
	c := connection{
		Link: p.accountLink(account), Check: account.ID(), Form: "token",
		Account: accountView{account.ID(), provider.Title(account.ID())},
	}
	c.Link.Actions = slices.DeleteFunc(c.Link.Actions, func(a action) bool { return a.Key == "action.test" })
	if s := account.State(); !s.Configured {
		c.Form = "application"
		if !s.HasToken {
			c.Link.Steps = []locale.Phrase{locale.Say("account.keys.here"), locale.Say("account.redirect")}
			c.Link.Actions = []action{{Key: "first.source.open", Icon: "out", Class: "button-small", Href: s.RegisterURL}}
		}
	}
	return c
}

// generators returns all that there are, configured or not.
func (p *Pages) generators() []provider.Descriptor {
	return provider.OfKind(p.o.Config.Providers(), provider.KindGenerator)
}

// paid returns the generators whose orders cost money.
func (p *Pages) paid() (ids []string) {
	for _, d := range p.generators() {
		if d.Paid {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// keyForm is a field for a key of a provider.
type keyForm struct {
	Label string // in the catalog
	Key   string // in the configuration
}

// Element returns the id of the field.
func (f keyForm) Element() string { return "key-" + strings.ReplaceAll(f.Key, ".", "-") }

func keyFormsOf(d provider.Descriptor) (forms []keyForm) {
	for _, key := range d.Requires() {
		label := "key." + d.ID
		if len(d.Required) > 1 {
			label = "setting." + key
		}
		forms = append(forms, keyForm{label, key})
	}
	return forms
}

// keyForms returns the fields for the keys of all generators.
func (p *Pages) keyForms() (forms []keyForm) {
	for _, d := range p.generators() {
		forms = append(forms, keyFormsOf(d)...)
	}
	return forms
}

// keyLink reports whether a generator has its keys, and whether it makes clips.
func (p *Pages) keyLink(d provider.Descriptor) link {
	name := d.ID
	l := link{ID: name, Icon: "wand", Name: locale.Say("generator." + name), Tone: "calm", Word: "word.nokey"}
	for _, required := range d.Requires() {
		key, known := p.o.Setting(required)
		if !known || key.Value == "" {
			return link{ID: l.ID, Icon: l.Icon, Name: l.Name, Tone: l.Tone, Word: l.Word, Steps: []locale.Phrase{locale.Say("key.about." + name)}}
		}
		l.Facts = append(l.Facts, fact{Key: "key.ends", Text: locale.Say(key.Value), Private: true}, fact{Key: "key.from", Text: locale.Say("origin." + string(key.Origin))})
		if key.Saved {
			l.Actions = append(l.Actions, action{
				Key: "action.forget_key", Class: "button-small button-quiet", Method: "DELETE", Path: "/api/settings/" + key.Key,
				Confirm: "confirm.forget_key", Done: "done.forget_key",
			})
		}
	}
	l.Tone, l.Word = "good", "word.spare"
	l.Steps = []locale.Phrase{locale.Say("key.spare")}
	chosen, _ := p.o.Generator()
	if chosen == name {
		l.Word, l.Steps = "word.inuse", []locale.Phrase{locale.Say("generator.paid")}
	}
	if p.silentOne(&l, name, chosen) { // as the dashboard says it
		l.Tone, l.Word = "bad", "word.down"
		if p.o.Silent()[name].State == breaker.HalfOpen {
			l.Tone, l.Word = "warn", "word.degraded"
		}
	}
	return l
}

func (p *Pages) drawnLink(id string) link {
	l := link{ID: id, Icon: "wand", Name: locale.Say("generator." + id), Tone: "good", Word: "word.spare"}
	l.Steps = []locale.Phrase{locale.Say("key.about." + id)}
	if p.inUse(id) {
		l.Word = "word.inuse"
	}
	return l
}

// groups returns all values but those of the retention, which has a card.
func (p *Pages) groups() (groups []settingGroup, retention []settingRow) {
	for _, s := range p.o.Config.View() {
		part, _, _ := strings.Cut(s.Key, ".")
		switch part {
		case "data_dir", "videos_dir", "keyring":
			part = "files"
		case "retention":
			retention = append(retention, rowOf(s))
			continue
		case "downloads":
			part = "generation"
		}
		i := slices.IndexFunc(groups, func(g settingGroup) bool { return g.Key == "group."+part })
		if i < 0 {
			i, groups = len(groups), append(groups, settingGroup{Key: "group." + part})
		}
		groups[i].add(rowOf(s), p.owner(s.Key))
	}
	for _, g := range groups {
		for i, part := range g.Parts {
			g.Parts[i].Open = p.inUse(part.ID)
		}
	}
	return groups, retention
}

// add adds a value to its part, or where it has none to the group itself.
func (g *settingGroup) add(row settingRow, owner string) {
	if owner == "" {
		g.Rows = append(g.Rows, row)
		return
	}
	i := slices.IndexFunc(g.Parts, func(part settingPart) bool { return part.ID == owner })
	if i < 0 {
		i, g.Parts = len(g.Parts), append(g.Parts, settingPart{ID: owner})
	}
	g.Parts[i].Rows = append(g.Parts[i].Rows, row)
}

// owner returns the provider whose value it is, if that has a part of a group.
func (p *Pages) owner(key string) string {
	for _, d := range p.o.Config.Providers() {
		if strings.Contains(d.Group, ".") && strings.HasPrefix(key, d.Group+".") {
			return d.ID
		}
	}
	return ""
}

// inUse reports whether a provider speaks now, writes prompts, judges or makes clips.
func (p *Pages) inUse(id string) bool {
	chosen, _ := p.o.Generator()
	c := p.o.Config.Get()
	return id == chosen || id == c.Speech.Speaker("") || id == c.Text.Writer() || id == c.FreeJudge() || id == c.TextJudge() || id == c.Screener()
}

// judging returns what a verdict of the text model costs, or why there is none.
func (p *Pages) judging() fault.Message {
	model, price, err := p.o.VerdictPrice()
	switch {
	case err == nil:
		price = price.RoundCeil(1 - int32(price.NumDigits()) - price.Exponent()) //nolint:gosec // few digits; as sums this small are written
		return fault.Say("moderation.model.costs", "model", model, "price", money.New(price, "USD").Sum())
	case fault.Has(err, fault.NotFound):
		return fault.Say("moderation.model.no_text")
	}
	return fault.Say("moderation.model.no_price", "model", model)
}

func rowOf(s config.Value) settingRow {
	r := settingRow{Setting: s, Element: "set-" + strings.ReplaceAll(s.Key, ".", "-"), Shown: s.Value}
	r.Fixed = s.Effect == "fixed" || s.Origin == "flag"
	r.Bare = s.Key == "tiers"
	r.Long = strings.HasSuffix(s.Key, "_prompt") || strings.HasSuffix(s.Key, "_words") || strings.HasSuffix(s.Key, "_donors")
	if runes := []rune(s.Value); len(runes) > 120 {
		r.Shown = string(runes[:120]) + "…"
	}
	return r
}

// IsRule reports whether it decides about donations, and so can be tried on the last
// stream's.
func (r settingRow) IsRule() bool {
	part, _, _ := strings.Cut(r.Key, ".")
	return slices.Contains([]string{"moderation", "limits", "budget"}, part)
}

// Word returns the key of what people call a choice; the choice itself where it has
// no other name.
func (r settingRow) Word(choice string) string {
	switch r.Key {
	case "moderation.mode", "moderation.model", "moderation.otherwise":
		return r.Key + "." + choice
	}
	if strings.HasPrefix(r.Key, "moderation.") {
		return "moderation.action." + choice
	}
	return choice
}

// Tone marks what the dashboard itself set.
func (r settingRow) Tone() string {
	if r.Origin == "dashboard" {
		return "busy"
	}
	return "calm"
}

func (p *Pages) backupsView() backupsView {
	kept, err := p.o.Store.Backups()
	if err != nil {
		p.o.Log.Warn().Err(err).Msg("the backups could not be listed")
	}
	return backupsView{Folder: p.o.Store.BackupFolder(), Kept: kept}
}
