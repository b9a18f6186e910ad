// Sealing to a public key in the browser: HPKE (RFC 9180) in base mode with
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM, one message a key. Only
// the server can open what is sealed here; this page cannot, once it is done.

const utf8 = s => new TextEncoder().encode(s);
const join = (...parts) => new Uint8Array(parts.flatMap(p => [...p]));
const kem = join(utf8("KEM"), [0, 0x10]);
const suite = join(utf8("HPKE"), [0, 0x10, 0, 1, 0, 1]);
const version = utf8("HPKE-v1");
const none = new Uint8Array(0);
const curve = {name: "ECDH", namedCurve: "P-256"};

const hmac = async (key, text) => {
	const k = await crypto.subtle.importKey("raw", key, {name: "HMAC", hash: "SHA-256"}, false, ["sign"]);
	return new Uint8Array(await crypto.subtle.sign("HMAC", k, text));
};
// An empty salt and 32 zero bytes are the same key to HMAC; WebCrypto takes only
// the second.
const extract = (id, salt, label, text) =>
	hmac(salt.length ? salt : new Uint8Array(32), join(version, id, utf8(label), text));
// No more than one block of SHA-256 is ever asked for.
const expand = async (id, key, label, text, length) =>
	(await hmac(key, join([0, length], version, id, utf8(label), text, [1]))).slice(0, length);

/** The public key in the 65 bytes of an uncompressed point. */
export const publicKey = raw => crypto.subtle.importKey("raw", raw, curve, true, []);

/** A new pair of keys, used for one message. */
export const newPair = () => crypto.subtle.generateKey(curve, false, ["deriveBits"]);

/**
 * Seals text to a public key: the encapsulated key, then the ciphertext. info is
 * what it is for; opening needs the same. Tests give extra and a pair.
 */
export async function seal(to, info, text, extra = none, pair = null) {
	pair ??= await newPair();
	const raw = async k => new Uint8Array(await crypto.subtle.exportKey("raw", k));
	const enc = await raw(pair.publicKey);
	const secret = new Uint8Array(await crypto.subtle.deriveBits({name: "ECDH", public: to}, pair.privateKey, 256));
	const shared = await expand(kem, await extract(kem, none, "eae_prk", secret), "shared_secret", join(enc, await raw(to)), 32);
	const context = join([0], await extract(suite, none, "psk_id_hash", none), await extract(suite, none, "info_hash", info));
	const key = await extract(suite, shared, "secret", none);
	const aes = await crypto.subtle.importKey("raw", await expand(suite, key, "key", context, 16), "AES-GCM", false, ["encrypt"]);
	const iv = await expand(suite, key, "base_nonce", context, 12);
	const closed = new Uint8Array(await crypto.subtle.encrypt({name: "AES-GCM", iv, additionalData: extra}, aes, text));
	const all = new Uint8Array(enc.length + closed.length);
	all.set(enc);
	all.set(closed, enc.length);
	return all;
}

/** Sizes that texts are padded to, so that their length tells little. */
export const sizes = [4, 8, 16, 32, 128].map(k => k << 10);

/**
 * Text at the next of the sizes: four bytes that tell its length, the text, and
 * zeros. A RangeError if it is longer than the last.
 */
export function pad(text) {
	const size = sizes.find(n => text.length + 4 <= n);
	if (!size) throw new RangeError("too long to be sealed");
	const padded = new Uint8Array(size);
	new DataView(padded.buffer).setUint32(0, text.length);
	padded.set(text, 4);
	return padded;
}
