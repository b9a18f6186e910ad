package desk

import (
	"fmt"
	"net/http"
	"testing"

	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/store"
)

// BenchmarkProgrammeReview hands out the review of 32 areas that were inspected twice, with
// 40 agreed findings each time, over HTTP: as a page, and as a document for a word
// processor. The review is made anew for each from 2,560 items, whose signatures are checked.
func BenchmarkProgrammeReview(b *testing.B) {
	o := newOffice(b)
	ctx := b.Context()
	framework, _ := inspections.FrameworkByID("qif2019")
	for i, a := range inspections.Areas() {
		for _, starts := range []string{"2023-01-09", "2026-01-12"} {
			in := &inspections.Inspection{Head: store.Head{ID: fmt.Sprint("area", i, starts)}, Programme: "at_risk", Area: a.Code, Title: a.Name, Starts: starts}
			ok(b, o.book.Inspections.Insert(ctx, in))
			for n := range 40 {
				q := framework.Indicators[(i+n)%len(framework.Indicators)]
				c := findings.Content{Statement: fmt.Sprintf("Finding (question %d)", n), Bears: []findings.Bears{findings.Strength, findings.Improvement}[n%2], Indicators: []string{q.Code}, Wellbeing: []string{"R1"}, Rights: []int{12}}
				c = c.With(findings.Source{Kind: findings.Group, Title: "A group", Says: "They said so.", Bearing: findings.Supports, Weight: findings.Strong, Children: n%3 == 0})
				f, err := o.findings.Start(ctx, in.ID, c, findings.Worrying, "Because.", "morven")
				ok(b, err)
				f, err = o.findings.Offer(ctx, f.ID, f.Mark(), "morven")
				ok(b, err)
				_, err = o.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "It carries it.", "david")
				ok(b, err)
				ok(b, o.evidence.Take(ctx, f.ID))
			}
		}
	}
	for name, path := range map[string]string{"page": "", "docx": "/review.docx", "xlsx": "/tables.xlsx"} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				w := get(b, o, morven, theReview+path)
				if size = w.Body.Len(); w.Code != http.StatusOK {
					b.Fatalf("%d", w.Code)
				}
			}
			b.ReportMetric(float64(size)/1024, "KB")
		})
	}
}
