package themes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// Codebook is the tree of themes of one inspection, as it is now.
type Codebook struct {
	store.Head    `bson:",inline"` // ID: inspection
	audit.Audited `bson:",inline"`
	Synthetic     bool    `json:"synthetic"`
	Latest        Version `json:"latest"`
}

// Version is a codebook as somebody left it. Versions are only ever added.
type Version struct {
	store.Head `bson:",inline"` // ID: inspection/number, six digits
	Inspection string           `json:"inspection"`
	Number     int              `json:"number"` // from 1; 0: nobody wrote anything yet
	Who        string           `json:"who"`    // account id
	At         string           `json:"at"`     // minute in UTC
	Themes     []Theme          `json:"themes"`
}

// Theme is a named idea. Its words are people's own, never a child's.
type Theme struct {
	Key         string   `json:"key"`
	Parent      string   `json:"parent,omitempty"` // key; empty: at the top
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"` // when to give it, and when not
	Examples    []string `json:"examples,omitempty"`    // made up by those who code
	Links       []string `json:"links,omitempty"`       // codes of quality indicators
	Retired     bool     `json:"retired,omitempty"`     // given no more
	Into        string   `json:"into,omitempty"`        // of a retired one: what its codings count as; empty: nothing
	Changed     int      `json:"changed"`               // version in which it became as it is
}

// The most that a codebook holds.
const (
	MaxThemes      = 200
	MaxDepth       = 4
	MaxName        = 80 // runes
	MaxDescription = 1000
	MaxExamples    = 10
	MaxExample     = 300
	MaxLinks       = 20
)

// Book reads the codebook of an inspection; one that nobody began is empty.
func (s *Themes) Book(ctx context.Context, inspection string) (*Codebook, error) {
	b, err := s.books.GetStrong(ctx, inspection)
	if errors.Is(err, fault.NotFound) {
		return &Codebook{Head: store.Head{ID: inspection}, Latest: Version{Inspection: inspection}}, nil
	}
	return b, err
}

// Begin makes sure that an inspection has a codebook; synthetic says that what it will
// hold is invented. One that is there stays as it is.
func (s *Themes) Begin(ctx context.Context, inspection string, synthetic bool) error {
	b := &Codebook{Head: store.Head{ID: inspection}, Synthetic: synthetic, Latest: Version{Inspection: inspection}}
	if err := s.books.Insert(ctx, b); !errors.Is(err, fault.Exists) {
		return err
	}
	return nil
}

// Clash says that somebody changed a theme since it was read: nothing was written.
type Clash struct {
	Now  Theme // as it is
	Mine Theme // as it was to be
	Base int   // the version to make the next change from
}

// Error names the theme by its key.
func (c *Clash) Error() string { return "theme " + c.Now.Key + " was changed meanwhile" }

// Unwrap makes a clash a conflict.
func (c *Clash) Unwrap() error { return fault.Conflict }

// Put adds a theme or changes it, as it was written from version base; others are left
// as they are now. A theme with a key that is not there is a new one: sent twice it is
// added once. *Clash if somebody changed it since, fault.Problems for what is wrong
// with it.
func (s *Themes) Put(ctx context.Context, inspection string, base int, t Theme, who string) (*Codebook, error) {
	t = t.tidied()
	return s.change(ctx, inspection, who, "codebook.theme", func(v *Version) error {
		i := v.index(t.Key)
		if i >= 0 { // whether it is in use is not changed by what it says
			t.Retired, t.Into = v.Themes[i].Retired, v.Themes[i].Into
		}
		if i >= 0 && v.Themes[i].Changed > base && !same(v.Themes[i], t) {
			return &Clash{Now: v.Themes[i], Mine: t, Base: v.Number}
		}
		if err := v.check(t); err != nil {
			return err
		}
		switch {
		case i < 0:
			v.Themes = append(v.Themes, t)
			i = len(v.Themes) - 1
		case same(v.Themes[i], t):
			return errSame
		default:
			v.Themes[i] = t
		}
		v.Themes[i].Changed = v.Number + 1
		return nil
	})
}

