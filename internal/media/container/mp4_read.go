package container

import (
	"encoding/binary"
	"math"
)

// box is one box of an MP4 file: its body, and where the box begins in the file.
type box struct {
	kind string
	body []byte
	from int
}

func isMP4(file []byte) bool {
	if len(file) < 8 {
		return false
	}
	switch string(file[4:8]) {
	case "ftyp", "styp", "moov", "wide":
		return true
	}
	return false
}

// boxes lists the boxes of a body, which begins at from in the file; false if
// one reaches beyond it.
func boxes(body []byte, from int) (list []box, ok bool) {
	c := cursor{left: body}
	for c.more() {
		at := from + len(body) - len(c.left)
		size := uint64(c.u32())
		kind := string(c.take(4))
		head := uint64(8)
		switch size {
		case 0: // to the end
			size = head + uint64(len(c.left))
		case 1:
			size, head = c.u64(), 16
		}
		if c.bad || size < head || size-head > uint64(len(c.left)) || len(list) >= maxFrames {
			return list, false
		}
		list = append(list, box{kind, c.take(int(size - head)), at})
	}
	return list, !c.bad
}

// inside finds the first box on a way of kinds; nil if there is none.
func inside(body []byte, way ...string) []byte {
	for _, kind := range way {
		list, _ := boxes(body, 0)
		body = nil
		for _, b := range list {
			if b.kind == kind {
				body = b.body
				break
			}
		}
		if body == nil {
			return nil
		}
	}
	return body
}

// mp4Reader is what is known while a file is read.
type mp4Reader struct {
	file []byte
	id   uint32 // of the track that is kept
	room int
	late int64 // when the next piece begins, in ticks
	*track
}

// readMP4 reads the first track of the sort that is wanted, whether its frames
// are listed at the beginning or piece by piece.
func readMP4(file []byte, picture bool) (*track, error) {
	top, whole := boxes(file, 0)
	m := &mp4Reader{file: file, room: len(file)}
	var moov []byte
	for _, b := range top {
		if b.kind == "moov" && moov == nil {
			moov = b.body
		}
	}
	if moov == nil || !whole {
		return nil, problem("broken")
	}
	trak, err := m.choose(moov, picture)
	if err != nil {
		return nil, err
	}
	if !m.listed(inside(trak, "mdia", "minf", "stbl")) || !m.pieces(top, moov) {
		return nil, problem("broken")
	}
	m.settle()
	return m.track, nil
}

// choose finds the first track that can be kept.
func (m *mp4Reader) choose(moov []byte, picture bool) (trak []byte, err error) {
	other := false
	list, _ := boxes(moov, 0)
	for _, b := range list {
		if b.kind != "trak" {
			continue
		}
		hdlr := inside(b.body, "mdia", "hdlr")
		if len(hdlr) < 12 || string(hdlr[8:12]) != pick(picture, "vide", "soun") {
			continue
		}
		m.track = &track{scale: mediaScale(inside(b.body, "mdia", "mdhd"))}
		m.id = m.head(inside(b.body, "tkhd"), picture)
		if m.scale > 0 && m.id > 0 && m.entry(inside(b.body, "mdia", "minf", "stbl", "stsd"), picture) {
			return b.body, nil
		}
		other = true
	}
	if other {
		return nil, problem(pick(picture, "codec_picture", "codec_sound"))
	}
	return nil, problem(pick(picture, "no_picture", "no_sound"))
}

// mediaScale is the number of ticks in a second; 0 if it is not said.
func mediaScale(mdhd []byte) uint32 {
	c := cursor{left: mdhd}
	if c.u32()>>24 == 1 {
		c.skip(16)
	} else {
		c.skip(8)
	}
	return c.u32()
}

// head reads the track's number, and how its picture is turned and shown.
func (m *mp4Reader) head(tkhd []byte, picture bool) (id uint32) {
	c := cursor{left: tkhd}
	if c.u32()>>24 == 1 {
		c.skip(16)
		id = c.u32()
		c.skip(12)
	} else {
		c.skip(8)
		id = c.u32()
		c.skip(8)
	}
	c.skip(16)
	turned := c.take(36)
	if picture {
		m.turn = turnOf(turned)
		m.width, m.height = c.u32()>>16, c.u32()>>16
	}
	if c.bad {
		return 0
	}
	return id
}

// entry reads how the frames are coded; false if not in a way that is kept.
func (m *mp4Reader) entry(stsd []byte, picture bool) bool {
	if len(stsd) < 8 {
		return false
	}
	list, _ := boxes(stsd[8:], 0)
	if len(list) != 1 { // frames coded in more than one way
		return false
	}
	if picture {
		return m.videoEntry(list[0])
	}
	return m.soundEntry(list[0])
}

