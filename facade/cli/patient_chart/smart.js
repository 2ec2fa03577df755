// SMART App Launch 2.2 for a public app, without libraries: discovery, PKCE, code, token.
// https://hl7.org/fhir/smart-app-launch/app-launch.html
const KEPT = "patient-chart-launch";
const REDIRECT = new URL("chart", location.href).href.split(/[?#]/)[0];

// What this app was registered with. A clinic that is not here gets nobody sent to it.
export async function settings() {
  return read(await fetch("settings.json"), "The app's settings cannot be read.");
}

// Where to send the person. `launch` comes from an EHR that knows the patient; without it the clinic asks.
export async function authorize(iss, launch) {
  const { clientId, scope, clinics } = await settings();
  if (!clinics.some((clinic) => clinic.iss === iss)) throw new Error("This app is not registered at that clinic.");
  const found = await discover(iss);
  const verifier = random();
  const state = random();
  sessionStorage.setItem(KEPT, JSON.stringify({ iss, verifier, state, token: found.token_endpoint, clientId }));
  const url = new URL(found.authorization_endpoint);
  const context = launch === null ? "launch/patient" : "launch";
  const asked = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT,
    scope: `${context} ${scope}`,
    state,
    aud: iss,
    code_challenge: base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))),
    code_challenge_method: "S256",
    ...(launch === null ? {} : { launch }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

// On the way back: the answer is good only for the launch that this tab began. The token stays in memory.
export async function finish() {
  const answer = new URLSearchParams(location.search);
  const begun = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  history.replaceState(null, "", REDIRECT);
  if (begun === null) throw new Error("Open a chart first.");
  if (answer.get("state") !== begun.state || answer.get("iss") !== begun.iss) {
    throw new Error("This answer belongs to another launch.");
  }
  if (answer.has("error")) throw new Error(refusal(answer.get("error")));
  const form = {
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: REDIRECT,
    client_id: begun.clientId,
    code_verifier: begun.verifier,
  };
  const reply = await fetch(begun.token, { method: "POST", body: new URLSearchParams(form) });
  const token = await read(reply, "The clinic did not give access.");
  return { ...token, iss: begun.iss };
}

// A reader of the clinic's resources. `all` follows the pages of a search, as many as are worth drawing.
export function client({ iss, access_token }) {
  const headers = { Authorization: `Bearer ${access_token}`, Accept: "application/fhir+json" };
  const get = async (url) => read(await fetch(url, { headers }), "The clinic did not answer that.");
  const all = async (query, pages = 5) => {
    const found = [];
    let next = `${iss}/${query}`;
    for (let page = 0; next && page < pages; page += 1) {
      const bundle = await get(next);
      found.push(...(bundle.entry ?? []).filter((entry) => entry.search?.mode !== "outcome"));
      next = bundle.link?.find((link) => link.relation === "next")?.url;
    }
    return found.map((entry) => entry.resource);
  };
  return { get: (path) => get(`${iss}/${path}`), all };
}

async function discover(iss) {
  const reply = await fetch(`${iss}/.well-known/smart-configuration`, { headers: { Accept: "application/json" } });
  return read(reply, "The clinic does not say how to sign in.");
}

async function read(reply, otherwise) {
  if (!reply.ok) throw new Error(`${otherwise} (${reply.status})`);
  return reply.json();
}

function refusal(error) {
  return error === "access_denied" ? "The clinic gave no access: it was refused there." : `The clinic refused: ${error}.`;
}

function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)).buffer);
}

function base64url(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
