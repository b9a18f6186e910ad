package heard

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"slices"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
)

// NewKey makes the key of an entry that is about to be written: its form carries it, so
// that sending the form twice adds it once.
func NewKey() string { return inspections.NewID() }

var keyForm = regexp.MustCompile(`^[a-z0-9]{8,40}$`)

// Put keeps an entry as somebody wrote it, in the next version of the page: a new one
// if its Version is 0, else in the place of the one that the person saw. The first entry
// of an inspection begins its page. fault.Problems for what is wrong with it,
// fault.Conflict if somebody changed it since it was seen, fault.NotFound if it is gone,
// or there is no such inspection.
func (s *Pages) Put(ctx context.Context, inspection string, e Entry, who string) (*Page, error) {
	e = e.tidied()
	if bad := e.check(); len(bad) > 0 {
		return nil, bad
	}
	if !keyForm.MatchString(e.Key) {
		return nil, fault.Wrap(fault.Invalid, "key of an entry")
	}
	if err := s.citable(ctx, inspection, e); err != nil {
		return nil, err
	}
	return s.write(ctx, inspection, who, "feedback.edit", func(c *Content) error {
		if err := c.put(e); err != nil {
			return err
		}
		return c.quotes()
	})
}

// put takes an entry in. The same new one again changes nothing.
func (c *Content) put(e Entry) error {
	if i := c.Find(e.Key); e.Version == 0 && i >= 0 {
		e.Version = c.Entries[i].Version
		if !reflect.DeepEqual(e, c.Entries[i]) {
			return fault.Wrap(fault.Conflict, "entry %s is there", e.Key)
		}
		return nil
	}
	if e.Version == 0 {
		if len(c.Entries) >= MaxEntries {
			return fault.Problem{ID: "staff.feedback.problem.entries", Args: map[string]any{"Max": MaxEntries}}
		}
		c.Entries = append(c.Entries, e)
		return nil
	}
	i, err := c.seen(e.Key, e.Version)
	if err == nil {
		c.Entries[i] = e
	}
	return err
}

// Drop takes an entry away. fault.Conflict if somebody changed it since version was
// seen, fault.NotFound if it is gone already.
func (s *Pages) Drop(ctx context.Context, inspection, key string, version int, who string) (*Page, error) {
	return s.write(ctx, inspection, who, "feedback.drop", func(c *Content) error {
		i, err := c.seen(key, version)
		if err == nil {
			c.Entries = slices.Delete(c.Entries, i, i+1)
		}
		return err
	})
}

// Tell adds what came of an entry's promise: it was kept, and the entry is done, or it
// was changed, and another day is promised, or none. fault.Problems for what is wrong,
// fault.Conflict if the entry was changed since version was seen.
func (s *Pages) Tell(ctx context.Context, inspection, key string, version int, n News, next, who string) (*Page, error) {
	return s.write(ctx, inspection, who, "feedback.promise", func(c *Content) error {
		i, err := c.seen(key, version)
		if err != nil {
			return err
		}
		e := c.Entries[i]
		if !e.State.Promises() || e.Due == "" {
			return fault.Wrap(fault.Closed, "entry %s of %s promises nothing", key, inspection)
		}
		n.Day, n.Was = s.today(), e.Due
		e.News = append(slices.Clone(e.News), n)
		e.Due = next
		if n.Kept {
			e.State = Done
		}
		e = e.tidied()
		if bad := e.check(); len(bad) > 0 {
			return bad
		}
		c.Entries[i] = e
		return nil
	})
}

// seen is the place of an entry as it was when a person saw it.
func (c *Content) seen(key string, version int) (int, error) {
	i := c.Find(key)
	switch {
	case i < 0:
		return 0, fault.Wrap(fault.NotFound, "entry %q", key)
	case c.Entries[i].Version != version:
		return 0, fault.Wrap(fault.Conflict, "entry %s is of version %d, not %d", key, c.Entries[i].Version, version)
	}
	return i, nil
}

// write makes the next version of a page, or the first. What changes nothing is not
// written.
func (s *Pages) write(ctx context.Context, inspection, who, did string, change func(*Content) error) (*Page, error) {
	for {
		p, err := s.docs.Update(ctx, inspection, func(p *Page) error { return s.next(ctx, p, who, did, change) })
		if errors.Is(err, errSame) {
			return s.docs.GetStrong(ctx, inspection)
		}
		if !errors.Is(err, fault.NotFound) {
			return p, err
		}
		if _, there := s.docs.GetStrong(ctx, inspection); there == nil {
			return nil, err // the entry is gone, not the page
		}
		p, err = s.begin(ctx, inspection, who, change)
		if !errors.Is(err, fault.Exists) { // else somebody began it meanwhile
			return p, err
		}
	}
}

// errSame says that there is nothing to write.
var errSame = errors.New("no change")

// begin makes the page of an inspection with its first version.
func (s *Pages) begin(ctx context.Context, inspection, who string, change func(*Content) error) (*Page, error) {
	in, err := s.book.Inspections.Get(ctx, inspection)
	if err != nil {
		return nil, err
	}
	p := &Page{Head: store.Head{ID: in.ID}, Synthetic: in.Synthetic}
	var c Content
	if err := change(&c); err != nil {
		return nil, err
	}
	s.put(p, c, who)
	p.Sign(collection, p.Head, who, "feedback.start", s.now())
	return p, s.docs.Insert(ctx, p)
}

// next writes the next version on the page as it is stored.
func (s *Pages) next(ctx context.Context, p *Page, who, did string, change func(*Content) error) error {
	c := p.Latest.Content.clone()
	if err := change(&c); err != nil {
		return err
	}
	if reflect.DeepEqual(c, p.Latest.Content) {
		return errSame
	}
	if err := s.settle(ctx, p); err != nil {
		return err
	}
	s.put(p, c, who)
	p.Sign(collection, p.Head, who, did, s.now())
	return nil
}

// put makes content the latest version, and notes who has a part in it, and in which
// languages. One document is one write, so that a version and its line cannot be parted.
func (s *Pages) put(p *Page, c Content, who string) {
	before, n := p.Latest.Content, p.Latest.Number+1
	for i, e := range c.Entries {
		if j := before.Find(e.Key); j < 0 || !reflect.DeepEqual(before.Entries[j], e) {
			c.Entries[i].Version = n
		}
	}
	p.Latest = Version{Head: store.Head{ID: versionID(p.ID, n)}, Page: p.ID, Number: n, Who: who, At: s.minute(), Content: c}
	p.Stage = Draft
	p.Writers = with(p.Writers, who)
	languages := append(before.languages(), c.languages()...)
	slices.Sort(languages)
	for _, lang := range slices.Compact(languages) {
		if before.in(lang) == c.in(lang) {
			continue
		}
		t := p.Tongue(lang)
		t.Writers, t.Checked, t.Who = with(t.Writers, who), false, ""
		p.setTongue(t)
	}
}

func (p *Page) setTongue(t Tongue) {
	p.Tongues = append(slices.DeleteFunc(slices.Clone(p.Tongues), func(old Tongue) bool { return old.Language == t.Language }), t)
}

// with is a list of people that has who in it.
func with(list []string, who string) []string {
	if slices.Contains(list, who) {
		return list
	}
	return append(slices.Clone(list), who)
}

// settle brings what a page carries of its latest write into the log and the trail.
// Done again it does nothing.
func (s *Pages) settle(ctx context.Context, p *Page) error {
	v := p.Latest
	if err := s.log.Insert(ctx, &v); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	return s.trail.Move(ctx, p.Audited)
}