func (m *mp4Reader) videoEntry(b box) bool {
	c := cursor{left: b.body}
	c.skip(24)
	width, height := uint32(c.u16()), uint32(c.u16())
	c.skip(50)
	if b.kind != "avc1" && b.kind != "avc3" || c.bad {
		return false
	}
	if m.width == 0 || m.height == 0 {
		m.width, m.height = width, height
	}
	m.codec, m.config = h264, avcConfig(inside(c.left, "avcC"))
	return m.config != nil
}

func (m *mp4Reader) soundEntry(b box) bool {
	c := cursor{left: b.body}
	c.skip(8)
	version := c.u16()
	c.skip(18)
	switch version { // of QuickTime
	case 1:
		c.skip(16)
	case 2:
		c.skip(36)
	}
	if b.kind != "mp4a" || c.bad {
		return false
	}
	esds := inside(c.left, "esds")
	if esds == nil {
		esds = inside(c.left, "wave", "esds")
	}
	m.codec, m.config = aac, aacConfig(esds)
	m.rate, m.channels = aacShape(m.config)
	return m.config != nil && m.rate > 0 && m.channels > 0
}

// listed reads the frames that the tables at the beginning list.
func (m *mp4Reader) listed(stbl []byte) bool {
	list, ok := boxes(stbl, 0)
	if stbl == nil || !ok {
		return false
	}
	table := map[string][]byte{}
	for _, b := range list {
		table[b.kind] = b.body
	}
	sizes, ok := frameSizes(table["stsz"])
	if !ok {
		return false
	}
	places, ok := framePlaces(table, sizes)
	if !ok {
		return false
	}
	lasts := spread(table["stts"], len(sizes))
	later := spread(table["ctts"], len(sizes))
	keys := keyFrames(table["stss"])
	for i, size := range sizes {
		f := frame{lasts: at(lasts, i), later: int32(at(later, i)), key: keys == nil || keys[uint32(i+1)]}
		if !m.put(f, places[i], size) {
			return false
		}
	}
	return true
}

// put takes a frame from a place in the file.
func (m *mp4Reader) put(f frame, place uint64, size uint32) bool {
	if place > uint64(len(m.file)) || uint64(size) > uint64(len(m.file))-place {
		return false
	}
	f.data, f.at = m.file[place:place+uint64(size)], m.late
	m.late += int64(f.lasts)
	return m.add(f, &m.room)
}

func at(list []uint32, i int) uint32 {
	if i < len(list) {
		return list[i]
	}
	return 0
}

func frameSizes(stsz []byte) (sizes []uint32, ok bool) {
	c := cursor{left: stsz}
	c.skip(4)
	same, n := c.u32(), c.u32()
	if c.bad || n > maxFrames {
		return nil, false
	}
	for range n {
		size := same
		if same == 0 {
			size = c.u32()
		}
		sizes = append(sizes, size)
	}
	return sizes, !c.bad
}

// framePlaces says where in the file each frame begins: frames lie one after
// another in chunks.
func framePlaces(table map[string][]byte, sizes []uint32) (places []uint64, ok bool) {
	width, co := 4, cursor{left: table["stco"]}
	if table["stco"] == nil {
		width, co = 8, cursor{left: table["co64"]}
	}
	co.skip(4)
	chunks := co.u32()
	sc := cursor{left: table["stsc"]}
	sc.skip(8)
	var each, until uint32 = 0, 1 // frames in a chunk, and the chunk from which that changes
	for chunk := uint32(1); chunk <= chunks && len(places) < len(sizes); chunk++ {
		for chunk >= until {
			each, until = nextRun(&sc, chunk)
			if sc.bad || each == 0 || each > maxFrames {
				return nil, false
			}
		}
		place := co.number(width)
		for i := uint32(0); i < each && len(places) < len(sizes); i++ {
			places = append(places, place)
			place += uint64(sizes[len(places)-1])
		}
		if co.bad {
			return nil, false
		}
	}
	return places, len(places) == len(sizes)
}

// nextRun reads how many frames the chunks from here on have, and where that
// changes.
func nextRun(sc *cursor, chunk uint32) (each, until uint32) {
	first := sc.u32()
	each = sc.u32()
	sc.skip(4)
	until = math.MaxUint32
	if len(sc.left) >= 4 {
		until = binary.BigEndian.Uint32(sc.left)
	}
	if first != chunk || until <= chunk {
		sc.bad = true
	}
	return each, until
}

// spread unfolds a table of (how many, value) to at most n values.
func spread(body []byte, n int) (values []uint32) {
	c := cursor{left: body}
	c.skip(8)
	for c.more() && len(values) < n {
		count, value := c.u32(), c.u32()
		for i := uint32(0); i < count && len(values) < n; i++ {
			values = append(values, value)
		}
	}
	return values
}

// keyFrames are the numbers of key frames, from 1; nil if all are.
func keyFrames(stss []byte) map[uint32]bool {
	if stss == nil {
		return nil
	}
	keys := map[uint32]bool{}
	c := cursor{left: stss}
	c.skip(8)
	for c.more() {
		keys[c.u32()] = true
	}
	return keys
}
