// WebKit by its own driver: the calls of WebDriver (https://www.w3.org/TR/webdriver2/) that the
// tests make, without a package. The driver cannot stand between a page and its server: faults
// are the sandbox's.
import { spawn } from "node:child_process";

import { expect } from "@playwright/test";

import { freePorts } from "../browser/demo.js";

/** Milliseconds until what does not come counts as missing. */
export const WITHIN = 60_000;
/** Milliseconds until a function counts as lost, as one is whose page goes while it is asked. */
const LOST_AFTER = 3_000;

/** The member of an answer that names an element, and the one that names a shadow root. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const SHADOW = "shadow-6066-11e4-a52e-4f735466cecf";

/** Keys by the code points that the driver knows them by. */
const KEYS = { Tab: "\uE004", Enter: "\uE007" };

/** Runs in every page as soon as it is asked something: writes down errors and refused policies. */
function watchTrouble() {
  if (window.troubleSeen) return;
  const seen = [];
  window.troubleSeen = seen;
  addEventListener("error", ({ message }) => seen.push(`page error: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => seen.push(`page error: ${reason}`));
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    seen.push(`policy violated: ${violatedDirective} by ${blockedURI}`);
  });
  for (const kind of ["error", "warn"]) {
    const write = console[kind];
    console[kind] = (...words) => {
      seen.push(`console ${kind}: ${words.join(" ")}`);
      write.apply(console, words);
    };
  }
}

const capabilities = {
  alwaysMatch: {
    // No call waits for a page: what is waited for is the test's own condition.
    pageLoadStrategy: "none",
    "webkitgtk:browserOptions": {
      binary: process.env.WEBKIT_BROWSER,
      args: ["--automation"],
    },
  },
};

/** A browser of its own, with one window. */
export class DrivenBrowser {
  #driver;
  #address;
  #session;
  #ended;
  #trouble = [];

  /** Starts the driver, and the browser by it. */
  async start() {
    const [port] = await freePorts(1);
    this.#address = `http://127.0.0.1:${port}`;
    const env = { ...process.env, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1", LANGUAGE: "en_US" };
    // A group of its own: ending it ends all of it.
    this.#driver = spawn(process.env.WEBKIT_DRIVER, [`--port=${port}`], { env, detached: true, stdio: "ignore" });
    this.#ended = new Promise((resolve) => this.#driver.once("exit", resolve));
    await expect.poll(() => this.#call("GET", "/status").then(({ ready }) => ready, () => false), { timeout: WITHIN }).toBe(true);
    const { sessionId } = await this.#call("POST", "/session", { capabilities });
    this.#session = `/session/${sessionId}`;
    await this.ask("POST", "/timeouts", { script: LOST_AFTER, pageLoad: WITHIN, implicit: 0 });
    return this;
  }

  /** Ends both. */
  async close() {
    // What the last page has to tell yet.
    await this.evaluate(() => {}).catch(() => {});
    if (this.#session) await this.ask("DELETE", "").catch(() => {});
    try {
      process.kill(-this.#driver.pid, "SIGTERM");
    } catch {
      // It has ended.
    }
    await this.#ended;
  }

  /** The errors and refused policies of its pages, from the first question to each of them on. */
  trouble() {
    return this.#trouble;
  }

  /** A call of the session. */
  ask(method, path, body) {
    return this.#call(method, this.#session + path, body);
  }

  /** Goes to an address. */
  goto(url) {
    return this.#leave(() => this.ask("POST", "/url", { url }));
  }

  /** Goes back in the history. */
  back() {
    return this.#leave(() => this.evaluate(() => history.back()));
  }

  /** Loads the page anew. */
  reload() {
    return this.#leave(() => this.ask("POST", "/refresh", {}));
  }

  /** The address that is shown. */
  url() {
    return this.ask("GET", "/url");
  }

  /** What a function returns in the page; null where that is nothing. */
  async evaluate(script, ...args) {
    const asked = `(${watchTrouble})(); return { value: (${script})(...arguments) ?? null, trouble: window.troubleSeen.splice(0) };`;
    const { value, trouble } = await this.ask("POST", "/execute/sync", { script: asked, args });
    this.#trouble.push(...trouble);
    return value;
  }

  /** The elements in the page that a selector meets; `within` is an element whose shadow root is looked in. */
  async all(selector, within) {
    const query = { using: "css selector", value: selector };
    if (!within) return (await this.ask("POST", "/elements", query)).map((one) => one[ELEMENT]);
    const [host] = await this.all(within);
    if (!host) return [];
    const root = (await this.ask("GET", `/element/${host}/shadow`))[SHADOW];
    return (await this.ask("POST", `/shadow/${root}/elements`, query)).map((one) => one[ELEMENT]);
  }

  /** The only element that a selector meets, as soon as there is one. */
  async one(selector, within) {
    let found;
    const look = async () => {
      found = await this.all(selector, within).catch(() => []);
      return found.length;
    };
    await expect.poll(look, { timeout: WITHIN, message: `${selector}: how many there are` }).toBe(1);
    return found[0];
  }

  /** Presses an element with the mouse. */
  async click(selector, within) {
    await this.ask("POST", `/element/${await this.one(selector, within)}/click`, {});
  }

  /** Types into a field, after what is in it. */
  async type(text, selector, within) {
    await this.ask("POST", `/element/${await this.one(selector, within)}/value`, { text });
  }

  /** Presses keys one after the other, wherever the focus is. */
  async press(...keys) {
    const actions = keys.flatMap((key) => {
      const value = KEYS[key] ?? key;
      return [{ type: "keyDown", value }, { type: "keyUp", value }];
    });
    await this.ask("POST", "/actions", { actions: [{ type: "key", id: "keys", actions }] });
  }

  /** Does what leads away, and waits until another document is shown. */
  async #leave(act) {
    await this.evaluate(() => {
      window.isLeft = true;
    });
    await act().catch(() => {});
    const isLeft = () => this.evaluate(() => window.isLeft === true).catch(() => true);
    await expect.poll(isLeft, { timeout: WITHIN, message: "the document that was left" }).toBe(false);
  }

  async #call(method, path, body) {
    const answer = await fetch(this.#address + path, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path.replace(/^\/session\/[^/]+/, "")}: ${value.error}: ${value.message}`);
    return value;
  }
}
