// What does not go as it should: the session, the server, the element itself. These claim
// something about money by what the page knows, so that they want one on which nothing was
// paid (`untouched`), or one on which the element has not started (`anew`).
import { END, NEVER, PAGE, UNREACHABLE, VISA, problem, read } from "../answers.js";
import { act, again, disconnect, press, shows, trap } from "../steps.js";

export const SESSION = {
  title: "Session",
  states: [
    { name: "loading", title: "Loading", screen: "loading", reads: [NEVER] },
    {
      name: "ending",
      title: "About to expire",
      screen: "ready",
      says: "ending.text",
      reads: [read(), read({ now: END - 240 })],
      steps: [shows("ready"), again],
    },
    {
      name: "expired",
      title: "Expired",
      screen: "expired",
      says: "expired.text",
      reads: [problem(401, "session.expired")],
      untouched: true,
    },
  ],
};

const unavailable = { screen: "unavailable", says: "unavailable.text", untouched: true };

export const SERVER = {
  title: "Server",
  states: [
    { ...unavailable, name: "unavailable", title: "Unavailable", reads: [problem(503, "server.unavailable")] },
    { ...unavailable, name: "unreachable", title: "Unreachable", reads: [UNREACHABLE] },
    { ...unavailable, name: "offline", title: "Offline", says: "offline.text", reads: [UNREACHABLE], offline: true },
    {
      name: "offline-cards",
      title: "Offline, with the cards",
      screen: "ready",
      says: "offline.text",
      reads: [read(), UNREACHABLE],
      steps: [shows("ready"), disconnect],
      offline: true,
    },
    { ...unavailable, name: "html", title: "HTML for an answer", reads: [PAGE], complains: true },
    {
      name: "loading-again",
      title: "Tried again",
      screen: "loading",
      says: "loading.text",
      reads: [problem(503, "server.unavailable"), NEVER],
      steps: [act],
      untouched: true,
    },
  ],
};

/** The element does not run. */
const runtime = (name, title, more) => ({
  name: `runtime-${name}`,
  title,
  screen: "runtime",
  says: "runtime.text",
  reads: [read()],
  anew: true,
  complains: true,
  ...more,
});

const missing = { status: 404, type: "text/plain", body: "Not found" };
const empty = { status: 200, type: "application/wasm", body: "" };

export const ELEMENT = {
  title: "Element",
  states: [
    runtime("refused", "WebAssembly refused", { files: [[".wasm", empty]] }),
    runtime("not-found", "WebAssembly not found", { files: [[".wasm", missing]] }),
    runtime("offline", "Offline, WebAssembly not there", { says: "offline.text", files: [[".wasm", UNREACHABLE]], offline: true }),
    runtime("messages", "Texts not found", { files: [[".json", missing]] }),
    runtime("setup", "Wrong session", { says: "runtime.setup", attributes: { session: "cs_gallery" }, hurried: true }),
    runtime("copy", "Restored from saved HTML", {
      says: "expired.text",
      attributes: { session: null, "data-oneclick": "gallery" },
      hurried: true,
    }),
    runtime("trapped", "WebAssembly trapped", { steps: [shows("ready"), trap] }),
    runtime("open", "Trapped while paying", {
      says: "runtime.open",
      reads: [read({ cards: [VISA] })],
      pays: NEVER,
      steps: [press("123"), shows("paying"), trap],
    }),
  ],
};
