package findings

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
)

// Start begins a finding in an inspection, with the first state of the evidence and
// why. fault.Problems for what is wrong with it, fault.NotFound if there is no such
// inspection.
func (s *Findings) Start(ctx context.Context, inspection string, c Content, is Concern, why, who string) (*Finding, error) {
	in, err := s.book.Inspections.Get(ctx, inspection)
	if err != nil {
		return nil, err
	}
	if c, err = s.sound(ctx, in, c); err != nil {
		return nil, err
	}
	judged, err := s.judged(in, is, why, who)
	if err != nil {
		return nil, err
	}
	for {
		n, err := s.docs.Count(ctx, store.Query{Field: "inspection", Is: inspection, Strong: true})
		if err != nil {
			return nil, err
		}
		f := &Finding{
			Head: store.Head{ID: ID(inspection, int(n)+1)}, Inspection: inspection, Number: int(n) + 1, Synthetic: in.Synthetic,
			Stage: Draft, Writers: []string{who}, States: []Judged{judged},
		}
		f.Latest = Version{Head: store.Head{ID: versionID(f.ID, 1)}, Finding: f.ID, Number: 1, Who: who, At: s.minute(), Content: c}
		f.Sign(collection, f.Head, who, "finding.start", s.now())
		if err = s.docs.Insert(ctx, f); !errors.Is(err, fault.Exists) { // else somebody began one meanwhile
			return f, err
		}
	}
}

// sound is content that can be kept: tidied, with nothing wrong in it, every figure
// that it cites held by a release of the inspection, every quote let through. A quote that
// was cited before stays, whatever became of it.
func (s *Findings) sound(ctx context.Context, in *inspections.Inspection, c Content, before ...Content) (Content, error) {
	f, err := s.framework(ctx, in)
	if err != nil {
		return c, err
	}
	c = c.tidied(f)
	if err := c.check(); err != nil {
		return c, err
	}
	for _, source := range c.Sources {
		var err error
		switch source.Kind {
		case Table:
			_, err = s.held(ctx, in.ID, source)
		case Quoted:
			err = s.citable(ctx, in, source, before)
		}
		if err != nil {
			return c, err
		}
	}
	return c, s.apart(ctx, in.ID, c)
}

// Save keeps a person's content, made from version base, as the next version. What
// others changed since in other parts stays; *Clash if they changed the same ones, with
// nothing written. A finding that was offered is a draft again. fault.Closed for one
// that is agreed or withdrawn, fault.Problems for what is wrong.
func (s *Findings) Save(ctx context.Context, id string, base int, mine Content, why, who string) (*Finding, error) {
	if bad := fits(nil, "why", why, MaxWhy); bad != nil {
		return nil, bad
	}
	f, err := s.docs.Update(ctx, id, func(f *Finding) error {
		in, err := s.writable(ctx, f)
		if err != nil {
			return err
		}
		before, err := s.version(ctx, f, base)
		if err != nil {
			return err
		}
		own, err := s.sound(ctx, in, mine, before.Content, f.Latest.Content)
		if err != nil {
			return err
		}
		joined, parts := merge(before.Content, f.Latest.Content, own)
		if len(parts) > 0 {
			return &Clash{Now: f.Latest, Mine: own, Joined: joined, Parts: parts}
		}
		if joined, err = s.sound(ctx, in, joined, before.Content, f.Latest.Content); err != nil {
			return err
		}
		if reflect.DeepEqual(joined, f.Latest.Content) {
			return errSame
		}
		if err := s.settle(ctx, f); err != nil {
			return err
		}
		s.write(f, joined, why, who)
		f.Sign(collection, f.Head, who, "finding.edit", s.now())
		return nil
	})
	if errors.Is(err, errSame) {
		return s.docs.GetStrong(ctx, id)
	}
	return f, err
}

// errSame says that there is nothing to write.
var errSame = errors.New("no change")

