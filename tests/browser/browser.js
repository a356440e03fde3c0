// Which browser, and where results go.
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
/** Logs, traces and pictures of a run; never committed. */
export const results = fileURLToPath(new URL("../../test-results", import.meta.url));

/** Works without a display, a graphics card, a sandbox for root, and stays off the network. */
export const launch = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
