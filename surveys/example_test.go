package surveys_test

import (
	"fmt"

	"kist/surveys"
	"kist/surveys/samples"
)

func ExampleParse() {
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	q := s.Question("fun")
	for _, e := range s.Editions {
		text, _ := s.Say(q.Text, e, "en")
		fmt.Printf("%s: %s\n", e, text)
	}
	// Output:
	// 4-7: Do you have fun?
	// 8-10: Do you get to have fun?
	// 11-13: How often do you do things you enjoy?
	// 14-18: How often do you do things you enjoy?
	// easy: Do you have fun?
}

func ExampleSurvey_Accept() {
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	answers, texts, err := s.Accept(surveys.E8, "gd", map[string][]string{
		"fun":        {"5"},
		"helps_most": {"quiet", "friends"},
		"has_worker": {"no"},
		"know_why":   {"yes"}, // not asked of somebody without a worker
		"better":     {"Tuilleadh spòrs"},
		"_s":         {"the page's own"},
	})
	fmt.Println(answers, texts, err)
	// Output: map[fun:[5] has_worker:[no] helps_most:[friends quiet]] map[better:Tuilleadh spòrs] <nil>
}

func ExampleFindings() {
	_, err := surveys.Parse(folder(map[string]string{"mine.yaml": "title: Mine\neditons: [8-10]\n"}), "mine.yaml")
	fmt.Println(err)
	// Output:
	// mine.yaml:2: error: "editons" is not known here. Did you mean editions?
	// mine.yaml:1: error: The survey names no editions. Add editions: [8-10, 11-13], those that you write.
}
