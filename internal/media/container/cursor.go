package container

import "encoding/binary"

// cursor reads numbers from the front of bytes. Once it is asked for more than
// there is, it is bad and gives zeros; it never panics.
type cursor struct {
	left []byte
	bad  bool
}

// take gives the next n bytes; nil if there are fewer.
func (c *cursor) take(n int) []byte {
	if c.bad || n < 0 || n > len(c.left) {
		c.bad = true
		return nil
	}
	taken := c.left[:n:n]
	c.left = c.left[n:]
	return taken
}

func (c *cursor) skip(n int) { c.take(n) }

func (c *cursor) more() bool { return !c.bad && len(c.left) > 0 }

// number reads n bytes as one number, the high byte first; n is 8 at most.
func (c *cursor) number(n int) uint64 {
	var v uint64
	for _, b := range c.take(n) {
		v = v<<8 | uint64(b)
	}
	return v
}

func (c *cursor) u8() byte    { return byte(c.number(1)) }
func (c *cursor) u16() uint16 { return uint16(c.number(2)) }
func (c *cursor) u32() uint32 { return uint32(c.number(4)) }
func (c *cursor) u64() uint64 { return c.number(8) }

// number writes v in n bytes, the high byte first.
func number(v uint64, n int) []byte {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], v)
	return b[8-n:]
}

func u16(v uint16) []byte { return number(uint64(v), 2) }
func u32(v uint32) []byte { return number(uint64(v), 4) }
