package container

import (
	"bytes"
	"slices"
)

// boxed writes a box.
func boxed(kind string, parts ...[]byte) []byte {
	size := 8
	for _, p := range parts {
		size += len(p)
	}
	out := make([]byte, 0, size)
	out = append(append(out, u32(uint32(size))...), kind...)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// fully writes a box that begins with its version, which is 0, and flags.
func fully(kind string, flags uint32, parts ...[]byte) []byte {
	return boxed(kind, append([][]byte{u32(flags)}, parts...)...)
}

func u32s(values ...uint32) []byte {
	out := make([]byte, 0, 4*len(values))
	for _, v := range values {
		out = append(out, u32(v)...)
	}
	return out
}

// writeMP4 writes a track as a file of its own, with its tables before the
// frames, so that a phone can play it while it comes.
func writeMP4(t *track) []byte {
	brands := boxed("ftyp", []byte("isom"), u32(0x200), []byte("isomiso2mp41"))
	head := t.moov(0)
	head = t.moov(uint32(len(brands) + len(head) + 8)) // where the frames begin
	frames := make([][]byte, len(t.frames))
	for i, f := range t.frames {
		frames[i] = f.data
	}
	return slices.Concat(brands, head, boxed("mdat", frames...))
}

// moov describes the file, whose frames begin at from.
func (t *track) moov(from uint32) []byte {
	const second = 1000
	lasts := uint32(t.length().Milliseconds())
	mvhd := fully("mvhd", 0, u32s(0, 0, second, lasts, 1<<16), u16(0x100), make([]byte, 10), turn{}.matrix(), make([]byte, 24), u32(2))
	return boxed("moov", mvhd, boxed("trak", t.tkhd(lasts), boxed("mdia", t.mdhd(), t.hdlr(), t.minf(from))))
}

func (t *track) tkhd(lasts uint32) []byte {
	const shown = 3
	volume := u16(0x100)
	if t.codec == h264 {
		volume = u16(0)
	}
	return fully("tkhd", shown, u32s(0, 0, 1, 0, lasts, 0, 0, 0), volume, u16(0), t.turn.matrix(), u32s(t.width<<16, t.height<<16))
}

func (t *track) mdhd() []byte {
	const noLanguage = 0x55C4
	total := uint32(0)
	for _, f := range t.frames {
		total += f.lasts
	}
	return fully("mdhd", 0, u32s(0, 0, t.scale, total), u16(noLanguage), u16(0))
}

func (t *track) hdlr() []byte {
	return fully("hdlr", 0, u32(0), []byte(pick(t.codec == h264, "vide", "soun")), make([]byte, 13))
}

func (t *track) minf(from uint32) []byte {
	head := fully("smhd", 0, u32(0))
	if t.codec == h264 {
		head = fully("vmhd", 1, make([]byte, 8))
	}
	const here = 1 // the frames are in this file
	return boxed("minf", head, boxed("dinf", fully("dref", 0, u32(1), fully("url ", here))), t.stbl(from))
}

func (t *track) stbl(from uint32) []byte {
	n := uint32(len(t.frames))
	sizes, keys := make([]uint32, 0, n), []uint32{}
	moved := false
	for i, f := range t.frames {
		sizes = append(sizes, uint32(len(f.data)))
		if f.key {
			keys = append(keys, uint32(i+1))
		}
		moved = moved || f.later != 0
	}
	parts := [][]byte{
		fully("stsd", 0, u32(1), t.mp4Entry()),
		folded("stts", t.frames, func(f frame) uint32 { return f.lasts }),
		fully("stsc", 0, u32s(1, 1, n, 1)),
		fully("stsz", 0, u32s(0, n), u32s(sizes...)),
		fully("stco", 0, u32s(1, from)),
	}
	if moved {
		parts = append(parts, folded("ctts", t.frames, func(f frame) uint32 { return uint32(f.later) }))
	}
	if uint32(len(keys)) < n {
		parts = append(parts, fully("stss", 0, u32(uint32(len(keys))), u32s(keys...)))
	}
	return boxed("stbl", parts...)
}

// folded writes a table of (how many, value).
func folded(kind string, frames []frame, value func(frame) uint32) []byte {
	var runs []uint32
	for i, f := range frames {
		if v := value(f); i > 0 && runs[len(runs)-1] == v {
			runs[len(runs)-2]++
		} else {
			runs = append(runs, 1, v)
		}
	}
	return fully(kind, 0, u32(uint32(len(runs)/2)), u32s(runs...))
}

// mp4Entry says how the frames are coded.
func (t *track) mp4Entry() []byte {
	first := append(make([]byte, 6), u16(1)...) // the frames are in the first of the places that dref names
	if t.codec == h264 {
		const dpi = 72 << 16
		return boxed("avc1", first, make([]byte, 16), u16(uint16(t.width)), u16(uint16(t.height)), u32s(dpi, dpi, 0),
			u16(1), make([]byte, 32), u16(24), u16(0xFFFF), boxed("avcC", t.config))
	}
	return boxed("mp4a", first, make([]byte, 8), u16(t.channels), u16(16), u32(0), u32(t.rate<<16), t.esds())
}

func (t *track) esds() []byte {
	descriptor := func(tag byte, parts ...[]byte) []byte {
		body := bytes.Join(parts, nil)
		return append([]byte{tag, byte(len(body))}, body...) // none is longer than 127 bytes
	}
	const mpeg4Audio, audioStream = 0x40, 0x15
	decoder := descriptor(4, []byte{mpeg4Audio, audioStream, 0, 0, 0}, u32s(0, 0), descriptor(5, t.config))
	return fully("esds", 0, descriptor(3, u16(1), []byte{0}, decoder, descriptor(6, []byte{2})))
}
