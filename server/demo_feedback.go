package main

import (
	"context"
	"time"

	"kist/internal/heard"
	"kist/internal/inspections"
	"kist/surveys"
)

// inventedAnswer is one entry of what the invented children are told, in the languages
// that its texts have.
type inventedAnswer struct {
	state                          heard.State
	picture                        string
	due                            int // days ahead; 0: none
	title, said, heard, change, by map[string]string
	easy                           [5]string // the same five in English, for easy reading
}

// inventedAnswers are made up: no child said any of it, and nobody does any of it.
var inventedAnswers = []inventedAnswer{
	{
		heard.Done, "talk", 0,
		map[string]string{"en": "Meetings you did not know about", "pl": "Spotkania, o których nie wiedzieliście", "ar": "اجتماعات لم تعرفوا بها"},
		map[string]string{"en": "We find out about meetings too late.", "pl": "Za późno dowiadujemy się o spotkaniach.", "ar": "نعرف عن الاجتماعات متأخرين."},
		map[string]string{"en": "Nobody asked you before a day was set. That was not fair.", "pl": "Nikt was nie pytał, zanim ustalono dzień. To nie było w porządku.", "ar": "لم يسألكم أحد قبل تحديد اليوم. لم يكن ذلك عدلًا."},
		map[string]string{"en": "Your worker asks you first, and tells you who will be there.", "pl": "Opiekun najpierw pyta was i mówi, kto tam będzie.", "ar": "يسألكم المسؤول عنكم أولًا، ويخبركم من سيكون هناك."},
		map[string]string{"en": "Social work", "pl": "Opieka społeczna", "ar": "الخدمة الاجتماعية"},
		[5]string{"Meetings", "Nobody told us about meetings. We hear too late.", "You were not asked. That was not fair.", "Your worker asks you first. They tell you who will be there.", "Your social worker."},
	},
	{
		heard.Started, "house", 10,
		map[string]string{"en": "More time with brothers and sisters", "pl": "Więcej czasu z rodzeństwem", "ar": "وقت أكثر مع الإخوة والأخوات"},
		map[string]string{"en": "Birthdays on the day, not the week after.", "pl": "Urodziny w ten sam dzień, a nie tydzień później.", "ar": "أعياد الميلاد في يومها، لا بعد أسبوع."},
		map[string]string{"en": "Birthdays matter most, and travel is what gets in the way.", "pl": "Urodziny są najważniejsze, a przeszkadza dojazd.", "ar": "أعياد الميلاد هي الأهم، والسفر هو العائق."},
		map[string]string{"en": "Travel is paid for now. Then we look if it works, and tell you.", "pl": "Dojazd jest teraz opłacany. Potem sprawdzimy, czy to działa, i wam powiemy.", "ar": "السفر مدفوع الآن. ثم ننظر هل ينجح ذلك ونخبركم."},
		map[string]string{"en": "The council", "pl": "Rada", "ar": "المجلس"},
		[5]string{"Brothers and sisters", "We want to meet on birthdays. Not a week later.", "Birthdays matter most to you. It is hard to get there.", "We pay for the bus now. Then we see if it works. We will tell you.", "The council."},
	},
	{
		heard.Cannot, "ball", 0,
		map[string]string{"en": "A dog in every house", "pl": "Pies w każdym domu", "ar": "كلب في كل بيت"},
		map[string]string{"en": "Just a small one.", "pl": "Tylko mały.", "ar": "كلب صغير فقط."},
		map[string]string{"en": "Animals help you to feel calm and at home.", "pl": "Zwierzęta pomagają czuć spokój i być u siebie.", "ar": "الحيوانات تساعدكم على الهدوء والشعور بأنكم في بيتكم."},
		map[string]string{"en": "Some who live there get ill from animals. You can visit the stables instead.", "pl": "Niektórzy mieszkańcy chorują od zwierząt. Zamiast tego można odwiedzać stajnię.", "ar": "بعض من يسكنون هناك يمرضون من الحيوانات. يمكنكم زيارة الإسطبل بدلًا من ذلك."},
		map[string]string{"en": "The houses", "pl": "Domy", "ar": "البيوت"},
		[5]string{"A dog", "We want a dog in the house.", "Animals help you to feel calm.", "We cannot do this. Animals make some people ill. You can visit the horses.", "The houses."},
	},
}

// answer tells the children of the first inspection that has results and a team what
// came of it: one of the team writes it, and another shows it.
func (d *demonstration) answer(ctx context.Context, rounds []*inspections.Round) error {
	for _, r := range rounds {
		in, err := d.book.Inspections.Get(ctx, r.Inspection)
		if err != nil {
			return err
		}
		list, err := d.releases.Heads(ctx, r.ID)
		if err != nil {
			return err
		}
		if len(in.Team) < 2 || len(list) == 0 {
			continue
		}
		return d.tell(ctx, in)
	}
	return nil
}

func (d *demonstration) tell(ctx context.Context, in *inspections.Inspection) (err error) {
	var p *heard.Page
	for _, a := range inventedAnswers {
		if p, err = d.heard.Put(ctx, in.ID, a.entry(d.now), in.Team[0]); err != nil {
			return err
		}
	}
	if p, err = d.heard.Offer(ctx, in.ID, p.Mark(), in.Team[0]); err != nil {
		return err
	}
	_, err = d.heard.Read(ctx, in.ID, p.Mark(), true, "", in.Team[1])
	return err
}

func (a inventedAnswer) entry(now time.Time) heard.Entry {
	e := heard.Entry{Key: heard.NewKey(), State: a.state, Picture: a.picture}
	if a.due > 0 {
		e.Due = now.AddDate(0, 0, a.due).Format(time.DateOnly)
	}
	texts := []map[string]string{a.title, a.said, a.heard, a.change, a.by}
	for i, part := range e.Parts() {
		for lang, text := range texts[i] {
			part.Words.Set(surveys.All, lang, text)
		}
		part.Words.Set(surveys.Easy, heard.Source, a.easy[i])
	}
	return e
}
