package config

import (
	"context"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/moderation"
)

// maxDonors is how many characters a list of donors may have.
const maxDonors = 20_000

// moderationKeys returns the keys of the actions by category, and of the streamer's
// own lists.
func moderationKeys() []key {
	act := func(name, fallback string, field func(*moderation.Settings) *celebration.Action) key {
		k := key{name: "moderation." + name, fallback: fallback, set: func(c *Config, value string) error {
			*field(&c.Moderation) = celebration.Action(value)
			return nil
		}}
		for _, action := range celebration.Actions() {
			k.choices = append(k.choices, string(action))
		}
		return k
	}
	donors := func(name string, field func(*moderation.Settings) *string) key {
		return key{name: "moderation." + name, may: may("donors", "max", maxDonors), set: text(func(c *Config) *string { return field(&c.Moderation) }, atMost(maxDonors))}
	}
	modes := make([]string, 0, len(celebration.Modes()))
	for _, mode := range celebration.Modes() {
		modes = append(modes, string(mode))
	}
	return []key{
		{name: "moderation.mode", fallback: string(celebration.ModeShow), choices: modes, set: func(c *Config, value string) error {
			c.Hold.Mode = celebration.Mode(value)
			return nil
		}},
		{name: "moderation.decide_within", fallback: "0s", may: mayBePause(), set: durationBetween(func(c *Config) *durationValue { return &c.Hold.Within }, 0, longestPause)},
		{name: "moderation.otherwise", fallback: "mask", choices: []string{"mask", "reject"}, set: word(func(c *Config) *string { return &c.Hold.Otherwise })},
		act("obscenity", "mask", func(s *moderation.Settings) *celebration.Action { return &s.Obscenity }),
		act("slurs", "hold", func(s *moderation.Settings) *celebration.Action { return &s.Slurs }),
		act("links", "mask", func(s *moderation.Settings) *celebration.Action { return &s.Links }),
		act("personal", "hold", func(s *moderation.Settings) *celebration.Action { return &s.Personal }),
		act("capitals", "allow", func(s *moderation.Settings) *celebration.Action { return &s.Capitals }),
		act("floods", "allow", func(s *moderation.Settings) *celebration.Action { return &s.Floods }),
		act("own", "mask", func(s *moderation.Settings) *celebration.Action { return &s.Own }),
		{name: "moderation.own_words", may: may("own_words"), set: func(c *Config, value string) error {
			if err := moderation.CheckWords(value); err != nil {
				return fault.AtField(err, "moderation.own_words")
			}
			c.Moderation.Words = value
			return nil
		}},
		donors("allow_donors", func(s *moderation.Settings) *string { return &s.Allow }),
		donors("hold_donors", func(s *moderation.Settings) *string { return &s.Hold }),
		donors("block_donors", func(s *moderation.Settings) *string { return &s.Block }),
		{
			name: "moderation.model", fallback: moderation.ModelOff, choices: moderation.Models(),
			set: word(func(c *Config) *string { return &c.Moderation.Model }),
		},
	}
}

// SetDonor puts a donor on the list of an action, allow, hold or block, and on no
// other; on none where it is empty.
func (l *Live) SetDonor(ctx context.Context, donor string, action celebration.Action) error {
	l.donors.Lock()
	defer l.donors.Unlock()
	before := l.Get().Moderation
	after := before.WithDonor(donor, action)
	changed := map[string]string{}
	for name, values := range map[string][2]string{
		"allow_donors": {before.Allow, after.Allow}, "hold_donors": {before.Hold, after.Hold}, "block_donors": {before.Block, after.Block},
	} {
		if values[0] != values[1] {
			changed["moderation."+name] = values[1]
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return l.SaveAll(ctx, changed)
}
