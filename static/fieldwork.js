// The facilitator's page: setting the tablet up, how many answers wait on it,
// sending them, and leaving the mode. It can read none of them.
import {about, forget, heardName, held, load, loadHeard, note, ready, setUp, sync} from "./fieldwork-store.js";

const d = document, page = d.getElementById("fieldwork"), at = id => d.getElementById(id);
const show = (id, on) => at(id).hidden = !on;
const fill = (name, value) => d.querySelector(`[data-fill=${name}]`).textContent = value;
const say = (word, ...more) => at("status").textContent = [page.dataset[word] ?? "", ...more].join(" ");
const today = () => new Date().toLocaleDateString("sv");
const day = iso => new Date(iso + "T12:00").toLocaleDateString(d.documentElement.lang, {day: "numeric", month: "long", year: "numeric"});
const enough = 8 << 20; // bytes of room under which the tablet says that it fills up

// Why the server does not know this tablet any more; empty: it does.
let off = "";

async function draw() {
	const [token, plan, items, sent, synced] = await Promise.all([about("token"), about("plan"), held(), about("sent"), about("synced")]);
	show("no", false);
	show("setup", !token);
	show("ready", !!token);
	if (!token) return;
	const waiting = items.length;
	fill("waiting", waiting);
	fill("sent", sent ?? 0);
	fill("synced", synced ? day(synced) : page.dataset.never);
	fill("tablet", plan?.tablet ?? "");
	fill("name", plan?.name ?? "");
	const [there, of] = plan ? await ready(plan) : [0, 0];
	fill("pages", `${there} / ${of}`);
	const over = plan && plan.closes && today() > plan.closes || ["final", "sealed"].includes(plan?.stage);
	const runs = plan?.stage === "running" && !over && there === of && !off;
	at("next").hidden = !runs;
	at("next").style.display = runs ? "" : "none";
	show("draft", plan?.stage === "draft" && !over);
	show("over", !!over);
	show("half", !plan || there < of);
	show("struck", off === "struck");
	show("unknown", off === "unknown");
	show("lose", waiting > 0);
	for (const note of d.querySelectorAll("[data-refused]")) {
		const n = items.filter(it => it.why === note.dataset.refused).length;
		note.hidden = !n;
		note.querySelector("[data-n]").textContent = n;
	}
	await places(plan);
	await recordings(plan);
	const room = await navigator.storage?.estimate?.();
	show("low", !!room && room.quota - room.usage < enough);
	show("loose", !await navigator.storage?.persisted?.());
}

// Where the children are, if the round has several places.
async function places(plan) {
	const list = plan?.settings ?? [], select = at("place");
	let chosen = await about("place");
	if (list.length && !list.some(s => s.key === chosen)) {
		chosen = list[0].key;
		await note({place: chosen});
	}
	show("where", list.length > 1);
	select.replaceChildren(...list.map(s => new Option(s.name, s.key, false, s.key === chosen)));
}

// What there is to hear, and to see, in each language: it is large, so somebody
// chooses what the tablet keeps.
const mega = n => (n && Math.max(n / 1e6, 0.1)).toLocaleString(d.documentElement.lang, {maximumFractionDigits: 1}) + " MB";
async function recordings(plan) {
	const list = plan?.heard ?? [], chosen = await about("hear") ?? [];
	show("heard", list.length > 0);
	const much = names => list.filter(h => names.includes(heardName(h))).reduce((n, h) => n + h.bytes, 0);
	at("much").textContent = at("much").dataset.of.replace("{chosen}", mega(much(chosen))).replace("{most}", mega(plan?.most ?? 0));
	at("kinds").replaceChildren(...list.map(h => {
		const label = d.createElement("label"), box = d.createElement("input"), name = d.createElement("bdi"), words = d.createElement("span");
		label.className = "no";
		box.type = "checkbox";
		box.value = heardName(h);
		box.checked = chosen.includes(box.value);
		name.lang = h.lang;
		name.textContent = h.name;
		words.append(name, ` · ${at("kinds").dataset[h.kind]} · ${mega(h.bytes)}`);
		label.append(box, words);
		box.addEventListener("change", async () => {
			const now = chosen.filter(n => n !== box.value).concat(box.checked ? box.value : []);
			const too = box.checked && much(now) > plan.most;
			at("more_than").textContent = too ? at("more_than").dataset.more : "";
			if (too) return box.checked = false;
			await note({hear: now});
			await bring();
		});
		return label;
	}));
}

