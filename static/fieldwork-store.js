// What a facilitator's tablet keeps: sealed forms, which it cannot open, and what
// it must know of its round. Nothing that a child answered is ever written here
// in clear.

const idle = {durability: "strict"}; // written means: on the disk
const cachePrefix = "kist-fieldwork-", heardCache = cachePrefix + "heard";

const open = () => new Promise((resolve, reject) => {
	const asked = indexedDB.open("kist-fieldwork", 1);
	asked.onupgradeneeded = () => {
		asked.result.createObjectStore("items", {keyPath: "id"});
		asked.result.createObjectStore("about");
	};
	asked.onsuccess = () => resolve(asked.result);
	asked.onerror = () => reject(asked.error);
});

// One transaction: it is over when everything is on the disk, or nothing is.
async function within(mode, work) {
	const db = await open();
	try {
		return await new Promise((resolve, reject) => {
			const t = db.transaction(["items", "about"], mode, idle);
			t.oncomplete = () => resolve(asked?.result);
			t.onabort = t.onerror = () => reject(t.error ?? asked?.error ?? new Error("the store failed"));
			const asked = work(t.objectStore("items"), t.objectStore("about"));
		});
	} finally {
		db.close();
	}
}

const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const base64 = b => {
	let text = "";
	for (let i = 0; i < b.length; i += 8192) text += String.fromCharCode(...b.subarray(i, i + 8192));
	return btoa(text);
};
const random = () => base64(crypto.getRandomValues(new Uint8Array(16))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export {bytes, random};

/** What is known under a name: "token", "pending", "plan", "place", "sent", "synced". */
export const about = name => within("readonly", (_, facts) => facts.get(name));

/** Writes facts down, all or none; undefined takes one away. */
export const note = changes => within("readwrite", (_, facts) => {
	for (const [name, value] of Object.entries(changes)) value === undefined ? facts.delete(name) : facts.put(value, name);
});

/**
 * Keeps a sealed form, in the place of another if one is named, and gives its name.
 * It is on the disk when this returns; a QuotaExceededError if there is no room.
 * The name is random, so that their order tells nothing.
 */
export const keep = async (sealed, instead) => {
	const id = random();
	await within("readwrite", items => {
		if (instead) items.delete(instead);
		items.add({id, sealed});
	});
	return id;
};

/** The sealed forms that wait, with why each was refused, if it was. */
export const held = async () => await within("readonly", items => items.getAll()) ?? [];

const sendable = 150_000; // characters of a batch: the server takes a little more
const most = 40; // forms in a batch

/** Thrown for an answer of the server that is no success; why is its word. */
export class Refused extends Error {
	constructor(status, why) { super("refused: " + status); this.status = status; this.why = why }
}

async function ask(path, token, body) {
	const headers = {Authorization: "Bearer " + token};
	if (body) headers["Content-Type"] = "application/json";
	const answer = await fetch(path, {method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), cache: "no-store"});
	let got = {};
	try { got = await answer.json() } catch { if (answer.ok) throw new TypeError("half an answer") }
	if (!answer.ok) throw new Refused(answer.status, got.why);
	return got;
}

/** Uses a set-up link. Cut off on the way, it can be used again with the same token. */
export async function setUp(link) {
	let pending = await about("pending");
	if (pending?.link !== link) {
		pending = {link, token: random()};
		await note({pending});
	}
	const holds = (await held()).length ? (await about("plan"))?.round ?? "" : "";
	await ask("/fieldwork/setup", "", {...pending, holds});
	await note({token: pending.token, pending: undefined});
}

// One at a time of what a name is for, also among several windows.
const alone = (what, work) => navigator.locks ? navigator.locks.request("kist " + what, work) : work();

/**
 * Sends what waits, in batches, and lets go of a form only when the server says
 * that it is sent. Cut off anywhere, it can be called again: a form counts once.
 * progress is told how many of how many were looked at. Gives the last answer.
 */
export const sync = (progress = () => {}) => alone("sync", async () => {
	const token = await about("token"), plan = await about("plan");
	const [there, of] = plan ? await ready(plan) : [0, 1], loaded = there === of ? plan.offering : "";
	const all = shuffled(await held());
	let done = 0, answer;
	do {
		const batch = [];
		for (let size = 0; done + batch.length < all.length && batch.length < most; ) {
			const it = all[done + batch.length], sealed = base64(it.sealed);
			if (batch.length && size + sealed.length > sendable) break;
			batch.push({id: it.id, sealed});
			size += sealed.length;
		}
		const holds = Math.max((await held()).length, batch.length);
		answer = await ask("/fieldwork/sync", token, {loaded, holds, items: batch});
		await settle(answer.results ?? {}, all);
		done += batch.length;
		progress(done, all.length);
	} while (done < all.length);
	await note({synced: new Date().toLocaleDateString("sv")});
	return answer;
});

