// Everything here is an addition: the pages work without it. It keeps nothing:
// no cookie, no storage; what it knows is gone with the page.
"use strict";
(() => {
const d = document, root = d.documentElement;
let form = d.querySelector("form[method=post]");
const say = name => form?.dataset[name] ?? "";
root.classList.add("js");

// When nothing else is to be done, or before long: where nothing moves, a browser may
// see no such moment for minutes.
const idle = f => window.requestIdleCallback ? requestIdleCallback(f, { timeout: 200 }) : setTimeout(f, 20);

// The browser may keep earlier pages of this form for its Back button, answers
// and all. When the form is done with, one page says so and the others let go:
// a page that is kept aside and spoken to is dropped, one that is open leaves.
let others, behind = null, gone = false;
const drop = () => {
	gone = true;
	d.querySelector("main")?.remove();
};
const tellOthers = way => { others?.postMessage(way); if (way.out) behind?.postMessage(way) };
function listen() {
	if (!window.BroadcastChannel) return;
	const join = (f, hears) => {
		const secret = f?.elements._s?.value;
		if (!secret) return null;
		const c = new BroadcastChannel("kist " + secret);
		c.addEventListener("message", e => { if (hears(e.data)) { drop(); location.replace(e.data.out ?? "/") } });
		return c;
	};
	others = join(form, () => true);
	// A page opened from the questions leaves with them, and they with it; that they are
	// sent, or thrown away, is no reason to take away what is written here.
	try { behind = opener && join(opener.document.querySelector("form[method=post]"), way => way.out) } catch {}
}
addEventListener("pageshow", e => { if (e.persisted && gone) location.replace("/") });
// Six words that were typed belong to no form of which a page could be told, nor do those
// that wait to be sent again.
addEventListener("pagehide", () => { for (const f of d.querySelectorAll("[name=_words]")) f.value = "" });

// Leaving: the page is hidden and emptied at once, the others are told, and the Back
// button does not return here.
const shut = way => {
	d.body.classList.add("bye");
	drop();
	tellOthers(way);
	d.dispatchEvent(new Event("bye")); // whatever sounds falls silent
};
const go = to => {
	try { opener.location.replace(to) } catch {} // the questions from which this page was opened
	location.replace(to);
};
const leave = to => {
	shut({ out: to });
	go(to);
};
// Without a script the way out leads over a page that lets go of this one.
const out = a => d.querySelector("header .exit")?.dataset.to ?? a.href;
d.addEventListener("click", e => {
	const way = e.target.closest("a.exit, a[href^=away], [form=away]");
	if (!way) return;
	e.preventDefault();
	if (way.matches(".exit")) leave(out(way)); else throwAway();
});
// What was saved is thrown away as well. The page that follows says what may be left.
const throwAway = async () => {
	const left = new URLSearchParams(), {elements} = form;
	for (const name of ["_s", "_saved", "_tried"]) if (elements[name]) left.append(name, elements[name].value);
	shut({});
	const answer = left.has("_saved") && await fetch("away", {method: "POST", body: left, keepalive: true}).catch(() => null);
	left.delete("_s");
	// An answer that leads nowhere is not ours.
	go((answer?.ok && answer.redirected ? answer.url : "away" + String(left).replace(/^./, "?$&")) + (others ? "#told" : ""));
};
let shifts = [];
d.addEventListener("keydown", e => {
	if (e.key !== "Shift") { shifts = []; return }
	if (e.repeat) return;
	shifts = [...shifts.filter(t => e.timeStamp - t < 1500), e.timeStamp];
	if (shifts.length === 3) leave(out(d.querySelector("a.exit")));
});

// A slip's code comes after "#" in the address, where no server sees it. It is
// taken out of the address and goes on with the next link, or with the form.
const slip = /^#([0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{10})$/.exec(location.hash)?.[1];
if (slip && !d.getElementById(slip)) {
	history.replaceState(null, "", location.pathname);
	if (form && !form.elements._slip) hide("_slip", slip);
	for (const a of d.querySelectorAll("a[href^='/r/']")) a.hash = slip;
}
function hide(name, value) {
	const i = d.createElement("input");
	i.type = "hidden"; i.name = name; i.value = value;
	form.prepend(i);
}

// Where the child was goes along to the same questions in other words.
// What is saved has words of its own to be deleted by, also for who comes back to this
// page by the Back button and sends from here.
const came = location.hash;
let pressed = null; // older browsers do not say which button sends a form
d.addEventListener("click", e => pressed = e.target.closest("button"), true);
const by = e => e.submitter ?? pressed;
d.addEventListener("submit", e => {
	const to = by(e)?.getAttribute("formaction");
	if (/(other|change|save)$/.test(to)) by(e).setAttribute("formaction", to + (d.getElementById("end") ? location.hash : came));
	if (/save$/.test(to) && !form.elements._saved) hide("_saved", "yes");
});

// Hiding what was answered from who looks over a shoulder; the next page knows
// nothing of it.
function hiding() {
	if (!say("hide")) return;
	const b = d.createElement("button");
	b.type = "button"; b.textContent = say("hide");
	b.setAttribute("aria-pressed", false);
	// The screen that is seen first, so that it is not late for the others.
	b.addEventListener("click", async () => {
		b.setAttribute("aria-pressed", b.getAttribute("aria-pressed") === "false");
		const veil = s => s.classList.toggle("veil", b.getAttribute("aria-pressed") === "true"); // as it is by then
		veil(steps[standing()] ?? form);
		await shown();
		steps.forEach(veil);
	});
	d.querySelector(".more")?.prepend(b);
}

const steps = [...d.querySelectorAll(".step")];
hiding();
// Which screen is seen, by its number: the first, where the address names none. It
// may not be the target yet while the page loads.
const standing = () => Math.max(steps.findIndex(s => s.matches(".now") || !s.matches(".was") && "#" + s.id === location.hash), 0);
if (d.getElementById("end")) questions();
if (d.getElementById("send")) sending();
listen();
work();

function questions() {
	// One secret for this form, so that sending it twice counts once.
	if (!form.elements._s && window.crypto?.getRandomValues) {
		const b = crypto.getRandomValues(new Uint8Array(16));
		hide("_s", btoa(String.fromCharCode(...b)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""));
	}
	const key = s => s.dataset.q;
	const given = k => [...form.querySelectorAll(`[name="${k}"]`)]
		.filter(i => i.type === "radio" || i.type === "checkbox" ? i.checked : i.value.trim())
		.map(i => i.value.trim());
	// Numbers are typed in the digits of any keyboard, as the server reads them.
	const digits = text => text.replace(/[٠-٩۰-۹０-９]/g, c => c.charCodeAt(0) & 15).replace(/[੦-੯]/g, c => c.charCodeAt(0) - 2662);
	const within = (cell, value) => {
		if (cell === value) return true;
		const n = digits(value), band = /^(\d+)(?:-(\d+))?$/.exec(cell);
		return band && /^\d+$/.test(n) && +n >= +band[1] && +n <= +(band[2] ?? band[1]);
	};

	// Which questions are asked follows from the answers alone.
	const path = () => {
		const asked = new Set();
		for (const s of steps) {
			const holds = clause => {
				const [k, cells] = clause.split("=");
				if (!asked.has(k)) return false;
				const values = given(k);
				if (!values.length || values.includes("-")) return cells.split("|").includes("skipped");
				return cells.split("|").some(c => values.some(v => within(c, v)));
			};
			if ((s.dataset.if ?? "").split(";").filter(Boolean).every(holds)) asked.add(key(s));
		}
		return asked;
	};
	// The screen after another, or before it with by = -1.
	const beside = (here, by) => {
		const asked = path();
		let to = here + by;
		while (steps[to]?.dataset.if && !asked.has(key(steps[to]))) to += by;
		return steps[to];
	};
	d.addEventListener("click", e => {
		const a = e.target.closest(".nav a[href^='#']");
		if (!a) return;
		const here = steps.indexOf(a.closest(".step"));
		if (a.matches(".sk") && here >= 0) empty(steps[here]);
		const to = beside(here, a.matches(".bk") ? -1 : 1);
		if (!to) return;
		e.preventDefault();
		turn(a.closest(".step"), to);
	});

	// The next screen is seen first and the address follows, with the focus: on a slow
	// phone the browser takes long to go to an address.
	let arrive = () => {};
	const turn = async (from, to) => {
		arrive();
		const at = location.hash;
		const mine = arrive = () => {
			arrive = () => {};
			to.inert = false;
			if (location.hash === at) location.hash = to.id;
			from.classList.remove("was");
			to.classList.remove("now");
		};
		from.classList.add("was");
		to.classList.add("now");
		scrollTo(0, 0);
		await shown();
		if (arrive === mine) arrive();
	};

	// Where a touch may lead is laid out in advance, out of sight and out of reach,
	// when nothing else is to be done, so that it stands there at once even on a slow
	// phone. A browser that knows no "inert" is left alone, and one that shows all on one page.
	const one = window.CSS?.supports?.("selector(:has(a))"); // else all questions are one page
	const ready = () => one && idle(() => {
		root.classList.add("idle");
		const here = standing();
		const near = [beside(here, 1), beside(here, -1)];
		for (const s of steps) s.inert = near.includes(s);
	});
	addEventListener("hashchange", () => steps[standing()].inert = false);
	for (const what of ["hashchange", "change"]) addEventListener(what, ready);
	ready();

	const empty = s => {
		for (const i of s.querySelectorAll("fieldset input,fieldset textarea,fieldset select")) {
			if (i.type === "radio" || i.type === "checkbox") i.checked = false; else i.value = "";
		}
		s.querySelector(".ord")?.classList.remove("done");
	};

	// "I'd rather not say" and "none of these" stand alone; at most so many.
	form.addEventListener("change", e => {
		const i = e.target;
		if (i.type !== "checkbox" || !i.checked || !i.closest("fieldset")) return;
		const all = [...i.closest("fieldset").querySelectorAll("[type=checkbox]")];
		const lone = x => x.value === "-" || "alone" in x.dataset;
		for (const x of all) if (x !== i && (lone(i) || lone(x))) x.checked = false;
		const most = +(i.closest("[data-most]")?.dataset.most ?? 0);
		if (most && all.filter(x => x.checked).length > most) i.checked = false;
	});

	for (const list of d.querySelectorAll(".ord")) order(list);
	form.asked = path; // for a tablet, whose check page is made in the browser
	form.addEventListener("submit", "tablet" in form.dataset ? e => e.preventDefault() : connected);
}

// Putting in order: two buttons for each thing, and one to say "it is right".
function order(list) {
	const tell = list.nextElementSibling;
	const button = (word, value, of) => {
		const b = d.createElement("button");
		b.type = "button"; b.value = value;
		b.setAttribute("aria-label", word + " " + of);
		return b;
	};
	for (const li of list.children) {
		const name = li.querySelector("span").textContent;
		li.append(button(say("up"), "up", name), button(say("down"), "down", name));
	}
	const right = d.createElement("button");
	right.type = "button"; right.className = "b"; right.textContent = say("right");
	tell.after(right);
	const ends = () => [...list.children].forEach((li, i, all) => {
		const [up, down] = li.querySelectorAll("button");
		up.disabled = i === 0; down.disabled = i === all.length - 1;
	});
	const settle = () => {
		[...list.children].forEach((li, i) => li.querySelector("select").value = i + 1);
		list.classList.add("done");
		ends();
	};
	ends();
	right.addEventListener("click", () => { settle(); tell.textContent = [...list.children].map((li, i) => i + 1 + ". " + li.querySelector("span").textContent).join(" ") });
	list.addEventListener("click", e => {
		const b = e.target.closest("button");
		if (!b) return;
		const li = b.closest("li");
		if (b.value === "up") li.previousElementSibling?.before(li); else li.nextElementSibling?.after(li);
		settle();
		(b.disabled ? li.querySelector("button:not(:disabled)") : b).focus();
		tell.textContent = [...list.children].indexOf(li) + 1 + ". " + li.querySelector("span").textContent;
	});
}

// A line that hangs is none: what does not come within so many seconds is given up.
const within = (seconds, to, how) => {
	const over = new AbortController();
	setTimeout(() => over.abort(), seconds * 1000);
	return fetch(to, {...how, signal: over.signal});
};

// Before the page is left for another with the same answers: is there a connection
// at all? Without one the browser would show its own error and the answers would go.
let sure = false;
const shown = () => new Promise(done => {
	requestAnimationFrame(() => setTimeout(done));
	setTimeout(done, 100); // a page out of sight paints nothing
});
async function connected(e) {
	if (sure) { sure = false; return }
	e.preventDefault();
	const button = by(e);
	button?.classList.add("busy");
	await shown(); // that the button was pressed
	const there = await within(20, location.pathname, {method: "HEAD", cache: "no-store"}).catch(() => null);
	button?.classList.remove("busy");
	if (!there || there.status >= 500) { // a proxy answers so while Kist is away
		let note = d.getElementById("offline");
		if (!note) {
			note = d.createElement("p");
			note.id = "offline"; note.className = "note warn"; note.setAttribute("role", "alert");
		}
		(button?.closest(".nav,.more,dl") ?? form.lastElementChild).before(note);
		note.scrollIntoView({block: "nearest"});
		note.textContent = "";
		setTimeout(() => note.textContent = say("offline"));
		return;
	}
	sure = true;
	if (button) button.click(); else form.submit(); // requestSubmit is younger than many phones
}

// A form shows a number that took some trying, so that a flood of forms costs who makes
// it: of this number and the form's own secret a hash (SHA-256) begins with so many zero
// bits. It is looked for while nothing else is to be done, and a form without it is sent
// all the same. The server knows it from the same words (internal/proof).
function work() {
	const mine = form, bits = +say("work"), secret = form?.elements._s?.value;
	if (!bits || !secret) return;
	const code = new URL(form.getAttribute("action"), location).pathname.split("/")[2];
	const text = "\0\0\0\0kist proof " + code + " " + secret;
	const w = new Int32Array(64), k = new Int32Array(64), start = new Int32Array(8);
	[...text + "\x80"].forEach((c, i) => w[i >> 2] |= c.charCodeAt() << 24 - i % 4 * 8);
	w[15] = text.length * 8;
	for (let p = 2, i = 0; i < 64; p++) {
		let by = 2;
		while (p % by) by++;
		if (by < p) continue;
		start[i] = Math.sqrt(p) % 1 * 2 ** 32;
		k[i++] = Math.cbrt(p) % 1 * 2 ** 32;
	}
	// The first 32 bits, of one block with this number at its beginning.
	const hash = n => {
		w[0] = n;
		for (let i = 16; i < 64; i++) {
			const x = w[i - 15], y = w[i - 2];
			w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
		}
		let [a, b, c, d, e, f, g, h] = start;
		for (let i = 0; i < 64; i++) {
			const x = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + k[i] + w[i] | 0;
			const y = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c);
			h = g; g = f; f = e; e = d + x | 0; d = c; c = b; b = a; a = x + y | 0;
		}
		return a + start[0];
	};
	// It begins with the number that came with the page, and is done if that is right.
	let n = +form.elements._p?.value || 0;
	const some = () => {
		const from = performance.now();
		do {
			for (let i = 0; i < 8; i++, n++) {
				if (hash(n) >>> 32 - bits) continue;
				if (mine !== form) return;
				form.elements._p?.remove();
				return hide("_p", n);
			}
		} while (performance.now() - from < 5);
		if (mine.isConnected) idle(some);
	};
	idle(some);
}

// Sending: the page stays until the answers are there. Nothing else is shown as
// sent than what the server answers.
function sending() {
	const button = d.getElementById("send"), status = d.getElementById("sending");
	let wait = 2000, timer = 0, busy = false;
	// At least as long as the server asked for, five minutes at most, and not all
	// phones of a class at once.
	const later = answer => {
		busy = false;
		status.textContent = say("later");
		const asked = Math.min(parseInt(answer?.headers.get("Retry-After")) || 0, 300) * 1000;
		timer = setTimeout(send, Math.max(asked, wait * 0.75) + Math.max(asked, wait) * Math.random() / 2);
		wait = Math.min(wait * 2, 60000);
	};
	const send = async () => {
		if (busy || gone) return;
		clearTimeout(timer);
		busy = true;
		status.textContent = say("wait");
		let answer, page;
		const body = new URLSearchParams(new FormData(form));
		if (!form.elements._tried) hide("_tried", "yes"); // from now on it may have arrived
		try {
			answer = await within(120, form.action, {method: "POST", body});
			page = await answer.text();
		} catch { return later() }
		if (answer.status >= 500 || answer.status === 429) return later(answer);
		const theirs = new DOMParser().parseFromString(page, "text/html"), main = theirs.querySelector("main");
		if (!main || !theirs.querySelector("header .exit")) return later(); // a filter's page, in place of ours
		d.querySelector("main").replaceWith(main);
		timer = 0;
		form = d.querySelector("form[method=post]");
		if (answer.ok) {
			history.replaceState(null, "", "/"); // a reload shows nothing of what was sent
			for (const a of d.querySelectorAll("header a[href*=contact]")) a.href = main.querySelector("a[href*=contact]")?.href ?? a.href; // no answers wait for who comes back
			tellOthers({});
			root.classList.toggle("empties", !!others);
		}
		scrollTo(0, 0);
		main.querySelector("h1")?.focus();
		if (d.getElementById("send")) { hiding(); sending() }
		work();
	};
	addEventListener("online", () => timer && send());
	form.addEventListener("submit", e => {
		if ((by(e) ?? button) !== button) {
			if (sure) clearTimeout(timer);
			return connected(e);
		}
		e.preventDefault();
		send();
	});
}
})();
