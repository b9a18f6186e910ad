// A questionnaire on a facilitator's tablet. The check page is made here, as the
// server makes it elsewhere; then the answers are sealed at once, so that nobody
// who has the tablet can read them, and the page is emptied.
import {pad, publicKey, seal} from "./hpke.js";
import {about, bytes, keep, random, sync} from "./fieldwork-store.js";
import {bring, digits, given} from "./fieldwork-carry.js";
import {words as receiptWords} from "./fieldwork-words.js";

const d = document, at = id => d.getElementById(id);
let form, word;
const make = (tag, props = {}, ...inside) => {
	const e = Object.assign(d.createElement(tag), props);
	e.append(...inside);
	return e;
};

function begin() {
	form = d.querySelector("form[data-tablet]");
	if (!form) return;
	word = name => at("tablet").dataset[name] ?? "";
	// Who comes here by a reload or by "Back" begins anew.
	const came = performance.getEntriesByType("navigation")[0]?.type;
	if (location.hash && came !== "navigate" && !carried) history.replaceState(null, "", location.pathname);
	d.documentElement.style.setProperty("--of", word("of"));
	form.addEventListener("submit", e => { e.preventDefault(); look() });
	form.addEventListener("click", e => {
		const b = e.target.closest("button[data-do], button[data-to]");
		if (b) b.dataset.to ? goOn(b) : doing[b.dataset.do](b);
	});
	addEventListener("hashchange", arrive);
	d.querySelector("header a[href='#contact']")?.addEventListener("click", e => { e.preventDefault(); doing.contact() });
	at("check").addEventListener("change", e => e.stopPropagation()); // child.js looks after questions
	at("put").addEventListener("click", put);
	at("throw").addEventListener("click", e => { e.preventDefault(); leave(e.currentTarget.href) });
	addEventListener("pagehide", empty);
	addEventListener("pageshow", e => e.persisted && location.replace(location.pathname));
	for (const e of form.querySelectorAll("[data-at]")) e.textContent = location.host + e.dataset.at;
	hearing();
	if (wish.item) out(word("done"));
	form.dataset.ready = "";
}

// Where the child was before the last screen that is no question.
let from = "start";
const aside = /^#(other|l-.*|contact|asked|receipt|saved)$/;
function arrive() {
	if (location.hash === "#check" && !fresh) fill();
	fresh = false;
	if (!aside.test(location.hash)) from = location.hash.slice(1) || "start";
	d.querySelector(".more").hidden = aside.test(location.hash);
	at("unsaved").textContent = "";
}
const show = id => {
	location.hash = id;
	at(id).focus();
};

// Where the ways out lead. Whoever takes the tablet reads that page: who has asked to be
// contacted comes to the one on which all come who answered.
const out = to => { for (const a of d.querySelectorAll("a.exit, #throw")) a.href = to };

// What the buttons do that are no questions' own.
const doing = {
	stay: () => { location.hash = from },
	other: () => show("other"),
	contact: () => {
		d.querySelector("header details").open = false;
		show(wish.item ? "asked" : "contact");
	},
	done: () => leave(word("done")),
	away: () => leave(d.querySelector("a.exit").href),
	ask, save,
};

// Reading aloud begins when it is known what there is to hear on this tablet: what
// was not chosen for it is offered to nobody.
async function hearing() {
	const chosen = await about("hear") ?? [], has = kind => chosen.includes(d.documentElement.lang + " " + kind);
	for (const a of d.querySelectorAll(".say a")) if (!has(a.matches(".sign") ? "videos" : "sounds")) a.remove();
	for (const line of d.querySelectorAll(".say")) if (!line.querySelector("a")) line.remove();
	const script = make("script", {src: word("aloud")});
	script.dataset.page = word("page");
	if (word("set") && (has("sounds") || has("videos"))) script.dataset.set = word("set");
	d.head.append(script);
}

