// Package faulty has a fault for each family of rules: the tests say which line has which.
package faulty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/ioutil"
	"strings"
	"sync"

	"example.org/faulty/says"
)

// Lost leaves a context that nobody ends, in vet's words.
func Lost(ctx context.Context) context.Context {
	ctx, _ = context.WithCancel(ctx)
	return ctx
}

// Copied copies a lock.
func Copied(mu sync.Mutex) {}

// Told gives a word for a number, to a function of another package that prints.
func Told() { says.So("%d\n", "word") }

// Old uses what is to be used no more: a function of the standard library.
func Old(r io.Reader) ([]byte, error) { return ioutil.ReadAll(r) }

// Older uses what our own package says is to be used no more.
func Older() { says.Before() }

func nobody() {}

var errLoud = errors.New("Loud words.")

// Loud is why errLoud is there.
func Loud() error { return errLoud }

// Wordy says in three lines what one says.
func Wordy(s string) bool {
	if strings.Contains(s, "x") == true {
		return true
	}
	return false
}

// Pure does not use what a function without effects gives.
func Pure(s string) {
	strings.ToUpper(s)
}

// Nil uses what it then holds to be nothing.
func Nil(p *int) int {
	fmt.Println(*p)
	if p == nil {
		return 0
	}
	return *p
}

//lint:ignore ST1012 a reason
var hush = errors.New("quiet")

// Hush is why hush is there.
func Hush() error { return hush }

//lint:ignore ST1012 nothing is wrong here
var fine = 1

// Fine is why fine is there.
func Fine() int { return fine }
