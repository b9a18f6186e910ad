package editing

import (
	"context"
	"errors"
	"slices"

	"kist/internal/fault"
	"kist/surveys"
)

// Review is how a state of a draft is signed off: by a coordinator and by one
// volunteer, who are two people. Any change makes it void.
type Review struct {
	Seq         int         `json:"seq"` // the state that was looked at
	Coordinator string      `json:"coordinator,omitempty"`
	Volunteer   string      `json:"volunteer,omitempty"`
	News        string      `json:"news"` // what is new, in words that children could read
	Overruled   []Overruled `json:"overruled,omitempty"`
	// Comparable are the keys of reworded questions whose answers still compare
	// with those to the version before, as somebody judged.
	Comparable []string `json:"comparable,omitempty"`
}

// MaxNews is how long the log for children may be, in runes.
const MaxNews = 2000

// The two who sign a state off.
const (
	AsCoordinator = "coordinator"
	AsVolunteer   = "volunteer"
)

// current is the review of the draft's present state; nil if nobody began one.
func (doc *Draft) current() *Review {
	if doc.Review == nil || doc.Review.Seq != doc.Seq {
		return nil
	}
	return doc.Review
}

// Signed says whether both have signed the draft's present state off.
func (doc *Draft) Signed() bool {
	r := doc.current()
	return r != nil && r.Coordinator != "" && r.Volunteer != ""
}

// Reviewed is the review of the draft's present state; the zero Review if
// nobody began one.
func (doc *Draft) Reviewed() Review {
	if r := doc.current(); r != nil {
		return *r
	}
	return Review{Seq: doc.Seq}
}

// Notes are what one person says at signing off. Empty parts leave what the
// other said; but the coordinator's form has the whole list of what stays
// comparable, so that an empty one takes back an earlier judgement.
type Notes struct {
	News       string
	Overruled  []Overruled
	Comparable []string
}

func (n Notes) check() error {
	for _, o := range n.Overruled {
		if err := limited("overruled", o.Why, MaxWhy); err != nil {
			return err
		}
	}
	return limited("news", n.News, MaxNews)
}

// onto writes the notes of somebody who signs into a review. A volunteer's signature
// under what a coordinator had noted does not stand under other notes.
func (n Notes) onto(r *Review, as string, before Review) {
	if n.News != "" {
		r.News = n.News
	}
	if len(n.Overruled) > 0 {
		r.Overruled = n.Overruled
	}
	if len(n.Comparable) > 0 || as == AsCoordinator {
		r.Comparable = n.Comparable
	}
	if as == AsCoordinator && before.Coordinator != "" && !r.says(before) {
		r.Volunteer = ""
	}
}

// says is whether two reviews note the same, at whatever minute.
func (r *Review) says(other Review) bool {
	return r.News == other.News && slices.Equal(r.Comparable, other.Comparable) &&
		slices.EqualFunc(r.Overruled, other.Overruled, func(a, b Overruled) bool {
			a.At, b.At = "", ""
			return a == b
		})
}

// SignOff records that a person, in one of the two roles, looked at state seq and
// finds it ready. fault.Conflict if the draft moved on since, fault.Denied if the
// same person signs in both roles, fault.Closed for a retired survey, fault.Problem
// for a text that is too long.
func (d *Drafts) SignOff(ctx context.Context, survey string, seq int, as, who string, n Notes) (*Draft, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	return d.docs.Update(ctx, survey, func(doc *Draft) error {
		if err := doc.inUse(); err != nil {
			return err
		}
		if doc.Seq != seq {
			return fault.Wrap(fault.Conflict, "survey %s is at %d, not %d", survey, doc.Seq, seq)
		}
		r := doc.Reviewed()
		before := r
		if err := r.sign(as, who); err != nil {
			return err
		}
		n.onto(&r, as, before)
		if err := d.settle(ctx, doc); err != nil {
			return err
		}
		doc.Review = &r
		doc.Sign(draftsName, doc.Head, who, "survey.sign", d.now())
		return nil
	})
}

