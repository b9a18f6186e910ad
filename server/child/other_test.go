package child

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"kist/internal/browsertest"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// apart is a survey whose editions differ: a question for the older, an answer
// for the older, three faces for the younger and five for the older.
func apart() *surveys.Survey {
	s := every()
	s.Question("why_friend").Max = 0
	s.Question("places").Editions = []surveys.Edition{surveys.E11, surveys.E14}
	s.Question("first").Editions = []surveys.Edition{surveys.E11}
	s.Question("who_first").Options[1].Editions = []surveys.Edition{surveys.E11, surveys.E14}
	return s
}

const (
	eightArabic  = "/r/" + openCode + "/8-10/ar"
	eightEnglish = "/r/" + openCode + "/8-10/en"
)

// chosen are the answers that a questionnaire shows as given.
func (a answer) chosen() url.Values {
	found := url.Values{}
	for _, m := range regexp.MustCompile(`name="([^"]*)" value="([^"]*)" checked`).FindAllStringSubmatch(a.body, -1) {
		found.Add(m[1], m[2])
	}
	return found
}

// A child goes on in another language and edition, and back: every answer is
// there, also those that the other edition cannot show, and the form is still
// the same one.
func TestAnotherEditionKeepsTheAnswers(t *testing.T) {
	h := newHouse(t, apart())
	f := full()
	f.Set("who_first", "nobody")
	f.Set("_s", "AAAAAAAAAAAAAAAAAAAAAA")
	other := h.post(elevenEnglish+"/other", f)
	other.want(t, http.StatusOK, "Another language or age", "Your answers come with you", `formaction="/r/BCDFGH/8-10/ar/change"`, `href="#l-ar"`, `action="/r/BCDFGH/11-13/en/change"`)
	young := h.post(eightArabic+"/change", other.hidden())
	young.want(t, http.StatusOK, "إجاباتك موجودة هنا.", "ما قلته من قبل محفوظ", `formaction="/r/BCDFGH/8-10/ar/other"`, `class="sk" href="#q_2"`, "!name=\"places\"")
	if got := young.chosen(); got.Has("feel") || got.Has("who_first") || got.Get("know") != "not_sure" || got.Get("safe") != "8" {
		t.Errorf("the younger edition shows %v", got)
	}
	if got := young.hidden(); got.Get("_s") != f.Get("_s") || !got.Has("_kept") || got.Has("_from") {
		t.Errorf("it carries %v", got)
	}

	// What is said anew there counts; what is not comes back.
	g := young.hidden()
	for name, values := range young.chosen() {
		g[name] = values
	}
	g.Set("feel", "5")
	check := h.post(eightArabic+"/check", g)
	check.want(t, http.StatusOK, "غير مطروحة هنا")
	back := h.post(elevenEnglish+"/change", h.post(eightArabic+"/other", check.hidden()).hidden())
	back.want(t, http.StatusOK, `name="places" maxlength="6" value="3"`, `<ol class="ord done">`, "!is kept, in case")
	if got := back.chosen(); got.Get("feel") != "5" || got.Get("who_first") != "nobody" || got.Get("safe") != "8" {
		t.Errorf("the older edition shows %v", got)
	}
}

// What the last edition does not ask is not handed in.
func TestKeptAnswersAreNotSent(t *testing.T) {
	h := newHouse(t, apart())
	young := h.post(eightEnglish+"/change", h.post(elevenEnglish+"/other", full()).hidden())
	f := young.hidden()
	for name, values := range young.chosen() {
		f[name] = values
	}
	check := h.post(eightEnglish+"/check", f)
	check.want(t, http.StatusOK, "You also answered 3 questions that are not asked here")
	h.post(eightEnglish+"/send", check.hidden()).want(t, http.StatusOK, "Sent.")
	form := h.urn.forms[0]
	for _, key := range []string{"feel", "places", "first"} {
		if _, sent := form.Answers[key]; sent {
			t.Errorf("%s was handed in", key)
		}
	}
	if form.Edition != "8-10" || form.Answers["safe"][0] != "8" {
		t.Errorf("handed in %+v", form)
	}
}

// A story that is too long here is not hidden away: the child is told.
func TestStoriesAreNeverKeptOutOfSight(t *testing.T) {
	h := newHouse(t, every())
	f := url.Values{"who_first": {"friend"}, "why_friend": {"A story that is longer than forty signs, and so too long."}}
	young := h.post(eightEnglish+"/change", h.post(elevenEnglish+"/other", f).hidden())
	young.want(t, http.StatusOK, "A story that is longer")
}

