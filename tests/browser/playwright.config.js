// The whole system in the browser: the shipped widget, the shop, the checkout
// server and the sandbox, started once for all tests by demo.js.
import { defineConfig } from "@playwright/test";

import { launch, results } from "./browser.js";

export default defineConfig({
  testDir: ".",
  outputDir: results,
  globalSetup: "./demo.js",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 40_000,
  // A payment whose answer was lost is looked up after seconds, not at once.
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: launch,
    locale: "en-US",
    viewport: { width: 1280, height: 900 },
    // axe would measure colours in the middle of a transition.
    contextOptions: { reducedMotion: "reduce" },
    // An answer that a test wrote counts as coming from the public network.
    permissions: ["local-network-access"],
    screenshot: "only-on-failure",
    // Costs a fifth of the time: for the one test that is looked into.
    trace: process.env.ONECLICK_TRACE ? "retain-on-failure" : "off",
  },
});
