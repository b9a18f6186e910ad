package inspections

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kist/internal/fault"
)

// Offer is what a version has, from which a round chooses.
type Offer struct {
	Trial     bool // frozen to be tried out: real rounds refuse it
	Languages []string
	Editions  []string
	Groupings []string
}

// The most that a round may have.
const (
	MaxSettings = 12
	MaxExpected = 1_000_000
	// MaxContactDays is the longest promise to a child who wants to be contacted, in
	// working days.
	MaxContactDays = 20
	// MaxOwn is how many names a list of a round's own may have.
	MaxOwn = 100
	// MaxMinBox is how many long forms, of 128 KiB as they are sealed, fit into one box.
	MaxMinBox = 120
)

// AddRound makes a round in preparation: its id, keys and join codes are made
// here. who is the account that does so. fault.Problems if the form cannot be
// right, fault.NotFound if the inspection is not there.
func (b *Book) AddRound(ctx context.Context, v *Vault, r *Round, o Offer, who string) error {
	in, err := b.Inspections.Get(ctx, r.Inspection)
	if err != nil {
		return err
	}
	if r.Pilot != "" {
		return fault.Wrap(fault.Denied, "a pilot lies in no inspection")
	}
	if err := r.check(o); err != nil {
		return err
	}
	b.setKeysEnd(r)
	if err := v.checkReaders(ctx, r); err != nil {
		return err
	}
	r.ID, r.Stage, r.Synthetic = NewID(), Draft, in.Synthetic
	if err := b.giveCodes(ctx, r); err != nil {
		return err
	}
	if err := v.Equip(ctx, r); err != nil {
		return err
	}
	return b.rounds.add(ctx, r, who, "round.make")
}

// SaveRound stores what a form says of a round in preparation. Its version, its
// door and its keys stay. fault.Closed once it was opened, fault.Conflict if
// somebody changed it since mark, fault.Problems as AddRound.
func (b *Book) SaveRound(ctx context.Context, r *Round, o Offer, mark, who string) (*Round, error) {
	if err := r.check(o); err != nil {
		return nil, err
	}
	b.setKeysEnd(r)
	if err := b.giveCodes(ctx, r); err != nil {
		return nil, err
	}
	return b.rounds.change(ctx, r.ID, mark, who, "round.edit", func(now *Round) error {
		if now.Stage != Draft {
			return fault.Wrap(fault.Closed, "round %s is %s", now.ID, now.Stage)
		}
		now.Name, now.MinBox, now.Languages, now.Editions, now.Settings, now.Codes = r.Name, r.MinBox, r.Languages, r.Editions, r.Settings, r.Codes
		now.Expected, now.Groupings, now.Opens, now.Closes = r.Expected, r.Groupings, r.Opens, r.Closes
		now.ContactName, now.ContactDays, now.Own, now.KeysUntil = r.ContactName, r.ContactDays, r.Own, r.KeysUntil
		return nil
	})
}

// OpenRound lets children in. What must be looked at before is Preflight's, and
// mark is that of the round which it looked at: fault.Conflict if somebody
// changed it since. fault.Closed for a round that was opened before: it is never
// opened again.
func (b *Book) OpenRound(ctx context.Context, id, mark, who string) (*Round, error) {
	return b.rounds.change(ctx, id, mark, who, "round.open", func(r *Round) error {
		if r.Stage != Draft {
			return fault.Wrap(fault.Closed, "round %s is %s", id, r.Stage)
		}
		r.Stage = Running
		return nil
	})
}

// CanAsk lets the children of a round that was made before there were requests to
// be contacted ask for that: it makes the key for them, while the round is in
// preparation. A round that has the key, or that was opened, stays as it is: what
// children were told does not change under them. fault.Conflict if somebody changed
// the round since mark.
func (b *Book) CanAsk(ctx context.Context, v *Vault, r *Round, mark, who string) (*Round, error) {
	if len(r.ContactKey) > 0 || r.Stage != Draft {
		return r, nil
	}
	key, err := v.pair(ctx, r.ID+contactKey)
	if err != nil {
		return nil, err
	}
	return b.rounds.change(ctx, r.ID, mark, who, "round.edit", func(now *Round) error {
		if now.Stage != Draft {
			return fault.Wrap(fault.Closed, "round %s is %s", now.ID, now.Stage)
		}
		now.ContactKey = key
		return nil
	})
}

// CountSlips writes down that n slips are about to be printed for a setting,
// before they are, so that none is made without a line. fault.NotFound for an
// unknown setting, fault.Closed unless the round is ticketed and not yet closed,
// fault.Problem if a pilot would have more than its coordinator set (SetTesters).
func (b *Book) CountSlips(ctx context.Context, id, setting string, n int, who string) (*Round, error) {
	return b.rounds.change(ctx, id, anyMark, who, "round.slips", func(r *Round) error {
		if r.Door != Ticketed || order[r.Stage] > order[Running] {
			return fault.Wrap(fault.Closed, "round %s takes no slips", id)
		}
		i := slices.IndexFunc(r.Settings, func(s Setting) bool { return s.Key == setting })
		if i < 0 {
			return fault.Wrap(fault.NotFound, "setting %q", setting)
		}
		if left := r.SlipsLeft(); r.Pilot != "" && (n < 1 || n > left) {
			return tooMany(left)
		}
		r.Settings[i].Slips += n
		return nil
	})
}