// Retire takes a theme out of use; what was coded so counts as into from then on, or as
// nothing if that is empty. fault.NotFound for a theme that is not there; a
// fault.Problem for one that others lie under, or an into that is not in use.
func (s *Themes) Retire(ctx context.Context, inspection, key, into, who string) (*Codebook, error) {
	return s.change(ctx, inspection, who, "codebook.retire", func(v *Version) error {
		i := v.index(key)
		if i < 0 {
			return fault.Wrap(fault.NotFound, "theme %s", key)
		}
		if slices.ContainsFunc(v.Themes, func(t Theme) bool { return t.Parent == key && !t.Retired }) {
			return fault.Problem{Field: "into", ID: "staff.themes.problem.above"}
		}
		if j := v.index(into); into != "" && (j < 0 || j == i || v.Themes[j].Retired) {
			return fault.Problem{Field: "into", ID: "staff.problem.choice"}
		}
		v.Themes[i].Retired, v.Themes[i].Into, v.Themes[i].Changed = true, into, v.Number+1
		return nil
	})
}

// Restore takes a retired theme back into use, at the top if what it lay under is not.
// fault.NotFound for one that is not there, fault.Problems if its name is taken now.
func (s *Themes) Restore(ctx context.Context, inspection, key, who string) (*Codebook, error) {
	return s.change(ctx, inspection, who, "codebook.restore", func(v *Version) error {
		i := v.index(key)
		if i < 0 {
			return fault.Wrap(fault.NotFound, "theme %s", key)
		}
		t := v.Themes[i]
		if j := v.index(t.Parent); j < 0 || v.Themes[j].Retired {
			t.Parent = ""
		}
		t.Retired, t.Into, t.Changed = false, "", v.Number+1
		if err := v.check(t); err != nil {
			return err
		}
		v.Themes[i] = t
		return nil
	})
}

// errSame says that there is nothing to write.
var errSame = errors.New("no change")

// change writes the next version of a codebook. The one before it is brought into the
// log first, so that no version is lost whatever falls in between.
func (s *Themes) change(ctx context.Context, inspection, who, did string, alter func(*Version) error) (*Codebook, error) {
	if err := s.Begin(ctx, inspection, false); err != nil {
		return nil, err
	}
	b, err := s.books.Update(ctx, inspection, func(b *Codebook) error {
		if err := s.settle(ctx, b); err != nil {
			return err
		}
		v := b.Latest
		v.Themes = slices.Clone(v.Themes)
		if err := alter(&v); err != nil {
			return err
		}
		v.Number++
		v.Head = store.Head{ID: fmt.Sprintf("%s/%06d", inspection, v.Number)}
		v.Who, v.At = who, s.minute()
		b.Latest = v
		b.Sign(booksName, b.Head, who, did, s.now())
		return nil
	})
	if errors.Is(err, errSame) {
		return s.Book(ctx, inspection)
	}
	return b, err
}

func (s *Themes) settle(ctx context.Context, b *Codebook) error {
	if v := b.Latest; v.Number > 0 {
		if err := s.log.Insert(ctx, &v); err != nil && !errors.Is(err, fault.Exists) {
			return err
		}
	}
	return s.trail.Move(ctx, b.Audited)
}

// History lists the versions of a codebook, the latest first; none if nobody wrote
// anything.
func (s *Themes) History(ctx context.Context, b *Codebook) ([]Version, error) {
	if b.Latest.Number == 0 {
		return nil, nil
	}
	before, err := s.log.All(ctx, store.Query{Field: "inspection", Is: b.ID, Order: "number", Desc: true, To: int64(b.Latest.Number)})
	if err != nil {
		return nil, err
	}
	list := []Version{b.Latest} // which may be on the codebook alone
	for _, v := range before {
		list = append(list, *v)
	}
	return list, nil
}

func (v Version) index(key string) int {
	return slices.IndexFunc(v.Themes, func(t Theme) bool { return t.Key == key })
}

// Theme is the theme with a key; false if there is none.
func (v Version) Theme(key string) (Theme, bool) {
	if i := v.index(key); i >= 0 {
		return v.Themes[i], true
	}
	return Theme{}, false
}

// Name is what a theme is called; its key if there is none.
func (v Version) Name(key string) string {
	if t, ok := v.Theme(key); ok {
		return t.Name
	}
	return key
}

// Resolve is what a theme counts as: itself, what it was retired into, or nothing.
func (v Version) Resolve(key string) string {
	for range len(v.Themes) + 1 { // a circle ends too
		t, ok := v.Theme(key)
		if !ok {
			return ""
		}
		if !t.Retired {
			return key
		}
		key = t.Into
	}
	return ""
}

// ResolveAll is what themes count as, each once, sorted.
func (v Version) ResolveAll(keys []string) []string {
	var list []string
	for _, k := range keys {
		if r := v.Resolve(k); r != "" {
			list = append(list, r)
		}
	}
	return sorted(list)
}

