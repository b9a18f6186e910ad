package redact

import (
	"slices"
	"unicode/utf8"
)

// near finds the words of a list that are one mistake away from a word: a letter
// too many, one missing, one wrong, or two that changed places. Each word of the
// list is kept under itself and under all that leaving out one letter makes of
// it (the idea of the SymSpell algorithm, by W. Garbe): what is one mistake away
// shares one of these. So a look-up costs as many probes as the word has letters.
type near struct {
	words []string
	ends  []uint32 // by hash: where its entries end, which begin where those before end; a power of two of them
	of    []uint32 // by entry: the word
}

// shortest is how many letters a word of the list has at least to be near another:
// among shorter ones everything is near everything.
const shortest = 4

// longest is how many bytes a word has at most that is looked up.
const longest = 48

// hash is FNV-1a: the same in every run, so that a text is, too.
func hash(s []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range s {
		h = (h ^ uint32(c)) * 16777619
	}
	return h ^ h>>15
}

func newNear(words []string) *near {
	slices.Sort(words)
	n := &near{words: words}
	size := 1
	for size < len(words)*8 {
		size *= 2
	}
	n.ends = make([]uint32, size)
	all := uint32(0)
	n.entries(func(at *uint32, _ uint32) { *at, all = *at+1, all+1 })
	n.of = make([]uint32, all)
	end := uint32(0)
	for i, many := range n.ends {
		end += many
		n.ends[i] = end
	}
	n.entries(func(at *uint32, word uint32) { *at--; n.of[*at] = word }) // now each tells where its entries begin
	copy(n.ends, n.ends[1:])
	n.ends[size-1] = all
	return n
}

// entries goes through what is kept under each hash.
func (n *near) entries(do func(at *uint32, word uint32)) {
	for i, w := range n.words {
		if utf8.RuneCountInString(w) < shortest || len(w) > longest {
			continue
		}
		cuts(w, func(cut []byte) bool {
			do(&n.ends[hash(cut)&uint32(len(n.ends)-1)], uint32(i))
			return true
		})
	}
}

// under are the words that are kept under a hash, the last of the list first.
func (n *near) under(h uint32) []uint32 {
	h &= uint32(len(n.ends) - 1)
	begin := uint32(0)
	if h > 0 {
		begin = n.ends[h-1]
	}
	return n.of[begin:n.ends[h]]
}

// cuts calls do with a word and with all that leaving out one letter makes of it,
// until it returns false. What it is handed is good for that call only.
func cuts(w string, do func(cut []byte) bool) {
	var buffer [longest]byte
	if !do(append(buffer[:0], w...)) {
		return
	}
	last := utf8.RuneError
	for i, r := range w {
		if r != last && !do(append(append(buffer[:0], w[:i]...), w[i+utf8.RuneLen(r):]...)) {
			return
		}
		last = r
	}
}

// maxProbes bounds what is compared for one word, so that none takes long.
const maxProbes = 256

// find gives a word of the list that is at most one mistake away, for which ok
// holds; "" if there is none.
func (n *near) find(w string, ok func(string) bool) string {
	if len(w) > longest || !utf8.ValidString(w) || utf8.RuneCountInString(w) < shortest-1 {
		return ""
	}
	found, probes := "", 0
	cuts(w, func(cut []byte) bool {
		for _, at := range n.under(hash(cut)) {
			if probes++; probes > maxProbes {
				return false
			}
			if other := n.words[at]; oneMistake(w, other) && ok(other) {
				found = other
				return false
			}
		}
		return true
	})
	return found
}

// has says whether a word of the list is at most one mistake away.
func (n *near) has(w string) bool { return n.find(w, func(string) bool { return true }) != "" }

// oneMistake says whether two words are the same but for one mistake at most.
func oneMistake(a, b string) bool {
	for a != "" && b != "" {
		r, n := utf8.DecodeRuneInString(a)
		if q, _ := utf8.DecodeRuneInString(b); r != q {
			break
		}
		a, b = a[n:], b[n:]
	}
	for a != "" && b != "" {
		r, n := utf8.DecodeLastRuneInString(a)
		if q, _ := utf8.DecodeLastRuneInString(b); r != q {
			break
		}
		a, b = a[:len(a)-n], b[:len(b)-n]
	}
	if len(a) > 2*utf8.UTFMax || len(b) > 2*utf8.UTFMax {
		return false
	}
	x, y := []rune(a), []rune(b)
	switch {
	case len(x)+len(y) <= 1, len(x) == 1 && len(y) == 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}
