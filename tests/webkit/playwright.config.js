// The demo in stock WebKit, by its own driver. Started by `cargo xtask test`, which brings a
// display; Playwright runs the tests and drives no browser here.
import { defineConfig } from "@playwright/test";

import { results } from "../browser/browser.js";

export default defineConfig({
  testDir: ".",
  outputDir: results,
  globalSetup: "../browser/demo.js",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
});
