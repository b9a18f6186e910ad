package main

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/config"
	"kist/internal/findings"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/internal/redact"
	"kist/internal/review"
	"kist/server/api"
	"kist/server/child"
	"kist/server/coding"
	"kist/server/desk"
	"kist/server/feedback"
	"kist/server/office"
	"kist/server/papers"
	"kist/server/safety"
	"kist/server/studio"
	"kist/server/translate"
	"kist/server/web"
	"kist/static"
)

// assets are the files of all pages. They are the program's own, and making them small
// takes half a second, so that the servers of one process share them.
var assets = sync.OnceValue(func() *web.Assets { return web.NewAssets(static.Files) })

// readLists has the lists read by which children's words are redacted: some 10 MB that a
// server in which no child answers yet can do without.
func readLists() { go redact.Text("", i18n.Source) }

// handler mounts every room that this server's role has.
func (a *app) handler(log *slog.Logger) http.Handler {
	assets := assets()
	secure := a.cfg.URL.Scheme == "https"
	staff := web.NewStaff(web.StaffOptions{
		Words: a.words, Lang: a.cfg.Lang, Secure: secure,
		Sessions: office.Sessions(a.people), Places: places{a}, Style: assets.URL("staff.css"),
	})
	children := child.New(child.Deps{
		Book: a.book, Versions: a.versions, Ballot: a.inbox, Taken: a.taken, Contacts: a.contacts, Drafts: a.drafts, Feedback: a.heard, Asking: a.book, Inspection: a.book.Inspections.Get, Media: a.media, Words: a.words, Log: web.Untimed(log),
		ExitURL: a.cfg.ExitURL, Lang: a.cfg.Lang, Assets: assets, Now: clock, Proxies: a.cfg.Proxies, Opening: readLists,
		Fieldwork: &child.Fieldwork{Tablets: a.tablets, Rounds: a.book, Intake: a.intake},
	})
	e := web.New(log, secure, web.OnError(children.ErrorPage, staff.ErrorPage, api.ErrorPage), a.metrics.observe)
	assets.Mount(e)
	a.mountHealth(e)
	child.MountMedia(e, a.media)
	if a.cfg.Role != config.Review {
		children.Mount(e)
	}
	if a.cfg.Role != config.Collect {
		a.mountStaff(e, staff, children, assets, log)
	}
	return e
}

func (a *app) mountStaff(e *echo.Echo, staff *web.Staff, children *child.Pages, assets *web.Assets, log *slog.Logger) {
	public := strings.TrimSuffix(a.cfg.URL.String(), "/")
	var org *office.Organisation
	if o := a.cfg.OIDC; o.Issuer != "" {
		org = office.NewOrganisation(o.Issuer, o.Client, o.Secret, public)
	}
	a.mountKeys(e)
	office.Mount(e, office.Deps{
		Staff: staff, People: a.people, Book: a.book, Closer: a.sealer, Progress: a.watch, Releases: a.releases, Orders: a.orders, Boxes: a.opener, Asides: a.asides,
		Jobs: a.jobs, Vault: a.vault, Versions: a.versions, Drafts: a.writing, Recordings: a.media, Words: a.words, Slips: a.tickets, Tablets: a.tablets, Contacts: a.contacts, Safety: a.texts, Feedback: a.heard, Evidence: a.evidence, Hooks: a.hooks, Rehearsal: a.sealer, HelpLines: helpLines(), URL: public, Script: assets.URL("passkey.js"), Organisation: org, Proxies: a.cfg.Proxies, Log: log,
	})
	studio.Mount(e, studio.Deps{Staff: staff, Start: everyStart, Versions: a.versions, Drafts: a.writing, Children: children, Stock: a.shelf, Book: a.book, Releases: a.releases, Findings: a.findings, People: a.people, Library: a.media, Voices: a.media, Words: a.words, Script: assets.URL("record.js"), Advise: assets.URL("advise.js"),
		Pilots: studio.Piloting{Reports: a.pilots, Vault: a.vault, Closer: a.sealer, Progress: a.watch, Kept: a.keptKeys(), Trail: a.people.Trail}})
	translate.Mount(e, translate.Deps{Staff: staff, Drafts: a.writing, Recordings: a.media, Words: a.words, Name: a.nameOf, Out: a.people.SteppedOut})
	answering := feedback.Deps{Staff: staff, Book: a.book, Pages: a.heard, Children: children, Pictures: children.Pictures(), Name: a.nameOf,
		URL: public, Words: a.words, Help: calls(), Quotes: a.themes, Library: a.media, Slot: child.FeedbackSlot, Script: assets.URL("record.js"),
		Vault: a.vault, Progress: a.watch, Publish: a.versions.Publish,
		Releases: a.releases, Versions: a.versions, Findings: a.findings, Evidence: a.evidence, Tablets: a.tablets}
	feedback.Mount(e, answering)
	safety.Mount(e, safety.Deps{Staff: staff, Book: a.book, Texts: a.texts, Contacts: a.contacts, Versions: a.versions, Name: a.nameOf, IsLead: a.isLead, Holds: a.holds, Reopened: a.themes.TakeBackOf})
	papers.Mount(e, papers.Deps{Staff: staff, Book: a.book, Papers: a.papers, Survey: a.versions.Survey, Words: a.words, Script: assets.URL("paper.js"), Log: log})
	coding.Mount(e, coding.Deps{Staff: staff, Book: a.book, Versions: a.versions, Themes: a.themes, Shelf: a.shelved, Releases: a.releases, Orders: a.orders, Jobs: a.jobs, Trail: a.people.Trail, Name: a.nameOf, Out: a.people.SteppedOut, Script: assets.URL("coding.js")})
	reading := desk.Deps{Staff: staff, Releases: a.releases, Versions: a.versions, Book: a.book, Findings: a.findings, Quotes: a.themes, Name: a.nameOf, Trail: a.people.Trail, URL: public, Sign: a.sign(), Evidence: a.evidence, Frozen: a.frozen, Keys: a.ownKeys, Points: a.points, Heard: a.heard, Cycle: voiceIn(answering, a.findings),
		Reviews: review.Sources{Book: a.book, Items: a.evidence, Releases: a.releases, Keys: a.ownKeys}}
	desk.Mount(e, reading)
	api.Mount(e, api.Deps{Staff: staff, Book: a.book, Evidence: a.evidence, Tokens: a.tokens, Hooks: a.hooks, Out: a.outgoing(), URL: public, Release: func(ctx context.Context, id string) ([]byte, string, error) { return desk.Handout(ctx, reading, id) }})
}

