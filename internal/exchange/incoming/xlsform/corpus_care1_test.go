package xlsform

var careForms1 = []filed{
	{"care: your worker", `
|settings|
|form_title|form_id|default_language|
|You and your social worker|my_worker|en|
|survey|
|type|name|label::en|hint::en|relevant|
|select_one yesno|has|Do you have a social worker?|Somebody whose job it is to help your family| |
|begin group|worker|About your worker| |${has}='yes'|
|select_one often|see|How often do you see them?| | |
|select_one yesno|listen|Do they listen to you?| | |
|text|say|What would you like to tell them?| |${listen}='no'|
|end group| | | | |
|note|end|Thank you. Your answers are kept private.| | |
|choices|
|list_name|name|label::en|
|yesno|yes|Yes|
|yesno|no|No|
|yesno|dk|I do not know|
|often|week|Every week|
|often|month|Every month|
|often|less|Less often|
`, `
my_worker [en] en:You and your social worker
lead en:You and your social worker
has one_choice en:Do you have a social worker? hint en:Somebody whose job it is to help your family
- yes en:Yes
- no en:No
- dk en:I do not know
see one_choice en:How often do you see them? if has=yes
- week en:Every week
- month en:Every month
- less en:Less often
listen one_choice en:Do they listen to you? if has=yes
- yes en:Yes
- no en:No
- dk en:I do not know
say story en:What would you like to tell them? if has=yes if listen=no
`, `
survey 2 has: kept
survey 3 worker: changed group
survey 4 see: kept
survey 5 listen: kept
survey 6 say: kept
survey 8 end: left note_last question=
`},
	{"care: people who matter, with one answer that stands alone", `
|survey|
|type|name|label|constraint|
|select_multiple people|talk|Whom can you talk to?|not(selected(., 'nobody') and count-selected(.) > 1)|
|select_multiple people|trust|Whom do you trust?|not(selected(., "nobody")) or count-selected(.) = 1|
|select_multiple people|fun|Who is fun to be with?|if(selected(., 'nobody'), count-selected(.) = 1, true())|
|select_multiple people|help|Who helps you?|count-selected(.) <= 3 and not(selected(.,'nobody') and count-selected(.) >= 2)|
|select_multiple people|miss|Whom do you miss?|not(selected(., 'nobody') and selected(., 'mum'))|
|select_multiple people|see|Whom do you see?|not(selected(., 'cat') and count-selected(.) > 1)|
|choices|
|list_name|name|label|
|people|mum|My mum|
|people|dad|My dad|
|people|carer|My carer|
|people|worker|My worker|
|people|nobody|Nobody|
`, `
survey [en] en:survey
lead en:survey
talk several en:Whom can you talk to?
- mum en:My mum
- dad en:My dad
- carer en:My carer
- worker en:My worker
- nobody en:Nobody alone
trust several en:Whom do you trust?
- mum en:My mum
- dad en:My dad
- carer en:My carer
- worker en:My worker
- nobody en:Nobody alone
fun several en:Who is fun to be with?
- mum en:My mum
- dad en:My dad
- carer en:My carer
- worker en:My worker
- nobody en:Nobody alone
help several en:Who helps you? 0..3
- mum en:My mum
- dad en:My dad
- carer en:My carer
- worker en:My worker
- nobody en:Nobody alone
miss several en:Whom do you miss?
- mum en:My mum
- dad en:My dad
- carer en:My carer
- worker en:My worker
- nobody en:Nobody
see several en:Whom do you see?
- mum en:My mum
- dad en:My dad
- carer en:My carer
- worker en:My worker
- nobody en:Nobody
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 talk: kept
survey 3 trust: kept
survey 4 fun: kept
survey 5 help: kept
survey 6 miss: changed cell.constraint value=not(selected(., 'nobody') and selected(., 'mum'))
survey 7 see: changed cell.constraint value=not(selected(., 'cat') and count-selected(.) > 1)
`},
	{"care: a new place to live", `
|settings|
|form_title| |
|Moving in| |
|survey|
|type|name|label|relevant|media::image|media::audio::English (en)|
|note|hello|Moving can be hard. These questions are about your first week.| |house.png| |
|select_one feel|first|How did you feel on the first day?| |faces.png|first.mp3|
|select_one feel|now|How do you feel now?| | | |
|note|sorry|We are sorry to hear that.|${now} = 'sad'| | |
|text|why|What would help?|${now} = 'sad'| | |
|note|glad|That is good to hear.|${now} = 'happy'| | |
|select_one yn|room|Do you have a room of your own?| | | |
|select_one yn|things|Are your things here?| | | |
|choices|
|list_name|name|label|image|
|feel|happy|Happy|happy.png|
|feel|ok|OK|ok.png|
|feel|sad|Sad|sad.png|
|yn|yes|Yes| |
|yn|no|No| |
`, `
moving_in [en] en:Moving in
lead en:Moving can be hard. These questions are about your first week.
first one_choice en:How did you feel on the first day?
- happy en:Happy
- ok en:OK
- sad en:Sad
now one_choice en:How do you feel now?
- happy en:Happy
- ok en:OK
- sad en:Sad
why story en:What would help? hint en:We are sorry to hear that. if now=sad
room one_choice en:Do you have a room of your own?
- yes en:Yes
- no en:No
things one_choice en:Are your things here?
- yes en:Yes
- no en:No
`, `
settings 0 default_language: added language_guess
survey 2 hello: changed note_lead
survey 3 first: changed cell.media value=faces.png
survey 3 first: changed cell.media value=first.mp3
survey 4 now: kept
survey 5 sorry: changed note_hint question=why
survey 6 why: kept
survey 7 glad: left note_condition condition=${now} = 'happy'
survey 8 room: kept
survey 9 things: kept
choices 1 image: left column.media
`},
	{"care: reviews and meetings, groups in groups", `
|survey|
|type|name|label|relevant|
|select_one yn|meeting|Did you have a review this year?| |
|begin group|g1|The review|${meeting} = 'yes'|
|select_one yn|went|Were you there?| |
|begin group|g2|Being there|${went} = 'yes'|
|select_one yn|spoke|Did you say what you wanted?| |
|begin group|g3|Saying it|${spoke} = 'no'|
|text|wanted|What did you want to say?| |
|end group| | | |
|end group| | | |
|begin group|g4|Not being there|${went} = 'no'|
|select_multiple why|why|Why were you not there?| |
|end group| | | |
|end group| | | |
|select_one yn|plan|Have you seen your plan?| |
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|No|
|why|late|Nobody told me|
|why|school|I was at school|
|why|not|I did not want to go|
`, `
survey [en] en:survey
lead en:survey
meeting one_choice en:Did you have a review this year?
- yes en:Yes
- no en:No
went one_choice en:Were you there? if meeting=yes
- yes en:Yes
- no en:No
spoke one_choice en:Did you say what you wanted? if meeting=yes if went=yes
- yes en:Yes
- no en:No
wanted story en:What did you want to say? if meeting=yes if went=yes if spoke=no
why several en:Why were you not there? if meeting=yes if went=no
- late en:Nobody told me
- school en:I was at school
- not en:I did not want to go
plan one_choice en:Have you seen your plan?
- yes en:Yes
- no en:No
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 meeting: kept
survey 3 g1: changed group
survey 4 went: kept
survey 5 g2: changed group
survey 6 spoke: kept
survey 7 g3: changed group
survey 8 wanted: kept
survey 11 g4: changed group
survey 12 why: kept
survey 15 plan: kept
`},
	{"care: brothers and sisters, asked again and again", `
|survey|
|type|name|label|repeat_count|relevant|
|select_one yn|any|Do you have brothers or sisters?| | |
|integer|n|How many?| |${any} = 'yes'|
|begin_repeat|sib|Each of them|${n}| |
|select_one yn|lives|Do you live together?| | |
|select_one often|see|How often do you see each other?| |${lives} = 'no'|
|end_repeat| | | | |
|select_one yn|more|Would you like to see them more?| | |
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|No|
|often|often|Often|
|often|seldom|Not often|
`, `
survey [en] en:survey
lead en:survey
any one_choice en:Do you have brothers or sisters?
- yes en:Yes
- no en:No
n number en:How many? 0..100 if any=yes
lives one_choice en:Do you live together?
- yes en:Yes
- no en:No
see one_choice en:How often do you see each other? if lives=no
- often en:Often
- seldom en:Not often
more one_choice en:Would you like to see them more?
- yes en:Yes
- no en:No
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 any: kept
survey 3 n: changed number_open max=100 min=0
survey 4 sib: changed repeat
survey 5 lives: kept
survey 6 see: kept
survey 8 more: kept
`},
	{"care: rights, with other answers in their own words", `
|survey|
|type|name|label|relevant|
|select_one who or_other|told|Who told you about your rights?| |
|select_multiple right or_other|know|Which of these do you know about?| |
|select_one with or_other|other|Who is with you?|${told} = 'worker'|
|choices|
|list_name|name|label|
|who|worker|My worker|
|who|teacher|A teacher|
|right|safe|To be safe|
|right|heard|To be heard|
|with|alone|Nobody|
|with|other|Somebody else|
`, `
survey [en] en:survey
lead en:survey
told one_choice en:Who told you about your rights?
- worker en:My worker
- teacher en:A teacher
- other en:Other
told_other story en:Please say which. 0..200 if told=other
know several en:Which of these do you know about?
- safe en:To be safe
- heard en:To be heard
- other en:Other
know_other story en:Please say which. 0..200 if know=other
other one_choice en:Who is with you? if told=worker
- alone en:Nobody
- other en:Somebody else
other_other story en:Please say which. 0..200 if other=other
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 told: added or_other
survey 2 told: kept
survey 3 know: added or_other
survey 3 know: kept
survey 4 other: added or_other
survey 4 other: kept
`},
}
