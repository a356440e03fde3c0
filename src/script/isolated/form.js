// The messages between the merchant's page and the frame of isolated mode. Each side takes those
// of its own list, with the members and values that stand there, and none else. A page may have
// pinned an older script: what this one does not say is no reason not to hear the rest, so that a
// member that comes to these lists later is one that may be missing.

/** How the frame says that it is there, and the page hands it a port: the number is the form's. */
export const HELLO = "one-click-checkout frame 1";
export const PORT = "one-click-checkout port 1";

/** The variables of docs/element.md. */
export const VARIABLES = (
  "accent on-accent text muted surface raised border focus danger warning success " +
  "font font-size weight space radius border-width motion max-width"
)
  .split(" ")
  .map((name) => `--oneclick-${name}`);

/** The events that are told as they are; two others ask for an answer. */
export const EVENTS = ["ready", "change", "success", "declined", "pending", "expiring", "cancelled", "error"].map(
  (name) => `oneclick-${name}`,
);

/** The room around the element in the frame, in which outlines are drawn: pixels. */
export const EDGE = 8;

/** The most characters of an address, and of a title. */
export const [ADDRESS, TITLE] = [8_000, 200];

/** The key of a text. */
export const KEY = /^[\w.]{1,80}$/;

const flag = (value) => typeof value === "boolean";
const text = (most) => (value) => typeof value === "string" && value.length <= most;
const whole = (most) => (value) => Number.isInteger(value) && value >= 0 && value <= most;
const word = (value) => typeof value === "string" && /^[\w-]{1,40}$/.test(value);
const among = (words) => (value) => words.includes(value);

/** An object of at most so many members, each with a name and a value that fit. */
const members = (most, isName, isValue) => (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= most && entries.every(([name, one]) => name !== "__proto__" && isName(name) && isValue(one));
};

const plain = (value) => value === null || flag(value) || text(300)(value) || Number.isSafeInteger(value);
const number = whole(1e9);

/** What the frame says to the page. */
export const UP = {
  __proto__: null,
  /** How high it is drawn, in CSS pixels. */
  height: { height: whole(20_000) },
  /** What it shows, in which language, and how it is called. */
  screen: { screen: word, isUnknown: flag, tag: text(60), title: text(TITLE) },
  /** Asks for a part of the frame to be brought into view, in CSS pixels. */
  reveal: { top: whole(20_000), height: whole(20_000) },
  event: { name: among(EVENTS), detail: members(8, word, plain) },
  /** Asks whether the page lets the payment of this number be sent. */
  hold: { number },
  /** What came of `pay()`. */
  paid: { number, outcome: word },
  /** The answer to `ask`. */
  here: {},
  /** The shopper asks for another session. */
  reload: {},
  /** Leads the whole page to the bank or the provider. */
  leave: { address: text(ADDRESS) },
};

/** What the page says to the frame. */
export const DOWN = {
  __proto__: null,
  settings: {
    /** The language of the page around the element; empty if it has none that is known. */
    lang: text(60),
    rows: whole(100),
    layout: among(["list", "express"]),
    isButtonHidden: flag,
    /** Styles as they are computed for the element, and the text size of the page's root. */
    scheme: text(60),
    font: text(500),
    root: text(40),
    variables: members(VARIABLES.length, among(VARIABLES), text(500)),
    messages: members(500, (name) => KEY.test(name), text(2_000)),
  },
  session: { token: text(500) },
  /** The session is taken away. */
  withdraw: {},
  refresh: {},
  focus: {},
  /** Asks whether the frame is still there. */
  ask: {},
  pay: { number },
  /** Whether a payment that was held may be sent. */
  held: { number, isFree: flag },
};

/** Returns a message by its form, with no other members; undefined for anything else. */
export function read(forms, data) {
  if (typeof data !== "object" || data === null || typeof data.type !== "string") return undefined;
  const form = forms[data.type];
  if (!form) return undefined;
  const message = { __proto__: null, type: data.type };
  for (const name of Object.keys(form)) {
    if (!Object.hasOwn(data, name) || !form[name](data[name])) return undefined;
    message[name] = data[name];
  }
  return message;
}