// What was sent goes, and is counted, in one step; what was refused stays.
const settle = (results, all) => within("readwrite", (items, facts) => {
	const sent = all.filter(it => results[it.id] === "sent");
	for (const it of sent) items.delete(it.id);
	for (const it of all) {
		const why = results[it.id];
		if (why && why !== "sent" && why !== it.why) items.put({...it, why});
	}
	if (!sent.length) return;
	const before = facts.get("sent");
	before.onsuccess = () => facts.put((before.result ?? 0) + sent.length, "sent");
});

function shuffled(list) {
	for (let i = list.length - 1; i > 0; i--) {
		const j = Math.floor(Math.random() * (i + 1));
		[list[i], list[j]] = [list[j], list[i]];
	}
	return list;
}

/**
 * Fetches all that the round's pages need, so that they open without a network.
 * What was there before stays until everything new is; what another window fetched
 * meanwhile is not fetched again. progress is told how many of how many are there.
 */
export const load = (progress = () => {}) => alone("load", async () => {
	const token = await about("token"), before = await about("plan");
	const plan = await ask("/fieldwork/round", token);
	const name = cachePrefix + random(), wanted = [...plan.files, ...plan.pages];
	if (before?.kit === plan.kit && await found(wanted) === wanted.length) return plan;
	const cache = await caches.open(name);
	let there = 0;
	const next = async from => {
		for (let i = from; i < wanted.length; i += 4) {
			const answer = await fetch(wanted[i], {headers: {Authorization: "Bearer " + token}, cache: "no-store", redirect: "error"});
			if (!answer.ok) throw new Refused(answer.status, "load");
			await cache.put(wanted[i], answer);
			progress(++there, wanted.length);
		}
	};
	try {
		await Promise.all([0, 1, 2, 3].map(next));
		await note({plan});
	} catch (e) {
		await caches.delete(name);
		throw e;
	}
	for (const old of await caches.keys()) if (old.startsWith(cachePrefix) && old !== name && old !== heardCache) await caches.delete(old);
	return plan;
});

/** The name under which one can choose what there is to hear, or to see, in a language. */
export const heardName = h => h.lang + " " + h.kind;

const chosenFiles = async plan => {
	const chosen = await about("hear") ?? [];
	return [...new Set((plan.heard ?? []).filter(h => chosen.includes(heardName(h))).flatMap(h => h.files))];
};

/**
 * Fetches the recordings and videos that were chosen, and lets go of the others.
 * Cut off, it goes on where it was. A QuotaExceededError if there is no room.
 */
export const loadHeard = (plan, progress = () => {}) => alone("load", async () => {
	const wanted = await chosenFiles(plan), cache = await caches.open(heardCache);
	for (const r of await cache.keys()) if (!wanted.includes(new URL(r.url).pathname)) await cache.delete(r);
	let there = 0;
	for (const file of wanted) {
		if (!await cache.match(file)) {
			const answer = await fetch(file, {cache: "no-store", redirect: "error"});
			if (answer.status !== 404 && !answer.ok) throw new Refused(answer.status, "load");
			if (answer.ok) await cache.put(file, answer);
		}
		progress(++there, wanted.length);
	}
});

const found = async urls => (await Promise.all(urls.map(u => caches.match(u, {ignoreVary: true})))).filter(Boolean).length;

/** How many of the plan's pages are ready, and of what was chosen to hear, of how many. */
export async function ready(plan) {
	const wanted = [...plan.files, ...plan.pages, ...await chosenFiles(plan)];
	return [await found(wanted), wanted.length];
}

/** Takes everything of this mode off the tablet. */
export async function forget() {
	for (const name of await caches.keys()) if (name.startsWith(cachePrefix)) await caches.delete(name);
	await within("readwrite", (items, facts) => { items.clear(); facts.clear() });
	await new Promise(resolve => {
		const asked = indexedDB.deleteDatabase("kist-fieldwork");
		asked.onsuccess = asked.onerror = asked.onblocked = resolve;
	});
	for (const r of await navigator.serviceWorker.getRegistrations()) if (new URL(r.scope).pathname === "/fieldwork/") await r.unregister();
}
