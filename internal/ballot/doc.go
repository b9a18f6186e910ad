// Package ballot takes a child's answers once, keeps them unlinkable, and
// seals them into boxes.
//
// It works as postal voting does, with two envelopes: texts are redacted and
// sealed each on its own to the round's texts key; all together is padded and
// sealed to the round's answers key. Submissions wait in the inbox under an id
// that only the child's form could know, until at least k of them are shuffled
// into a box with no order, time or origin. It knows no people, no pages and no
// addresses, and cannot name anybody.
//
// Every protocol here is a sequence of idempotent steps on single documents; a
// crash may fall between any two. The exhaustive model beside it (model_test)
// is the argument that nothing acknowledged is lost or counted twice.
package ballot
