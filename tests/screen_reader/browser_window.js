// A browser's window with a page in it and no more, and the keys of a shopper.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { launch } from "../browser/browser.js";

/** Milliseconds until a window that does not come counts as missing. */
const WITHIN = 60_000;

const TREE = fileURLToPath(new URL("tree.py", import.meta.url));

/** Firefox asks and offers nothing, and builds its tree of names and roles at once. */
const PREFERENCES = {
  "accessibility.force_disabled": -1,
  "app.normandy.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.translations.enable": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "signon.rememberSignons": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
  "ui.prefersReducedMotion": 1,
};

const PROGRAMS = {
  chromium: (profile, url) => [
    launch.executablePath,
    ...launch.args,
    "--force-renderer-accessibility",
    "--disable-features=Translate",
    `--user-data-dir=${profile}`,
    `--app=${url}`,
  ],
  firefox: (profile, url) => {
    const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
    writeFileSync(join(profile, "user.js"), lines.join(""));
    return [process.env.FIREFOX || "firefox-esr", "--no-remote", "--profile", profile, "--kiosk", url];
  },
};

export class BrowserWindow {
  #profile = mkdtempSync(join(tmpdir(), "oneclick-browser-"));
  #child;

  /** Opens `program` at an address; resolves when a page of that title has the keyboard. */
  constructor(program, url, title) {
    const [command, ...args] = PROGRAMS[program](this.#profile, url);
    const env = { ...process.env, GNOME_ACCESSIBILITY: "1", ACCESSIBILITY_ENABLED: "1", MOZ_CRASHREPORTER_DISABLE: "1" };
    // A group of its own: ending it ends all of it.
    this.#child = spawn(command, args, { env, detached: true, stdio: "ignore" });
    xdotool("search", "--sync", "--onlyvisible", "--name", title, "windowactivate", "--sync");
  }

  /** Presses keys one after the other, each by its name of X11. */
  press(...keys) {
    for (const key of keys) xdotool("key", key);
  }

  /** Types text. */
  type(text) {
    xdotool("type", text);
  }

  /** The page as a screen reader's programs see it: a line for each name, with its role. */
  tree() {
    return execFileSync("/usr/bin/python3", [TREE], { encoding: "utf8", timeout: WITHIN });
  }

  async close() {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    process.kill(-this.#child.pid, "SIGTERM");
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function xdotool(...args) {
  execFileSync("xdotool", args, { timeout: WITHIN });
}
