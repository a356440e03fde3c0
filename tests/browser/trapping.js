// WebAssembly that traps, where its build never does: an export of it is emptied.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import binaryen from "binaryen";

import { root } from "./browser.js";

const WIDGET = join(root, "dist/widget");

/** The part of a file's hash that the script has of it. */
const hashOf = (file) => createHash("sha256").update(file).digest("base64").slice(0, 43);

/** Serves the element with WebAssembly that traps when the page comes back from the browser's cache. */
export async function serveTrapping(page) {
  const { builds } = JSON.parse(readFileSync(join(WIDGET, "builds.json"), "utf8"));
  const file = builds[0].files.find((name) => name.endsWith(".wasm"));
  const whole = readFileSync(join(WIDGET, file));
  const script = readFileSync(join(WIDGET, "v1/oneclick.js"), "utf8");
  const [, name] = script.match(/cameBack\(\)\s*\{\s*[\w$]+\.([\w$]+)\(/);
  const trapping = emptied(whole, name);
  await page.route("**/widget/v1/oneclick.js", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(hashOf(whole), hashOf(trapping));
    await route.fulfill({ response, body });
  });
  const headers = { "access-control-allow-origin": "*", "content-type": "application/wasm" };
  await page.route("**/*.wasm", (route) => route.fulfill({ headers, body: trapping }));
}

/** The module whose export does nothing but trap. */
function emptied(whole, name) {
  const module = binaryen.readBinary(whole);
  const { value } = binaryen.getExportInfo(module.getExport(name));
  const { params, results } = binaryen.getFunctionInfo(module.getFunction(value));
  module.removeExport(name);
  module.addFunction("trap", params, results, [], module.unreachable());
  module.addFunctionExport("trap", name);
  const binary = module.emitBinary();
  module.dispose();
  return Buffer.from(binary);
}
