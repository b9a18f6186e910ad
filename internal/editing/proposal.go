package editing

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
)

// State is how far a proposal has come.
type State string

// The states of a proposal. All but Open are ends.
const (
	Open      State = "open"
	Accepted  State = "accepted"
	Declined  State = "declined"
	Withdrawn State = "withdrawn" // by who made it
)

// Proposal is a change that somebody would like. The group talks and votes, and
// one person decides, with a reason that stays.
type Proposal struct {
	store.Head    `bson:",inline"`
	audit.Audited `bson:",inline"`
	Survey        string    `json:"survey"`
	Question      string    `json:"question,omitempty"` // that it is about; empty: none alone
	About         string    `json:"about"`              // survey/question, to be found by
	Undecided     string    `json:"undecided"`          // the survey while it is open, then empty
	By            string    `json:"by"`                 // account id
	At            string    `json:"at"`                 // minute in UTC
	Why           string    `json:"why"`
	Hard          []string  `json:"hard,omitempty"`  // hard themes of what it changes: see Touches
	Edits         []Edit    `json:"edits,omitempty"` // empty in lists: see part
	Part          string    `json:"part,omitempty"`  // id of the part that holds them; empty: they are in Edits
	State         State     `json:"state"`
	Votes         []Vote    `json:"votes,omitempty"` // one a person, in the order of first votes
	Decision      *Decision `json:"decision,omitempty"`
	Became        int       `json:"became,omitempty"` // the number of the change that it became; 0: none
}

// Vote is what one person thinks of a proposal.
type Vote struct {
	Who  string `json:"who"`
	Is   string `json:"is"` // Agree, NotSure or Disagree
	Why  string `json:"why,omitempty"`
	Last string `json:"last"` // minute in UTC of its latest change
}

// What a vote may be.
const (
	Agree    = "agree"
	NotSure  = "not_sure"
	Disagree = "disagree"
)

// Decision ends a proposal.
type Decision struct {
	Who string `json:"who"`
	At  string `json:"at"` // minute in UTC
	Why string `json:"why"`
}

const proposalsName = "survey_proposals"

var proposalsSpec = store.Spec{Name: proposalsName, Indexes: []store.Index{
	{Field: "undecided", Order: "at"}, {Field: "about", Order: "at"}, {Field: "survey", Order: "at"},
	{Field: "by", Order: "at"}, {Field: audit.WaitingField},
}}

// MaxEdits is how much one proposal may change at once; a new question in ten
// languages and four editions is a few hundred.
const MaxEdits = 2000

// Propose puts a change up for talk: what makes after of the draft's present
// state. fault.Problem without a reason, or if nothing changes;
// surveys.Findings if the survey could not be published with it.
func (d *Drafts) Propose(ctx context.Context, survey string, after *surveys.Survey, who, why string) (*Proposal, error) {
	doc, err := d.docs.Get(ctx, survey)
	if err != nil {
		return nil, err
	}
	return d.propose(ctx, doc, after, who, why)
}

// ProposeEdits is Propose for edits of an earlier state. Clashes if others
// changed the same places since: nothing is written then.
func (d *Drafts) ProposeEdits(ctx context.Context, survey string, edits []Edit, who, why string) (*Proposal, error) {
	doc, err := d.docs.GetStrong(ctx, survey)
	if err != nil {
		return nil, err
	}
	after, err := Apply(doc.Survey, edits)
	if err != nil {
		return nil, err
	}
	return d.propose(ctx, doc, after, who, why)
}

func (d *Drafts) propose(ctx context.Context, doc *Draft, after *surveys.Survey, who, why string) (*Proposal, error) {
	if err := doc.inUse(); err != nil {
		return nil, err
	}
	edits := Diff(doc.Survey, after)
	if err := proposable(edits, why); err != nil {
		return nil, err
	}
	if err := after.Flaws().Err(); err != nil {
		return nil, err
	}
	p := &Proposal{
		Head: store.Head{ID: inspections.NewID()}, Survey: doc.ID, Question: subject(edits), Undecided: doc.ID,
		By: who, At: d.minute(), Why: why, Hard: hardOf(edits), State: Open,
	}
	var err error
	if p.Part, err = d.keepPart(ctx, p.ID, edits); err != nil {
		return nil, err
	}
	p.About = doc.ID + "/" + p.Question
	p.Sign(proposalsName, p.Head, who, "proposal.make", d.now())
	if err := d.proposals.Insert(ctx, p); err != nil {
		return nil, err
	}
	p.Edits = edits
	return p, nil
}

