package container

import "math"

// element writes an element whose size takes four bytes, so that sizes do not
// depend on what is inside.
func element(id uint32, parts ...[]byte) []byte {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	out := append(idBytes(id), number(uint64(size)|0x10000000, 4)...)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// idBytes writes an id, whose length is in its first bits.
func idBytes(id uint32) []byte {
	n := 4
	for n > 1 && id>>(8*(n-1)) == 0 {
		n--
	}
	return number(uint64(id), n)
}

func numbered(id uint32, v uint64) []byte { return element(id, number(v, 8)) }

func floated(id uint32, v float64) []byte { return numbered(id, math.Float64bits(v)) }

// written is who wrote the file: not which program, and not when.
const written = "Kist"

// clusterTime is how far apart the places are to which a reader can jump, in ms.
const clusterTime = 2000

// writeWebM writes a track as a file of its own, with the places to jump to before
// the frames, so that a phone can play it while it comes.
func writeWebM(t *track) []byte {
	head := element(idHeader,
		numbered(0x4286, 1), numbered(0x42F7, 1), numbered(0x42F2, 4), numbered(0x42F3, 8), // versions and the longest ids and sizes
		element(idDocType, []byte("webm")), numbered(0x4287, 4), numbered(0x4285, 2))
	info := element(idInfo, numbered(idScale, 1_000_000),
		floated(idDuration, float64(t.length().Milliseconds())),
		element(idMuxer, []byte(written)), element(idWriter, []byte(written)))
	tracks := element(idTracks, t.webmEntry())
	clusters, starts := t.clusters()
	cues := t.cues(clusters, starts, 0)
	cues = t.cues(clusters, starts, len(info)+len(tracks)+len(cues))
	parts := append([][]byte{info, tracks, cues}, clusters...)
	return append(head, element(idSegment, parts...)...)
}

// webmEntry describes the track.
func (t *track) webmEntry() []byte {
	const video, audio = 1, 2
	entry := [][]byte{numbered(idTrackNo, 1), numbered(idTrackUID, 1), numbered(idLacing, 0), element(idCodec, []byte(t.codec))}
	if t.codec != opus {
		return element(idTrack, append(entry, numbered(idTrackType, video),
			element(idVideo, numbered(idWidth, uint64(t.width)), numbered(idHeight, uint64(t.height))))...)
	}
	const rate, preRoll = 48_000, 80_000_000 // Opus always decodes to 48 kHz; 80 ms settle it after a jump
	skipped := uint64(t.config[10]) | uint64(t.config[11])<<8
	return element(idTrack, append(entry, numbered(idTrackType, audio), element(idConfig, t.config),
		numbered(idDelay, skipped*nanosecond/rate), numbered(idPreRoll, preRoll),
		element(idAudio, floated(idRate, rate), numbered(idChannels, uint64(t.config[9]))))...)
}

// clusters groups frames: a new group at a key frame when the last is long
// enough, and before its times no longer fit.
func (t *track) clusters() (clusters [][]byte, starts []int64) {
	const farthest = 30_000 // ms from a group's time that a block can say
	var group [][]byte
	var start int64
	end := func() {
		if group != nil {
			clusters, starts = append(clusters, element(idCluster, group...)), append(starts, start)
		}
	}
	for _, f := range t.frames {
		if since := f.at - start; group == nil || f.key && since >= clusterTime || since >= farthest {
			end()
			start, group = f.at, [][]byte{numbered(idTime, uint64(f.at))}
		}
		flags := byte(0)
		if f.key {
			flags = 0x80
		}
		const first = 0x81 // track 1
		group = append(group, element(idSimple, []byte{first}, u16(uint16(f.at-start)), []byte{flags}, f.data))
	}
	end()
	return clusters, starts
}

// cues say where each group begins, at bytes after the beginning of the segment.
func (t *track) cues(clusters [][]byte, starts []int64, at int) []byte {
	points := make([][]byte, len(clusters))
	for i, c := range clusters {
		points[i] = element(idCue, numbered(idCueTime, uint64(starts[i])),
			element(idCuePlace, numbered(idCueTrack, 1), numbered(idCueAt, uint64(at))))
		at += len(c)
	}
	return element(idCues, points...)
}
