package desk

import (
	"strconv"
	"strings"

	"kist/internal/inspections"
)

// tile is where an area stands on the map: a tile each, about where it lies, all of
// one size, so that a large area with few children does not shout.
type tile struct {
	short       string // name on the tile
	column, row int
}

// tiles are the 32 areas by their code.
var tiles = map[string]tile{
	"S12000027": {"Shet", 6, 0},
	"S12000023": {"Orkn", 5, 1},
	"S12000013": {"Siar", 0, 2}, "S12000017": {"High", 2, 2}, "S12000020": {"Mora", 3, 2}, "S12000034": {"Absh", 4, 2}, "S12000033": {"AbC", 5, 2},
	"S12000048": {"P&K", 3, 3}, "S12000041": {"Angu", 4, 3}, "S12000042": {"Dund", 5, 3},
	"S12000035": {"A&B", 1, 4}, "S12000030": {"Stir", 2, 4}, "S12000005": {"Clac", 3, 4}, "S12000047": {"Fife", 4, 4},
	"S12000018": {"Inve", 0, 5}, "S12000039": {"WDun", 1, 5}, "S12000045": {"EDun", 2, 5}, "S12000014": {"Falk", 3, 5}, "S12000040": {"WLot", 4, 5}, "S12000036": {"Edin", 5, 5}, "S12000010": {"ELot", 6, 5},
	"S12000038": {"Renf", 1, 6}, "S12000049": {"Glas", 2, 6}, "S12000050": {"NLan", 3, 6}, "S12000019": {"Midl", 5, 6}, "S12000026": {"Bord", 6, 6},
	"S12000021": {"NAyr", 0, 7}, "S12000011": {"ERen", 1, 7}, "S12000029": {"SLan", 3, 7},
	"S12000028": {"SAyr", 1, 8}, "S12000008": {"EAyr", 2, 8}, "S12000006": {"D&G", 3, 8},
}

const (
	tileColumns = 7
	tileRows    = 9
	tileHeight  = 58
	tileStep    = 62 // pixels from row to row
	tileGap     = .7 // per cent of the width between tiles
)

// standing is what a map knows of an area's answer to one question.
type standing int

const (
	noRelease  standing = iota // none that the reader may open
	otherWords                 // asked, in words that do not compare
	notAsked                   // its latest release does not hold the question, or the answer
	hidden                     // withheld, or too few for percentages
	told
	kept // its own release left it out
)

// areaShare is an area on the map.
type areaShare struct {
	inspections.Area
	is       standing
	share    share
	answered int // published count of who answered the question; 0 unless told
	from     published
}

// shades are how a share is filled, from the least on: the same shade is the same
// share on every map. Each also differs in its pattern or its edge.
var shades = []struct {
	from        int
	class, fill string
	text        string
}{{0, "fp", "", ""}, {25, "fht", "", ""}, {50, "", "ph", "halo"}, {75, "fh", "", "on"}}

// shadeOf is the index of a share's shade.
func shadeOf(percent int) int {
	i := len(shades) - 1
	for percent < shades[i].from {
		i--
	}
	return i
}

// tileMap draws the areas; said says each in words.
func tileMap(areas []areaShare, said func(a areaShare) string, notShown, other string) drawing {
	d := drawing{Height: tileRows * tileStep}
	desc := make([]string, len(areas))
	for i, a := range areas {
		desc[i] = said(a)
		at := tiles[a.Code]
		width := 100. / tileColumns
		x, y := float64(at.column)*width, at.row*tileStep+2
		b := bar{X: percent(x + tileGap/2), W: percent(width - tileGap), Y: y, H: tileHeight}
		middle := percent(x + width/2)
		text := func(down int, class, text string) {
			d.Texts = append(d.Texts, label{X: middle, Y: y + down, Class: strings.TrimSpace(class + " mid"), Text: text})
		}
		switch a.is {
		case told:
			s := shades[shadeOf(a.share.Percent)]
			b.Class, b.Fill = s.class, s.fill
			text(22, "s "+s.text, at.short)
			text(46, "big "+s.text, strconv.Itoa(a.share.Percent))
		case hidden, kept:
			b.Class, b.Fill = "none", "pw"
			text(22, "s halo", at.short)
			text(44, "xs halo", notShown)
		case otherWords, notAsked:
			b.Fill = "pm"
			text(22, "s halo", at.short)
			text(44, "xs halo", other)
		default:
			b.Class = "none empty"
			text(34, "s m", at.short)
		}
		d.Bars = append(d.Bars, b)
	}
	d.Desc = strings.Join(desc, "; ")
	return d
}
