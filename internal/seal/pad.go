package seal

import (
	"bytes"
	"encoding/binary"

	"kist/internal/fault"
)

// padClasses are the sizes in bytes that a padded text may have, so that the
// length of a sealed submission tells little about what is in it. Above the
// last, texts are padded to the next multiple of it.
var padClasses = []int{2 << 10, 8 << 10, 32 << 10, 128 << 10}

const padHead = 4 // bytes that tell the true length

// Pad lengthens text to the next size class. Unpad is its inverse.
func Pad(text []byte) []byte {
	padded := make([]byte, class(len(text)+padHead))
	binary.BigEndian.PutUint32(padded, uint32(len(text)))
	copy(padded[padHead:], text)
	return padded
}

// Unpad gives back what Pad lengthened. fault.Invalid if Pad did not make it.
func Unpad(padded []byte) ([]byte, error) {
	if len(padded) < padHead {
		return nil, fault.Wrap(fault.Invalid, "seal: too short to be padded")
	}
	n := int64(binary.BigEndian.Uint32(padded))
	if n > int64(len(padded)-padHead) || class(int(n)+padHead) != len(padded) {
		return nil, fault.Wrap(fault.Invalid, "seal: padding does not fit")
	}
	text, rest := padded[padHead:padHead+n], padded[padHead+n:]
	if bytes.ContainsFunc(rest, func(r rune) bool { return r != 0 }) {
		return nil, fault.Wrap(fault.Invalid, "seal: padding is not empty")
	}
	return text, nil
}

func class(n int) int {
	for _, c := range padClasses {
		if n <= c {
			return c
		}
	}
	last := padClasses[len(padClasses)-1]
	return (n + last - 1) / last * last
}
