package main

// walkKit is put into each document that a walk opens: it looks at the screen
// that is shown, tells what a child would trip over, and finds what to touch.
// It works while the page's own scripts are off.
const walkKit = `globalThis.kist = (() => {
const wide = 320, least = 44
const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && e.getClientRects().length > 0
const steps = () => [...document.querySelectorAll(".step")].filter(shown)
const name = e => "<" + e.tagName.toLowerCase() + " " + (e.className || e.id || e.name || "") + "> " + (e.textContent || e.value || "").trim().slice(0, 40)
const choice = e => e.matches("[type=radio], [type=checkbox]")
const field = e => choice(e) ? e.closest("label") : e
const controls = "a[href], button:not(:disabled), summary, textarea, select, input:not([type=hidden])"

// What stands on the page now: the bar at the top and one screen, or the page.
const standing = () => {
	const s = steps()
	return [document.querySelector("header"), s.length ? s[0] : document.querySelector("main")]
}

// Under a finger: large enough, on the page, and nothing lies over it.
function reach(e, wrong) {
	const f = field(e)
	let at = f.getBoundingClientRect()
	if (at.width < least - .5 || at.height < least - .5) wrong.push(name(f) + " is " + at.width.toFixed() + " by " + at.height.toFixed() + " px")
	if (at.left < -1 || at.right > wide + 1) wrong.push(name(f) + " sticks out at the side")
	if (at.top < 0 || at.bottom > innerHeight || at.top < document.querySelector("header").getBoundingClientRect().bottom) {
		f.scrollIntoView({block: "center", behavior: "instant"})
		at = f.getBoundingClientRect()
	}
	const top = document.elementFromPoint(at.left + at.width / 2, Math.min(at.top + at.height / 2, innerHeight - 2))
	if (!top || !(f.contains(top) || top.contains(f))) wrong.push(name(f) + " lies under " + (top ? name(top) : "nothing"))
}

// Words are all there: none runs over an edge.
function words(e, wrong) {
	if (e.clientWidth && e.scrollWidth > e.clientWidth + 1) wrong.push(name(e) + " is cut off at the side")
	if (e.matches("label:not(.prog), .b") && e.scrollHeight > e.clientHeight + 1) wrong.push(name(e) + " is cut off below")
}

// look gives what is wrong; null as long as the screen is still the one before, or
// the new one is seen but the address and the focus are on their way.
function look(before) {
	const all = steps(), wrong = []
	const id = all.length ? all[0].id : "page"
	if (document.readyState !== "complete" || before !== "" && id === before || document.querySelector(".now")) return null
	if (all.length > 1) wrong.push(all.length + " screens are shown at once")
	if (document.documentElement.scrollWidth > wide) wrong.push("the page is " + document.documentElement.scrollWidth + " px wide")
	const [bar, body] = standing()
	const question = body.querySelector("h1, h2") || document.querySelector("main h1")
	if (!question || !shown(question) || question.textContent.trim() === "") wrong.push("nothing says what this is")
	for (const e of body.querySelectorAll("h1, h2, p, label, .b, button, dd, dt")) if (shown(e)) words(e, wrong)
	const targets = [...bar.querySelectorAll(controls), ...body.querySelectorAll(controls)].filter(e => shown(field(e)) && !e.closest("[hidden]"))
	for (const e of targets) reach(e, wrong)
	scrollTo(0, 0)
	const s = all[0], has = q => !!s && !!s.querySelector(q)
	const kind = has(".o [type=checkbox]") ? "several" : has(".o [type=radio]") ? "one" : has(".ord") ? "order" : has("textarea") ? "story" : has("[inputmode]") ? "number" : ""
	return {id, wrong, kind, choices: s ? s.querySelectorAll(".o input").length : 0}
}

// The thing to touch for what is to be done.
function thing(what, n) {
	const s = standing()[1]
	switch (what) {
	case "start": return s.querySelector(".nav a.go")
	case "answer": return field(s.querySelectorAll(".o input")[n])
	case "field": return s.querySelector("textarea, [inputmode]")
	case "down": return s.querySelector(".ord li button[value=down]")
	case "right": return s.querySelector(".ord ~ button")
	case "hear": return s.querySelector(".say button")
	case "back": return s.querySelector(".nav .bk")
	case "hide": return document.querySelector(".more [aria-pressed]")
	case "save": return document.querySelector(".more [formaction*=save]")
	case "nothing": return document.querySelector("form > h1")
	case "help": return document.querySelector("header summary")
	case "exit": return document.querySelector("header .exit")
	case "next": return s.querySelector(".nav a.go")
	case "skip": return s.querySelector(".nav .sk")
	case "look": return s.querySelector(".nav button.go")
	case "send": return document.getElementById("send")
	}
}
const press = (what, n) => (thing(what, n).click(), true)
function at(what, n) {
	const e = thing(what, n)
	e.scrollIntoView({block: "center", behavior: "instant"})
	const r = e.getBoundingClientRect()
	return {x: r.left + r.width / 2, y: r.top + r.height / 2}
}
function write(text) {
	const e = thing("field")
	e.value = text
	return true
}
// Without a script things are given a place each.
function place() {
	standing()[1].querySelectorAll(".ord select").forEach((s, i, all) => s.value = all.length - i)
	return true
}

// Every place that Tab stops at, in order; a group of radio buttons is one.
function stops() {
	const seen = new Set(), list = []
	for (const e of standing()[1].querySelectorAll(controls)) {
		if (!shown(field(e))) continue
		if (e.type === "radio") {
			const chosen = document.querySelector("[name='" + e.name + "']:checked")
			if (seen.has(e.name) || chosen && chosen !== e) continue
			seen.add(e.name)
		}
		list.push(e)
	}
	return list
}
const tabs = what => stops().indexOf(thing(what, 0)) - stops().indexOf(document.activeElement)
let path = [], lost = []
document.addEventListener("focusin", e => {
	const f = e.target
	if (!f.matches(controls)) return
	const moved = f.closest(".ord") // what moves has another place
	if (path.length && !moved && !(path.at(-1).compareDocumentPosition(f) & Node.DOCUMENT_POSITION_FOLLOWING)) lost.push(name(f) + " comes after " + name(path.at(-1)))
	path.push(f)
	requestAnimationFrame(() => {
		if (document.activeElement !== f || f.closest(".was")) return // pressed already
		const r = field(f).getBoundingClientRect(), bar = document.querySelector("header").getBoundingClientRect().bottom
		if (!f.closest("header") && (r.bottom <= bar + 1 || r.top >= innerHeight - 1)) lost.push(name(f) + " has the focus and is out of sight")
		const ring = [f, field(f)].some(x => { const c = getComputedStyle(x); return c.outlineStyle !== "none" && parseFloat(c.outlineWidth) >= 2 })
		if (!ring) lost.push(name(f) + " does not show that it has the focus")
	})
})
// focus gives what was wrong on the way of the focus since the last time.
function focus() {
	const wrong = lost
	path = []; lost = []
	return wrong
}
const stands = () => steps()[0]?.id ?? "page"
const fields = () => [...new FormData(document.forms[0])].map(([k, v]) => encodeURIComponent(k) + "=" + encodeURIComponent(v)).join("&")
return {look, stands, press, at, write, place, tabs, focus, fields, quick(before, n, skip, texts) {
	const now = look(before)
	if (!now || now.id === "end" || now.id === "page") return now
	if (!skip) {
		if (now.kind === "one" || now.kind === "several") press("answer", n % now.choices)
		if (texts[now.kind]) write(texts[now.kind])
		if (now.kind === "order") press("down")
	}
	press(skip ? "skip" : "next")
	return now
}}
})(), 0`
