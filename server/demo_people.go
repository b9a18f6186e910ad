package main

import (
	"context"
	"slices"

	"kist/internal/inspections"
	"kist/internal/people"
)

// invented are the people of a demonstration, with their roles. None of them can
// come in: they have used a link up, and set up nothing else.
var invented = []struct {
	name string
	role people.Role
}{
	{"Ailsa Munro (synthetic)", people.Coordinator}, {"Callum Reid (synthetic)", people.Inspector}, {"Hanan Saleh (synthetic)", people.Inspector},
	{"Iona Ross (synthetic)", people.Inspector}, {"Kasia Nowak (synthetic)", people.Inspector}, {"Màiri Stewart (synthetic)", people.Translator},
	{"Tom Baird (synthetic)", people.SafeguardingLead}, {"Nuala Friel (synthetic)", people.SafeguardingLead},
}

// invite makes the people, and keeps the inspectors to make teams of.
func (d *demonstration) invite(ctx context.Context) error {
	for _, p := range invented {
		id, token, err := d.people.InviteTo(ctx, people.Server, "", people.Grant{Role: p.role})
		if err != nil {
			return err
		}
		session, err := d.people.Accept(ctx, token, p.name)
		if err != nil {
			return err
		}
		if err := d.people.SignOut(ctx, session); err != nil {
			return err
		}
		d.keepLead(p.role, id)
		if p.role == people.Inspector {
			d.inspectors = append(d.inspectors, id)
		}
	}
	return nil
}

// team is who inspects the n-th area: two or three of the inspectors.
func (d *demonstration) team(n int) []string {
	if len(d.inspectors) == 0 {
		return nil
	}
	var team []string
	for i := range 2 + n%2 {
		team = append(team, d.inspectors[(n+i)%len(d.inspectors)])
	}
	return team
}

// hold invents what a team holds once it writes its report. In an inspection
// nothing but people does so.
func (d *demonstration) hold(ctx context.Context, p *inspections.Programme, in *inspections.Inspection) error {
	if len(in.Team) == 0 || in.Step(d.now).Place() < inspections.Report.Place() {
		return nil
	}
	grades := inspections.Grades()
	slices.SortFunc(grades, func(x, y inspections.Grade) int { return x.Value - y.Value })
	for _, code := range p.Evaluated {
		grade := grades[1+d.rng.IntN(len(grades)-2)].Value // neither the best nor the worst
		if _, err := d.book.Hold(ctx, in.ID, code, grade, in.Team[0]); err != nil {
			return err
		}
	}
	return nil
}