// voiceIn tells how children's voice went through an inspection, for its report; from
// holds the findings that it speaks of.
func voiceIn(d feedback.Deps, from *findings.Findings) func(context.Context, *i18n.Printer, string) ([]desk.VoiceStep, error) {
	return func(ctx context.Context, p *i18n.Printer, inspection string) (list []desk.VoiceStep, err error) {
		d.Findings = from.Once()
		err = feedback.EachLine(ctx, d, p, inspection, func(step, asks, lead, text string, lacks bool) {
			if n := len(list); n == 0 || list[n-1].Head != step {
				list = append(list, desk.VoiceStep{Head: step, Asks: asks})
			}
			last := &list[len(list)-1]
			last.Lines = append(last.Lines, desk.VoiceLine{Lead: lead, Text: text, Lacks: lacks})
		})
		return list, err
	}
}

// ownKeys are the ids of the keys that this installation signs with, or did.
func (a *app) ownKeys(ctx context.Context) (ids []string, err error) {
	keys, err := a.releases.Keys(ctx)
	for _, k := range keys {
		ids = append(ids, k.ID)
	}
	return ids, err
}

// frozen is the JSON of a survey as it was frozen.
func (a *app) frozen(ctx context.Context, version string) ([]byte, error) {
	v, _, err := a.versions.Get(ctx, version)
	if err != nil {
		return nil, err
	}
	return []byte(v.JSON), nil
}

// nameOf is the name of an account; empty if it has none.
func (a *app) nameOf(ctx context.Context, id string) string {
	account, err := a.people.Get(ctx, id)
	if err != nil {
		return ""
	}
	return account.Name
}

// isLead says whether an account is safeguarding lead where something lies.
func (a *app) isLead(ctx context.Context, id string, at web.Place) bool {
	return a.holds(ctx, id, []string{string(people.SafeguardingLead)}, at)
}

// holds says whether an account that has not ended has one of these roles where something
// lies.
func (a *app) holds(ctx context.Context, id string, roles []string, at web.Place) bool {
	account, err := a.people.Get(ctx, id)
	return err == nil && slices.ContainsFunc(roles, func(r string) bool {
		return account.May([]people.Role{people.Role(r)}, at.Programme, at.Inspection)
	})
}

// helpLines hands the numbers on children's pages to those who check them.
func helpLines() []office.HelpLine {
	var list []office.HelpLine
	for _, l := range child.HelpLines() {
		list = append(list, office.HelpLine{NameID: l.NameID(), Number: l.Number, Verified: l.Verified})
	}
	return list
}

// calls are the same numbers, as they are printed.
func calls() []feedback.HelpLine {
	var list []feedback.HelpLine
	for _, l := range child.HelpLines() {
		list = append(list, feedback.HelpLine{NameID: l.NameID(), Number: l.Number})
	}
	return list
}

// mountHealth answers whether the process lives, and whether its store does and all that
// a first start makes is there.
func (a *app) mountHealth(e *echo.Echo) {
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok") })
	e.GET("/readyz", func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), 2*time.Second)
		defer cancel()
		if err := a.engine.Ping(ctx); err != nil {
			return c.String(http.StatusServiceUnavailable, "store")
		}
		if a.furnishing.Load() {
			return c.String(http.StatusServiceUnavailable, "starting")
		}
		return c.String(http.StatusOK, "ok")
	})
}
