// Package sameseed makes property tests try the same cases in every run, so that
// no change is refused for a case that an earlier one met by chance. A package
// with such tests imports it for its effect:
//
//	import _ "kist/internal/sameseed"
//
// Other cases are tried when somebody asks for them, with -rapid.seed=N or with
// more of them, -rapid.checks=N.
package sameseed

import (
	"flag"

	_ "pgregory.net/rapid" // whose flag it is
)

// seed is any number but nought, which stands for another one in each run.
const seed = "1"

func init() {
	f := flag.Lookup("rapid.seed")
	if f.Value.String() != "0" {
		return // set by the environment
	}
	if err := f.Value.Set(seed); err != nil {
		panic(err)
	}
}