// check tidies the round and says what is wrong with it.
func (r *Round) check(o Offer) error {
	r.Name = tidy(r.Name)
	bad := named(nil, "name", r.Name, MaxTitle)
	add := func(field, id string) { bad = append(bad, fault.Problem{Field: field, ID: id}) }
	if o.Trial {
		add("version", "staff.problem.trial")
	}
	if r.Door != Open && r.Door != Ticketed {
		add("door", "staff.problem.choice")
	}
	r.Languages, r.Editions, r.Groupings = only(r.Languages, o.Languages), only(r.Editions, o.Editions), only(r.Groupings, o.Groupings)
	if len(r.Languages) == 0 {
		add("languages", "staff.problem.choose")
	}
	if len(r.Editions) == 0 {
		add("editions", "staff.problem.choose")
	}
	switch {
	case !isDay(r.Opens):
		add("opens", "staff.problem.day")
	case !isDay(r.Closes):
		add("closes", "staff.problem.day")
	case r.Closes < r.Opens:
		add("closes", "staff.problem.order")
	}
	if least := r.Door.MinBox(); r.MinBox < least || r.MinBox > MaxMinBox {
		bad = append(bad, fault.Problem{Field: "min_box", ID: "staff.problem.number", Args: map[string]any{"Min": least, "Max": MaxMinBox}})
	}
	if r.ContactName = tidy(r.ContactName); r.ContactName != "" {
		bad = named(bad, "contact_name", r.ContactName, MaxName)
	}
	if r.ContactDays < 0 || r.ContactDays > MaxContactDays {
		bad = append(bad, fault.Problem{Field: "contact_days", ID: "staff.problem.number", Args: map[string]any{"Min": 0, "Max": MaxContactDays}})
	}
	bad = r.Own.check(bad)
	bad = r.checkKeys(r.checkSettings(bad))
	return bad.Err()
}

// check tidies the names: each once, none empty.
func (o *OwnNames) check(bad fault.Problems) fault.Problems {
	for _, part := range []struct {
		field string
		list  *[]string
	}{{"own_people", &o.People}, {"own_schools", &o.Schools}, {"own_homes", &o.Homes}} {
		var kept []string
		for _, name := range *part.list {
			if name = tidy(name); name != "" && !slices.Contains(kept, name) {
				kept = append(kept, name)
			}
		}
		*part.list = kept
		i := slices.IndexFunc(kept, func(name string) bool { return len(named(nil, part.field, name, MaxName)) > 0 })
		if len(kept) > MaxOwn || i >= 0 {
			bad = append(bad, fault.Problem{Field: part.field, ID: "staff.problem.own", Args: map[string]any{"Max": MaxOwn, "Long": MaxName}})
		}
	}
	return bad
}

// only keeps those of list that are in offered, in the order of the offer.
func only(list, offered []string) []string {
	var kept []string
	for _, o := range offered {
		if slices.Contains(list, o) {
			kept = append(kept, o)
		}
	}
	return kept
}

// checkSettings tidies the settings, gives each a key, and adds up how many
// children are expected.
func (r *Round) checkSettings(bad fault.Problems) fault.Problems {
	r.Settings = slices.DeleteFunc(r.Settings, func(s Setting) bool { return tidy(s.Name) == "" })
	if len(r.Settings) == 0 || len(r.Settings) > MaxSettings {
		return append(bad, fault.Problem{Field: "setting-1", ID: "staff.problem.settings", Args: map[string]any{"Max": MaxSettings}})
	}
	r.Expected = 0
	var keys []string
	for i := range r.Settings {
		s := &r.Settings[i]
		s.Name = tidy(s.Name)
		bad = named(bad, fmt.Sprintf("setting-%d", i+1), s.Name, MaxName)
		if s.Expected < 0 || s.Expected > MaxExpected {
			bad = append(bad, fault.Problem{Field: fmt.Sprintf("expected-%d", i+1), ID: "staff.problem.number", Args: map[string]any{"Min": 0, "Max": MaxExpected}})
		}
		r.Expected += s.Expected
		if s.Key == "" || slices.Contains(keys, s.Key) {
			s.Key, s.Code = settingKey(s.Name, keys), ""
		}
		keys = append(keys, s.Key)
	}
	return bad
}

// settingKey makes a key from a name that none of taken has: it is sealed with
// every submission, so it never changes once the round is made.
func settingKey(name string, taken []string) string {
	key := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r == ' ' || r == '-' || r == '_':
			return '_'
		}
		return -1
	}, strings.ToLower(name))
	key = strings.Trim(key[:min(len(key), 24)], "_")
	if key == "" || key[0] < 'a' {
		key = "place" + key
	}
	for n, base := 2, key; slices.Contains(taken, key); n++ {
		key = fmt.Sprintf("%s_%d", base, n)
	}
	return key
}

// giveCodes gives every setting without one a join code that no round has, and
// collects them. Settings that a form brought along keep theirs.
func (b *Book) giveCodes(ctx context.Context, r *Round) error {
	r.Codes = nil
	for i := range r.Settings {
		s := &r.Settings[i]
		for s.Code == "" {
			code := NewCode()
			switch _, _, err := b.RoundByCode(ctx, code); {
			case errors.Is(err, fault.NotFound) && !slices.Contains(r.Codes, code):
				s.Code = code
			case err != nil && !errors.Is(err, fault.NotFound):
				return err
			}
		}
		r.Codes = append(r.Codes, s.Code)
	}
	return nil
}
