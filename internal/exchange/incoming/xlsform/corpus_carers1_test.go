package xlsform

var carersForms1 = []filed{
	{"young carers: Romanian first, with times of the day", `
|settings|
|form_title|form_id|default_language|
|Cine are grijă de tine?|carers_2024|Română (ro)|
|survey|
|type|name|label::Română (ro)|label::English (en)|hint::Română (ro)|hint::English (en)|relevant|
|select_one yesno|carer|Ai grijă de cineva acasă?|Do you look after somebody at home?| | | |
|begin_group|when|Când|When| | |${carer} = 'yes'|
|select_multiple time|times|Când ajuți?|When do you help?|Alege tot ce se potrivește|Choose all that fit| |
|range|nights|Câte nopți pe săptămână?|How many nights a week?| | |selected(${times}, 'night')|
|end_group| | | | | | |
|time|bed|La ce oră te culci?|When do you go to bed?| | | |
|text|rest|Ce te ajută să te odihnești?|What helps you to rest?| | | |
|choices|
|list_name|name|label::Română (ro)|label::English (en)|
|yesno|yes|Da|Yes|
|yesno|no|Nu|No|
|time|morning|Dimineața|In the morning|
|time|night|Noaptea|At night|
`, `
carers_2024 [ro en] ro:Cine are grijă de tine?
lead ro:Cine are grijă de tine?
carer one_choice en:Do you look after somebody at home? / ro:Ai grijă de cineva acasă?
- yes en:Yes / ro:Da
- no en:No / ro:Nu
times several en:When do you help? / ro:Când ajuți? hint en:Choose all that fit / ro:Alege tot ce se potrivește if carer=yes
- morning en:In the morning / ro:Dimineața
- night en:At night / ro:Noaptea
nights number en:How many nights a week? / ro:Câte nopți pe săptămână? 1..10 if carer=yes if times=night
rest story en:What helps you to rest? / ro:Ce te ajută să te odihnești?
`, `
survey 2 carer: kept
survey 3 when: changed group
survey 4 times: kept
survey 5 nights: kept
survey 7 bed: left type.date type=time
survey 8 rest: kept
`},
	{"young carers: an order of what would help, and a limit that speaks", `
|survey|
|type|name|label|constraint|constraint_message|parameters|
|rank help|first|What would help you most?| | | |
|integer|age|How old were you when it began?|. >= 4 and . <= 18|Between 4 and 18, please| |
|range|tired|How tired are you today?| | |start=0 end=10 step=1|
|select_one_from_file clubs.csv|club|Which club do you go to?| | | |
|choices|
|list_name|name|label|
|help|time|Time to myself|
|help|talk|Somebody to talk to|
|help|money|Money for the bus|
`, `
survey [en] en:survey
lead en:survey
first order en:What would help you most?
- time en:Time to myself
- talk en:Somebody to talk to
- money en:Money for the bus
age number en:How old were you when it began? 4..18
tired number en:How tired are you today? 0..10
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 constraint_message: left column.message
survey 2 first: kept
survey 3 age: kept
survey 4 tired: kept
survey 5 club: left type.external type=select_one_from_file clubs.csv
`},
	{"young carers: two who ask, one sheet with remarks between", `
|survey|
|type|name|label|relevant|appearance|
|# who is asked| | | | |
|select_one who|who|Who is answering?| |minimal|
|text|sister|What does your sister do?|${who} = 'sister' or ${who} = 'both'|multiline|
|text|mum|What does your mum say?|${who} != 'sister'| |
| | | | | |
|acknowledge|ok|I have read this| | |
|select_multiple who or_other|other|Who else should we ask?| | |
|choices|
|list_name|name|label|
|who|sister|My sister|
|who|me|Me|
|who|both|Both of us|
`, `
survey [en] en:survey
lead en:survey
who one_choice en:Who is answering?
- sister en:My sister
- me en:Me
- both en:Both of us
sister story en:What does your sister do? if who=sister,both
mum story en:What does your mum say? if who=me,both,skipped
other several en:Who else should we ask?
- sister en:My sister
- me en:Me
- both en:Both of us
- other en:Other
other_other story en:Please say which. 0..200 if other=other
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 appearance: left column.appearance
survey 2 : left type.unknown type=# who is asked
survey 3 who: kept
survey 4 sister: kept
survey 5 mum: kept
survey 7 ok: left type.acknowledge type=acknowledge
survey 8 other: added or_other
survey 8 other: kept
`},
}