// write puts the next version on the document; the one before it must be settled. One
// document is one write, so that a version and its line cannot be parted.
func (s *Findings) write(f *Finding, c Content, why, who string) {
	n := f.Latest.Number + 1
	f.Latest = Version{Head: store.Head{ID: versionID(f.ID, n)}, Finding: f.ID, Number: n, Who: who, At: s.minute(), Why: why, Content: c}
	f.Stage = Draft
	f.wrote(who)
}

// wrote notes that somebody has a part in the finding, so that they cannot agree it.
func (f *Finding) wrote(who string) {
	if !slices.Contains(f.Writers, who) {
		f.Writers = append(f.Writers, who)
	}
}

// settle brings what a finding carries of its latest write into the log and the trail.
// Done again it does nothing.
func (s *Findings) settle(ctx context.Context, f *Finding) error {
	v := f.Latest
	if err := s.log.Insert(ctx, &v); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	return s.trail.Move(ctx, f.Audited)
}

// writable reads the inspection of a finding that may be changed. fault.Closed if it
// may not.
func (s *Findings) writable(ctx context.Context, f *Finding) (*inspections.Inspection, error) {
	if f.Stage != Draft && f.Stage != Offered {
		return nil, fault.Wrap(fault.Closed, "finding %s is %s", f.ID, f.Stage)
	}
	return s.book.Inspections.Get(ctx, f.Inspection)
}

// step alters a finding, but not its content, and leaves a line. mark is that of the
// finding as the person saw it: fault.Conflict if somebody changed it since.
func (s *Findings) step(ctx context.Context, id, mark, who, did string, alter func(*Finding) error) (*Finding, error) {
	return s.docs.Update(ctx, id, func(f *Finding) error {
		if f.Mark() != mark {
			return fault.Wrap(fault.Conflict, "finding %s is at %q, not %q", id, f.Mark(), mark)
		}
		if len(f.States)+len(f.Readings) >= maxSteps {
			return fault.Wrap(fault.Closed, "finding %s has had %d states and readings", id, maxSteps)
		}
		if err := s.settle(ctx, f); err != nil { // as it is stored, before anything is altered
			return err
		}
		if err := alter(f); err != nil {
			return err
		}
		f.Sign(collection, f.Head, who, did, s.now())
		return nil
	})
}

// maxSteps is how many states and readings one finding can have: far more than the
// weeks of an inspection bring.
const maxSteps = 500

// Move says what the evidence shows now, and why. fault.Problem without a reason, or if
// that is its state already; fault.Closed for a finding that is agreed or withdrawn.
func (s *Findings) Move(ctx context.Context, id, mark string, is Concern, why, who string) (*Finding, error) {
	return s.step(ctx, id, mark, who, "finding.state", func(f *Finding) error {
		in, err := s.writable(ctx, f)
		if err != nil {
			return err
		}
		judged, err := s.judged(in, is, why, who)
		if err != nil {
			return err
		}
		if is == f.State() {
			return fault.Problem{Field: "state", ID: "staff.problem.same"}
		}
		f.States, f.Stage = append(f.States, judged), Draft
		f.wrote(who)
		return nil
	})
}

func (s *Findings) judged(in *inspections.Inspection, is Concern, why, who string) (Judged, error) {
	why = lines(why)
	var bad fault.Problems
	if !slices.Contains(Concerns(), is) {
		bad = append(bad, fault.Problem{Field: "state", ID: "staff.problem.choice"})
	}
	if why == "" {
		bad = append(bad, fault.Problem{Field: "why", ID: "staff.problem.missing"})
	}
	bad = fits(bad, "why", why, MaxWhy)
	return Judged{Is: is, Who: who, At: s.minute(), Week: max(0, in.Week(s.now())), Why: why}, bad.Err()
}

// Sweep brings the lines that wait on findings into the trail. Call it every minute;
// several servers may. The latest version waits on its finding for the next one.
func (s *Findings) Sweep(ctx context.Context) error {
	return audit.Sweep(ctx, s.trail, s.docs, func(f *Finding) *audit.Audited { return &f.Audited })
}
