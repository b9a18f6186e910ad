package container

import (
	"bytes"
	"encoding/binary"
)

// turn is how a picture is turned before it is shown, as the four corners of
// MP4's matrix; the zero turn is not at all.
type turn [4]int8

// turnOf reads a matrix; one that is no quarter turn or mirror is none.
func turnOf(matrix []byte) turn {
	const one = 1 << 16
	var t turn
	for i, place := range []int{0, 4, 12, 16} {
		if place+4 > len(matrix) {
			return turn{}
		}
		switch int32(binary.BigEndian.Uint32(matrix[place:])) {
		case one:
			t[i] = 1
		case -one:
			t[i] = -1
		case 0:
		default:
			return turn{}
		}
	}
	if straight := t[0] != 0 && t[3] != 0 && t[1] == 0 && t[2] == 0; straight {
		return t
	}
	if across := t[1] != 0 && t[2] != 0 && t[0] == 0 && t[3] == 0; across {
		return t
	}
	return turn{}
}

// matrix writes the turn as MP4 has it.
func (t turn) matrix() []byte {
	if t == (turn{}) {
		t = turn{1, 0, 0, 1}
	}
	corner := func(i int) []byte { return u32(uint32(int32(t[i]) << 16)) }
	return bytes.Join([][]byte{
		corner(0), corner(1), u32(0), corner(2), corner(3), u32(0), u32(0), u32(0), u32(1 << 30),
	}, nil)
}

// avcConfig is the configuration of H.264 with nothing in it but what describes
// the pictures; nil if it is none.
func avcConfig(avcC []byte) []byte {
	c := cursor{left: avcC}
	head := c.take(5)
	if c.bad || head[0] != 1 {
		return nil
	}
	out := bytes.Clone(head)
	for _, mask := range []byte{0x1F, 0xFF} { // sequences of pictures, pictures
		n := c.u8()
		out = append(out, n)
		for range n & mask {
			size := c.u16()
			out = append(append(out, u16(size)...), c.take(int(size))...)
		}
	}
	if c.bad {
		return nil
	}
	switch head[1] {
	case 66, 77, 88: // profiles that need no more
		return out
	}
	if more := c.take(4); more != nil && more[3] == 0 {
		out = append(out, more...)
	}
	return out
}

// picturesOnly leaves out of a frame of H.264 what is not part of a picture:
// messages, in which cameras write places and times, and filling. A frame that
// is malformed comes out as what was read of it.
func picturesOnly(data, config []byte) []byte {
	width := int(config[4]&3) + 1
	var out []byte
	c := cursor{left: data}
	for c.more() {
		unit := c.take(int(c.number(width)))
		if len(unit) == 0 {
			continue
		}
		const message, filling, unspecified = 6, 12, 24
		switch kind := unit[0] & 0x1F; {
		case kind == message, kind == filling, kind >= unspecified, kind == 0:
		default:
			out = append(append(out, number(uint64(len(unit)), width)...), unit...)
		}
	}
	return out
}

// aacConfig finds the configuration of AAC in its descriptors; nil if there is
// none, or it is of something else.
func aacConfig(esds []byte) []byte {
	if len(esds) < 4 {
		return nil
	}
	const stream, decoder, specific = 3, 4, 5
	c := cursor{left: esds[4:]}
	tag, body := c.descriptor()
	s := cursor{left: body}
	s.skip(2)
	flags := s.u8()
	if flags&0x80 != 0 {
		s.skip(2)
	}
	if flags&0x40 != 0 {
		s.skip(int(s.u8()))
	}
	if flags&0x20 != 0 {
		s.skip(2)
	}
	inner, body := s.descriptor()
	d := cursor{left: body}
	kind := d.u8()
	d.skip(12)
	last, config := d.descriptor()
	const mpeg4Audio, longest = 0x40, 64
	if c.bad || s.bad || d.bad || tag != stream || inner != decoder || last != specific || kind != mpeg4Audio ||
		len(config) < 2 || len(config) > longest {
		return nil
	}
	return config
}

// descriptor reads one descriptor of MPEG-4.
func (c *cursor) descriptor() (tag byte, body []byte) {
	tag = c.u8()
	size := 0
	for range 4 {
		b := c.u8()
		size = size<<7 | int(b&0x7F)
		if b&0x80 == 0 {
			break
		}
	}
	return tag, c.take(size)
}

// aacRates are the rates that AAC counts.
var aacRates = []uint32{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// aacShape reads rate and channels; zeros for a configuration that is not one of
// the usual ones.
func aacShape(config []byte) (rate uint32, channels uint16) {
	if len(config) < 2 {
		return 0, 0
	}
	index := int(config[0]&7)<<1 | int(config[1]>>7)
	if index >= len(aacRates) {
		return 0, 0
	}
	channels = uint16(config[1] >> 3 & 15)
	if channels > 2 {
		return 0, 0
	}
	return aacRates[index], channels
}
