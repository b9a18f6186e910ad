// A questionnaire on a facilitator's tablet. The check page is made here, as the
// server makes it elsewhere; then the answers are sealed at once, so that nobody
// who has the tablet can read them, and the page is emptied.
import {pad, publicKey, seal} from "./hpke.js";
import {about, bytes, keep, random, sync} from "./fieldwork-store.js";

const d = document, form = d.querySelector("form[data-tablet]");
const at = id => d.getElementById(id), word = name => form.dataset[name] ?? "";
const make = (tag, props = {}, ...inside) => {
	const e = Object.assign(d.createElement(tag), props);
	e.append(...inside);
	return e;
};
if (form) begin();

function begin() {
	// Who comes here by a reload or by "Back" begins anew.
	const came = performance.getEntriesByType("navigation")[0]?.type;
	if (location.hash && came !== "navigate") history.replaceState(null, "", location.pathname);
	form.addEventListener("submit", e => { e.preventDefault(); look() });
	addEventListener("hashchange", () => location.hash === "#check" && fill());
	at("put").addEventListener("click", put);
	at("throw").addEventListener("click", e => { e.preventDefault(); leave(e.currentTarget.href) });
	addEventListener("pagehide", empty);
	addEventListener("pageshow", e => e.persisted && location.replace(location.pathname));
	form.dataset.ready = "";
}

// Filled before it shows, so that it never shows empty.
function look() {
	fill();
	location.hash = "check";
}

// Nothing of the answers stays: not in the fields, which a browser may put back,
// and not in the page, which it may keep for its Back button.
function empty() {
	form.reset();
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
const digits = text => text.trim().replace(/[٠-٩۰-۹]/g, c => c.charCodeAt(0) & 15);

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
	const dt = make("dt", {id: "d_" + key}, ...[...legend.childNodes].map(n => n.cloneNode(true)));
	const change = make("button", {type: "button", id: "c_" + key}, word("change"));
	change.setAttribute("aria-labelledby", `c_${key} d_${key}`);
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
	for (const step of form.querySelectorAll(".step[id^=q_]")) {
		const key = step.id.slice(2);
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
	waysBack();
	at("check").focus();
}

// Who has seen the answers can look at them again from every question.
function waysBack() {
	for (const nav of form.querySelectorAll(".step[id^=q_] .nav:not(.pile)")) {
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

// The form as it is sealed: what its address and its fields tell elsewhere.
function parcel(setting) {
	const given = {};
	for (const [name, value] of new FormData(form)) if (!name.startsWith("_") && value !== "") (given[name] ??= []).push(value);
	return {setting, edition: word("edition"), language: d.documentElement.lang, secret: form.elements._s?.value || random(), slip: slipCode(at("slip")?.value ?? ""), form: given};
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
	try {
		const plan = await about("plan"), utf8 = s => new TextEncoder().encode(s);
		if (plan?.round !== word("tablet")) throw new Error("this page is of another round");
		const sealed = await seal(await publicKey(bytes(plan.intake)), utf8("kist tablet " + plan.round), pad(utf8(JSON.stringify(parcel(await about("place"))))));
		await keepOrMakeRoom(sealed);
	} catch (e) {
		putting = false;
		at("putting").textContent = "";
		at("trouble").hidden = false;
		at("trouble").firstElementChild.textContent = word(full(e) ? "full" : "failed");
		form.querySelector("#check dl").hidden = true; // whoever comes to help need not see them
		return;
	}
	leave(word("done"));
}

const full = e => e?.name === "QuotaExceededError";

// A full disk: what waits may be sent now, which makes room.
async function keepOrMakeRoom(sealed) {
	try {
		return await keep(sealed);
	} catch (e) {
		if (!full(e)) throw e;
		try { await sync() } catch { throw e }
		return keep(sealed);
	}
}
