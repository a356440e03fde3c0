// Orca on a display of its own, with nobody to hear it: what it says stands in its log.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Speech } from "./speech.js";

/** Orca's own hook: the log line by line, and nothing read that nobody asked for. */
const CUSTOMIZATIONS = `import orca.debug
import orca.settings
orca.debug.debugFile.reconfigure(line_buffering=True)
orca.settings.sayAllOnLoad = False
orca.settings.pageSummaryOnLoad = False
orca.settings.enableBraille = False
orca.settings.enableSound = False
`;

export class ScreenReader {
  #home = mkdtempSync(join(tmpdir(), "oneclick-reader-"));
  #children = [];

  /** Starts it; resolves when it says so. */
  async start() {
    const write = (folder, file, text) => {
      mkdirSync(join(this.#home, folder), { recursive: true });
      writeFileSync(join(this.#home, folder, file), text);
    };
    write(".config/speech-dispatcher", "speechd.conf", "DisableAutoSpawn\n");
    write(".local/share/orca", "orca-customizations.py", CUSTOMIZATIONS);
    for (const what of ["IsEnabled", "ScreenReaderEnabled"]) switchOn(what);
    const log = join(this.#home, "orca.log");
    this.speech = new Speech(log);
    this.#run("openbox", []);
    this.#run("orca", ["--replace", `--debug-file=${log}`]);
    await this.speech.hears(/^Screen reader on/);
    return this;
  }

  stop() {
    for (const child of this.#children) child.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #run(program, args) {
    const home = this.#home;
    const env = {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, ".config"),
      XDG_DATA_HOME: join(home, ".local/share"),
      XDG_RUNTIME_DIR: home,
    };
    this.#children.push(spawn(program, args, { env, stdio: "ignore" }));
  }
}

/** Tells programs that somebody listens. */
function switchOn(what) {
  const at = ["--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"];
  const set = ["--method", "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", what, "<true>"];
  execFileSync("gdbus", ["call", "--session", ...at, ...set]);
}
