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
/** What a test asks for by a tag, since the driver changes it for no page: preferences of a browser of its own. */
const ASKED_FOR = {
  dark: { "layout.css.prefers-color-scheme.content-override": 0 },
  forced: { "browser.display.document_color_use": 2 },
  moving: { "ui.prefersReducedMotion": 0 },
};

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
    { name: "firefox", grepInvert: new RegExp(`@(${Object.keys(ASKED_FOR).join("|")})\\b`), use: withPreferences(PREFERENCES) },
    ...Object.entries(ASKED_FOR).map(([tag, preferences]) => ({
      name: `firefox, ${tag}`,
      grep: new RegExp(`@${tag}\\b`),
      use: withPreferences({ ...PREFERENCES, ...preferences }),
    })),
  ],
});