// Sends what waits and fetches what is new, and tries again by itself.
let busy = false, once = false, again = 0, wait = 15_000;
async function bring() {
	if (busy) return once = true; // something else was chosen meanwhile
	busy = true;
	once = false;
	page.dataset.busy = "yes";
	clearTimeout(again);
	try {
		if (await about("token")) await inTouch();
		await draw();
	} finally {
		busy = false;
		delete page.dataset.busy;
	}
	if (once) return bring();
	if ((await held()).some(it => !it.why || it.why === "later") && !off) {
		again = setTimeout(bring, wait * (0.75 + Math.random() / 2));
		wait = Math.min(wait * 2, 600_000);
	}
}
async function inTouch() {
	say("syncing");
	try {
		const plan = await about("plan");
		if (!plan) await fetchAll();
		const answer = await sync((done, of) => say("syncing", `${done} / ${of}`));
		off = "";
		if (plan && answer.kit === plan.kit) await loadHeard(plan); // what was chosen since, or is chosen no longer
		if (plan && (answer.kit && answer.kit !== plan.kit || (await ready(plan)).reduce((a, b) => b - a))) {
			await fetchAll();
			await sync(); // whoever runs the round is told that all is here
		}
		wait = 15_000;
		say("synced");
	} catch (e) {
		if (e.name === "QuotaExceededError") return say("much");
		off = e.status === 401 ? "unknown" : e.status === 410 ? "struck" : "";
		if (off) say("");
		else say(e.status ? "trouble" : "offline");
	}
}
const fetchAll = async () => {
	const tell = (there, of) => {
		say("loading", `${there} / ${of}`);
		fill("pages", `${there} / ${of}`);
	};
	await loadHeard(await load(tell), tell);
};

async function link(text) {
	const secret = /([A-Za-z0-9_-]{22})$/.exec(text.trim())?.[1] ?? "";
	const why = word => { for (const n of d.querySelectorAll("[data-why]")) n.hidden = n.dataset.why !== word };
	why("");
	say("checking");
	try {
		await setUp(secret);
		if (!(await held()).length) await note({plan: undefined, place: undefined, hear: undefined, sent: undefined, synced: undefined});
	} catch (e) {
		show("no", false);
		show("setup", true);
		say(e.why ? "" : "offline");
		return why(e.why);
	}
	off = "";
	await navigator.storage?.persist?.();
	await draw();
	await bring();
}

async function leave() {
	if ((await held()).length && !at("sure").checked) return at("sure").focus();
	await forget();
	location.replace("/");
}

// A browser that lacks one thing of these cannot seal, keep, or open pages offline.
async function able() {
	if (!isSecureContext || !window.crypto?.subtle || !window.indexedDB || !window.caches || !navigator.serviceWorker) return false;
	try {
		await crypto.subtle.generateKey({name: "ECDH", namedCurve: "P-256"}, false, ["deriveBits"]);
	} catch { return false }
	return true;
}

async function begin() {
	if (!await able()) return;
	const secret = location.hash;
	if (secret) history.replaceState(null, "", location.pathname);
	try {
		await about("token");
		await navigator.serviceWorker.register("/fieldwork/worker.js", {scope: "/fieldwork/"});
		await navigator.serviceWorker.ready;
	} catch (e) {
		// Without a network the worker that is there goes on.
		if (!navigator.serviceWorker.controller) { show("no", false); return show("broken", true) }
	}
	at("link").addEventListener("submit", e => { e.preventDefault(); link(at("url").value) });
	at("sync").addEventListener("click", () => {
		navigator.storage?.persist?.(); // a browser that refused may not, once this is on the home screen
		bring();
	});
	at("leave").addEventListener("click", leave);
	at("place").addEventListener("change", e => note({place: e.target.value}));
	addEventListener("online", () => bring());
	addEventListener("pageshow", e => e.persisted && draw());
	addEventListener("beforeinstallprompt", e => {
		e.preventDefault();
		show("install", true);
		at("install").onclick = () => e.prompt();
	});
	await draw();
	if (secret) await link(secret); else await bring();
	page.dataset.state = "ready";
}
begin();
