// Makes what wasm-bindgen wrote smaller: what the script cannot reach goes, and the names by
// which script and WebAssembly know each other, with their hashes, become short ones.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import binaryen from "binaryen";
import { build } from "esbuild";
import { bodiesOf, codeByCrate } from "./crates.mjs";
import { orderedByLikeness } from "./order.mjs";

const OPTIMISER = join(dirname(createRequire(import.meta.url).resolve("binaryen")), "bin/wasm-opt");
const PASSES = [
  "--flatten",
  "--rereloop",
  "-Oz",
  "-Oz",
  // Nothing of Rust's stands in the first kilobyte, the end of the stack.
  "--low-memory-unused",
  "--converge",
  // Code that is inlined into its one caller stands there beside less that is like it.
  "--one-caller-inline-max-function-size=200",
];
/** What is done once, when nothing changes any more: passes that converge print each time. */
const LAST_PASSES = [
  // By how often each is used, last: converging undoes it.
  "--reorder-locals",
  "--strip-producers",
  "--strip-target-features",
  // Prints the old and the new names as JSON.
  "--minify-imports-and-exports-and-modules",
];
/** What the script takes from the glue. */
const WANTED = "export { attach, begin, imports, withdraw } from 'oneclick-glue'";
/** What is in the names of exports that linker.rs has left out. */
const LEFT_OUT = /intounderlying/;
/** A use of an export: `wasm` is what the glue calls the instance's exports. */
const EXPORT = /\bwasm\.(\w+)/g;
/** A member of the object of imports: a function, as wasm-bindgen indents it. */
const IMPORT = /^ {8}(\w+): function\([^]*?^ {8}\}(?:, arguments\); \})?,\n/gm;
/** The name of the module of all imports, where the glue gives it its object. */
const MODULE = /"\.\/oneclick-widget_bg\.js"(?=: import0\b)/g;

/**
 * Lets esbuild see that classes which nobody uses can go: those of `wasm-streams`, which
 * Leptos brings for server functions. What the element holds, it frees by name.
 */
function withoutSideEffects(glue) {
  return glue
    .replaceAll("new FinalizationRegistry", "/* @__PURE__ */ new FinalizationRegistry")
    .replace(/^if \(Symbol\.dispose\) .*\n/gm, "");
}

/**
 * What the glue does for browsers that are older than those of browsers.mjs, and for programs
 * that are none, with what stands in its place.
 */
const FOR_OTHERS = [
  [/\(typeof FinalizationRegistry === 'undefined'\)\s*\? \{[^?]*\}\s*: (?=new FinalizationRegistry)/g, ""],
  [/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{$[^]*?^\}$/gm, ""],
  // It asks for `globalThis` first, which there is.
  [/typeof (global|self|window) === 'undefined' \? undefined : \1\b/g, "undefined"],
  // Every text is passed with `realloc`.
  [/^ {4}if \(realloc === undefined\) \{$[^]*?^ {4}\}$/gm, ""],
];

/** The glue without what is for others. */
function forOurBrowsers(glue) {
  return FOR_OTHERS.reduce((text, [pattern, own]) => {
    const without = text.replace(pattern, own);
    if (without === text) throw unknownForm(`nothing like ${pattern}`);
    return without;
  }, glue);
}

/** The exports that the glue uses once esbuild has thrown out what nothing reaches. */
async function usedExports(glue) {
  const result = await build({
    stdin: { contents: WANTED },
    bundle: true,
    write: false,
    format: "esm",
    plugins: [
      {
        name: "glue",
        setup(bundler) {
          bundler.onResolve({ filter: /^oneclick-glue$/ }, ({ path }) => ({ path, namespace: "glue" }));
          bundler.onLoad({ filter: /.*/, namespace: "glue" }, () => ({ contents: glue }));
        },
      },
    ],
  });
  const used = new Set(Array.from(result.outputFiles[0].text.matchAll(EXPORT), ([, name]) => name));
  for (const name of ["attach", "withdraw", "memory", "__wbindgen_start"]) {
    if (!used.has(name)) throw unknownForm(`no use of wasm.${name}`);
  }
  return used;
}