// Another language or age, in this page's place: what was answered never leaves
// it. The pages share one style and one policy, so one can give way to another.
let kept = {}, carried = false;
async function goOn(b) {
	const to = b.dataset.to, answers = {...kept, ...given(form)};
	let page;
	try {
		const answer = await fetch(to);
		page = new DOMParser().parseFromString(await answer.text(), "text/html");
		if (!answer.ok || page.querySelector("form")?.dataset.tablet !== form.dataset.tablet) throw new Error("no page of this round");
	} catch {
		b.closest("section").querySelector("[data-trouble]").textContent = word("nothing");
		return;
	}
	kept = bring(page, answers);
	page.getElementById("brought").hidden = false;
	page.getElementById("brought_more").hidden = !Object.keys(kept).length;
	for (const name of ["_helped", "_receipt"]) page.querySelector(`[name=${name}]`)?.toggleAttribute("checked", !!form.querySelector(`[name=${name}]:checked`));
	if (at("slip")) page.getElementById("slip").setAttribute("value", at("slip").value);
	for (const f of form.querySelectorAll("[data-wish]")) {
		const there = page.querySelector(`[data-wish=${f.dataset.wish}]`);
		if (f.tagName === "TEXTAREA") there.textContent = "\n" + f.value; else there.setAttribute("value", f.value);
	}
	d.dispatchEvent(new Event("bye")); // whatever sounds falls silent
	history.replaceState(null, "", to + (page.getElementById(from) ? "#" + from : ""));
	carried = true;
	d.open();
	d.addEventListener("DOMContentLoaded", () => { begin(); arrive() }, {once: true});
	d.write("<!doctype html>" + page.documentElement.outerHTML);
	d.close();
}

// Filled before it shows, so that it never shows empty, and once, so that it does
// not move under a finger.
let fresh = false;
function look() {
	fresh = location.hash !== "#check";
	fill();
	location.hash = "check";
	at("check").focus();
}

// Nothing of the answers stays: not in the fields, which a browser may put back,
// and not in the page, which it may keep for its Back button.
function empty() {
	form.reset();
	kept = {};
	wish = {};
	d.querySelector("main")?.remove();
}
function leave(to) {
	d.body.classList.add("bye");
	empty();
	d.dispatchEvent(new Event("bye"));
	location.replace(to);
}

// Words of a label without its control and its picture, in their own language.
const words = label => [...label.childNodes].filter(n => !/^(input|svg)$/i.test(n.nodeName)).map(n => n.cloneNode(true));
const fields = key => [...form.elements].filter(i => i.name === key || i.name.startsWith(key + "."));

// What was answered to a question: {lines, order, quiet, problem}.
function answer(step, key) {
	const chosen = [...step.querySelectorAll("input:checked")];
	const quiet = chosen.find(i => i.value === "-");
	if (quiet) return {quiet: words(quiet.closest("label"))};
	const order = step.querySelector(".ord");
	if (order) return {order: order.classList.contains("done") ? [...order.querySelectorAll("li span")].map(s => [...s.childNodes].map(n => n.cloneNode(true))) : []};
	const written = step.querySelector("textarea,input[type=text]");
	if (!written) return {lines: chosen.map(i => words(i.closest("label")))};
	const text = written.value.trim();
	const limits = d.querySelector(`li[data-key="${key}"]`);
	if (!limits || !text) return {lines: text ? [[text]] : []};
	const n = digits(text);
	if (!/^\d{1,6}$/.test(n)) return {lines: [[text]], problem: word("digits")};
	if (+n < +limits.dataset.least || +n > +limits.dataset.most) return {lines: [[text]], problem: limits.textContent};
	return {lines: [[String(+n)]]};
}

