// Starts the checkout endpoint in Python (examples/stand-in), with the demo's element on its page.
import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { root } from "./browser.js";
import { stop } from "./demo.js";

/** The endpoint while it runs. */
export class StandIn {
  #process;
  #ended;
  /** Its address, without a slash at its end. */
  address;

  constructor() {
    const environment = { ...process.env, PORT: "0", SCRIPT: `${process.env.ONECLICK_SERVER}/widget/v1/oneclick.js` };
    const options = { env: environment, detached: true, stdio: ["ignore", "pipe", "ignore"] };
    this.#process = spawn("python3", [join(root, "examples/stand-in/server.py")], options);
    this.#ended = new Promise((resolve) => this.#process.once("exit", resolve));
  }

  /** Resolves when it listens. */
  async listens() {
    for await (const line of createInterface(this.#process.stdout)) {
      const [, address] = /^stand-in ready: (.*)\/checkout$/.exec(line) ?? [];
      if (!address) throw new Error(`the stand-in says: ${line}`);
      this.address = address;
      // It must be able to write on.
      this.#process.stdout.resume();
      return;
    }
    throw new Error("the stand-in ended before it listened");
  }

  /** The page of a new order, whose first card does what its README says of this case. */
  page(which) {
    return `${this.address}/?order=T-${randomUUID().slice(0, 13)}&case=${which}`;
  }

  end() {
    return stop(this.#process, this.#ended);
  }
}