/** The pattern of the glue changed, with a new wasm-bindgen for instance. */
function unknownForm(what) {
  return new Error(`the glue of wasm-bindgen is not of the form that shrink.mjs knows: ${what}`);
}

/**
 * Without the exports that nothing uses, and without the code that only they lead to. Calls
 * through the table would keep that: nobody can know which of its entries are still called.
 */
function withoutExports(wasm, used) {
  const module = binaryen.readBinary(wasm);
  const all = Array.from({ length: module.getNumExports() }, (_, index) =>
    binaryen.getExportInfo(module.getExportByIndex(index)).name,
  );
  const missing = [...used].filter((name) => !all.includes(name));
  if (missing.length > 0) throw new Error(`the WebAssembly does not export ${missing.join(", ")}`);
  const unwanted = all.filter((name) => LEFT_OUT.test(name));
  if (unwanted.length > 0) throw new Error(`the linker has not left out ${unwanted.join(", ")}: see crates/xtask/src/linker.rs`);
  for (const name of all) {
    if (!used.has(name)) module.removeExport(name);
  }
  // With the names of the functions, by which they are counted in the end.
  binaryen.setDebugInfo(true);
  const named = module.emitBinary();
  module.dispose();
  return named;
}

/**
 * Optimises for size; gives the bytes and what each import and export is called now. Which
 * features of WebAssembly may be used stands in the file, in its section of target features.
 */
function optimised(wasm) {
  return inFolder(wasm, (from, run, to) => {
    run(from, [...PASSES, "--debuginfo"]);
    const named = readFileSync(to);
    const crates = codeByCrate(named);
    writeFileSync(to, orderedByLikeness(named, bodiesOf(named)));
    const { imports, exports } = JSON.parse(run(to, LAST_PASSES));
    const bytes = readFileSync(to);
    const [{ module }] = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
    return {
      bytes,
      crates,
      module,
      imports: new Map(imports.map(([, name, short]) => [name, short])),
      exports: new Map(exports),
    };
  });
}

/**
 * Gives `work` a file of the WebAssembly, what runs the optimiser on a file and returns what
 * it prints, and the file that it writes.
 */
function inFolder(wasm, work) {
  const folder = mkdtempSync(join(tmpdir(), "oneclick-wasm-"));
  const [from, to] = [join(folder, "from.wasm"), join(folder, "to.wasm")];
  const run = (input, passes) =>
    execFileSync(process.execPath, [OPTIMISER, input, "-o", to, ...passes], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
  try {
    writeFileSync(from, wasm);
    return work(from, run, to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The glue with the short names, and without the imports that are not needed any more. */
function renamed(glue, { module, imports, exports }) {
  const found = { modules: 0, imports: [] };
  const text = glue
    .replace(MODULE, () => {
      found.modules += 1;
      return JSON.stringify(module);
    })
    .replace(IMPORT, (member, name) => {
      if (!imports.has(name)) return "";
      found.imports.push(name);
      return member.replace(name, () => imports.get(name));
    })
    .replace(EXPORT, (use, name) => (exports.has(name) ? `wasm.${exports.get(name)}` : use));
  if (found.modules !== 1) throw unknownForm(`${found.modules} modules of imports`);
  for (const name of imports.keys()) {
    const times = found.imports.filter((one) => one === name).length;
    if (times !== 1) throw unknownForm(`the import ${name} stands there ${times} times`);
  }
  return text;
}

/**
 * @param {{ glue: string, wasm: Uint8Array }} made as wasm-bindgen wrote them
 * @returns {Promise<{ glue: string, wasm: Buffer, crates: [string, number][] }>} `crates` as {@link codeByCrate} gives them
 */
export async function shrink({ glue, wasm }) {
  const pure = withoutSideEffects(forOurBrowsers(glue));
  const small = optimised(withoutExports(wasm, await usedExports(pure)));
  return { glue: renamed(pure, small), wasm: small.bytes, crates: small.crates };
}
