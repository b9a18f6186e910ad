// Package proof is a little work that a form shows for itself, so that many cost
// who makes them something and one costs a child nothing that is felt: hashcash, as
// in Adam Back, "Hashcash - A Denial of Service Counter-Measure", 2002. Nothing is
// asked for and nothing is kept: what the work is for is in the form.
package proof

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"strconv"
)

// Bits are the zero bits that the children's pages ask for: 65,536 numbers are tried on
// average. That is two thirds of a second of a phone six times slower than a desk
// computer, in pieces, and 5 to 10 ms of a program.
const Bits = 16

// purpose is hashed before everything else. The script has the same (static/child.js);
// it hashes one block, so purpose, code and secret have to fit into 51 bytes together.
const purpose = "kist proof "

// Check says whether proof is one of so many zero bits, 1 to 32, for the form with this
// secret, as the form carries it, that is handed in by a join code. What is no number at
// all is none.
func Check(code, secret, proof string, zeros int) bool {
	n, ok := parse(proof)
	return ok && zero(block(code, secret), n) >= zeros
}

// parse reads a number as the script writes it: in decimal, of 32 bits, without zeros
// before it.
func parse(text string) (uint32, bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return uint32(n), err == nil && format(uint32(n)) == text
}

func format(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// Find makes a proof of so many zero bits: each more doubles the work. Empty if there is
// none, which of the 16 of Bits one form in 10^28000 has to live with.
func Find(code, secret string, zeros int) string {
	b := block(code, secret)
	for n := uint64(0); n < 1<<32; n++ {
		if zero(b, uint32(n)) >= zeros {
			return format(uint32(n))
		}
	}
	return ""
}

// block is what is hashed, with room for the number at its beginning.
func block(code, secret string) []byte {
	return []byte("\x00\x00\x00\x00" + purpose + code + " " + secret)
}

// zero is how many zero bits the hash of a block with this number begins with, 32 at
// most.
func zero(block []byte, n uint32) int {
	binary.BigEndian.PutUint32(block, n)
	sum := sha256.Sum256(block)
	return bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:]))
}