func proposable(edits []Edit, why string) error {
	switch {
	case why == "":
		return fault.Problem{Field: "why", ID: "staff.problem.missing"}
	case len(edits) == 0:
		return fault.Problem{ID: "staff.problem.same"}
	case len(edits) > MaxEdits:
		return fault.Problem{ID: "staff.problem.much", Args: map[string]any{"Max": MaxEdits}}
	}
	return limited("why", why, MaxWhy)
}

func (d *Drafts) minute() string { return d.now().UTC().Format(audit.Minute) }

// subject is the one question that edits are about; empty if there is none.
func subject(edits []Edit) string {
	key := ""
	for _, e := range edits {
		switch q := e.Question(); {
		case q == "" || q == key:
		case key != "":
			return ""
		default:
			key = q
		}
	}
	return key
}

// Proposal reads one, edits and all. fault.NotFound if there is none.
func (d *Drafts) Proposal(ctx context.Context, id string) (*Proposal, error) {
	p, err := d.proposals.GetStrong(ctx, id)
	if err != nil {
		return nil, err
	}
	return p, d.readPart(ctx, p)
}

// Undecided lists the open proposals of a survey, the oldest first, without their
// edits.
func (d *Drafts) Undecided(ctx context.Context, survey string) ([]*Proposal, error) {
	return d.proposals.All(ctx, store.Query{Field: "undecided", Is: survey, Order: "at"})
}

// About lists every proposal about a question, the latest first; an empty
// question stands for those that are about none alone. Their edits stay away.
func (d *Drafts) About(ctx context.Context, survey, question string) ([]*Proposal, error) {
	return d.proposals.All(ctx, store.Query{Field: "about", Is: survey + "/" + question, Order: "at", Desc: true})
}

// Seen stands for what the proposal would change, as it reads now. Whoever votes or
// decides says which they read: joining it with others' changes makes it another.
func (p *Proposal) Seen() string { return p.Part }

// unmoved is fault.Conflict if the proposal is no longer what somebody read.
func (p *Proposal) unmoved(seen string) error {
	if p.Seen() != seen {
		return fault.Wrap(fault.Conflict, "proposal %s was joined meanwhile", p.ID)
	}
	return nil
}

// Vote sets a person's vote on what they read; voting again changes it, so that each
// counts once. fault.Conflict if the proposal reads otherwise by now, fault.Closed
// if it is decided; fault.Problem for a vote that there is not, or a disagreement
// without a reason.
func (d *Drafts) Vote(ctx context.Context, id, seen, who, is, why string) (*Proposal, error) {
	if !slices.Contains([]string{Agree, NotSure, Disagree}, is) {
		return nil, fault.Problem{Field: "vote", ID: "staff.problem.choice"}
	}
	if is == Disagree && why == "" {
		return nil, fault.Problem{Field: "why", ID: "staff.problem.missing"}
	}
	if err := limited("why", why, MaxWhy); err != nil {
		return nil, err
	}
	return d.alter(ctx, id, who, "proposal.vote", func(p *Proposal) error {
		if err := p.unmoved(seen); err != nil {
			return err
		}
		vote := Vote{who, is, why, d.minute()}
		if i := slices.IndexFunc(p.Votes, func(v Vote) bool { return v.Who == who }); i >= 0 {
			p.Votes[i] = vote
		} else {
			p.Votes = append(p.Votes, vote)
		}
		return nil
	})
}

// Tally counts the votes of one kind.
func (p *Proposal) Tally(is string) int {
	n := 0
	for _, v := range p.Votes {
		if v.Is == is {
			n++
		}
	}
	return n
}

// VoteOf is a person's vote; the zero Vote if there is none.
func (p *Proposal) VoteOf(who string) Vote {
	i := slices.IndexFunc(p.Votes, func(v Vote) bool { return v.Who == who })
	if i < 0 {
		return Vote{}
	}
	return p.Votes[i]
}

