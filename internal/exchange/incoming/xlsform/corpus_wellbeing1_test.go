package xlsform

var wellbeingForms1 = []filed{
	{"wellbeing: a short mood scale", `
|settings|
|form_title|form_id|
|How I have been|mood_7|
|survey|
|type|name|label|appearance|
|note|lead|Think about the last two weeks.| |
|select_one often|cheer|I have felt cheerful|likert|
|select_one often|calm|I have felt calm|likert|
|select_one often|active|I have felt active|likert|
|select_one often|rest|I woke up rested|likert|
|select_one often|days|My days were full of things that interest me|likert|
|choices|
|list_name|name|label|
|often|5|All of the time|
|often|4|Most of the time|
|often|3|More than half of the time|
|often|2|Less than half of the time|
|often|1|Some of the time|
|often|0|At no time|
`, `
mood_7 [en] en:How I have been
lead en:Think about the last two weeks.
cheer one_choice en:I have felt cheerful
- 5 en:All of the time
- 4 en:Most of the time
- 3 en:More than half of the time
- 2 en:Less than half of the time
- 1 en:Some of the time
- 0 en:At no time
calm one_choice en:I have felt calm
- 5 en:All of the time
- 4 en:Most of the time
- 3 en:More than half of the time
- 2 en:Less than half of the time
- 1 en:Some of the time
- 0 en:At no time
active one_choice en:I have felt active
- 5 en:All of the time
- 4 en:Most of the time
- 3 en:More than half of the time
- 2 en:Less than half of the time
- 1 en:Some of the time
- 0 en:At no time
rest one_choice en:I woke up rested
- 5 en:All of the time
- 4 en:Most of the time
- 3 en:More than half of the time
- 2 en:Less than half of the time
- 1 en:Some of the time
- 0 en:At no time
days one_choice en:My days were full of things that interest me
- 5 en:All of the time
- 4 en:Most of the time
- 3 en:More than half of the time
- 2 en:Less than half of the time
- 1 en:Some of the time
- 0 en:At no time
`, `
settings 0 default_language: added language_guess
survey 1 appearance: left column.appearance
survey 2 lead: changed note_lead
survey 3 cheer: kept
survey 4 calm: kept
survey 5 active: kept
survey 6 rest: kept
survey 7 days: kept
`},
	{"wellbeing: a scale that leads on by its numbers", `
|survey|
|type|name|label|relevant|
|select_one ten|life|How is your life, from 1 to 5?| |
|text|low|What makes it hard?|${life} < 3|
|text|high|What makes it good?|${life} >= 4|
|text|mid|What would make it better?|${life} > 1 and ${life} <= 3|
|select_one mixed|sleep|How do you sleep?| |
|text|wake|What wakes you?|${sleep} < 3|
|choices|
|list_name|name|label|
|ten|1|1 - the worst|
|ten|2|2|
|ten|3|3|
|ten|4|4|
|ten|5|5 - the best|
|mixed|1|Badly|
|mixed|3|Well|
|mixed|dk|I do not know|
`, `
survey [en] en:survey
lead en:survey
life one_choice en:How is your life, from 1 to 5?
- 1 en:1 - the worst
- 2 en:2
- 3 en:3
- 4 en:4
- 5 en:5 - the best
low story en:What makes it hard? if life=1,2
high story en:What makes it good? if life=4,5
mid story en:What would make it better? if life=2,3
sleep one_choice en:How do you sleep?
- 1 en:Badly
- 3 en:Well
- dk en:I do not know
wake story en:What wakes you?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 life: kept
survey 3 low: kept
survey 4 high: kept
survey 5 mid: kept
survey 6 sleep: kept
survey 7 wake: changed condition condition=${sleep} < 3
`},
	{"wellbeing: hours and days", `
|survey|
|type|name|label|constraint|relevant|
|integer|sleep|How many hours do you sleep?|. >= 0 and . <= 10| |
|text|tired|What keeps you awake?| |${sleep} < 7|
|text|rested|What helps you sleep?| |${sleep} >= 8|
|integer|screen|How many hours are you online?|. >= 0 and . <= 24| |
|text|online|What do you do online?| |${screen} > 5|
|text|offline|What do you do instead?| |${screen} = 0|
|text|eight|Is eight hours enough?| |${sleep} = 8|
`, `
survey [en] en:survey
lead en:survey
sleep number en:How many hours do you sleep? 0..10
tired story en:What keeps you awake? if sleep=0,1,2,3,4,5,6
rested story en:What helps you sleep? if sleep=8,9,10
screen number en:How many hours are you online? 0..24
online story en:What do you do online? if screen=6-8,9-11,12-14,15-17,18-20,21-23,24
offline story en:What do you do instead?
eight story en:Is eight hours enough? if sleep=8
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 sleep: kept
survey 3 tired: kept
survey 4 rested: kept
survey 5 screen: kept
survey 6 online: kept
survey 7 offline: changed condition condition=${screen} = 0
survey 8 eight: kept
`},
	{"wellbeing: worries, with words that are marked up", `
|survey|
|type|name|label|hint|
|select_multiple worry|what|**What** do you worry about?|Choose *all* that are true|
|text|who|# Who helps?|See [this page](https://example.org/help)|
|text|how|<b>How</b> do they <span style="color:red">help</span>?|__Take your time__|
|text|plain|Do you like 2 * 3 or snake_case more?|Write 1 < 2 & so on|
|text|evil|Hello<script>alert(1)</script> there|<img src=x onerror=alert(1)>|
|text|said|You said ${what}. Why?| |
|choices|
|list_name|name|label|
|worry|exams|_Exams_|
|worry|home|Things at home|
|worry|friends|**Friends**|
`, `
survey [en] en:survey
lead en:survey
what several en:What do you worry about? hint en:Choose all that are true
- exams en:Exams
- home en:Things at home
- friends en:Friends
who story en:Who helps? hint en:See this page
how story en:How do they help? hint en:Take your time
plain story en:Do you like 2 * 3 or snake_case more? hint en:Write 1 < 2 & so on
evil story en:Hello there
said story en:You said …. Why?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 what: changed markup
survey 3 who: changed markup
survey 4 how: changed markup
survey 5 plain: kept
survey 6 evil: changed markup
survey 7 said: changed piping
choices 2 exams: changed markup
choices 4 friends: changed markup
`},
	{"wellbeing: food and movement, or and not", `
|survey|
|type|name|label|relevant|
|select_one yn|breakfast|Did you have breakfast?| |
|select_one yn|sport|Do you do sport?| |
|select_multiple eat|eat|What did you eat?|not(${breakfast} = 'no')|
|text|why|Why not?|${breakfast} != 'yes'|
|text|hungry|Were you hungry?|${breakfast} = ''|
|text|full|Was it enough?|${breakfast} != '' and ${breakfast} != 'no'|
|text|fruit|Which fruit?|selected(${eat}, 'fruit')|
|text|nofruit|Do you like fruit?|not(selected(${eat}, 'fruit'))|
|text|both|Which was better?|selected(${eat}, 'fruit') and selected(${eat}, 'bread')|
|text|some|Was it good?|selected(${eat}, 'fruit') or selected(${eat}, 'bread')|
|text|cross|And sport?|${breakfast} = 'no' or ${sport} = 'no'|
|text|only|Just fruit?|${eat} = 'fruit'|
|text|any|Who made it?|count-selected(${eat}) > 0|
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|No|
|eat|fruit|Fruit|
|eat|bread|Bread|
|eat|cereal|Cereal|
`, `
survey [en] en:survey
lead en:survey
breakfast one_choice en:Did you have breakfast?
- yes en:Yes
- no en:No
sport one_choice en:Do you do sport?
- yes en:Yes
- no en:No
eat several en:What did you eat? if breakfast=yes,skipped
- fruit en:Fruit
- bread en:Bread
- cereal en:Cereal
why story en:Why not? if breakfast=no,skipped
hungry story en:Were you hungry? if breakfast=skipped
full story en:Was it enough? if breakfast=yes
fruit story en:Which fruit? if eat=fruit
nofruit story en:Do you like fruit?
both story en:Which was better? if eat=fruit if eat=bread
some story en:Was it good? if eat=fruit,bread
cross story en:And sport?
only story en:Just fruit?
any story en:Who made it? if eat=fruit,bread,cereal
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 breakfast: kept
survey 3 sport: kept
survey 4 eat: kept
survey 5 why: kept
survey 6 hungry: kept
survey 7 full: kept
survey 8 fruit: kept
survey 9 nofruit: changed condition condition=not(selected(${eat}, 'fruit'))
survey 10 both: kept
survey 11 some: kept
survey 12 cross: changed condition condition=${breakfast} = 'no' or ${sport} = 'no'
survey 13 only: changed condition condition=${eat} = 'fruit'
survey 14 any: kept
`},
	{"wellbeing: conditions that are not for us to work out", `
|survey|
|type|name|label|relevant|
|integer|a|How many friends do you have?| |
|integer|b|How many do you see?| |
|text|c|Why do you not see them all?|${a} > ${b}|
|text|d|And the rest?|${a} - ${b} > 3|
|text|e|Is it term time?|today() > '2026-08-15'|
|text|f|Which of them?|string-length(${c}) > 20|
|text|g|And you?|regex(${c}, 'me')|
|text|h|Sure?|if(${a} > 3, 'yes', 'no') = 'yes'|
|text|i|Really?|../a = '3'|
|text|j|Anything else?|${missing} = 'yes'|
|text|k|Hidden|false()|
|text|l|Shown|true()|
|text|m|Broken|${a} = |
|text|n|Quoted|${a} = “3”|
`, `
survey [en] en:survey
lead en:survey
a number en:How many friends do you have? 0..100
b number en:How many do you see? 0..100
c story en:Why do you not see them all?
d story en:And the rest?
e story en:Is it term time?
f story en:Which of them?
g story en:And you?
h story en:Sure?
i story en:Really?
j story en:Anything else?
l story en:Shown
m story en:Broken
n story en:Quoted
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 a: changed number_open max=100 min=0
survey 3 b: changed number_open max=100 min=0
survey 4 c: changed condition condition=${a} > ${b}
survey 5 d: changed condition condition=${a} - ${b} > 3
survey 6 e: changed condition condition=today() > '2026-08-15'
survey 7 f: changed condition condition=string-length(${c}) > 20
survey 8 g: changed condition condition=regex(${c}, 'me')
survey 9 h: changed condition condition=if(${a} > 3, 'yes', 'no') = 'yes'
survey 10 i: changed condition condition=../a = '3'
survey 11 j: changed condition condition=${missing} = 'yes'
survey 12 k: left never_asked condition=false()
survey 13 l: kept
survey 14 m: changed condition condition=${a} =
survey 15 n: changed condition condition=${a} = “3”
`},
	{"wellbeing: after a hard time, notes in many places", `
|survey|
|type|name|label|hint|relevant|
|select_one yn|hard|Has something hard happened?| | |
|note|n1|You do not have to say what it was.| | |
|select_one yn|talk|Have you talked about it?| | |
|note|n2|This one waits.| | |
|note|n3|This one comes after it.| | |
|text|what|What helped?|Anything at all| |
|begin group|g|If it was hard| |${hard} = 'yes'|
|note|n4|Take your time.| | |
|text|now|How is it now?| | |
|end group| | | | |
|note|n5|Only if it was hard.| |${hard} = 'yes'|
|text|next|What is next?| | |
|note|n6| | | |
|note|n7|Thank you.| | |
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|No|
`, `
survey [en] en:survey
lead en:survey
hard one_choice en:Has something hard happened?
- yes en:Yes
- no en:No
talk one_choice en:Have you talked about it? hint en:You do not have to say what it was.
- yes en:Yes
- no en:No
what story en:What helped? hint en:Anything at all
now story en:How is it now? hint en:Take your time. if hard=yes
next story en:What is next?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 hard: kept
survey 3 n1: changed note_hint question=talk
survey 4 talk: kept
survey 5 n2: left note_second question=
survey 6 n3: left note_second question=what
survey 7 what: kept
survey 8 g: changed group
survey 9 n4: changed note_hint question=now
survey 10 now: kept
survey 12 n5: left note_condition condition=${hard} = 'yes'
survey 13 next: kept
survey 14 n6: left note_empty
survey 15 n7: left note_last question=
`},
}