func (r *Review) sign(as, who string) error {
	own, other := &r.Coordinator, r.Volunteer
	switch as {
	case AsVolunteer:
		own, other = &r.Volunteer, r.Coordinator
	case AsCoordinator:
	default:
		return fault.Wrap(fault.Invalid, "sign-off as %q", as)
	}
	if other == who {
		return fault.Wrap(fault.Denied, "two people sign off")
	}
	*own = who
	return nil
}

// Publish freezes the draft's present state as its next version. It is done
// again without harm. fault.Denied unless two have signed it off, fault.Closed for a
// retired survey.
func (d *Drafts) Publish(ctx context.Context, v *Versions, survey, who string) (string, error) {
	doc, err := d.docs.GetStrong(ctx, survey)
	if err != nil {
		return "", err
	}
	if err := doc.inUse(); err != nil {
		return "", err
	}
	if !doc.Signed() {
		return "", fault.Wrap(fault.Denied, "survey %s at %d is not signed off by two", survey, doc.Seq)
	}
	if err := d.trail.Note(ctx, draftsName, changeID(doc.ID, doc.Seq), who, "survey.publish"); err != nil {
		return "", err
	}
	s, tongues, err := d.vouched(ctx, doc)
	if err != nil {
		return "", err
	}
	return v.publish(ctx, s, doc.Review, spoken(tongues))
}

// inKist stands for those who checked a language text by text; who they are is
// kept with the texts.
const inKist = "text by text in Kist"

// Vouched is the draft's survey, saying of each language whether native readers
// checked all its texts as they stand.
func (d *Drafts) Vouched(ctx context.Context, doc *Draft) (*surveys.Survey, error) {
	s, _, err := d.vouched(ctx, doc)
	return s, err
}

// vouched is Vouched, with how far each language is. What a survey says of a language
// that nobody worked on here stays while the survey is as it came: once anything was
// changed, nobody says it of these words.
func (d *Drafts) vouched(ctx context.Context, doc *Draft) (*surveys.Survey, []Tongue, error) {
	s, err := doc.Survey.Clone()
	if err != nil {
		return nil, nil, err
	}
	tongues, err := d.Tongues(ctx, doc, "")
	if err != nil {
		return nil, nil, err
	}
	for _, t := range tongues {
		switch {
		case t.All() > 0 && t.Texts[Checked] == t.All():
			if s.Checked == nil {
				s.Checked = map[string]string{}
			}
			s.Checked[t.Language] = inKist
		case t.Known > 0 || doc.Seq > 0:
			delete(s.Checked, t.Language)
		}
	}
	return s, tongues, nil
}

// Retire takes a survey out of use: its versions stay, its draft takes no more
// changes, no signature, and is not published. With on false it comes back. Nothing
// is changed if it is so already.
func (d *Drafts) Retire(ctx context.Context, survey string, on bool, who string) (*Draft, error) {
	after, err := d.docs.Update(ctx, survey, func(doc *Draft) error {
		if doc.Retired == on {
			return errSame
		}
		if err := d.settle(ctx, doc); err != nil {
			return err
		}
		doc.Retired = on
		did := "survey.retire"
		if !on {
			did = "survey.return"
		}
		doc.Sign(draftsName, doc.Head, who, did, d.now())
		return nil
	})
	if errors.Is(err, errSame) {
		return d.docs.GetStrong(ctx, survey)
	}
	return after, err
}

// inUse is fault.Closed for a retired survey.
func (doc *Draft) inUse() error {
	if doc.Retired {
		return fault.Wrap(fault.Closed, "survey %s is retired", doc.ID)
	}
	return nil
}

// Copy begins a draft of a new survey from another: the same questions under another
// key. Who checked the other's languages did not check this one's.
func (d *Drafts) Copy(ctx context.Context, s *surveys.Survey, key, who string) (*Draft, error) {
	copied, err := s.Clone()
	if err != nil {
		return nil, err
	}
	copied.Key, copied.Checked = key, nil
	doc, err := d.Start(ctx, copied, who)
	if errors.Is(err, fault.Exists) {
		return nil, fault.Problem{Field: "key", ID: "staff.problem.taken"}
	}
	return doc, err
}