function row(step, key) {
	const legend = step.querySelector("legend h2"), got = answer(step, key);
	const dt = make("dt", {id: "d_" + step.id}, ...[...legend.childNodes].map(n => n.cloneNode(true)));
	const change = make("button", {type: "button", id: "c_" + step.id}, word("change"));
	change.setAttribute("aria-labelledby", `c_${step.id} d_${step.id}`);
	change.addEventListener("click", () => location.hash = step.id);
	const parts = [dt];
	if (got.problem) parts.push(make("dd", {className: "bad"}, got.problem));
	if (got.quiet) parts.push(make("dd", {className: "nil"}, ...got.quiet));
	else if (got.order?.length) parts.push(make("dd", {}, make("ol", {}, ...got.order.map(o => make("li", {}, ...o)))));
	else if (got.lines?.length) parts.push(make("dd", {}, ...got.lines.map(l => make("p", {}, ...l))));
	else parts.push(make("dd", {className: "nil"}, word("skipped")));
	parts.push(make("dd", {className: "ch"}, change));
	return [make("div", {}, ...parts), got.problem && step.id];
}

// The questions that are asked, as child.js finds them, with what was answered.
let mend = "";
function fill() {
	const asked = form.asked(), rows = [];
	mend = "";
	for (const step of form.querySelectorAll(".step[data-q]")) {
		const key = step.dataset.q;
		if (!asked.has(key)) continue;
		const [made, wrong] = row(step, key);
		mend ||= wrong || "";
		rows.push(made);
	}
	const list = form.querySelector("#check dl");
	list.replaceChildren(...rows);
	list.hidden = false;
	at("mend").hidden = !mend;
	at("lead").hidden = !!mend;
	at("put").textContent = mend ? at("put").dataset.mend : at("put").dataset.put;
	at("left_out").hidden = !Object.keys(kept).length;
	if (at("may")) at("may").hidden = !mayHaveWords();
	waysBack();
	at("check").focus();
}

// Who has seen the answers can look at them again from every question.
function waysBack() {
	for (const nav of form.querySelectorAll(".step[data-q] .nav:not(.pile)")) {
		nav.classList.add("pile");
		const next = nav.querySelector(".go");
		next.classList.replace("go", "nx");
		next.after(make("button", {className: "b go"}, word("look")));
	}
}

