// Checks what the page gave the element before anything is asked: a mistake in a template or a
// framework shows here first. The console says what to write.
import { isSafe } from "./address.js";
import { chance, resolve } from "./builtins.js";
import { Client } from "./client.js";
import { LOAD, TOKEN } from "./request.js";

/** The attribute that stays where the session was. */
export const MARK = "data-oneclick";

/** The texts that programs write for nothing. */
const NOTHING = /^(undefined|null|nil|none|nan|true|false|\[object .*)$/i;
/** The characters of template languages. */
const TEMPLATE = /[{}<>%$#@[\]]/;

const WRITE_ENDPOINT = ' Write the address of your checkout server: endpoint="https://pay.example.com/checkout/v1".';
const WRITE_SESSION =
  " Write the `client_token` (ct_…) that your backend gets from POST /v1/sessions, as the attribute or the property `session`.";

/** What is wrong and what would be right, by error code. */
const HINTS = {
  __proto__: null,
  "runtime.endpoint_missing": `There is no \`endpoint\`.${WRITE_ENDPOINT}`,
  "runtime.endpoint_undefined": `\`endpoint\` is a program's word for nothing.${WRITE_ENDPOINT}`,
  "runtime.endpoint_template": `\`endpoint\` is a template that was not rendered.${WRITE_ENDPOINT}`,
  "runtime.endpoint": `\`endpoint\` is neither https nor on this machine.${WRITE_ENDPOINT}`,
  "runtime.session_missing": `There is no \`session\`.${WRITE_SESSION}`,
  "runtime.session_undefined": `\`session\` is a program's word for nothing.${WRITE_SESSION}`,
  "runtime.session_template": `\`session\` is a template that was not rendered.${WRITE_SESSION}`,
  "runtime.session_malformed": `\`session\` has characters that no token has.${WRITE_SESSION}`,
  "runtime.session_id": `\`session\` is the id of a session, which opens nothing.${WRITE_SESSION}`,
  "runtime.session_secret": `\`session\` is a secret key: everybody can read it here. Change it now.${WRITE_SESSION}`,
  "runtime.chance":
    "`crypto.getRandomValues` gives nothing: a script of this page has replaced it. Leave the browser's own in its place.",
  "runtime.session_copy": `This element was restored from saved HTML, and its session is not in there.${WRITE_SESSION}`,
};

/** Returns what the console says of an error code of this file. */
export function hint(code) {
  return HINTS[code];
}

/** Returns whether a token is none. */
export function isNothing(token) {
  return !token || NOTHING.test(token);
}

/** Returns whether a browser may send a token there. */
function isReachable(endpoint) {
  try {
    return isSafe(resolve(endpoint));
  } catch {
    return false;
  }
}

/** Returns the error code of an endpoint; undefined if it is right. */
function endpointFault(endpoint) {
  if (!endpoint) return "runtime.endpoint_missing";
  if (NOTHING.test(endpoint)) return "runtime.endpoint_undefined";
  // Not the brackets of an address by number.
  if (TEMPLATE.test(endpoint.replace(/^https?:\/\/\[[\da-f:]+\]/i, ""))) return "runtime.endpoint_template";
  return isReachable(endpoint) ? undefined : "runtime.endpoint";
}

/** Returns the error code of a token; undefined if it is right. */
function sessionFault(token) {
  if (!token) return "runtime.session_missing";
  if (NOTHING.test(token)) return "runtime.session_undefined";
  if (TEMPLATE.test(token)) return "runtime.session_template";
  if (token.startsWith("cs_")) return "runtime.session_id";
  if (token.startsWith("sk_")) return "runtime.session_secret";
  return TOKEN.test(token) ? undefined : "runtime.session_malformed";
}

/** Returns the client of what an element was given, or the error code of that. */
export function clientOf(host, token) {
  const wrong = endpointFault(host.endpoint);
  if (wrong) return wrong;
  const mark = host.getAttribute(MARK);
  // A copy of an element has its mark and not its token.
  if (!token && mark) return Client.marked(host.endpoint, mark) ?? "runtime.session_copy";
  const fault = sessionFault(token) ?? (chance() ? undefined : "runtime.chance");
  return fault ?? Client.of(host.endpoint, token);
}

/** Returns the milliseconds in which a page may still put right what it gave. */
export function patience(code) {
  // A missing value may have to come from the shop's backend first.
  return code.endsWith("_missing") ? LOAD : 1_000;
}
