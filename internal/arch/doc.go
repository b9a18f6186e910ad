// Package arch keeps the house in order by tests alone: which package may
// import which, how long a function may grow, what must not stand in a file.
// Each rule is a row of a table with its reason, and an exception is a row too,
// so that whoever breaks a rule on purpose says so where the rule is.
//
// It imports nothing of the project: it reads the sources as a visitor would.
package arch
