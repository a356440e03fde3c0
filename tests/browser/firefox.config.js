// The same tests in stock Firefox, which is driven by WebDriver BiDi: Playwright's own build of it
// is not needed.
import { defineConfig } from "@playwright/test";

import settings from "./playwright.config.js";

const { launchOptions, contextOptions, permissions, ...use } = settings.use;

const program = process.env.FIREFOX || "/usr/bin/firefox-esr";

/** Preferences are of a whole browser: the driver changes none of them for a page. */
const withPreferences = (firefoxUserPrefs) => ({ launchOptions: { executablePath: program, firefoxUserPrefs } });

const PREFERENCES = {
  "ui.prefersReducedMotion": 1,
  // The driver takes a page out of the history's cache for one that never arrives; in Chromium
  // Playwright switches that cache off as well.
  "browser.sessionhistory.max_total_viewers": 0,
};
/** 0 is dark. */
const DARK = { "layout.css.prefers-color-scheme.content-override": 0 };

export default defineConfig({
  ...settings,
  use: {
    ...use,
    browserName: "firefox",
    channel: "moz-firefox",
    // For a picture the driver puts a style into the page, against its policy.
    screenshot: "off",
  },
  projects: [
    { name: "firefox", grepInvert: /@dark/, use: withPreferences(PREFERENCES) },
    { name: "firefox, dark", grep: /@dark/, use: withPreferences({ ...PREFERENCES, ...DARK }) },
  ],
});
