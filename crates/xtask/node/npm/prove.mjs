// Proves the npm package as its users have it: publint, attw, TypeScript, the reviewed report of
// its API, an import on a server, and its files against those that the server serves.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [root, built, ...options] = process.argv.slice(2);
if (!built) throw new Error("give the folder of the sources and that of the package: `cargo xtask package` does");
/** Whether the report of the API is written anew, for review. */
const renewsReport = options.includes("--renew-api-report");

const here = fileURLToPath(new URL(".", import.meta.url));
const tool = (name) => join(here, "node_modules/.bin", name);
const failures = [];

/** Runs a proof; what it finds is said at the end, with that of the others. */
function prove(name, proof) {
  try {
    proof();
    console.log(`    npm package: ${name}: as it should be`);
  } catch (fault) {
    failures.push(`${name}:\n${fault.stdout?.toString() ?? ""}${fault.stderr?.toString() ?? ""}${fault.stdout ? "" : fault.stack}`);
  }
}

/** Runs a program in a folder; its output is in what it throws. */
const run = (folder, program, ...parameters) => execFileSync(program, parameters, { cwd: folder, stdio: "pipe" });

/** A project that has installed the package, as a link would. */
const project = mkdtempSync(join(tmpdir(), "oneclick-npm-"));
mkdirSync(join(project, "node_modules"));
for (const name of readdirSync(join(here, "node_modules"))) {
  if (!name.startsWith(".")) symlinkSync(join(here, "node_modules", name), join(project, "node_modules", name));
}
cpSync(built, join(project, "node_modules/oneclick-checkout"), { recursive: true });
cpSync(join(here, "uses"), project, { recursive: true });
writeFileSync(join(project, "package.json"), '{ "type": "module" }\n');

prove("publint", () => run(built, tool("publint"), built, "--strict"));
prove("attw", () => run(built, tool("attw"), "--pack", built, "--profile", "esm-only", "--no-color", "--no-emoji"));
prove("types", () => run(project, tool("tsc"), "--project", project, "--preserveSymlinks"));

prove("an import on a server", () => {
  const program = `
    const before = Reflect.ownKeys(globalThis).length;
    const { loadOneClick, version } = await import("oneclick-checkout");
    const { OneClickCheckout } = await import("oneclick-checkout/element");
    if (Reflect.ownKeys(globalThis).length !== before) throw new Error("the import left something in globalThis");
    if ((await loadOneClick({ endpoint: "https://pay.example.com/checkout/v1" })) !== null) throw new Error("loadOneClick() gave no null");
    if (OneClickCheckout.version !== version) throw new Error("element and package are of two versions");
  `;
  run(project, process.execPath, "--input-type=module", "--eval", program);
});

prove("the reviewed report of the API", () => {
  const settings = {
    mainEntryPointFilePath: join(built, "index.d.ts"),
    projectFolder: project,
    compiler: { tsconfigFilePath: join(project, "tsconfig.json"), skipLibCheck: true },
    apiReport: { enabled: true, reportFolder: join(root, "src/npm"), reportTempFolder: project, reportFileName: "oneclick-checkout.api.md" },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    messages: {
      compilerMessageReporting: { default: { logLevel: "error" } },
      extractorMessageReporting: { default: { logLevel: "error" }, "ae-missing-release-tag": { logLevel: "none" } },
      tsdocMessageReporting: { default: { logLevel: "error" } },
    },
  };
  const file = join(project, "api-extractor.json");
  writeFileSync(file, JSON.stringify(settings));
  // By its name the report is named.
  cpSync(join(built, "package.json"), join(project, "package.json"));
  run(project, tool("api-extractor"), "run", "--config", file, ...(renewsReport ? ["--local"] : []));
});

prove("its hashes", () => {
  const { version } = JSON.parse(readFileSync(join(built, "package.json"), "utf8"));
  const folder = join(built, `files/v${version}`);
  const hashes = JSON.parse(readFileSync(join(folder, "integrity.json"), "utf8"));
  for (const [name, hash] of Object.entries(hashes)) {
    const served = readFileSync(join(root, "dist/widget", `v${version}`, name));
    for (const bytes of [served, readFileSync(join(folder, name))]) {
      const found = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
      if (found !== hash) throw new Error(`${name} has the integrity ${found}, integrity.json says ${hash}`);
    }
  }
  if (!readFileSync(join(built, "index.js"), "utf8").includes(hashes["oneclick.js"])) throw new Error("index.js asks for another integrity than the server's script has");
});

prove("its description against its types", () => {
  const { modules } = JSON.parse(readFileSync(join(built, "custom-elements.json"), "utf8"));
  const [{ attributes, members, events }] = modules[0].declarations;
  const types = readFileSync(join(built, "index.d.ts"), "utf8");
  const block = (name) => types.split(new RegExp(`interface ${name}\\b[^{]*\\{`))[1].split("\n}")[0];
  const names = (text, pattern) => [...new Set(Array.from(text.matchAll(pattern), ([, name]) => name))].sort();
  const same = (what, one, other) => {
    if (String(one) !== String(other)) throw new Error(`${what}: docs/element.md has ${one}; index.d.ts has ${other}`);
  };
  const sorted = (all) => all.map(({ name }) => name).sort();
  same("events", sorted(events), names(block("OneClickCheckoutEventMap"), /^  "([\w-]+)":/gm));
  // Every element has `lang`.
  same("attributes", sorted(attributes).filter((name) => name !== "lang"), names(block("OneClickCheckoutAttributes"), /^  "?([\w-]+)"?\?:/gm));
  const own = names(block("OneClickCheckoutElement"), /^  (?:get )?(\w+)[(:]/gm).filter((name) => !/EventListener$|^set$/.test(name));
  same("members", sorted(members).filter((name) => name !== "lang"), own);
});

rmSync(project, { recursive: true, force: true });
if (failures.length > 0) {
  console.error(failures.join("\n"));
  process.exit(1);
}
