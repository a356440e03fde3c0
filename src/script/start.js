// Starts the WebAssembly of this build, once for the page.
import { attach, begin, imports, withdraw } from "oneclick-glue";
import { fileName } from "./assets.js";
import { compileAsset } from "./compile.js";
import { LOAD } from "./request.js";

const FILE = ["oneclick", __WASM__, "wasm"];

/** Says by an error code why WebAssembly does not run. */
export class RuntimeFailure extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

let started;
let dead;

async function run() {
  const late = AbortSignal.timeout(LOAD);
  const failure = (code, cause) => new RuntimeFailure(late.aborted ? "runtime.late" : code, cause);
  const { module } = await compileAsset(...FILE, late).catch((cause) => {
    throw failure("runtime.unreachable", cause);
  });
  if (!module) throw failure("runtime.not_found");
  try {
    const compiled = await module;
    begin(await WebAssembly.instantiate(compiled, imports()), compiled);
  } catch (cause) {
    throw failure("runtime.refused", cause);
  }
  return attach;
}

/**
 * Starts the WebAssembly, once.
 * @returns {Promise<typeof attach>} rejects with a {@link RuntimeFailure}; the next call tries again
 */
export function start() {
  if (dead) return Promise.reject(dead);
  started ??= run().catch((failure) => {
    started = undefined;
    throw failure;
  });
  return started;
}

/** Takes the session of a client away; returns whether a payment stays on screen. */
export function takeAway(client) {
  try {
    return withdraw(client);
  } catch {
    // It has not come yet, or has trapped: it shows nothing.
    return false;
  }
}

/** Calls back when the WebAssembly of this build has trapped: nothing in it runs on. */
export function watchTraps(trapped) {
  const heard = (event) => {
    const error = event.error ?? event.reason;
    const isOurs = error instanceof WebAssembly.RuntimeError && String(error.stack).includes(fileName(...FILE));
    if (!isOurs) return;
    dead = new RuntimeFailure("runtime.trapped", error);
    trapped(dead);
  };
  addEventListener("error", heard);
  addEventListener("unhandledrejection", heard);
  return () => {
    removeEventListener("error", heard);
    removeEventListener("unhandledrejection", heard);
  };
}
