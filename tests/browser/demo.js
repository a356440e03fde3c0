// Starts `cargo xtask demo` on free ports before the first test and ends it
// after the last. What the programs say goes to test-results/demo.log.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { results, root } from "./browser.js";

/** Milliseconds until the demo counts as not starting. */
const READY_WITHIN = 60_000;
/** Milliseconds that it has for ending by itself. */
const END_WITHIN = 8_000;

/** @returns a function that ends the demo; Playwright calls it after the last test */
export default async function start() {
  const { end, exported, ...addresses } = await startDemo("demo.log");
  Object.assign(process.env, addresses);
  return end;
}

/**
 * Starts a demo with these options more, which writes into `file` of the results.
 * @returns the addresses of its programs by the names that the tests know them by, `end`, and
 *   `exported`, what it tells the backend of a shop that is not its own
 */
export async function startDemo(file, options = []) {
  const [port, server, sandbox] = await freePorts(3);
  mkdirSync(results, { recursive: true });
  const log = createWriteStream(join(results, file));
  // The command that runs the tests names itself, so that nothing is built twice.
  const [program, ...first] = process.env.ONECLICK_XTASK
    ? [process.env.ONECLICK_XTASK]
    : ["cargo", "xtask"];
  const page = options.includes("--origin") ? [] : ["--port", port];
  const ports = [...page, "--server-port", server, "--sandbox-port", sandbox].map(String);
  const demo = spawn(program, [...first, "demo", "--no-build", ...ports, ...options], {
    cwd: root,
    // A group of its own: ending it ends all of it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => demo.once("exit", resolve));
  const end = () => stop(demo, ended);
  demo.stderr.pipe(log);
  const exported = {};
  try {
    await ready(demo, log, exported);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    end,
    exported,
    ONECLICK_SHOP: `http://localhost:${port}`,
    ONECLICK_SERVER: `http://localhost:${server}`,
    ONECLICK_SANDBOX: `http://localhost:${sandbox}`,
  };
}

/** Resolves at the demo's line that it is ready. What it exports is in no log: keys are among it. */
function ready(demo, log, exported) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`the demo ${why}: see ${log.path}`));
    const late = setTimeout(() => fail("did not start in time"), READY_WITHIN);
    demo.once("error", reject);
    demo.once("exit", (code) => fail(`ended with ${code}`));
    createInterface({ input: demo.stdout }).on("line", (line) => {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name) exported[name] = value;
      log.write(name ? `export ${name}=…\n` : `${line}\n`);
      if (!line.startsWith("demo ready: ")) return;
      clearTimeout(late);
      resolve();
    });
  });
}

export async function stop(demo, ended) {
  const kill = (signal) => {
    try {
      process.kill(-demo.pid, signal);
    } catch {
      // It has ended.
    }
  };
  kill("SIGTERM");
  let late;
  const patience = new Promise((resolve) => {
    late = setTimeout(resolve, END_WITHIN);
  });
  await Promise.race([ended, patience]);
  clearTimeout(late);
  kill("SIGKILL");
}

/** @returns ports that nobody listened at a moment ago. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server.address().port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
