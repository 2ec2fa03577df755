// openid-client against the server as its own judge: every call below throws where an answer is not as OpenID Connect,
// OAuth or PKCE want it. Arguments: base, app, port, backend, key (PKCS#8 of ES384); the secret is read from stdin.
import http from "node:http";
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import * as oidc from "openid-client";

const [base, app, port, backend, key] = process.argv.slice(2);
const secret = readFileSync(0, "utf8").trim();
const insecure = { execute: [oidc.allowInsecureRequests] };
const told = {};
const config = await oidc.discovery(new URL(base), app, {}, oidc.ClientSecretBasic(secret), insecure);
const metadata = config.serverMetadata();
told.issuer = metadata.issuer;
told.pkce = metadata.supportsPKCE();
told.methods = metadata.token_endpoint_auth_methods_supported;

const server = http.createServer();
await new Promise((ready) => server.listen(Number(port), "127.0.0.1", ready));
const back = `http://127.0.0.1:${port}/back`;
const verifier = oidc.randomPKCECodeVerifier();
const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
const url = oidc.buildAuthorizationUrl(config, {
  redirect_uri: back,
  scope: "openid fhirUser offline_access launch/patient patient/Patient.rs",
  aud: base,
  code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});
process.stdout.write(`${url.href}\n`);
const returned = await new Promise((resolve) =>
  server.on("request", (request, response) => {
    response.end("done");
    resolve(new URL(request.url, back));
  }),
);
server.close();
server.closeAllConnections();

const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
const tokens = await oidc.authorizationCodeGrant(config, returned, checks);
const claims = tokens.claims();
told.claims = { iss: claims.iss, aud: claims.aud, nonce: claims.nonce === nonce, fhirUser: claims.fhirUser };
told.scope = tokens.scope;
told.patient = tokens.patient;
told.type = tokens.token_type;
told.expires = tokens.expires_in;
told.lasts = tokens.expiresIn();

const user = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
told.same = user.sub === claims.sub;
const read = (token) => oidc.fetchProtectedResource(config, token, new URL(`${base}/Patient/${tokens.patient}`), "GET");
told.read = (await read(tokens.access_token)).status;

const second = await oidc.refreshTokenGrant(config, tokens.refresh_token);
told.refreshed = { patient: second.patient, scope: second.scope, rotated: second.refresh_token !== tokens.refresh_token };
told.subject = second.claims() === undefined || second.claims().sub === claims.sub;

const known = await oidc.tokenIntrospection(config, second.access_token);
told.known = { active: known.active, app: known.client_id, patient: known.patient, scope: known.scope, iss: known.iss };
told.rubbish = await oidc.tokenIntrospection(config, "rubbish");
await oidc.tokenRevocation(config, "rubbish");
await oidc.tokenRevocation(config, second.refresh_token);
told.revoked = await oidc.tokenIntrospection(config, second.access_token);
told.closed = await refused(() => read(second.access_token));
told.over = await refused(() => oidc.refreshTokenGrant(config, second.refresh_token));

const wrong = await oidc.discovery(new URL(base), app, {}, oidc.ClientSecretPost("wrong"), insecure);
told.wrong = await refused(() => oidc.refreshTokenGrant(wrong, tokens.refresh_token));

const algorithm = { name: "ECDSA", namedCurve: "P-384" };
const der = Buffer.from(key, "base64");
const signing = { key: await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]), kid: "backend" };
const service = await oidc.discovery(new URL(base), backend, {}, oidc.PrivateKeyJwt(signing), insecure);
const own = await oidc.clientCredentialsGrant(service, { scope: "system/Patient.rs system/Observation.cruds" });
told.own = { scope: own.scope, lasts: own.expires_in, refresh: own.refresh_token === undefined };
told.none = await refused(() => oidc.clientCredentialsGrant(service, { scope: "user/Patient.rs" }));
told.again = await refused(() => oidc.authorizationCodeGrant(config, returned, checks));
process.stdout.write(`${JSON.stringify(told)}\n`);

async function refused(call) {
  try {
    const answer = await call();
    return answer?.status ?? "taken";
  } catch (error) {
    return error.error ?? error.cause?.error ?? String(error.status ?? error.code);
  }
}
