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
// that table out; TestCrossedTablesTellNoMore holds it to that.
//
// It is lost where a child may give several answers, for they hang together: a child
// who is alone with one answer in two tables is the same child, whatever else it said.
// There the elementary cells are those of all groupings crossed, and what stands alone,
// how many answers may be given, and that everybody gave one, are rows of the system
// (several.go). TestSeveralAnswersTogether holds that against walking every round as
// well. It knows less than could be known in two ways: of an order whose options are
// not the same for all ages it takes it that an option has one place at most, and not
// that each age's places are all taken; and more cells than surveys have are not crossed
// (maxCrossed).
//
// Somebody who publishes knows the truth as well, and begins there: most counts are
// shown to be possible by changing a few children's answers until everything that
// was published fits again (Attack.Know), and only what is left needs a linear
// programme. That of crossed groupings is large: it begins with what is true, has a
// tenth of the work, and is asked only where the groupings uncrossed have nothing
// against a cell. A stranger, who knows no truth, deals the tables of all groupings out
// to each other, and where that gives no table that fits leaves them uncrossed, which
// happens with orders. A question with three groupings takes milliseconds in a first
// release and one or two seconds after three others (BenchmarkAttack), where what was
// not decided within the limit counts as unsafe.
//
// It knows no survey, no child and no store.
package attack
