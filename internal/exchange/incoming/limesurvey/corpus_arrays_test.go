package limesurvey

// arrayed are surveys of the corpus: arrays, groups and conditions.
var arrayed = []one{
	{"sliders of tenths", `
title Sliders
group Sliders
K feel Where are you now?
. N Noise
set slider_layout 1
set slider_max 10
set slider_accuracy 0.1
`, `
sliders [en] Sliders
feel_n number Where are you now? Noise 0..10
`, `
groups 1 Sliders: changed group
questions 1 feel: changed lime.array
questions 1 feel_N: changed number_open
questions 1 feel_N: changed range_step
rest 0 surveys: left setting.sending
`},
	{"texts of three lengths", `
title Texts
group Texts
S name What do you like to be called?
set maximum_chars 40
T story Tell us about it.
set maximum_chars 500
U long Tell us all of it.
set maximum_chars 9000
`, `
texts [en] Texts
name story What do you like to be called? 0..40
story story Tell us about it. 0..500
long story Tell us all of it.
`, `
groups 1 Texts: changed group
questions 1 name: kept
questions 2 story: kept
questions 3 long: changed lime.setting
rest 0 surveys: left setting.sending
`},
	{"a short text of digits", `
title Texts
group Texts
S code Which room?
set numbers_only 1
`, `
texts [en] Texts
code story Which room?
`, `
groups 1 Texts: changed group
questions 1 code: changed lime.setting
rest 0 surveys: left setting.sending
`},
	{"several short texts", `
title Texts
group Texts
Q three Name three good things.
. 1 First
. 2 Second
. 3 Third
set maximum_chars 80
`, `
texts [en] Texts
three_1 story Name three good things. First 0..80
three_2 story Name three good things. Second 0..80
three_3 story Name three good things. Third 0..80
`, `
groups 1 Texts: changed group
questions 1 three: changed lime.array
questions 1 three_1: kept
questions 1 three_2: kept
questions 1 three_3: kept
rest 0 surveys: left setting.sending
`},
	{"an array of five points", `
title Array
group Array
A points How well does this work?
. F Food
. S Sleep
T food What about food? |  | points_F.NAOK < 3
`, `
array [en] Array
points_f number How well does this work? Food 1..5
points_s number How well does this work? Sleep 1..5
food story What about food? if points_f=1,2
`, `
groups 1 Array: changed group
questions 1 points: changed lime.array
questions 1 points_F: kept
questions 1 points_S: kept
questions 2 food: kept
rest 0 surveys: left setting.sending
`},
	{"an array of ten points", `
title Array
group Array
B points How well does this work?
. F Food
. S Sleep
`, `
array [en] Array
points_f number How well does this work? Food 1..10
points_s number How well does this work? Sleep 1..10
`, `
groups 1 Array: changed group
questions 1 points: changed lime.array
questions 1 points_F: kept
questions 1 points_S: kept
rest 0 surveys: left setting.sending
`},
	{"an array of yes and no", `
title Array
group Array
C had This week, did you
. SL sleep well?
. PL play outside?
T why Why not? |  | had_SL == "N" or had_SL == "U"
`, `
array [en] Array
had_sl yes_no This week, did you: sleep well?
had_pl yes_no This week, did you: play outside?
why story Why not? if had_sl=no,not_sure
`, `
groups 1 Array: changed group
questions 1 had: changed lime.array
questions 1 had_SL: kept
questions 1 had_PL: kept
questions 2 why: kept
rest 0 surveys: left setting.sending
`},
	{"an array of more and less", `
title Array
group Array
E now Compared with last year, is it
. N noisier?
. S safer?
T less Why less? |  | now_S == "D"
`, `
array [en] Array
now_n one_choice Compared with last year, is it: noisier?
- i More
- s The same
- d Less
now_s one_choice Compared with last year, is it: safer?
- i More
- s The same
- d Less
less story Why less? if now_s=d
`, `
groups 1 Array: changed group
questions 1 now: changed lime.array
questions 1 now_N: kept
questions 1 now_S: kept
questions 2 less: kept
rest 0 surveys: left setting.sending
`},
	{"an array of choices", `
title Array
group Array
F agree How often is this so?
. L Staff listen to me
. K Staff knock
+ A1 Never
+ A2 Sometimes
+ A3 Always
T why What would help? |  | agree_L.NAOK == "A1" or agree_L.NAOK == "A2"
`, `
array [en] Array
agree_l one_choice How often is this so? Staff listen to me
- a1 Never
- a2 Sometimes
- a3 Always
agree_k one_choice How often is this so? Staff knock
- a1 Never
- a2 Sometimes
- a3 Always
why story What would help? if agree_l=a1,a2
`, `
groups 1 Array: changed group
questions 1 agree: changed lime.array
questions 1 agree_L: kept
questions 1 agree_K: kept
questions 2 why: kept
rest 0 surveys: left setting.sending
`},
	{"an array by columns", `
title Array
group Array
H agree How often is this so?
. L Staff listen to me
. K Staff knock
+ A1 Never
+ A2 Always
`, `
array [en] Array
agree_l one_choice How often is this so? Staff listen to me
- a1 Never
- a2 Always
agree_k one_choice How often is this so? Staff knock
- a1 Never
- a2 Always
`, `
groups 1 Array: changed group
questions 1 agree: changed lime.array
questions 1 agree_L: kept
questions 1 agree_K: kept
rest 0 surveys: left setting.sending
`},
	{"parts with conditions of their own", `
title Array
group Array
Y school Do you go to school?
F agree How often is this so?
. L Staff listen to me
. K Teachers listen to me ? school.NAOK == "Y"
+ A1 Never
+ A2 Always
M went Where did you go?
. T Town
. S School ? school.NAOK == "Y"
`, `
array [en] Array
school yes_no Do you go to school?
agree_l one_choice How often is this so? Staff listen to me
- a1 Never
- a2 Always
agree_k one_choice How often is this so? Teachers listen to me if school=yes
- a1 Never
- a2 Always
went several Where did you go?
- t Town
- s School
`, `
groups 1 Array: changed group
questions 1 school: changed lime.yes_no
questions 2 agree: changed lime.array
questions 2 agree_L: kept
questions 2 agree_K: kept
questions 3 went_S: changed lime.answer_condition
rest 0 surveys: left setting.sending
`},
	{"an array of two scales", `
title Array
group Array
1 two The food
. B Breakfast
. D Dinner
say dualscale_headerA How is it?
say dualscale_headerB How important is it?
+ 1 Good
+ 2 Bad
++ 1 Very
++ 2 Not at all
T why Why? |  | two_B_0 == "2"
T imp Why so important? |  | two_B_1 == "1"
`, `
array [en] Array
two_b_0 one_choice The food: Breakfast: How is it?
- 1 Good
- 2 Bad
two_b_1 one_choice The food: Breakfast: How important is it?
- 1 Very
- 2 Not at all
two_d_0 one_choice The food: Dinner: How is it?
- 1 Good
- 2 Bad
two_d_1 one_choice The food: Dinner: How important is it?
- 1 Very
- 2 Not at all
why story Why? if two_b_0=2
imp story Why so important? if two_b_1=1
`, `
groups 1 Array: changed group
questions 1 two: changed lime.array
questions 1 two_B_0: kept
questions 1 two_B_1: kept
questions 1 two_D_0: kept
questions 1 two_D_1: kept
questions 2 why: kept
questions 3 imp: kept
rest 0 surveys: left setting.sending
`},
	{"an array of numbers", `
title Array
group Array
: times How often in a week?
. H At home
. S At school
.. R Reading
.. G Games
set multiflexible_min 0
set multiflexible_max 7
set multiflexible_step 1
T why Why so often? |  | times_H_G == 7
`, `
array [en] Array
times_h_r number How often in a week? At home: Reading 0..7
times_h_g number How often in a week? At home: Games 0..7
times_s_r number How often in a week? At school: Reading 0..7
times_s_g number How often in a week? At school: Games 0..7
why story Why so often? if times_h_g=7
`, `
groups 1 Array: changed group
questions 1 times: changed lime.array
questions 1 times_H_R: kept
questions 1 times_H_G: kept
questions 1 times_S_R: kept
questions 1 times_S_G: kept
questions 2 why: kept
rest 0 surveys: left setting.sending
`},
	{"an array of numbers as it comes", `
title Array
group Array
: times How good, from 1 to 10?
. H At home
.. R Reading
set multiflexible_step 2
`, `
array [en] Array
times_h_r number How good, from 1 to 10? At home: Reading 1..10
`, `
groups 1 Array: changed group
questions 1 times: changed lime.array
questions 1 times_H_R: changed range_step
rest 0 surveys: left setting.sending
`},
	{"an array of boxes", `
title Array
group Array
: where Where do you meet them?
. F Friends
. S Brothers and sisters
.. H At home
.. O Outside
set multiflexible_checkbox 1
T why Why at home? |  | where_F_H.NAOK == "1"
`, `
array [en] Array
where_f several Where do you meet them? Friends
- h At home
- o Outside
where_s several Where do you meet them? Brothers and sisters
- h At home
- o Outside
why story Why at home? if where_f=h
`, `
groups 1 Array: changed group
questions 1 where: changed lime.array
questions 1 where_F: kept
questions 1 where_S: kept
questions 2 why: kept
rest 0 surveys: left setting.sending
`},
	{"an array of texts", `
title Array
group Array
; words Say it in a word.
. M Mornings
. E Evenings
.. H At home
.. S At school
set maximum_chars 60
`, `
array [en] Array
words_m_h story Say it in a word. Mornings: At home 0..60
words_m_s story Say it in a word. Mornings: At school 0..60
words_e_h story Say it in a word. Evenings: At home 0..60
words_e_s story Say it in a word. Evenings: At school 0..60
`, `
groups 1 Array: changed group
questions 1 words: changed lime.array
questions 1 words_M_H: kept
questions 1 words_M_S: kept
questions 1 words_E_H: kept
questions 1 words_E_S: kept
rest 0 surveys: left setting.sending
`},
	{"what nothing asks", `
title Types
group Types
T first Tell us one thing.
D day Which day?
* sum {a + b}
I lang Language
| photo A photo
Z odd What is this?
X end Thank you.
`, `
types [en] Types
first story Tell us one thing.
`, `
groups 1 Types: changed group
questions 1 first: kept
questions 2 day: left type.date
questions 3 sum: left type.calculate
questions 4 lang: left type.language
questions 5 photo: left type.file
questions 6 odd: left type.unknown
questions 7 end: left note_last
rest 0 surveys: left setting.sending
`},
	{"texts between questions", `
title Texts
welcometext Welcome.
group First | About this part
X hello This comes first.
T one What happened?
X middle Now think of today.
T two What happens?
X before Now of tomorrow. |  | one != ""
T three What may happen? | Take your time.
X last That was all.
`, `
texts [en] Texts
lead Welcome. About this part This comes first.
one story What happened?
two story What happens? hint Now think of today.
three story What may happen? hint Take your time.
`, `
groups 1 First: changed group
groups 1 First: changed note_lead
questions 1 hello: changed note_lead
questions 2 one: kept
questions 3 middle: changed note_hint
questions 4 two: kept
questions 5 before: left note_condition
questions 6 three: kept
questions 7 last: left note_last
rest 0 surveys: left setting.sending
`},
	{"groups with conditions", `
title Groups
group Start
Y care Are you in care?
group Care | Only for you. | care.NAOK == "Y"
L where Where?
+ A Here
+ B There
T more More? |  | where.NAOK == "A"
group Odd |  | date("Y") > 2020
T odd Odd?
T both Both? |  | care.NAOK == "Y"
`, `
groups [en] Groups
care yes_no Are you in care?
where one_choice Where? hint Only for you. if care=yes
- a Here
- b There
more story More? if care=yes if where=a
odd story Odd?
both story Both?
`, `
groups 1 Start: changed group
groups 2 Care: changed group
groups 2 Care: changed note_hint
groups 3 Odd: changed group
questions 1 care: changed lime.yes_no
questions 2 where: kept
questions 3 more: kept
questions 4 odd: changed condition
questions 5 both: changed condition
rest 0 surveys: left setting.sending
`},
	{"groups in chance order", `
title Groups
group Start |  |  | block1
T one One?
set random_group questions
M two Two?
. A First
. B Second
set random_order 1
`, `
groups [en] Groups
one story One?
two several Two?
- a First
- b Second
`, `
groups 1 Start: changed group
groups 1 Start: changed lime.random
questions 1 one: changed lime.setting
questions 2 two: changed lime.setting
rest 0 surveys: left setting.sending
`},
	{"asked of nobody", `
title Never
group Start
T one One?
T two Two? |  | 0
T three Three?
set hidden 1
group Never |  | 0
T four Four?
`, `
never [en] Never
one story One?
`, `
groups 1 Start: changed group
groups 2 Never: changed group
questions 1 one: kept
questions 2 two: left never_asked
questions 3 three: left lime.hidden
questions 4 four: left never_asked
rest 0 surveys: left setting.sending
`},
}
