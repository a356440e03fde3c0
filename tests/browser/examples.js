// Starts the examples for merchants by the commands of their own READMEs.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";

import { root } from "./browser.js";
import { freePorts, startDemo, stop } from "./demo.js";

/** The port of the shop in the READMEs; a test takes a free one in its place. */
const PORT = /\b4242\b/g;
/** Milliseconds that a command may take, and a shop to listen. */
const DONE_WITHIN = 600_000;

/** What says whether the language of a backend is here, in a version that it needs. */
const LANGUAGES = {
  "backend-python": ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))"],
  "stand-in": ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))"],
  "backend-php": ["php", "-r", "exit((int) (PHP_VERSION_ID < 80100));"],
};

/** Why an example cannot be started on this machine; nothing if it can. */
export function leftOut(example) {
  const [program, ...parameters] = LANGUAGES[example] ?? [];
  if (!program || spawnSync(program, parameters).status === 0) return undefined;
  return `${example} is left out: this machine has no ${program}, or an older one than it needs; \`cargo xtask setup\` installs it where it can`;
}

/** The blocks of commands in an example's README. */
function commands(example) {
  const text = readFileSync(join(root, "examples", example, "README.md"), "utf8");
  return Array.from(text.matchAll(/^```sh\n(.*?)^```$/gms), ([, block]) => block.trim().split("\n"));
}

/** What an example's README has a developer run: in the checkout of oneclick, then in its folder. */
function stepsOf(example) {
  const blocks = commands(example);
  if (blocks.length !== 2 || blocks[0].length !== 1) throw new Error(`the README of ${example} has other blocks than the demo's command and the shop's`);
  const [[demo], shop] = blocks;
  const [, options] = /^cargo xtask demo (.*)$/.exec(demo) ?? [];
  if (!options) throw new Error(`the README of ${example} starts no demo: ${demo}`);
  return { demo: options, before: shop.slice(0, -1), start: shop.at(-1) };
}

/** A checkout server for shops on one port, started as the README of `example` says. */
export async function startExamples(example) {
  const [port] = await freePorts(1);
  const options = stepsOf(example).demo.replace(PORT, port).split(" ");
  const { end, exported, ...addresses } = await startDemo("examples.log", options);
  return { end, exported, addresses, port, url: `http://localhost:${port}` };
}

/** One shop while it runs. */
class RunningShop {
  #process;
  #ended;
  /** All that it said. */
  said = "";

  constructor(command, folder, environment) {
    // A group of its own: ending it ends the shell's children.
    this.#process = spawn("sh", ["-c", command], { cwd: folder, env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const output of [this.#process.stdout, this.#process.stderr]) output.on("data", (text) => (this.said += text));
    this.#ended = new Promise((resolve) => this.#process.once("close", resolve));
  }

  /** The status with which it ended. */
  ended() {
    return this.#ended;
  }

  /** How often it says that it shipped. */
  shipped() {
    return this.said.match(/: shipped$/gm)?.length ?? 0;
  }

  end() {
    return stop(this.#process, this.#ended);
  }

  /** Resolves when it takes connections. */
  async listens(port) {
    let hasEnded = false;
    this.#ended.then(() => (hasEnded = true));
    const late = Date.now() + DONE_WITHIN;
    while (!(await accepts(port))) {
      if (hasEnded || Date.now() > late) throw new Error(`the shop does not listen on ${port}: ${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const connection = createConnection(port, "127.0.0.1");
    connection.once("connect", () => resolve(true)).once("error", () => resolve(false));
    connection.once("connect", () => connection.end());
  });
}

/** What the shop's shell has in its environment. */
const environmentOf = ({ exported, port }, changes) => ({ ...process.env, ...exported, PORT: String(port), ...changes });

/** Starts a shop that is expected to end by itself: an environment that it cannot take. */
export function startWrongly(example, examples, changes) {
  const { start } = stepsOf(example);
  return new RunningShop(start.replace(PORT, examples.port), join(root, "examples", example), environmentOf(examples, changes));
}

/** Runs what stands before the shop's start in the README, then the shop. */
export async function startShop(example, examples, changes = {}) {
  const { before, start } = stepsOf(example);
  const folder = join(root, "examples", example);
  const environment = environmentOf(examples, changes);
  for (const command of before) {
    const step = new RunningShop(command, folder, environment);
    const late = setTimeout(() => step.end(), DONE_WITHIN);
    const status = await step.ended();
    clearTimeout(late);
    if (status !== 0) throw new Error(`"${command}" of the README of ${example} came to ${status}: ${step.said}`);
  }
  const shop = new RunningShop(start.replace(PORT, examples.port), folder, environment);
  try {
    await shop.listens(examples.port);
  } catch (error) {
    await shop.end();
    throw error;
  }
  return shop;
}

/** Takes away the orders that backends kept beside them. */
export function forgetOrders(backend) {
  rmSync(join(root, "examples", backend, "orders"), { recursive: true, force: true });
}
