package main

import (
	"context"

	"kist/internal/exchange"
	"kist/internal/fault"
	"kist/server/web"
)

// places tells the guard of the staff pages where things lie.
type places struct{ *app }

// Place looks up what the address of a page names. Files of a release lie
// where the release does.
func (p places) Place(ctx context.Context, kind, id string) (web.Place, error) {
	switch kind {
	case web.OfProgramme:
		_, err := p.book.Programmes.Get(ctx, id)
		return web.Place{Programme: id}, err
	case web.OfInspection:
		return p.ofInspection(ctx, id)
	case web.OfRound:
		return p.ofRound(ctx, id)
	case web.OfContact:
		r, err := p.contacts.Get(ctx, id)
		if err != nil {
			return web.Place{}, err
		}
		return p.ofRound(ctx, r.Round)
	case web.OfFinding:
		f, err := p.findings.Get(ctx, id)
		if err != nil {
			return web.Place{}, err
		}
		return p.ofInspection(ctx, f.Inspection)
	case web.OfRelease:
		id, _, _ = exchange.CutFormat(id)
		r, err := p.releases.Get(ctx, id)
		if err != nil {
			return web.Place{}, err
		}
		if r.Programme != "" {
			return web.Place{Programme: r.Programme}, nil
		}
		return p.ofRound(ctx, r.RoundID())
	}
	return web.Place{}, fault.Wrap(fault.NotFound, "place of a %s", kind)
}

func (p places) ofRound(ctx context.Context, id string) (web.Place, error) {
	r, err := p.book.Rounds.Get(ctx, id)
	if err != nil {
		return web.Place{}, err
	}
	return p.ofInspection(ctx, r.Inspection)
}

func (p places) ofInspection(ctx context.Context, id string) (web.Place, error) {
	in, err := p.book.Inspections.Get(ctx, id)
	if err != nil {
		return web.Place{}, err
	}
	return web.Place{Programme: in.Programme, Inspection: id}, nil
}
