// Passkeys: hands the page's question to the browser and the device's answer to
// the form. Nothing else on the page needs this script.

const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));

// question turns the options of the page into what the browser takes.
function question(options) {
  const q = { ...options, challenge: bytes(options.challenge) };
  if (options.user) {
    q.user = { ...options.user, id: bytes(options.user.id) };
    q.excludeCredentials = named(options.excludeCredentials);
  } else {
    q.allowCredentials = named(options.allowCredentials);
  }
  return q;
}

// answer writes what the device said as JSON.
function answer(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

const form = document.querySelector("form[data-options]");
const say = (what) => { document.querySelector(`[data-say=${what}]`).hidden = false; };

if (form && form.dataset.origin !== location.origin) {
  say("elsewhere");
} else if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const publicKey = question(JSON.parse(form.dataset.options));
    try {
      const credential = publicKey.user ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
      form.elements.answer.value = answer(credential);
      form.submit();
    } catch {
      say("failed");
    }
  });
} else if (form) {
  say("unknown");
}
