// What the script does for the widget, for one endpoint with one client token.
// The token stays in here.
import { isSafe } from "./address.js";
import { makeDescribed } from "./build.js";
import { chance, parse, resolve } from "./builtins.js";
import { call } from "./call.js";
import { claim, isClaimed } from "./claim.js";
import { lasting, money, month } from "./formats.js";
import { mayBeSent } from "./hold.js";
import { surroundings } from "./surroundings.js";
import { PREFIX, begun, ended, nameOf, remembers } from "./tabs.js";
import { tell } from "./tell.js";
import { reveal, say } from "./voice.js";

let steady;
let wall;
let gone = 0;

/**
 * Milliseconds by whichever clock moved further since it was last read: the
 * steady one may stand still in a laptop that sleeps, and the wall clock is
 * set back.
 */
function passed() {
  const [before, then] = [steady, wall];
  steady = performance.now();
  wall = Date.now();
  gone += Math.max(steady - (before ?? steady), wall - (then ?? wall));
  return gone;
}

/**
 * Which checkout an endpoint is, however the page spells it: what stands behind the path
 * may be of one load alone. Whose session it is says the token.
 */
function checkoutOf(endpoint) {
  const url = resolve(endpoint);
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url.origin + url.pathname;
}

/** By endpoint and token, and by what is left on the elements in place of the token. */
const clients = new Map();
const marked = new Map();

/** Whether a charge was ever sent, and how many clients may be about to send one. */
let sent = false;
let claims = 0;

let made = 0;

/**
 * A text that was never before. By chance; and by the load of the page and a count, for a
 * page may have put something of its own in the place of chance.
 */
function unique() {
  made += 1;
  const load = Math.floor(performance.timeOrigin * 10);
  return `${chance() || "without-chance"}-${load.toString(36)}-${made.toString(36)}`;
}

export class Client {
  #token;
  #first;
  #taken = false;
  #free;
  /** The language that the session asks for, once it has answered. */
  language;
  /** What an element bears in place of its token. It tells nothing, and opens nothing elsewhere. */
  mark = unique();
  // What is the same for all.
  begun = begun;
  element = makeDescribed;
  ended = ended;
  freshKey = unique;
  lasting = lasting;
  mayBeSent = mayBeSent;
  money = money;
  month = month;

  constructor(endpoint, checkout, token) {
    this.endpoint = endpoint;
    this.checkout = checkout;
    this.#token = token;
  }

  /** The one of this endpoint and token: elements that share it share the flow. */
  static of(endpoint, token) {
    const checkout = checkoutOf(endpoint);
    const name = `${checkout} ${token}`;
    if (!clients.has(name)) {
      const client = new Client(resolve(endpoint).href, checkout, token);
      clients.set(name, client);
      marked.set(client.mark, client);
    }
    return clients.get(name);
  }

  /** The one of a copied element, by its mark: its token goes to its own endpoint alone. */
  static marked(endpoint, mark) {
    const client = marked.get(mark);
    return client?.checkout === checkoutOf(endpoint) ? client : undefined;
  }

  /** Its session is taken away: nobody finds it any more, but a copy where something `stays` to be seen. */
  forget(stays) {
    clients.delete(`${this.checkout} ${this.#token}`);
    if (!stays) marked.delete(this.mark);
  }

  #call(what) {
    return call(this.endpoint, this.#token, what);
  }

  /** Asks for the checkout before the widget has arrived; the widget takes that answer. */
  begin(early) {
    this.#first ??= this.#begun(early);
    return this.#first;
  }

  /** The texts are asked for before the widget can read in which language. */
  async #begun(early) {
    // What was asked for early may be of another session than the one that was set last.
    const isOurs = early?.token === this.#token && early.endpoint === this.endpoint;
    const response = await this.#call({ __proto__: null, early: isOurs ? early.answer : undefined });
    try {
      this.language = parse(await response.text()).language;
    } catch {
      // None has come, or it is none of the checkout's.
    }
    return response;
  }

  /** The answer that was begun, the first time; then a new one. */
  read() {
    const answer = this.#taken ? this.#call() : this.begin();
    this.#taken = true;
    return answer;
  }

  /** A retry asks anew: an answer that nobody took is old, or none. */
  renew() {
    if (!this.#taken) this.#first = undefined;
  }

  /** Has another page draw the checkout: the one that `open` of isolated mode hands the token to. */
  isolate(open, host, frame, failed) {
    return open(host, frame, this, this.#token, failed);
  }

  /** Notes that a charge is sent from this page. */
  noteSent() {
    sent = true;
  }

  pay(key, body) {
    this.noteSent();
    return this.#call({ __proto__: null, method: "POST", key, body });
  }

  /** A charge of this order may be sent from here; of none, where there is no order. */
  claim(order) {
    if (Boolean(order) === Boolean(this.#free)) return;
    claims += order ? 1 : -1;
    this.#free?.();
    this.#free = order && claim(this.checkout, order);
  }

  claimed(order) {
    return isClaimed(this.checkout, order);
  }

  /** Makes a call without a body. */
  change(method, below) {
    return this.#call({ __proto__: null, method, below });
  }

  complain(detail) {
    console.error(`<one-click-checkout> ${this.endpoint}: ${detail}`);
  }

  cancel(body) {
    return this.#call({ __proto__: null, method: "POST", below: "cancel", body });
  }

  /** Asks the page for another session; loads it anew unless a listener prevents that. */
  reload(host) {
    if (tell(host, "oneclick-reload", true)) location.reload();
  }

  /** Leaves the page; false where a browser may not be sent to that address. */
  leave(address) {
    try {
      const url = new URL(address);
      if (!isSafe(url)) return false;
      surroundings.leave(url.href);
      return true;
    } catch {
      return false;
    }
  }

  pause(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** To spread pauses by: it need not be good. */
  chance() {
    return Math.random() * 256;
  }

  /** The name under which the key of a session is stored. */
  keyName(session) {
    return nameOf(this.checkout, session);
  }

  /** Whether the browser remembers a payment of this checkout: see {@link remembers}. */
  remembers() {
    return remembers(nameOf(this.checkout, ""));
  }

  seconds() {
    return Math.floor(passed() / 1000);
  }

  /** Tells the shopper in this shadow root something new, by ear and by eye. */
  announce(root, text, urgent, meanwhile) {
    say(root, text, urgent, meanwhile);
    reveal(root);
  }

  /**
   * Whether the page sent a charge or is about to, or the browser remembers one: of a checkout,
   * or of any. Undefined where nobody knows.
   */
  static mayHavePaid(client) {
    if (sent || claims > 0) return true;
    return client ? client.remembers() : remembers(PREFIX);
  }
}
