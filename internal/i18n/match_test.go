package i18n

import (
	"slices"
	"strings"
	"testing"
)

var ten = []string{"ar", "en", "gd", "pa", "pl", "ro", "sco", "uk", "ur", "zh-Hans"}

func TestMatch(t *testing.T) {
	for accept, want := range map[string]string{
		"":                                 "-",
		"*":                                "-",
		"en-GB,en;q=0.9":                   "en",
		"EN":                               "en",
		"zh":                               "zh-Hans",
		"zh-CN":                            "zh-Hans",
		"zh-cn":                            "zh-Hans",
		"zh-SG":                            "zh-Hans",
		"zh-Hans":                          "zh-Hans",
		"zh-Hans-CN":                       "zh-Hans",
		"zh-TW":                            "-",
		"zh-Hant-HK, en;q=0.1":             "en",
		"zh-TW,zh;q=0.9,en;q=0.8":          "zh-Hans", // asks for it by itself
		"pa":                               "pa",
		"pa-IN":                            "pa",
		"pa-Guru-IN":                       "pa",
		"pa-PK":                            "-", // in Arabic letters
		"pa-PK,ur;q=0.9":                   "ur",
		"ur-PK":                            "ur",
		"ur-IN":                            "ur",
		"ar-SY":                            "ar",
		"ar-001":                           "ar",
		"uk-UA,ru;q=0.5":                   "uk",
		"ua":                               "-",
		"ru, uk;q=0.4":                     "uk",
		"ro-MD":                            "ro",
		"mo":                               "ro", // the old tag of Moldova's Romanian
		"sco":                              "sco",
		"sco-GB,en;q=0.7":                  "sco",
		"gd-GB":                            "gd",
		"pl_PL":                            "pl",
		"cy,ga;q=0.9":                      "-",
		"en;q=0.3, pl;q=0.8, ar":           "ar",
		"en ; q=0.3 , pl ; q = 0.8":        "pl",
		"en;q=0,pl;q=0.1":                  "pl",
		"en;q=0":                           "-",
		"en;q=x,pl;q=NaN,ar;q=-1,ro":       "ro",
		"no such language,,;q=1,-,ro":      "ro",
		"und":                              "-",
		"x-private, ro;q=0.2":              "ro",
		strings.Repeat(",", 9000) + "pl":   "-", // beyond what is read
		strings.Repeat("cy,", 16) + "pl":   "-",
		strings.Repeat("cy,", 15) + "pl":   "pl",
		strings.Repeat("a", 600) + ",pl":   "-",
		"\xff\xfe,ro":                      "ro",
		"en-GB-oxendict,en;q=0.9,gd;q=0.8": "en",
	} {
		if got := Match(accept, ten, "-"); got != want {
			t.Errorf("%.40q: %s, want %s", accept, got, want)
		}
	}
	if got := Match("en", nil, "pl"); got != "pl" {
		t.Errorf("where there is none: %s", got)
	}
}

// Whatever a browser sends, the answer is one that we have, and sending twice
// the same gives the same.
func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"", "en", "zh-Hans-CN;q=0.5,*", "a-b-c-d;q=1e309", "de-u-co-phonebk,\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		got := Match(accept, ten, "")
		if got != "" && !slices.Contains(ten, got) {
			t.Errorf("%q gives %q", accept, got)
		}
		if again := Match(accept, ten, ""); again != got {
			t.Errorf("%q gives %q, then %q", accept, got, again)
		}
	})
}
