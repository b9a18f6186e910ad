package editing

import (
	"context"
	"slices"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
)

// Remark is what somebody said about a proposal or a question, or in answer to
// another remark.
type Remark struct {
	store.Head `bson:",inline"`
	Thread     string   `json:"thread"`             // a proposal's id, or survey/question
	Answers    string   `json:"answers,omitempty"`  // id of the remark it answers; empty: none
	By         string   `json:"by"`                 // account id
	At         string   `json:"at"`                 // minute in UTC
	Text       string   `json:"text"`               // empty once it is taken back
	Mentions   []string `json:"mentions,omitempty"` // account ids that it calls
	TakenBack  bool     `json:"taken_back,omitempty"`
}

var remarksSpec = store.Spec{Name: "survey_remarks", Indexes: []store.Index{
	{Field: "thread", Order: "at"}, {Field: "mentions", Order: "at"},
}}

// MaxMentions is how many people one remark may call.
const MaxMentions = 20

// Say adds a remark to a thread. answers is the remark that it answers, of the
// same thread, or empty. fault.Problem for an empty or too long text,
// fault.NotFound for an answer to nothing.
func (d *Drafts) Say(ctx context.Context, thread, answers, who, text string, mentions []string) (*Remark, error) {
	if text == "" {
		return nil, fault.Problem{Field: "text", ID: "staff.problem.missing"}
	}
	if err := limited("text", text, MaxRemark); err != nil {
		return nil, err
	}
	if answers != "" {
		to, err := d.remarks.Get(ctx, answers)
		if err != nil {
			return nil, err
		}
		if to.Thread != thread {
			return nil, fault.Wrap(fault.NotFound, "remark %s in thread %s", answers, thread)
		}
	}
	mentions = slices.Compact(slices.Sorted(slices.Values(mentions)))
	if len(mentions) > MaxMentions {
		mentions = mentions[:MaxMentions]
	}
	r := &Remark{
		Head: store.Head{ID: inspections.NewID()}, Thread: thread, Answers: answers,
		By: who, At: d.minute(), Text: text, Mentions: mentions,
	}
	return r, d.remarks.Insert(ctx, r)
}

// Talk lists a thread in the order in which it was said. Remarks of one minute
// come in the order of their ids.
func (d *Drafts) Talk(ctx context.Context, thread string) ([]*Remark, error) {
	return d.remarks.All(ctx, store.Query{Field: "thread", Is: thread, Order: "at"})
}

// Mentioning lists the latest remarks that call a person, at most limit.
func (d *Drafts) Mentioning(ctx context.Context, who string, limit int) ([]*Remark, error) {
	return d.remarks.All(ctx, store.Query{Field: "mentions", Is: who, Order: "at", Desc: true, Limit: limit})
}

// TakeBack empties one's own remark; answers to it stay. fault.Denied for
// somebody else's.
func (d *Drafts) TakeBack(ctx context.Context, id, who string) (*Remark, error) {
	return d.remarks.Update(ctx, id, func(r *Remark) error {
		if r.By != who {
			return fault.Wrap(fault.Denied, "remark %s is another's", id)
		}
		r.Text, r.Mentions, r.TakenBack = "", nil, true
		return nil
	})
}
