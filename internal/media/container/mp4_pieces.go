package container

import "math"

// usual is what a piece of a file says of its frames if it says nothing.
type usual struct{ lasts, size, flags uint32 }

// pieces reads the frames of a file that was written while it was recorded.
func (m *mp4Reader) pieces(top []box, moov []byte) bool {
	var standard usual
	list, _ := boxes(inside(moov, "mvex"), 0)
	for _, b := range list {
		c := cursor{left: b.body}
		c.skip(4)
		if b.kind == "trex" && c.u32() == m.id {
			c.skip(4)
			standard = usual{c.u32(), c.u32(), c.u32()}
		}
	}
	for _, b := range top {
		if b.kind == "moof" && !m.piece(b, standard) {
			return false
		}
	}
	return true
}

func (m *mp4Reader) piece(moof box, standard usual) bool {
	list, ok := boxes(moof.body, 0)
	for _, b := range list {
		if b.kind == "traf" && !m.part(b.body, uint64(moof.from), standard) {
			return false
		}
	}
	return ok
}

// part reads what a piece has of one track.
func (m *mp4Reader) part(traf []byte, base uint64, u usual) bool {
	c := cursor{left: inside(traf, "tfhd")}
	flags := c.u32() & 0xFFFFFF
	if id := c.u32(); c.bad || id != m.id {
		return !c.bad
	}
	if flags&0x1 != 0 {
		base = c.u64()
	}
	if flags&0x2 != 0 {
		c.skip(4)
	}
	for _, field := range []struct {
		flag  uint32
		value *uint32
	}{{0x8, &u.lasts}, {0x10, &u.size}, {0x20, &u.flags}} {
		if flags&field.flag != 0 {
			*field.value = c.u32()
		}
	}
	if c.bad || !m.begin(inside(traf, "tfdt")) {
		return false
	}
	list, ok := boxes(traf, 0)
	place := base
	for _, b := range list {
		if b.kind == "trun" {
			if place, ok = m.run(b.body, base, place, u); !ok {
				return false
			}
		}
	}
	return ok
}

// begin reads when a piece begins; without that it follows the one before.
func (m *mp4Reader) begin(tfdt []byte) bool {
	if tfdt == nil {
		return true
	}
	c := cursor{left: tfdt}
	width := 4
	if c.u32()>>24 == 1 {
		width = 8
	}
	begins := c.number(width)
	if c.bad || begins > 1<<50 {
		return false
	}
	m.late = max(m.late, int64(begins))
	return true
}

// run reads frames that lie one after another, and gives where they end.
func (m *mp4Reader) run(trun []byte, base, place uint64, u usual) (end uint64, ok bool) {
	c := cursor{left: trun}
	head := c.u32()
	flags := head & 0xFFFFFF
	n := c.u32()
	if flags&0x1 != 0 {
		place = base + uint64(int64(int32(c.u32())))
	}
	first := u.flags
	if flags&0x4 != 0 {
		first = c.u32()
	}
	if c.bad || n > maxFrames {
		return 0, false
	}
	for i := range n {
		one := u
		if i == 0 {
			one.flags = first
		}
		for _, field := range []struct {
			flag  uint32
			value *uint32
		}{{0x100, &one.lasts}, {0x200, &one.size}, {0x400, &one.flags}} {
			if flags&field.flag != 0 {
				*field.value = c.u32()
			}
		}
		f := frame{lasts: one.lasts, key: one.flags&0x10000 == 0}
		if flags&0x800 != 0 {
			f.later = int32(c.u32())
		}
		if c.bad || !m.put(f, place, one.size) {
			return 0, false
		}
		place += uint64(one.size)
	}
	return place, true
}

// settle lets no frame be shown before it is decoded, and takes out of pictures
// what is no picture.
func (m *mp4Reader) settle() {
	if len(m.frames) == 0 {
		return
	}
	earliest := int32(math.MaxInt32)
	for _, f := range m.frames {
		earliest = min(earliest, f.later)
	}
	kept := m.frames[:0]
	for _, f := range m.frames {
		f.later = int32(min(int64(f.later)-int64(earliest), math.MaxInt32))
		if m.codec == h264 {
			f.data = picturesOnly(f.data, m.config)
		}
		if len(f.data) > 0 {
			kept = append(kept, f)
		}
	}
	m.frames = kept
	m.space()
}
