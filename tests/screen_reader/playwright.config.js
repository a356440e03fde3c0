// Orca reads the demo in a browser of this machine, by keys alone. Started by
// `cargo xtask test --full`, which brings a display and a session bus.
import { defineConfig } from "@playwright/test";

import { results } from "../browser/browser.js";

export default defineConfig({
  testDir: ".",
  outputDir: results,
  globalSetup: "../browser/demo.js",
  // One display has one focus.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 120_000,
  // What is not heard by then is not said; what was said instead stands in the error.
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  projects: [{ name: "chromium", use: { program: "chromium" } }, { name: "firefox", use: { program: "firefox" } }],
});
