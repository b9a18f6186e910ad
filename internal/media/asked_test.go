package media

import (
	"testing"

	"kist/surveys"
)

func TestAMemoRemembersAndForgets(t *testing.T) {
	var m memo
	worked := 0
	ask := func(s *surveys.Survey, of what) *passages {
		return m.get(asked{s, surveys.E11, "en", of}, func() []State {
			worked++
			return []State{{Slot: Slot{Survey: "s", Words: "Who?"}}}
		})
	}
	one := new(surveys.Survey)
	first := ask(one, spoken)
	if again := ask(one, spoken); again != first || worked != 1 {
		t.Errorf("asked twice, worked out %d times", worked)
	}
	if ask(one, signing); worked != 2 {
		t.Error("what is signed is not what is heard")
	}
	if first.ids[0] != first.states[0].Slot.id() {
		t.Errorf("the id %q", first.ids[0])
	}
	for range 3 * maxMemo {
		ask(new(surveys.Survey), spoken)
	}
	if len(m.made) > maxMemo {
		t.Errorf("%d are remembered", len(m.made))
	}
}
