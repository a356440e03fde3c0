// Which browser, and where results go.
import { fileURLToPath } from "node:url";
import { ARGUMENTS } from "../../crates/xtask/node/chromium.mjs";

/** The root of the checkout. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
/** Logs, traces and pictures of a run; never committed. */
export const results = fileURLToPath(new URL("../../test-results", import.meta.url));

export const launch = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ARGUMENTS,
};
