// Stands in for the checkout server: answers the element's calls below one address of the
// page's own, and lets every other request pass. It comes before the element's script, which
// takes the browser's functions when it starts.
import { END, NEVER, NOW, PAID, UNREACHABLE, ok } from "./answers.js";

/** Where no server is. A showing has a path of its own below it, so that none knows of another. */
const CHECKOUT = new URL("gallery/checkout/", document.baseURI);

/** How many times faster pauses pass in a state that is hurried. */
const HASTE = 100;

const passOn = globalThis.fetch.bind(globalThis);
const pause = globalThis.setTimeout.bind(globalThis);

/** The states shown so far, by the last part of their endpoint. */
const showings = [];
let hurried = false;
let offline = false;
let touched = false;

/** Returns whether a payment was shown on this page: no state may say then that nothing was charged. */
export function isTouched() {
  return touched;
}

/** Gives a state an endpoint. */
export function serve(state) {
  showings.push({ state, reads: 0 });
  hurried = Boolean(state.hurried);
  offline = Boolean(state.offline);
  return new URL(String(showings.length - 1), CHECKOUT).href;
}

/** Drops what the element has stored for this page's checkouts: each showing begins anew. */
export function forget() {
  for (const storage of [sessionStorage, localStorage]) {
    for (const name of Object.keys(storage)) {
      if (name.startsWith(`oneclick:${CHECKOUT.href}`)) storage.removeItem(name);
    }
  }
}

/** Finds the canned answer to a call. */
function answerTo(showing, call, method) {
  const { state } = showing;
  if (call === "cancel") return state.cancels ?? NEVER;
  if (call === "cards") return state.edits ?? NEVER;
  if (call === "extend") return state.extends ?? ok({ expires_at: END, now: NOW });
  if (method === "POST") {
    touched = true;
    return state.pays ?? ok(PAID);
  }
  const answer = state.reads[Math.min(showing.reads, state.reads.length - 1)];
  showing.reads += 1;
  touched ||= Boolean(answer.body?.payment);
  return answer;
}

function respond(answer) {
  if (answer === NEVER) return new Promise(() => {});
  if (answer === UNREACHABLE) return Promise.reject(new TypeError("A canned failure"));
  const { status, body, type, wait } = answer;
  const headers = { "Content-Type": type, "Cache-Control": "no-store", "Request-Id": "req_gallery" };
  if (wait) headers["Retry-After"] = wait;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return Promise.resolve(new Response(text, { status, headers }));
}

/** Takes the place of `fetch` and of the browser's patience. */
export function standIn() {
  globalThis.fetch = (resource, options) => {
    const { href } = new URL(resource.url ?? resource, document.baseURI);
    if (href.startsWith(CHECKOUT.href)) {
      const [number, call] = href.slice(CHECKOUT.href.length).split("/");
      return respond(answerTo(showings[number], call, options?.method));
    }
    const files = showings.at(-1)?.state.files ?? [];
    const [, answer] = files.find(([ending]) => href.endsWith(ending)) ?? [];
    return answer ? respond(answer) : passOn(resource, options);
  };
  Object.defineProperty(navigator, "onLine", { get: () => !offline });
  // A state stands for as long as it is looked at.
  AbortSignal.timeout = () => new AbortController().signal;
  globalThis.setTimeout = (act, milliseconds, ...given) =>
    pause(act, hurried ? milliseconds / HASTE : milliseconds, ...given);
}
