// What the shipped files tell about the machine that built them: nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";

import { TRACES, traces } from "../../crates/xtask/node/traces.mjs";
import { root } from "./browser.js";

const WIDGET = join(root, "dist/widget");

/** The newest build's own files: older ones may lie beside them. */
function shipped() {
  const { builds } = JSON.parse(readFileSync(join(WIDGET, "builds.json"), "utf8"));
  const folders = ["v1", `v${builds[0].version}`];
  const scripts = folders.flatMap((folder) => [`${folder}/oneclick.js`, `${folder}/early.js`]);
  return ["v1/inside.js", ...scripts, ...builds[0].files];
}

test("no shipped file names a folder of the machine that built it", () => {
  const files = shipped();
  expect(files.some((file) => file.endsWith(".wasm"))).toBe(true);
  const found = files.map((file) => [file, traces(readFileSync(join(WIDGET, file)))]);
  expect(found.filter(([, names]) => names.length > 0)).toEqual([]);
});

test("a name of a folder is found wherever it stands", () => {
  for (const trace of [`${process.env.HOME}/`, ".cargo", "rustc/", "/usr/lib/rustlib"]) {
    expect(TRACES).toContain(trace);
    expect(traces(Buffer.from(`\0\x01asm${trace}lib.rs\xff`, "latin1"))).toContain(trace);
  }
});
