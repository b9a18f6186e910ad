package redact

import "strings"

// endings calls do with what a word could be without the endings, or the
// beginnings, that names take in a language, until it returns false. They are the
// usual ones of names, not a grammar.
func endings(w, lang string, do func(stem string) bool) {
	switch lang {
	case "en", "sco":
		if stem, ok := strings.CutSuffix(w, "s"); ok && len(stem) > 3 {
			do(stem)
		}
	case "gd":
		unsoften(w, do)
	case "ar":
		for _, front := range arabicFronts {
			if stem, ok := strings.CutPrefix(w, front); ok && len(stem) >= 6 && !do(stem) {
				return
			}
		}
	default:
		for _, e := range nameEndings[lang] {
			stem, ok := strings.CutSuffix(w, e.end)
			if ok && len(stem) >= 3 && !do(stem+e.instead) {
				return
			}
		}
	}
}

// ending is what stands at the end of a name, and what stands there in its first
// case.
type ending struct{ end, instead string }

var nameEndings = map[string][]ending{
	"pl": endingsOf("ka:ek kowi:ek kiem:ek ku:ek a: owi: em: iem: ie: u: y: i: e: ego: emu: im: a:a i:ia ie:ia e:a y:a o:a u:a iu:ia ii:ia ce:ka dze:ga rze:ra tera:ter tra:ter sia:s siowi:s siem:s lem:l la:el lowi:el"),
	"uk": endingsOf("а: у: ові: ом: ем: еві: и: і: е: а:а у:а ою:а и:а і:а о:а ю:я ею:я і:я ї:я єю:я я:й ю:й єм:й єві:й я:ь ю:ь ем:ь еві:ь ка:ко ку:ко ком:ко кові:ко ці:ка зі:га"),
	"ro": endingsOf("ei:a ii:ia iei:ia ului:u lui: ul: o:a e:a"),
}

func endingsOf(pairs string) []ending {
	var list []ending
	for _, pair := range strings.Fields(pairs) {
		end, instead, _ := strings.Cut(pair, ":")
		list = append(list, ending{bare(end), bare(instead)})
	}
	return list
}

// arabicFronts are letters that are written together with the word after them.
var arabicFronts = []string{"و", "ب", "ل", "ف", "ك", "يا"}

// unsoften takes the h after the first letter off, and the slender ending of a
// name that is called: a Mhàiri, a Sheumais.
func unsoften(w string, do func(stem string) bool) {
	hard := w
	if len(w) > 3 && w[1] == 'h' && strings.IndexByte("bcdfgmpst", w[0]) >= 0 {
		if hard = w[:1] + w[2:]; !do(hard) {
			return
		}
	}
	if i := strings.LastIndexByte(hard, 'i'); i > 0 && i == len(hard)-2 {
		do(hard[:i] + hard[i+1:])
	}
}
