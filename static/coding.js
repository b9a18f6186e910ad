// Coding texts from the keyboard. The page holds the next texts already: giving one its
// themes shows the next at once, and what was given is sent meanwhile. What could not be
// sent is kept on the page and said; the page asks before it is left with any of it.
// Keys work while the focus is in the form, and nowhere else. Without this, forms do it.
const form = document.getElementById("coding"), queue = document.getElementById("queue"), told = document.getElementById("told"), back = document.getElementById("back");
const failed = []; // bodies that could not be sent
const pending = new Set(), known = new Set(); // ids of texts: not kept yet, ever on this page
let sending = Promise.resolve(), gone = 0;

if (form && queue) {
	form.addEventListener("submit", submit);
	form.addEventListener("keydown", key);
	form.addEventListener("change", alike);
	addEventListener("beforeunload", event => { if (pending.size) event.preventDefault(); });
	back?.addEventListener("click", async event => {
		event.preventDefault();
		await sending; // what was given must be there to go back to
		location.assign(back.href);
	});
	document.getElementById("now").focus({preventScroll: true});
}

const boxes = () => [...form.querySelectorAll("input[name=theme], input[name=none]")];

function key(event) {
	if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, input:not([type=checkbox])")) return;
	if (event.key === "Enter" && !event.target.matches("a, button, summary")) {
		event.preventDefault();
		return form.requestSubmit(form.querySelector("button[value=code]"));
	}
	const at = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
	if (!at || at.matches(":disabled")) return;
	event.preventDefault();
	if (at.name === "do") return form.requestSubmit(at);
	at.click();
}

// A theme that stands beside a proposal and in the codebook is one theme; with none of
// them, no theme.
function alike(event) {
	const box = event.target;
	if (box.name === "theme") {
		for (const other of boxes()) if (other.name === "theme" && other.value === box.value) other.checked = box.checked;
		if (box.checked) form.elements.none.checked = false;
	} else if (box.name === "none" && box.checked) {
		for (const other of boxes()) if (other.name === "theme") other.checked = false;
	}
}

function submit(event) {
	const does = event.submitter?.value || "code";
	if (does === "undo") return; // by a page
	event.preventDefault();
	if (does === "code" && !boxes().some(b => b.checked)) return say(form.dataset.empty);
	const body = new URLSearchParams(new FormData(form));
	body.set("do", does);
	body.set("_more", "1");
	pending.add(body.get("text"));
	const start = performance.now();
	back.href = "?text=" + encodeURIComponent(body.get("text"));
	back.hidden = false;
	count();
	next();
	form.dataset.took = (form.dataset.took ?? "") + " " + (performance.now() - start).toFixed(1); // milliseconds, of each
	sending = sending.then(() => send(body));
}

function count() {
	form.dataset.gone = ++gone;
	document.getElementById("now").textContent = form.dataset.now.replace("#", +form.dataset.done + gone);
}

// Nothing is left only when all that was given is kept and no other text came back.
function next() {
	const t = queue.firstElementChild, now = document.getElementById("now");
	for (const box of boxes()) box.checked = false;
	form.hidden = !t;
	document.getElementById("finished").hidden = !!t || pending.size > 0;
	if (!t) return;
	document.getElementById("card").replaceChildren(t.content);
	t.remove();
	now.focus({preventScroll: true});
	form.scrollIntoView({block: "start"});
}

// What is on the page already, those that wait in their order last.
function held() {
	const ids = [...pending], now = form.querySelector(".card");
	if (now && !form.hidden) ids.push(now.dataset.text);
	for (const t of queue.children) ids.push(t.content.querySelector(".card").dataset.text);
	for (const id of ids) known.add(id);
	return ids;
}

async function send(body) {
	body.delete("have");
	for (const id of held()) body.append("have", id);
	try {
		const answer = await fetch(form.action, {method: "POST", body, redirect: "error"});
		if (!answer.ok) throw new Error(answer.status);
		const t = document.createElement("template");
		t.innerHTML = await answer.text();
		pending.delete(body.get("text"));
		const more = t.content.querySelector(".card");
		if (more && !known.has(more.dataset.text)) queue.append(t);
		if (form.hidden) next(); // it came late, or it is the end
		form.dataset.kept = (+form.dataset.kept || 0) + 1;
		say(form.dataset.saved.replace("#", form.dataset.kept));
	} catch {
		failed.push(body);
		say(form.dataset.failed.replace("#", failed.length), true);
	}
}


function say(words, again) {
	told.textContent = words;
	if (!again) return;
	const button = document.createElement("button");
	button.type = "button";
	button.textContent = form.dataset.left;
	button.addEventListener("click", () => {
		const all = failed.splice(0);
		sending = all.reduce((before, body) => before.then(() => send(body)), sending);
	});
	told.append(" ", button);
}
