// What the screen reader has said, by its own log.
import { readFileSync } from "node:fs";

import { expect } from "@playwright/test";

const LINE = /SPEECH OUTPUT: '(.*?)'(?: ?\{.*)?$/gm;

/** The spoken lines of a log that another program writes. */
export class Speech {
  #file;
  #heard = 0;

  constructor(file) {
    this.#file = file;
  }

  /** Everything that was said. */
  all() {
    try {
      return [...readFileSync(this.#file, "utf8").matchAll(LINE)].map(([, text]) => text.trim()).filter((text) => text !== "");
    } catch (error) {
      if (error.code === "ENOENT") return [];
      throw error;
    }
  }

  /** What was said after what was heard last. */
  since() {
    return this.all().slice(this.#heard);
  }

  /** What was said until now is no longer waited for. */
  forget() {
    this.#heard = this.all().length;
  }

  /** Waits until a line like this was said; returns it. */
  async hearsOne(like) {
    await this.hears(like);
    return this.last;
  }

  /** Waits until these lines were said, in this order; the browser's own may stand between them. */
  async hears(...lines) {
    try {
      await expect.poll(() => inOrder(this.since(), lines)).toEqual(lines.map(String));
    } catch (error) {
      throw new Error(`${error.message}\n\nsaid meanwhile: ${JSON.stringify(this.since(), null, 2)}`);
    }
    this.last = this.since().findLast((line) => lines.some((one) => one instanceof RegExp && one.test(line)));
    this.forget();
  }
}

/** Those of `lines` that were said, in their order. */
function inOrder(said, lines) {
  const found = [];
  let rest = said;
  for (const line of lines) {
    const at = rest.findIndex((one) => (line instanceof RegExp ? line.test(one) : one === line));
    if (at < 0) break;
    found.push(String(line));
    rest = rest.slice(at + 1);
  }
  return found;
}