// A slip's code as the server reads it; empty if it cannot be one.
const slipCode = typed => {
	const clean = typed.toUpperCase().replace(/[\s\u00a0-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
	return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(clean) ? clean : "";
};

// Who may have words to take the answers back with: everybody in this edition, or
// who says so.
const withWords = /^(11-13|14-18|adult)$/;
const mayHaveWords = () => word("words") === "all" || withWords.test(given(form)[word("words")]?.[word("words")]?.[0] ?? "");
const wantsWords = () => !!form.querySelector("[name=_receipt]:checked") && mayHaveWords();

// The form as it is sealed: what its address and its fields tell elsewhere.
function parcel(setting, secret) {
	const answers = {};
	for (const [name, value] of new FormData(form)) if (!name.startsWith("_") && value !== "") (answers[name] ??= []).push(value);
	return {
		setting, edition: word("edition"), language: d.documentElement.lang, secret, slip: slipCode(at("slip")?.value ?? ""),
		helped: !!form.querySelector("[name=_helped]:checked"), form: answers, contact: wish.contact,
	};
}

// Seals something and keeps it, in the place of what the child left before.
async function lock(what) {
	const plan = await about("plan"), utf8 = s => new TextEncoder().encode(s);
	if (plan?.round !== form.dataset.tablet) throw new Error("this page is of another round");
	const sealed = await seal(await publicKey(bytes(plan.intake)), utf8("kist tablet " + plan.round), pad(utf8(JSON.stringify(what))));
	return keepOrMakeRoom(sealed);
}

let putting = false;
async function put() {
	if (mend) return location.hash = mend;
	if (putting) return;
	const slip = at("slip");
	if (slip && !slipCode(slip.value)) {
		slip.setAttribute("aria-invalid", "true");
		at("ask").classList.add("warn");
		at("sw").hidden = false;
		return slip.focus();
	}
	putting = true;
	at("trouble").hidden = true;
	at("putting").textContent = word("putting");
	const secret = form.elements._s?.value || random();
	let words;
	try {
		words = wantsWords() && await receiptWords(secret);
		await lock(parcel(await about("place"), secret));
	} catch (e) {
		putting = false;
		at("putting").textContent = "";
		at("trouble").hidden = false;
		at("trouble").firstElementChild.textContent = word(full(e) ? "full" : "failed");
		form.querySelector("#check dl").hidden = true; // whoever comes to help need not see them
		return;
	}
	if (words) return show6(words, await code());
	leave(word("done"));
}

// The join code of the place where the children are.
async function code() {
	const plan = await about("plan"), place = await about("place");
	return plan.settings.find(s => s.key === place)?.code ?? "";
}

// The words, once, and nothing else of what was answered any more.
function show6(words, code) {
	const step = at("receipt");
	step.querySelector("ol").replaceChildren(...words.map(w => make("li", {}, w)));
	step.querySelector("[data-code]").textContent = code;
	out(word("done"));
	onlyThis(step);
}
function onlyThis(step) {
	form.reset();
	kept = {};
	wish = {};
	for (const other of form.querySelectorAll(".step")) if (other !== step) other.remove();
	for (const way of d.querySelectorAll(".more, #unsaved, header a[href='#contact']")) way.remove(); // to what is gone
	d.dispatchEvent(new Event("bye"));
	history.replaceState(null, "", location.pathname); // Back leads to no question
	step.id = "start";
	scrollTo(0, 0);
	step.focus();
}

// Saving for later needs the server: the words open it on any device.
let saving = false;
async function save() {
	if (saving) return;
	saving = true;
	at("unsaved").textContent = word("saving");
	try {
		const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
		const unseen = Object.values(kept).flatMap(v => Object.entries(v)).flatMap(([name, values]) => values.map(v => [name, v]));
		if (unseen.length) body.append("_kept", new URLSearchParams(unseen));
		const answer = await fetch(`/r/${await code()}/${word("edition")}/${d.documentElement.lang}/save`, {method: "POST", body, cache: "no-store"});
		const page = new DOMParser().parseFromString(await answer.text(), "text/html"), words = page.querySelector("ol.words");
		if (!answer.ok || !words) throw new Error("not saved: " + answer.status);
		const step = at("saved");
		step.querySelector("ol").replaceWith(words);
		step.querySelector("[data-until]").textContent = page.querySelector("main p").textContent;
		if (!wish.item) out(d.querySelector("a.exit").href + "#left");
		onlyThis(step);
	} catch (e) {
		at("unsaved").textContent = word(e instanceof TypeError ? "unsaved" : "nothing");
	}
	saving = false;
}

// A child who wants to be contacted. What was written is locked at once, and is
// locked again together with the answers if there are any: each child leaves one
// thing on the tablet, and nobody who counts sees who asked.
let wish = {}; // {item, contact}: what is kept already
async function ask(b) {
	const field = name => form.querySelector(`[data-wish=${name}]`), trouble = b.closest("section").querySelector("[data-trouble]");
	const words = Object.fromEntries([...form.querySelectorAll("[data-wish]")].map(f => [f.dataset.wish, f.value.trim()]));
	at("unreached").hidden = !!words.reach;
	trouble.textContent = "";
	if (!words.reach) return field("reach").focus();
	const before = wish;
	try {
		wish = {item: before.item, contact: {form: random(), ...words}};
		wish.item = await lock({setting: await about("place"), contact: wish.contact});
	} catch (e) {
		wish = before;
		trouble.textContent = word(full(e) ? "full" : "failed");
		return;
	}
	for (const f of form.querySelectorAll("[data-wish]")) f.value = "";
	out(word("done"));
	show("asked");
}

const full = e => e?.name === "QuotaExceededError";

// A full disk: what waits may be sent now, which makes room.
async function keepOrMakeRoom(sealed) {
	try {
		return await keep(sealed, wish.item);
	} catch (e) {
		if (!full(e)) throw e;
		try { await sync() } catch { throw e }
		return keep(sealed, wish.item);
	}
}
begin();
