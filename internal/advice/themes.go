package advice

import (
	"regexp"
	"slices"

	"kist/surveys"
)

// hardThemes are the themes that a question touches: those that the survey names, and
// where it names none, those that its English words tell of.
func hardThemes(s *surveys.Survey, q *surveys.Question, e surveys.Edition) []string {
	if len(q.Hard) > 0 {
		return q.Hard
	}
	text, in := s.Say(q.Text, e, english)
	if in != english {
		return nil
	}
	return ThemesIn(text)
}

// Themes are the hard themes that a question touches at any age: those that the survey
// names, or else those that its English words tell of. None for most questions.
func Themes(s *surveys.Survey, q *surveys.Question) []string {
	if len(q.Hard) > 0 {
		return q.Hard
	}
	var list []string
	for _, e := range s.Editions {
		for _, name := range hardThemes(s, q, e) {
			if q.In(e) && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// themeWords are words by which an English text is seen to touch a hard theme.
var themeWords = map[string]*regexp.Regexp{
	"harm":      regexp.MustCompile(`(?i)\b(?:hurt(?:s|ing)?|hits?|hitting|beat(?:en|s)?|smack(?:ed|s)?|abus\w*|violen\w*|neglect\w*|threaten\w*|weapon\w*|knife)\b`),
	"self_harm": regexp.MustCompile(`(?i)\b(?:self[- ]?harm\w*|suicid\w*|(?:hurt|harm|kill)(?:ing)? (?:yourself|myself|themselves)|want(?:ed)? to die)\b`),
	"loss":      regexp.MustCompile(`(?i)\b(?:di(?:es|ed)|dying|dead|death|funeral|grie(?:f|ve)\w*|bereave\w*)\b`),
	"sexual":    regexp.MustCompile(`(?i)\b(?:sex\w*|touch(?:ed|es|ing)? you|private parts|naked|nudes?|rap(?:e|ed))\b`),
	"drugs":     regexp.MustCompile(`(?i)\b(?:drugs?|alcohol|drunk|vap(?:e|es|ing)|smok(?:e|es|ing)|cannabis)\b`),
	"bullying":  regexp.MustCompile(`(?i)\b(?:bull(?:y|ies|ied|ying)|pick(?:ed|s)? on|left out|called? (?:bad )?names)\b`),
	"law":       regexp.MustCompile(`(?i)\b(?:police|arrest\w*|prison|court|locked up|crimes?|restrain\w*)\b`),
	"family":    regexp.MustCompile(`(?i)\b(?:taken (?:away|into care)|moved? (?:away|out) from|miss(?:ing)? your (?:family|mum|dad|parents|brothers?|sisters?)|(?:mum|dad|parents) (?:split|fight\w*|left))\b`),
	"mind":      regexp.MustCompile(`(?i)\b(?:mental health|depress\w*|panic\w*|anxi\w*|eating disorder|nightmares?|scared|afraid)\b`),
	"hate":      regexp.MustCompile(`(?i)\b(?:racis\w*|because of your (?:skin|religion|disability|accent|gender)|discriminat\w*)\b`),
}

// ThemesIn are the hard themes that an English text touches, in order; none for most.
func ThemesIn(text string) []string {
	var list []string
	for _, name := range surveys.HardThemes() {
		if re := themeWords[name]; re != nil && re.MatchString(text) {
			list = append(list, name)
		}
	}
	return list
}

// Away are the hard themes that a person stepped out of. What touches one of them is
// folded behind a line that says nothing of it.
type Away []string

// From says whether a question touches a theme that was stepped out of. No question,
// nil, touches none.
func (a Away) From(s *surveys.Survey, q *surveys.Question) bool {
	if len(a) == 0 || q == nil {
		return false
	}
	return a.OneOf(Themes(s, q))
}

// OneOf says whether one of these themes was stepped out of.
func (a Away) OneOf(themes []string) bool {
	return slices.ContainsFunc(themes, func(t string) bool { return slices.Contains(a, t) })
}

// FromKey is From for the question with a key.
func (a Away) FromKey(s *surveys.Survey, key string) bool {
	return len(a) > 0 && s != nil && a.From(s, s.Question(key))
}
