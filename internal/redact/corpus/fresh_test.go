package corpus

// fresh are sentences by children of several ages, written before the rules that they
// measure and in other places of a sentence than those of frames: "a" may be looked at,
// of "b" totals only are told. Names come from the lists themselves.
const fresh = `# One name a sentence.
@a en
the best person here is {name} because she gives me biscuits
if i am sad {name} sits on the end of my bed
can {name} come on the trip too
nobody believes me but {name} did
they put {name} in the other room and now i am alone
i wont go back if {name} is still there
i need to tell you about {name}
{name} punched me on the bus
{name} has a new baby and is never in
it was {name} that found me
sometimes {name} lets me cook
my big brother {name} is in the army
the man next door is {name} and he is creepy
i share with {name}, she snores
when {name} drinks he gets angry
{name} my worker is off sick again
why cant {name} be my carer
dear {name} please can i go home
the staff are ok but {name} is the best
i got moved away from {name} and i cry every night
last year {name} ran away and nobody looked
{name} and {other} are always fighting
@a en
i miss {name}'s cooking
her name was {name}
ask {name}
{name}
{name} is 6
He is called {name} and he has a dog
I do not like {name} at all
At the home there is a boy {name} who spits
everyone laughs at {name}
{name} never turned up for contact
@b en
my favrite is {name} cos he plays uno with us
i want {name} to stop
one time {name} locked me out in the rain
we had to leave and {name} cried
please dont tell {name} i said this
and then {name} came in and shouted at us all
{name} took my phone and wont give it back
{name} was there when it happened
I think {name} should be in charge
my foster sister {name} gets everything
the only one who listens is {name}
its not fair on {name}
living with {name} is hard
i stay with my aunty {name} at weekends
their dog is called {name}
what {name} did was wrong
a girl called {name} bullies me every day
{name} pulls my hair in maths
i told {name} and {other} the same thing
{name}, {other} and me made a den
do you know {name}
someone needs to help {name}
@b en
because of {name} i have a bank card now
{name} makes the best soup
my key worker {name} left without saying bye
i would rather live with {name}
the panel lady {name} wrote it all down
Me and {name} got lost at the shops
I wish {name} was my mum
{name}'s house is too far away
my wee cousin {name} was born in the spring
{name} helped with my homework
@a sco
the wumman {name} gied me a piece
ah dinnae like {name} wan bit
{name} aye greets at nicht
it wis {name} whae did it
ma wee brither {name} is a pest
the morra {name} is flittin
@b sco
kin {name} bide wi us
{name} gied me a row fur naethin
ah telt {name} ah wis feart
me an {name} gang tae the park
ma carer {name} is a guid yin
whaur did {name} gang
@a gd
chan eil {name} snog rium
bidh {name} a' cluich còmhla rium
's e {name} an caraid as fheàrr agam
tha mi ag ionndrainn {name}
bhuail {name} mi an-diugh
tha {name} anns an aon rùm rium
tha mo phiuthar {name} ceithir bliadhna
@b gd
thug {name} leabhar dhomh
cha do thill {name} a-raoir
dh'innis mi do {name} mu dheidhinn
is toil leam {name} oir tha i còir
tha mo bhràthair {name} san ospadal
bha {name} feargach rium
chaidh mi a-mach còmhla ri {name}
@a pl
mój młodszy brat {name} ciągle płacze
najlepsza jest {name} bo daje nam ciastka
{name} zabrał mi telefon
nikt mi nie wierzy oprócz {name}
dlaczego {name} nie może ze mną mieszkać
wczoraj {name} uderzył mnie w głowę
mieszkam w pokoju z {name}
mam koleżankę {name} w klasie
@b pl
kiedy {name} pije to krzyczy
chcę wrócić do domu, {name} też
w domu jest {name} i się go boję
moja opiekunka {name} jest fajna
{name} obiecała że przyjdzie
tęsknię za {name} bardzo
ten chłopak ma na imię {name}
{name} i ja robimy lekcje razem
@a uk
мій молодший брат {name} весь час плаче
найкраща тут {name} бо дає нам печиво
{name} забрав мій телефон
чому {name} не може жити зі мною
вчора {name} вдарив мене
у моїй кімнаті живе {name}
подруга {name} сидить поруч
@b uk
коли {name} сердиться я ховаюся
мене заспокоює {name}
моя опікунка {name} дуже добра
{name} обіцяла прийти
цього хлопця звати {name}
{name} і я робимо уроки разом
дівчинка {name} з мого класу
@a ro
fratele meu mic {name} plânge tot timpul
cea mai bună este {name} pentru că ne dă biscuiți
{name} mi-a luat telefonul
de ce nu poate {name} să stea cu mine
ieri {name} m-a lovit
stau în cameră cu {name}
@b ro
când {name} se supără mă ascund
asistenta mea {name} e foarte bună
{name} a promis că vine
băiatul acesta se numește {name}
{name} și eu ne facem temele
mi-e dor de {name}
@a ar
أخي الصغير {name} يبكي دائما
أفضل واحدة هنا هي {name} لأنها لطيفة
أخذ {name} هاتفي مني
لماذا لا يسكن {name} معي
أمس ضربني {name} في الصف
أنام في غرفة مع {name}
صديقي {name} من صفي
@b ar
عندما يغضب {name} أختبئ
العاملة {name} طيبة معي
وعدتني {name} أن تأتي
هذا الولد اسمه {name}
{name} وأنا نكتب الواجب
أشتاق إلى {name} كثيرا
أختي {name} عمرها خمس سنوات
@a ur
میرا چھوٹا بھائی {name} بہت روتا ہے
سب سے اچھی {name} ہے کیونکہ وہ بسکٹ دیتی ہے
{name} نے میرا فون لے لیا
کل {name} نے مجھے مارا
میں {name} کے ساتھ کمرے میں رہتا ہوں
مجھے {name} سے ڈر لگتا ہے
میری دوست {name} میری کلاس میں ہے
@b ur
جب {name} غصہ کرتا ہے میں چھپ جاتا ہوں
میری ورکر {name} بہت اچھی ہے
{name} نے وعدہ کیا تھا
اس لڑکے کا نام {name} ہے
{name} اور میں ہوم ورک کرتے ہیں
مجھے {name} کی یاد آتی ہے
میری بہن {name} پانچ سال کی ہے
@a pa
ਮੇਰਾ ਛੋਟਾ ਭਰਾ {name} ਬਹੁਤ ਰੋਂਦਾ ਹੈ
{name} ਨੇ ਮੇਰਾ ਫ਼ੋਨ ਲੈ ਲਿਆ
ਕੱਲ੍ਹ {name} ਨੇ ਮੈਨੂੰ ਮਾਰਿਆ
ਮੈਂ {name} ਦੇ ਨਾਲ ਕਮਰੇ ਵਿੱਚ ਰਹਿੰਦਾ ਹਾਂ
ਮੈਨੂੰ {name} ਤੋਂ ਡਰ ਲੱਗਦਾ ਹੈ
ਮੇਰੀ ਦੋਸਤ {name} ਮੇਰੀ ਕਲਾਸ ਵਿੱਚ ਹੈ
@b pa
ਜਦੋਂ {name} ਗੁੱਸੇ ਹੁੰਦਾ ਹੈ ਮੈਂ ਲੁਕ ਜਾਂਦਾ ਹਾਂ
ਮੇਰੀ ਵਰਕਰ {name} ਬਹੁਤ ਚੰਗੀ ਹੈ
{name} ਨੇ ਵਾਅਦਾ ਕੀਤਾ ਸੀ
ਉਸ ਮੁੰਡੇ ਦਾ ਨਾਮ {name} ਹੈ
{name} ਅਤੇ ਮੈਂ ਹੋਮਵਰਕ ਕਰਦੇ ਹਾਂ
ਮੇਰੀ ਭੈਣ {name} ਪੰਜ ਸਾਲ ਦੀ ਹੈ
`
