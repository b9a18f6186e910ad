package office

import (
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
)

func releaseKey(round string) string { return "release/" + round }

// second is the release of a round or a series that waits for a second person. Its numbers are
// read by nobody before: who could see them first could have them made again.
type second struct {
	Link    string // where it is approved or declined
	Number  int
	By      string // name of who made it
	Mine    bool   // the reader did, and so cannot be the second
	Tables  int
	Merged  int // sets of answers or groups that the attack had told together
	Left    int // tables that the attack left out
	Cells   int // counts that were asked for
	Interim bool
}

func (o *office) makeRelease(c echo.Context) error {
	r, err := o.round(c)
	if err != nil {
		return err
	}
	if r.Stage != inspections.Sealed && r.Stage != inspections.Running {
		return fault.Wrap(fault.Closed, "round %s is %s", r.ID, r.Stage)
	}
	if r.KeysGone != "" {
		return fault.Wrap(fault.Closed, "the keys of round %s are destroyed", r.ID)
	}
	ctx := c.Request().Context()
	made, err := o.Releases.Heads(ctx, r.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(made, func(h *results.Head) bool { return !h.Interim }) {
		return web.Redirect(c, releasePath(made[len(made)-1].ID))
	}
	if r.Stage == inspections.Sealed {
		sum, err := o.Asides.Of(ctx, r.ID, ballot.AllBoxes)
		if err != nil {
			return err
		}
		if sum.Undecided > 0 { // people decide first
			return web.Redirect(c, roundPath(r.ID)+"/apart")
		}
	}
	who := o.Staff.Visitor(c).ID
	next, err := o.Releases.Next(ctx, r.ID)
	if err != nil {
		return err
	}
	if err := o.People.Trail.NoteEach(ctx, "releases", next, "", who, "release"); err != nil {
		return err
	}
	if err := o.Orders.Ask(ctx, r.ID, who); err != nil {
		return err
	}
	return o.fulfil(c, r.ID, roundPath(r.ID))
}

// fulfil has the release made that a round or a series was ordered, and leads back.
func (o *office) fulfil(c echo.Context, series, back string) error {
	return o.work(c, releaseKey(series), back, func(ctx context.Context, progress func(done, total int)) error {
		return o.Orders.Fulfil(ctx, series, progress)
	})
}

// TakeUp goes on with releases that a server was making when it ended. Call it every
// minute or so: an order that nobody has worked on from one call to the next is taken up.
func TakeUp(ctx context.Context, j *web.Jobs, orders Orders) error {
	left, err := orders.Left(ctx)
	if err != nil {
		return err
	}
	for _, round := range left {
		j.Start(releaseKey(round), func(ctx context.Context, progress func(done, total int)) error {
			return orders.Fulfil(ctx, round, progress)
		})
	}
	return nil
}

// making is how far a release is. One that is ordered and that this server does not make
// is made by another, or will be taken up.
func (o *office) making(ctx context.Context, round string) (web.JobState, error) {
	state := o.Jobs.State(releaseKey(round))
	if state.Running {
		return state, nil
	}
	asked, err := o.Orders.Asked(ctx, round)
	if asked {
		state = web.JobState{Running: true}
	}
	return state, err
}

// stopRelease ends the work on a release of a round.
func (o *office) stopRelease(c echo.Context) error {
	r, err := o.round(c)
	if err != nil {
		return err
	}
	return o.stopMaking(c, r.ID, roundPath(r.ID))
}

// stopMaking ends the work on a release of a round or a series. Nothing of it is stored
// before it is whole, so it can be begun again.
func (o *office) stopMaking(c echo.Context, series, back string) error {
	ctx := c.Request().Context()
	next, err := o.Releases.Next(ctx, series)
	if err != nil {
		return err
	}
	if err := o.People.Trail.NoteEach(ctx, "releases", next, "", o.Staff.Visitor(c).ID, "release.stop"); err != nil {
		return err
	}
	if err := o.Orders.Cancel(ctx, series); err != nil {
		return err
	}
	if over := o.Jobs.Cancel(releaseKey(series)); over != nil {
		web.Ended(ctx, over)
	}
	return web.Redirect(c, back)
}

// secondRelease approves or declines the release of a round that waits.
func (o *office) secondRelease(c echo.Context) error {
	r, err := o.round(c)
	if err != nil {
		return err
	}
	return o.decide(c, r.ID, roundPath(r.ID))
}

// decide approves or declines the release of a round or a series that waits.
func (o *office) decide(c echo.Context, series, back string) error {
	ctx, who := c.Request().Context(), o.Staff.Visitor(c).ID
	waiting, err := o.Releases.Waiting(ctx, series)
	if err != nil {
		return err
	}
	if waiting == nil {
		return web.Redirect(c, back)
	}
	if waiting.By == who {
		return fault.Wrap(fault.Denied, "release %s was made by the same person", waiting.ID)
	}
	approve, did := c.FormValue("do") == "approve", "release.decline"
	if approve {
		did = "release.approve"
	}
	if err := o.People.Trail.NoteEach(ctx, "releases", waiting.ID, "", who, did); err != nil {
		return err
	}
	if _, err := o.Releases.Second(ctx, waiting.ID, who, approve); err != nil {
		return err
	}
	return web.Redirect(c, back)
}

// second tells of the release of a round or a series that waits; nil if none does. link is
// where it is decided.
func (o *office) second(ctx context.Context, series, link, reader string) (*second, error) {
	rel, err := o.Releases.Waiting(ctx, series)
	if err != nil || rel == nil {
		return nil, err
	}
	s := &second{
		Link: link, Number: rel.Number, Mine: rel.By == reader,
		Tables: len(rel.Tables), Merged: len(rel.Attack.Merged), Left: len(rel.Attack.Dropped), Cells: rel.Attack.Cells, Interim: rel.Interim,
	}
	maker, err := o.People.Get(ctx, rel.By)
	if err != nil {
		return nil, err
	}
	s.By = maker.Name
	return s, nil
}

// LeastInterim is how many must have answered for an interim release.
func (roundPage) LeastInterim() int { return results.MinJoined }