// Going back without choosing changes nothing.
func TestOtherAndBack(t *testing.T) {
	h := newHouse(t, apart())
	page := h.post(elevenEnglish+"/change", h.post(elevenEnglish+"/other", full()).hidden())
	page.want(t, http.StatusOK, "Your answers are here.", "!is kept")
	if got := page.chosen(); got.Get("feel") != "4" || got.Get("who_first") != "friend" {
		t.Errorf("shown: %v", got)
	}
}

func TestHostileKept(t *testing.T) {
	h := newHouse(t, apart())
	h.post(elevenEnglish+"/check", url.Values{"_kept": {"a=%zz"}}).want(t, http.StatusUnprocessableEntity, "could not be read")
	check := h.post(elevenEnglish+"/check", url.Values{"_kept": {"favourite=red&feel=9&_s=x&who_first=food"}})
	check.want(t, http.StatusOK, "!favourite", "!=red")
	if got := check.hidden().Get("_s"); got == "x" {
		t.Error("a kept field became one of the form's own")
	}
}

// Whatever is answered in whatever order of editions: nothing is lost, nothing
// is in two places, and what is in the form fits or is to be mended.
func TestSettleLosesNothing(t *testing.T) {
	s := apart()
	editions := s.Editions
	rapid.Check(t, func(t *rapid.T) {
		f := form{}
		for _, q := range s.Questions {
			if q.KindName == "order" || q.KindName == "story" || rapid.Bool().Draw(t, "skip "+q.Key) {
				continue
			}
			cells := q.Kind().Cells(q, surveys.E11)
			if len(cells) > 0 && q.KindName != "number" {
				f[q.Key] = []string{rapid.SampledFrom(cells).Draw(t, q.Key)}
			}
		}
		first := f.copy()
		was := surveys.E11
		for _, e := range rapid.SliceOfN(rapid.SampledFrom(editions), 0, 5).Draw(t, "editions") {
			f[fromField] = []string{string(was)}
			if err := f.settle(s, e); err != nil {
				t.Fatal(err)
			}
			kept, _ := url.ParseQuery(f.get(keptField))
			for name := range first {
				if f.given([]string{name}) == (len(kept[name]) > 0) {
					t.Fatalf("%s: %v here, %v kept", name, f[name], kept[name])
				}
			}
			was = e
		}
		f[fromField] = []string{string(was)}
		if err := f.settle(s, surveys.E11); err != nil {
			t.Fatal(err)
		}
		delete(f, fromField)
		delete(f, keptField)
		if diff := cmp.Diff(first, f); diff != "" {
			t.Fatalf("came back as:\n%s", diff)
		}
	})
}

func (f form) copy() form {
	to := form{}
	for name, values := range f {
		to[name] = values
	}
	return to
}

func FuzzSettle(f *testing.F) {
	s := apart()
	f.Add("feel=4&_kept=first.a%3D1", "8-10")
	f.Add("_from=8-10&_kept=feel%3D9%26_s%3Dx", "11-13")
	f.Fuzz(func(t *testing.T, body, edition string) {
		values, err := url.ParseQuery(body)
		if err != nil || !surveys.Edition(edition).Valid() {
			return
		}
		got := form(values)
		if got.settle(s, surveys.Edition(edition)) != nil {
			return
		}
		once := got.copy()
		delete(once, fromField)
		again := once.copy()
		if err := again.settle(s, surveys.Edition(edition)); err != nil || !cmp.Equal(once, again) {
			t.Errorf("settled again: %v\n%s", err, cmp.Diff(once, again))
		}
	})
}

// By touch, in the middle of the questions, with and without a script.
func TestAnotherLanguageInTheMiddle(t *testing.T) {
	for name, options := range map[string][]browsertest.Option{"script": nil, "no script": {browsertest.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, apart())
			p := h.open(options...)
			p.Visit(elevenEnglish)
			p.Click("#start .go")
			p.WaitFor("[data-q=feel]:target")
			p.Click("[data-q=feel] [value='5']")
			next(t, p, ".go", "who_first")
			p.Follow(".more [formaction$='other']")
			p.Axe(browsertest.AAA)
			if wide := browsertest.Eval[string](p, tooWide); wide != "" {
				t.Errorf("wider than the page:\n%s", wide)
			}
			p.Click("[href='#l-ar']")
			p.WaitFor("#l-ar:target")
			p.Axe(browsertest.AAA)
			p.Screenshot("other-" + name)
			p.Follow("#l-ar [formaction*='/8-10/']")
			if !browsertest.Eval[bool](p, `document.querySelector("[data-q=feel] [value='5']").checked && document.documentElement.dir === "rtl"`) {
				t.Error("the answer did not come along")
			}
			p.Axe(browsertest.AAA)
			p.Screenshot("resumed-" + name)
			want := map[string]string{"script": "who_first", "no script": "start"}[name]
			if got := here(p); got != want {
				t.Errorf("the screen %q is shown, want %q", got, want)
			}
		})
	}
}
