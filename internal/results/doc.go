// Package results turns boxes into releases: counts, rounded so that no child
// can be found in them, stored once and never changed. It is the one way to a
// number: pages, charts and files read a Release, and nobody counts live
// answers.
//
// The rules (R1 to R3) and the reasons for them are in docs/results.md: tables
// are declared with the survey; groups under ten are withheld; every count is
// randomly rounded to base five, each cell in a direction that follows from the
// set of children in it, so that the same set gives the same number within a
// release. It knows no pages and no people.
package results
