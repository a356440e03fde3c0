// Which browser, and where results go.
import { fileURLToPath } from "node:url";
import { ARGUMENTS } from "../../crates/xtask/node/chromium.mjs";

/** The root of the checkout. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
/** Logs, traces and pictures of a run; never committed. */
export const results = fileURLToPath(new URL("../../test-results", import.meta.url));

/** The whole browser: its engine alone keeps no page for Back, among others. */
export const whole = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ARGUMENTS,
};
/** What runs the tests that do not ask for the whole browser. */
export const launch = { ...whole, executablePath: process.env.CHROMIUM_SHELL || whole.executablePath };
