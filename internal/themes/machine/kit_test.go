package machine

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	_ "kist/internal/sameseed"
)

// said are ways in which children might speak of a theme. All of it is invented.
var said = map[string][]string{
	"told": {"nobody told me what happened after the meeting", "they never tell me what was decided", "I want to be told what happens next", "nobody said anything for ages after my meeting", "they decided and I was not told"},
	"work": {"my social worker changes all the time", "I had five workers in one year", "another new worker again", "keep the same worker please", "my worker left and a new worker came"},
	"home": {"I want to see my brother more", "I miss my mum and my sister", "more visits with my family", "let me phone my sister and my brother", "I want to go home to my mum"},
	"play": {"more football and a better park", "we need a skate park", "a swimming pool would be great", "football club on Saturday", "the park has no swings for us"},
}

var padding = []string{
	"",
	"I think",
	"and that is all",
	"really",
	"because it is like that",
	"so yes",
	"in my house",
	"at school they say",
}

// sample is so many invented English texts with the theme of each, always the same.
func sample(n int) (docs []Doc, themes map[string][]string) {
	random, names := rand.New(rand.NewPCG(1, 2)), []string{"home", "play", "told", "work"}
	themes = map[string][]string{}
	for i := range n {
		theme := names[random.IntN(len(names))]
		id := fmt.Sprintf("t%05d", i)
		themes[id] = []string{theme}
		words := []string{
			padding[random.IntN(len(padding))],
			said[theme][random.IntN(len(said[theme]))],
			padding[random.IntN(len(padding))],
		}
		if random.IntN(5) == 0 {
			other := names[random.IntN(len(names))]
			if other != theme {
				themes[id] = append(themes[id], other)
			}
			words = append(words, said[other][random.IntN(len(said[other]))])
		}
		docs = append(docs, Doc{ID: id, Lang: "en", Text: strings.Join(words, " ")})
	}
	return docs, themes
}

// crowd is so many texts as long and as various as children's are: 5 to 40 words, some
// common and most rare, in four languages.
func crowd(n int) []Doc {
	random := rand.New(rand.NewPCG(3, 4))
	langs := []string{"en", "en", "en", "gd", "pl", "ar"}
	var docs []Doc
	for i := range n {
		lang := langs[random.IntN(len(langs))]
		topic := random.IntN(12)
		var words []string
		for range 5 + random.IntN(36) {
			rank := int(float64(6000) * random.Float64() * random.Float64() * random.Float64())
			if random.IntN(4) == 0 {
				rank = 7000 + topic*20 + random.IntN(20)
			}
			words = append(words, fmt.Sprintf("%s%c%c%c", lang, 'a'+rank%26, 'a'+rank/26%26, 'a'+rank/676%26))
		}
		docs = append(docs, Doc{ID: fmt.Sprint(i), Lang: lang, Text: strings.Join(words, " ")})
	}
	return docs
}

func ids(hits []Hit) (list []string) {
	for _, h := range hits {
		list = append(list, h.ID)
	}
	return list
}

func portion(t testing.TB, part, whole int) float64 {
	t.Helper()
	if whole == 0 {
		t.Fatal("a share of nothing")
	}
	return float64(part) / float64(whole)
}