// Branch is a theme with those under it.
type Branch struct {
	Theme
	Depth int // 0 at the top
	Under []Branch
}

// Tree is the themes in use, each under its own, in the order in which they were added.
func (v Version) Tree() []Branch { return v.under("", 0) }

func (v Version) under(parent string, depth int) []Branch {
	var list []Branch
	for _, t := range v.Themes {
		if t.Parent == parent && !t.Retired && depth < MaxDepth {
			list = append(list, Branch{t, depth, v.under(t.Key, depth+1)})
		}
	}
	return list
}

// Flat is a tree row by row.
func Flat(tree []Branch) []Branch {
	var list []Branch
	for _, b := range tree {
		list = append(append(list, b), Flat(b.Under)...)
	}
	return list
}

// InUse are the keys of the themes in use, in the order of the tree.
func (v Version) InUse() []string {
	var list []string
	for _, b := range Flat(v.Tree()) {
		list = append(list, b.Key)
	}
	return list
}

func same(a, b Theme) bool {
	return a.Parent == b.Parent && a.Name == b.Name && a.Description == b.Description && a.Retired == b.Retired && a.Into == b.Into &&
		slices.Equal(a.Examples, b.Examples) && slices.Equal(a.Links, b.Links)
}

func (t Theme) tidied() Theme {
	t.Name, t.Description = strings.Join(strings.Fields(t.Name), " "), strings.TrimSpace(t.Description)
	t.Examples, t.Links = filled(t.Examples), filled(t.Links)
	return t
}

// filled are those of a list that say something.
func filled(list []string) []string {
	var kept []string
	for _, text := range list {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

// check says what is wrong with a theme that is to be put into a version.
func (v Version) check(t Theme) error {
	var bad fault.Problems
	if t.Key == "" || strings.ContainsAny(t.Key, "/ ") || len(t.Key) > MaxName {
		return fault.Wrap(fault.Invalid, "theme with key %q", t.Key)
	}
	if t.Name == "" {
		bad = append(bad, fault.Problem{Field: "name", ID: "staff.problem.missing"})
	}
	if v.index(t.Key) < 0 && len(v.Themes) >= MaxThemes {
		bad = append(bad, fault.Problem{Field: "name", ID: "staff.themes.problem.many", Args: map[string]any{"Most": MaxThemes}})
	}
	if slices.ContainsFunc(v.Themes, func(o Theme) bool {
		return o.Key != t.Key && !o.Retired && o.Parent == t.Parent && strings.EqualFold(o.Name, t.Name)
	}) {
		bad = append(bad, fault.Problem{Field: "name", ID: "staff.themes.problem.taken"})
	}
	bad = long(bad, "name", t.Name, MaxName)
	bad = long(bad, "description", t.Description, MaxDescription)
	bad = long(bad, "links", strings.Join(t.Links, "\n"), MaxLinks*8)
	if len(t.Examples) > MaxExamples {
		bad = append(bad, fault.Problem{Field: "examples", ID: "staff.problem.long", Args: map[string]any{"Max": MaxExamples * MaxExample}})
	}
	for _, e := range t.Examples {
		bad = long(bad, "examples", e, MaxExample)
	}
	if !v.fits(t) {
		bad = append(bad, fault.Problem{Field: "parent", ID: "staff.themes.problem.parent", Args: map[string]any{"Most": MaxDepth}})
	}
	return bad.Err()
}

func long(bad fault.Problems, field, text string, most int) fault.Problems {
	switch {
	case utf8.RuneCountInString(text) > most:
		return append(bad, fault.Problem{Field: field, ID: "staff.problem.long", Args: map[string]any{"Max": most}})
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }):
		return append(bad, fault.Problem{Field: field, ID: "staff.problem.signs"})
	}
	return bad
}

// fits says whether a theme can lie where it says: under one in use, not under itself,
// and with all that lie under it not too deep.
func (v Version) fits(t Theme) bool {
	depth := 1
	for parent := t.Parent; parent != ""; depth++ {
		p, ok := v.Theme(parent)
		if !ok || p.Retired || p.Key == t.Key || depth > MaxDepth {
			return false
		}
		parent = p.Parent
	}
	return depth+v.height(t.Key) <= MaxDepth
}

// height is how many levels lie under a theme.
func (v Version) height(key string) int {
	most := 0
	for _, t := range v.Themes {
		if t.Parent == key && t.Key != key && !t.Retired {
			most = max(most, 1+v.height(t.Key))
		}
	}
	return most
}

// sorted is a list in order, each once.
func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