// Accept makes the proposal's change, as the person read it, and ends it. Done again
// after a crash, it finds the change made. Clashes if others changed the same places
// since, and fault.Conflict if the proposal reads otherwise by now; it stays open then.
func (d *Drafts) Accept(ctx context.Context, id, seen, who, why string) (*Proposal, error) {
	p, err := d.Proposal(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.State != Open {
		return nil, fault.Wrap(fault.Closed, "proposal %s is %s", id, p.State)
	}
	if err := errors.Join(p.unmoved(seen), limited("why", why, MaxWhy)); err != nil {
		return nil, err
	}
	c := Change{Who: who, Why: cmp.Or(why, p.Why), Proposal: id}
	doc, made, err := d.change(ctx, p.Survey, c, applying(p.Edits))
	if err != nil {
		return nil, err
	}
	if err := d.credit(ctx, doc, made, p.By); err != nil {
		return nil, err
	}
	return d.end(ctx, id, seen, Accepted, who, why, doc.Seq)
}

// Decline ends a proposal without its change. The reason is needed. fault.Conflict
// if the proposal reads otherwise by now than the person read it.
func (d *Drafts) Decline(ctx context.Context, id, seen, who, why string) (*Proposal, error) {
	if why == "" {
		return nil, fault.Problem{Field: "why", ID: "staff.problem.missing"}
	}
	return d.end(ctx, id, seen, Declined, who, why, 0)
}

// Withdraw takes back one's own proposal. fault.Denied for somebody else's.
func (d *Drafts) Withdraw(ctx context.Context, id, who string) (*Proposal, error) {
	p, err := d.proposals.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.By != who {
		return nil, fault.Wrap(fault.Denied, "proposal %s is another's", id)
	}
	return d.end(ctx, id, p.Seen(), Withdrawn, who, "", 0)
}

func (d *Drafts) end(ctx context.Context, id, seen string, s State, who, why string, became int) (*Proposal, error) {
	if err := limited("why", why, MaxWhy); err != nil {
		return nil, err
	}
	return d.alter(ctx, id, who, "proposal."+string(s), func(p *Proposal) error {
		if err := p.unmoved(seen); err != nil {
			return err
		}
		p.State, p.Undecided, p.Decision, p.Became = s, "", &Decision{who, d.minute(), why}, became
		return nil
	})
}

// alter changes an open proposal and leaves a line.
func (d *Drafts) alter(ctx context.Context, id, who, did string, change func(*Proposal) error) (*Proposal, error) {
	d.turn.Lock()
	defer d.turn.Unlock()
	return d.proposals.Update(ctx, id, func(p *Proposal) error {
		if p.State != Open {
			return fault.Wrap(fault.Closed, "proposal %s is %s", id, p.State)
		}
		if err := change(p); err != nil {
			return err
		}
		if err := d.trail.Move(ctx, p.Audited); err != nil {
			return err
		}
		p.Sign(proposalsName, p.Head, who, did, d.now())
		return nil
	})
}

// Rebase joins a proposal with what the draft became meanwhile: for each place
// that clashed, the text that the proposal shall have. It is how two people's
// changes of one place are merged. Votes on what it was before are no votes on what
// it is now. fault.Denied for somebody else's proposal, surveys.Findings if the
// survey could not be published with it.
func (d *Drafts) Rebase(ctx context.Context, id, who string, texts map[surveys.Unit]string) (*Proposal, error) {
	p, err := d.Proposal(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.By != who {
		return nil, fault.Wrap(fault.Denied, "proposal %s is another's", id)
	}
	doc, err := d.docs.GetStrong(ctx, p.Survey)
	if err != nil {
		return nil, err
	}
	edits := rebase(doc.Survey, p.Edits, texts)
	after, err := Apply(doc.Survey, edits)
	if err != nil {
		return nil, err
	}
	if err := after.Flaws().Err(); err != nil {
		return nil, err
	}
	same := slices.Equal(edits, p.Edits)
	part, err := d.keepPart(ctx, id, edits)
	if err != nil {
		return nil, err
	}
	p, err = d.alter(ctx, id, who, "proposal.merge", func(p *Proposal) error {
		p.Part, p.Edits, p.Hard = part, nil, hardOf(edits)
		if !same {
			p.Votes = nil
		}
		return nil
	})
	if err == nil {
		p.Edits = edits
	}
	return p, err
}

// rebase makes edits fit onto s, with the texts chosen for what clashed; an
// edit whose text is what stands already falls away.
func rebase(s *surveys.Survey, edits []Edit, texts map[surveys.Unit]string) []Edit {
	units := s.Units()
	var out []Edit
	for _, e := range edits {
		if text, chosen := texts[e.Unit]; chosen {
			e.Before, e.After = units[e.Unit], text
		}
		if e.After != units[e.Unit] {
			out = append(out, e)
		}
	}
	return out
}

// Clashing lists what stands in the way of accepting a proposal; none if it fits.
func (d *Drafts) Clashing(ctx context.Context, p *Proposal) (Clashes, error) {
	doc, err := d.docs.Get(ctx, p.Survey)
	if err != nil {
		return nil, err
	}
	_, err = Apply(doc.Survey, p.Edits)
	var clashes Clashes
	if errors.As(err, &clashes) {
		return clashes, nil
	}
	return nil, err
}
