// The six words with which a child can take answers back, made on the tablet as
// the server makes them (internal/ballot, internal/codewords).

/** The words of the form that has this secret. They need the list that is kept here. */
export async function words(secret) {
	const answer = await fetch("/fieldwork/words.txt");
	const list = (await answer.text()).trim().split(/\s+/);
	if (!answer.ok || list.length !== 2048) throw new Error("the words are not here");
	const bytes = Uint8Array.from(atob(secret.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
	const key = await crypto.subtle.importKey("raw", bytes, {name: "HMAC", hash: "SHA-256"}, false, ["sign"]);
	const made = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode("receipt")));
	const bits = [...made].map(b => b.toString(2).padStart(8, "0")).join("");
	return [0, 1, 2, 3, 4, 5].map(n => list[parseInt(bits.slice(n * 11, n * 11 + 11), 2)]);
}
