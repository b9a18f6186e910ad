package limesurvey

// lists are surveys of the corpus: questions of one part each.
var lists = []one{
	{"one of a list", `
title My week
welcometext Tell us about your week.
group About you
L mood How was your week? | Think of all of it.
+ A1 Good
+ A2 So-so
+ A3 Bad
`, `
my_week [en] My week
lead Tell us about your week.
mood one_choice How was your week? hint Think of all of it.
- a1 Good
- a2 So-so
- a3 Bad
`, `
groups 1 About you: changed group
questions 1 mood: kept
rest 0 surveys: left setting.sending
`},
	{"a list to unfold", `
title Where
group Home
! place Where do you live?
+ H1 With my family
+ H2 In a house with other children
`, `
where [en] Where
place one_choice Where do you live?
- h1 With my family
- h2 In a house with other children
`, `
groups 1 Home: changed group
questions 1 place: kept
rest 0 surveys: left setting.sending
`},
	{"a list with an answer for any other", `
title Who
group People
L who Who helps you most? |  |  | other
+ A1 Family
+ A2 A friend
T why Why? |  | who == "-oth-"
`, `
who [en] Who
who one_choice Who helps you most?
- a1 Family
- a2 A friend
- other Other
who_other story Please say which. 0..200 if who=other
why story Why? if who=other
`, `
groups 1 People: changed group
questions 1 who: added or_other
questions 1 who: kept
questions 2 why: kept
rest 0 surveys: left setting.sending
`},
	{"words for any other", `
title Who
group People
! who Who helps you most? |  |  | other
say other_replace_text Somebody else
+ A1 Family
+ other Another child
T why Why? |  | who.NAOK == "-oth-"
`, `
who [en] Who
who one_choice Who helps you most?
- a1 Family
- other Another child
- oth Somebody else
who_other story Please say which. 0..200 if who=oth
why story Why? if who=oth
`, `
groups 1 People: changed group
questions 1 who: added or_other
questions 1 who: kept
questions 2 why: kept
rest 0 surveys: left setting.sending
`},
	{"a list with a comment", `
title Rooms
group Rooms
L sure Are you sure?
+ Y Yes
+ N No
O room Which room do you like? |  | sure.NAOK == "Y"
+ R1 Kitchen
+ R2 My own
`, `
rooms [en] Rooms
sure one_choice Are you sure?
- y Yes
- n No
room one_choice Which room do you like? if sure=y
- r1 Kitchen
- r2 My own
room_comment story Do you want to say more about it? 0..200 if sure=y
`, `
groups 1 Rooms: changed group
questions 1 sure: kept
questions 2 room_comment: added lime.comment
questions 2 room: kept
rest 0 surveys: left setting.sending
`},
	{"some of a list", `
title Helpers
group Helpers
M help Who helps you?
. SQ1 Family
. SQ2 A teacher
. SQ3 Nobody
set exclude_all_others SQ3
set max_answers 2
T more Tell us more |  | help_SQ2.NAOK == "Y"
`, `
helpers [en] Helpers
help several Who helps you? 0..2
- sq1 Family
- sq2 A teacher
- sq3 Nobody alone
more story Tell us more if help=sq2
`, `
groups 1 Helpers: changed group
questions 1 help: kept
questions 2 more: kept
rest 0 surveys: left setting.sending
`},
	{"some of a list and any other", `
title Helpers
group Helpers
M help Who helps you? |  |  | other
. SQ1 Family
. SQ2 A teacher
T who How does the other help? |  | !is_empty(help_other.NAOK)
T never How do they help? |  | help_SQ1.NAOK == "N"
`, `
helpers [en] Helpers
help several Who helps you?
- sq1 Family
- sq2 A teacher
- other Other
help_other story Please say which. 0..200 if help=other
who story How does the other help? if help=other
never story How do they help?
`, `
groups 1 Helpers: changed group
questions 1 help: added or_other
questions 1 help: kept
questions 2 who: kept
questions 3 never: changed condition
rest 0 surveys: left setting.sending
`},
	{"the other goes alone", `
title Helpers
group Helpers
M help Who helps you? |  |  | other
. SQ1 Family
. SQ2 A teacher
set exclude_all_others SQ2; other
`, `
helpers [en] Helpers
help several Who helps you?
- sq1 Family
- sq2 A teacher alone
- other Other alone
help_other story Please say which. 0..200 if help=other
`, `
groups 1 Helpers: changed group
questions 1 help: added or_other
questions 1 help: kept
rest 0 surveys: left setting.sending
`},
	{"some of a list with comments", `
title Places
group Places
P place Where do you feel safe? | Choose all.
. HM At home
. SC At school
T why Why at home? |  | place_HM == "Y"
T said Why did you say so? |  | place_HMcomment != ""
`, `
places [en] Places
place several Where do you feel safe? hint Choose all.
- hm At home
- sc At school
place_comment story Do you want to say more about any of these? 0..200
why story Why at home? if place=hm
said story Why did you say so?
`, `
groups 1 Places: changed group
questions 1 place_comment: added lime.comments
questions 1 place: kept
questions 2 why: kept
questions 3 said: changed condition
rest 0 surveys: left setting.sending
`},
	{"an order", `
title Order
group Order
R first What matters most?
. A Friends
. B Sleep
. C Food
set max_answers 2
T why Why? |  | first_1 == "A"
`, `
order [en] Order
first order What matters most?
- a Friends
- b Sleep
- c Food
why story Why?
`, `
groups 1 Order: changed group
questions 1 first: changed lime.setting
questions 2 why: changed condition
rest 0 surveys: left setting.sending
`},
	{"an order of older files", `
title Order
group Order
R first What matters most?
+ A Friends
+ B Sleep
+ C Food
`, `
order [en] Order
first order What matters most?
- a Friends
- b Sleep
- c Food
`, `
groups 1 Order: changed group
questions 1 first: kept
rest 0 surveys: left setting.sending
`},
	{"too much to order", `
title Order
group Order
R first What matters most?
. A One
. B Two
. C Three
. D Four
. E Five
. F Six
. G Seven
. H Eight
. I Nine
T more What else matters?
`, `
order [en] Order
more story What else matters?
`, `
groups 1 Order: changed group
questions 1 first: left flaw.too_many_items
questions 2 more: kept
rest 0 surveys: left setting.sending
`},
	{"yes or no", `
title Safety
group Safety
Y safe Do you feel safe?
T why What would help? |  | safe.NAOK == "N"
T good What is good? |  | safe.NAOK == "Y" or safe.NAOK == "U"
`, `
safety [en] Safety
safe yes_no Do you feel safe?
why story What would help? if safe=no
good story What is good? if safe=yes,not_sure
`, `
groups 1 Safety: changed group
questions 1 safe: changed lime.yes_no
questions 2 why: kept
questions 3 good: kept
rest 0 surveys: left setting.sending
`},
	{"a question of gender", `
title You
group You
G you Are you
T more Say more |  | you == "F"
`, `
you [en] You
you one_choice Are you
- f Female
- m Male
more story Say more if you=f
`, `
groups 1 You: changed group
questions 1 you: changed lime.gender
questions 2 more: kept
rest 0 surveys: left setting.sending
`},
	{"five points", `
title Points
group Points
5 like How much do you like it?
T low Why so little? |  | like < 3
T high Why so much? |  | like >= 4
T five Why five? |  | like == 5
`, `
points [en] Points
like number How much do you like it? 1..5
low story Why so little? if like=1,2
high story Why so much? if like=4,5
five story Why five? if like=5
`, `
groups 1 Points: changed group
questions 1 like: kept
questions 2 low: kept
questions 3 high: kept
questions 4 five: kept
rest 0 surveys: left setting.sending
`},
	{"a number within limits", `
title Age
group Age
N age How old are you?
set min_num_value_n 4
set max_num_value_n 18
set num_value_int_only 1
T old What changed? |  | age.NAOK == 18
T young What do you play? |  | (!is_empty(age.NAOK) && (age.NAOK < 10))
`, `
age [en] Age
age number How old are you? 4..18
old story What changed? if age=18
young story What do you play? if age=4-5,6-7,8-9
`, `
groups 1 Age: changed group
questions 1 age: kept
questions 2 old: kept
questions 3 young: kept
rest 0 surveys: left setting.sending
`},
	{"a number without limits", `
title Count
group Count
N many How many moves?
set suffix moves
`, `
count [en] Count
many number How many moves? 0..100
`, `
groups 1 Count: changed group
questions 1 many: changed lime.setting
questions 1 many: changed number_open
questions 1 many: changed number_whole
rest 0 surveys: left setting.sending
`},
	{"a number with limits that are worked out", `
title Count
group Count
N many How many moves?
set min_num_value_n {if(age > 3, 1, 0)}
set max_num_value_n 20
set num_value_int_only 1
`, `
count [en] Count
many number How many moves? 0..20
`, `
groups 1 Count: changed group
questions 1 many: changed number_range
rest 0 surveys: left setting.sending
`},
	{"a number below nothing", `
title Count
group Count
N temperature How cold?
set min_num_value_n -10
set max_num_value_n 10
set num_value_int_only 1
`, `
count [en] Count
temperature number How cold? 0..10
`, `
groups 1 Count: changed group
questions 1 temperature: changed number_range
rest 0 surveys: left setting.sending
`},
	{"several numbers", `
title Hours
group Hours
K hours How many hours a day do you
. S sleep?
. P play?
set min_num_value_n 0
set max_num_value_n 24
set num_value_int_only 1
set equals_num_value 24
T tired Why so few? |  | hours_S < 6
`, `
hours [en] Hours
hours_s number How many hours a day do you: sleep? 0..24
hours_p number How many hours a day do you: play? 0..24
tired story Why so few? if hours_s=0-2,3-5
`, `
groups 1 Hours: changed group
questions 1 hours: changed lime.setting
questions 1 hours: changed lime.array
questions 1 hours_S: kept
questions 1 hours_P: kept
questions 2 tired: kept
rest 0 surveys: left setting.sending
`},
	{"sliders", `
title Sliders
group Sliders
K feel Where are you now?
. N Noise|quiet|loud
. M Mood|sad|happy
set slider_layout 1
set slider_separator |
set slider_min 0
set slider_max 10
set slider_accuracy 1
`, `
sliders [en] Sliders
feel_n number Where are you now? Noise 0..10 from quiet to loud
feel_m number Where are you now? Mood 0..10 from sad to happy
`, `
groups 1 Sliders: changed group
questions 1 feel: changed lime.array
questions 1 feel_N: kept
questions 1 feel_M: kept
rest 0 surveys: left setting.sending
`},
}
