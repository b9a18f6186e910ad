package xlsform

var careForms2 = []filed{
	{"care: things that a survey here does not ask", `
|survey|
|type|name|label|read_only|
|date|birth|When were you born?| |
|time|bed|When do you go to bed?| |
|datetime|moved|When did you move?| |
|dateTime|visit|When was the visit?| |
|geopoint|home|Where do you live?| |
|geotrace|way|Which way do you walk?| |
|geoshape|area|Where do you play?| |
|image|photo|Take a picture of your room| |
|audio|voice|Tell us in your own voice| |
|video|film|Make a film| |
|file|letter|Send us a letter| |
|barcode|code|Scan your card| |
|acknowledge|ok|I have read this| |
|text|shown|Your worker wrote: nothing yet|yes|
|text|own|What do you want us to know?|no|
`, `
survey [en] en:survey
lead en:Your worker wrote: nothing yet
own story en:What do you want us to know?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 read_only: left column.readonly
survey 2 birth: left type.date type=date
survey 3 bed: left type.date type=time
survey 4 moved: left type.date type=datetime
survey 5 visit: left type.date type=dateTime
survey 6 home: left type.place type=geopoint
survey 7 way: left type.place type=geotrace
survey 8 area: left type.place type=geoshape
survey 9 photo: left type.file type=image
survey 10 voice: left type.file type=audio
survey 11 film: left type.file type=video
survey 12 letter: left type.file type=file
survey 13 code: left type.barcode type=barcode
survey 14 ok: left type.acknowledge type=acknowledge
survey 15 shown: changed note_lead
survey 16 own: kept
`},
	{"care: leaving care, switched off lines", `
|survey|
|type|name|label|disabled|
|text|old|Where did you live before?|yes|
|text|new|Where will you live?|no|
|text|later|And after that?|TRUE|
|select_one yn|ready|Do you feel ready?| |
|begin group|g|Old part|yes|
|text|within|What is missing?| |
|end group| | |yes|
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|Not yet|
`, `
survey [en] en:survey
lead en:survey
new story en:Where will you live?
ready one_choice en:Do you feel ready?
- yes en:Yes
- no en:Not yet
within story en:What is missing?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 old: left disabled
survey 3 new: kept
survey 4 later: left disabled
survey 5 ready: kept
survey 6 g: left disabled
survey 7 within: kept
survey 8 : left disabled
`},
	{"care: foster carers, with guidance for who asks", `
|settings|
|form_title|allow_choice_duplicates|
|Living with foster carers|yes|
|survey|
|type|name|label|guidance_hint|required|required_message|trigger|save_to|hxl|
|select_one yn|own|Do you feel part of the family?|Read slowly, do not prompt|yes|Please answer|${x}|home|#family|
|text|why|Say more if you like| | | | | | |
|choices|
|list_name|name|label|geometry|
|yn|yes|Yes|1 1 0 0|
|yn|no|No|2 2 0 0|
|entities|
|list_name|label|save_to|
|homes|${own}|home|
|osm|
|list_name|name|label|
|building|house|House|
`, `
living_with_foster_carers [en] en:Living with foster carers
lead en:Living with foster carers
own one_choice en:Do you feel part of the family?
- yes en:Yes
- no en:No
why story en:Say more if you like
`, `
0 entities: left sheet_unread
0 osm: left sheet_unread
settings 0 default_language: added language_guess
settings 1 allow_choice_duplicates: left setting.sending
survey 1 guidance_hint: left column.guidance
survey 1 required: left column.required
survey 1 required_message: left column.required
survey 1 trigger: left column.trigger
survey 1 save_to: left column.entity
survey 1 hxl: left column.remark
survey 2 own: kept
survey 3 why: kept
choices 1 geometry: left column.geometry
`},
}
