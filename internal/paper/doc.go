// Package paper lays a questionnaire out as a form to be answered with a pen: in ordinary
// size, in large print and in easy read, as a document for a word processor.
//
// A form asks for no name and says so. Its first page may carry a slip, with which its
// answers count once; every page carries a mark, drawn by chance, that keeps the pages of
// one form together and says nothing of a child, of a slip or of the order of anything.
// It knows no rounds: whoever calls it brings the survey and the slips.
package paper
