package seal

import (
	"bytes"
	"encoding/binary"

	"kist/internal/fault"
)

// Classes are the sizes in bytes that a padded text may have, smallest first, so
// that the length of what is sealed tells little about what is in it. Above the
// last, texts are padded to the next multiple of it. At least one is needed.
type Classes []int

const padHead = 4 // bytes that tell the true length

// Pad lengthens text to the next size class. Unpad is its inverse.
func Pad(text []byte, classes Classes) []byte {
	padded := make([]byte, classes.fit(len(text)+padHead))
	binary.BigEndian.PutUint32(padded, uint32(len(text))) // #nosec G115 -- it has a limit far below 32 bits
	copy(padded[padHead:], text)
	return padded
}

// Unpad gives back what Pad lengthened. fault.Invalid if Pad
// did not make it of these classes.
func Unpad(padded []byte, classes Classes) ([]byte, error) {
	if len(padded) < padHead {
		return nil, fault.Wrap(fault.Invalid, "seal: too short to be padded")
	}
	n := int64(binary.BigEndian.Uint32(padded))
	if n > int64(len(padded)-padHead) || classes.fit(int(n)+padHead) != len(padded) {
		return nil, fault.Wrap(fault.Invalid, "seal: padding does not fit")
	}
	text, rest := padded[padHead:padHead+n], padded[padHead+n:]
	if bytes.ContainsFunc(rest, func(r rune) bool { return r != 0 }) {
		return nil, fault.Wrap(fault.Invalid, "seal: padding is not empty")
	}
	return text, nil
}

func (c Classes) fit(n int) int {
	for _, size := range c {
		if n <= size {
			return size
		}
	}
	last := c[len(c)-1]
	return (n + last - 1) / last * last
}
