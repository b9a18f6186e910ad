// Package attack asks of everything that was published on a question what somebody
// who wants to know could derive from it. It is the gate before a release, or the
// report of a pilot, is stored.
//
// It takes the published figures alone, as intervals, and builds one linear system
// over the cells of every table: columns add up to their group, the groups of
// every grouping to the same whole, and from one release to the next children only
// join. Bounding a cell is a linear programme; bounds are rounded inwards to whole
// children; where that leaves a cell safe by little, or the vertices are not whole,
// a search for whole tables decides.
//
// Tables are never crossed with each other (rule R1), so cells of one grouping
// are the elementary ones: for each column, any margins with the same total are
// the margins of some cross-table of whole children. Nothing is lost by not writing
// that table out; TestCrossedTablesTellNoMore holds it to that. Where a child may
// give several answers, the same is true of each column beside its base, and what
// combinations of answers could add across two groupings is not looked for.
//
// Somebody who publishes knows the truth as well, and begins there: most counts are
// shown to be possible by changing a few children's answers until everything that
// was published fits again (Attack.Know), and only what is left needs a linear
// programme. A question with three groupings takes milliseconds in a first
// release and one or two seconds after three others (BenchmarkAttack), where what was
// not decided within the limit counts as unsafe.
//
// It knows no survey, no child and no store.
package attack
