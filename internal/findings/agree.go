package findings

import (
	"context"
	"slices"

	"kist/internal/fault"
)

// Offer lays a finding before a second inspector. fault.Problems if something is
// missing, or a number in it is held by no figure that it cites; fault.Closed unless it
// is a draft.
func (s *Findings) Offer(ctx context.Context, id, mark, who string) (*Finding, error) {
	return s.step(ctx, id, mark, who, "finding.offer", func(f *Finding) error {
		if f.Stage != Draft {
			return fault.Wrap(fault.Closed, "finding %s is %s", id, f.Stage)
		}
		if err := s.ready(ctx, f); err != nil {
			return err
		}
		f.Stage = Offered
		return nil
	})
}

// Read keeps what a second inspector found, and agrees the finding or makes it a draft
// again. fault.Denied for who wrote any of it since it was last agreed, fault.Problem
// without a reason, fault.Closed unless it was offered.
func (s *Findings) Read(ctx context.Context, id, mark string, is Verdict, why, who string) (*Finding, error) {
	why = lines(why)
	did := "finding.return"
	if is == Yes {
		did = "finding.agree"
	}
	return s.step(ctx, id, mark, who, did, func(f *Finding) error {
		switch {
		case f.Stage != Offered:
			return fault.Wrap(fault.Closed, "finding %s is %s", id, f.Stage)
		case slices.Contains(f.Writers, who):
			return fault.Wrap(fault.Denied, "finding %s was written by the same person", id)
		case !slices.Contains(Verdicts(), is):
			return fault.Problem{Field: "is", ID: "staff.problem.choice"}
		case why == "":
			return fault.Problem{Field: "why", ID: "staff.problem.missing"}
		}
		if bad := fits(nil, "why", why, MaxWhy); bad != nil {
			return bad
		}
		f.Readings = append(f.Readings, Reading{Is: is, Version: f.Latest.Number, Who: who, At: s.minute(), Why: why})
		if is != Yes {
			f.Stage = Draft
			return nil
		}
		if err := s.ready(ctx, f); err != nil { // the releases are asked once more
			return err
		}
		f.agree(who, s.minute())
		return nil
	})
}

// agree makes the latest version the one that two stand for.
func (f *Finding) agree(who, at string) {
	c := f.Latest.Content
	f.Stage = Settled
	f.Agreed = &Accord{Version: f.Latest.Number, Who: who, At: at, Statement: c.Statement, Bears: c.Bears, Is: f.State()}
	for _, source := range c.Sources {
		cited := Cited{source.Release, source.Question}
		if source.Kind == Table && source.Bearing != Silent && !slices.Contains(f.Agreed.Cites, cited) {
			f.Agreed.Cites = append(f.Agreed.Cites, cited)
		}
	}
}

// Reopen takes an agreed finding up again, as a draft that whoever does so has a part
// in: the next version is agreed by somebody else. Who wrote the agreed one may do
// that, for two have stood for it already. What was agreed stays until then.
// fault.Problem without a reason, fault.Closed unless it is agreed.
func (s *Findings) Reopen(ctx context.Context, id, mark, why, who string) (*Finding, error) {
	return s.turn(ctx, id, mark, who, "finding.reopen", Settled, Draft, why)
}

// Withdraw gives a finding up that was never agreed. fault.Problem without a reason,
// fault.Closed for one that is or was agreed.
func (s *Findings) Withdraw(ctx context.Context, id, mark, why, who string) (*Finding, error) {
	return s.turn(ctx, id, mark, who, "finding.withdraw", Draft, Withdrawn, why)
}

// turn takes a finding from one stage to another for a reason, which is kept as a
// version of its own with the same content.
func (s *Findings) turn(ctx context.Context, id, mark, who, did string, from, to Stage, why string) (*Finding, error) {
	why = lines(why)
	return s.step(ctx, id, mark, who, did, func(f *Finding) error {
		switch {
		case f.Stage != from || to == Withdrawn && f.Agreed != nil:
			return fault.Wrap(fault.Closed, "finding %s is %s", id, f.Stage)
		case why == "":
			return fault.Problem{Field: "why", ID: "staff.problem.missing"}
		}
		if bad := fits(nil, "why", why, MaxWhy); bad != nil {
			return bad
		}
		if from == Settled {
			f.Writers = nil
		}
		s.write(f, f.Latest.Content, why, who)
		f.Stage = to
		return nil
	})
}

// ready says what is still missing before another inspector can be asked.
func (s *Findings) ready(ctx context.Context, f *Finding) error {
	missing, err := s.Missing(ctx, f)
	if err != nil {
		return err
	}
	return missing.Err()
}

// Missing lists what a finding needs before it can be offered: what it comes to, an
// indicator, evidence that supports it, and that no number stands in it which no cited
// figure holds.
func (s *Findings) Missing(ctx context.Context, f *Finding) (fault.Problems, error) {
	c := f.Latest.Content
	var bad fault.Problems
	if c.Bears == "" {
		bad = append(bad, fault.Problem{Field: "bears", ID: "staff.findings.missing.bears"})
	}
	if len(c.Indicators) == 0 {
		bad = append(bad, fault.Problem{Field: "indicators", ID: "staff.findings.missing.indicators"})
	}
	if !slices.ContainsFunc(c.Sources, func(x Source) bool { return x.Bearing == Supports }) {
		bad = append(bad, fault.Problem{Field: "sources", ID: "staff.findings.missing.sources"})
	}
	shown, err := s.Show(ctx, f.Inspection, c)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(shown, func(x Shown) bool { return x.Kind == Quoted && x.Gone }) {
		bad = append(bad, fault.Problem{Field: "sources", ID: "staff.findings.missing.quote"})
	}
	numbers, err := s.Unheld(ctx, f.Inspection, c)
	for _, n := range numbers {
		if !n.Words {
			bad = append(bad, fault.Problem{Field: n.Where, ID: "staff.findings.missing.number", Args: map[string]any{"Number": n.Text}})
		}
	}
	return bad, err
}
