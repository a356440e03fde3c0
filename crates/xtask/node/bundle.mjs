// Bundles the widget's script and lays out the files that merchants' pages load.
// Called by Trunk after each build, while the files are in its staging folder.
import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build, transform } from "esbuild";
import { TARGET as target } from "./browsers.mjs";
import { contentHash, integrity, layOut, shortIntegrity } from "./files.mjs";
import { shrink } from "./shrink.mjs";
import { traces } from "./traces.mjs";

const { TRUNK_SOURCE_DIR: root, TRUNK_STAGING_DIR: staging, TRUNK_PROFILE: profile } = process.env;
if (!staging) throw new Error("TRUNK_STAGING_DIR is not set: Trunk calls this, run `cargo xtask package`");
/** A debug build is not for the wire: neither minified nor compressed. */
const release = profile === "release";
const metadata = JSON.parse(
  execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], { encoding: "utf8" }),
);
const { version } = metadata.packages.find(({ name }) => name === "oneclick-widget");
const kept = join(metadata.target_directory, "widget-builds", profile);

const glue = join(staging, "oneclick-widget.js");
const wasmFile = join(staging, "oneclick-widget_bg.wasm");

/** The names of the style sheet's own variables: one that is used must be set. */
const variables = { set: new Set(), used: new Set() };
/** A name of one; the script sets the number of rows by its own. */
const OWN = /--oc-(?!rows\b)[\w-]+/g;
/** Each of them once, by which they are numbered. */
const OWN_NAMES = [...new Set(styleSheets().flatMap((text) => text.match(OWN) ?? []))].sort();

/** The texts of the widget's style sheets. */
function styleSheets() {
  const folder = join(root, "style");
  const names = readdirSync(folder).filter((name) => /^widget.*\.css$/.test(name));
  return names.map((name) => readFileSync(join(folder, name), "utf8"));
}

/** A style sheet with short names of its own variables, and without what no browser needs. */
function shortened(code) {
  return code.replace(OWN, (name) => `--oc-${OWN_NAMES.indexOf(name).toString(36)}`).replace(/(--[\w-]+): /g, "$1:");
}

/** The style sheet as text, minified. */
const style = {
  name: "style-as-text",
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), {
        loader: "css",
        minify: true,
        target,
      });
      for (const [, name] of code.matchAll(/(--oc-[\w-]+):/g)) variables.set.add(name);
      // A page's own variables begin with `--oneclick-`; every other name is one that a
      // page may have for itself.
      for (const [, name] of code.matchAll(/var\((--(?!oneclick-)[\w-]+)/g)) variables.used.add(name);
      return { contents: (release ? shortened(code) : code).trim(), loader: "text" };
    });
  },
};

/**
 * What the glue takes from the page, and what of builtins.js stands in its place: Leptos makes
 * its elements by names that markup of the page can take, and answers are read by functions
 * that a script of the page can replace.
 */
const TAKEN = [
  [/\barg0\.document\b/g, "safeDocument", 1],
  [/\bJSON\.parse\b/g, "parse", 1],
  // By a name, and by a number.
  [/\bReflect\.get\b/g, "memberOf", 2],
  // A second one prints values for a debugger.
  [/\bArray\.isArray\b/g, "isArray", 2],
];

const safeGlue = {
  name: "safe-glue",
  setup(bundler) {
    bundler.onLoad({ filter: /oneclick-widget\.js$/ }, ({ path }) => {
      let glue = readFileSync(path, "utf8");
      for (const [pattern, own, most] of TAKEN) {
        const found = glue.match(pattern)?.length ?? 0;
        if (found < 1 || found > most) throw new Error(`the glue of wasm-bindgen has ${pattern} ${found} times, and not 1 to ${most}`);
        glue = glue.replace(pattern, own);
      }
      const names = TAKEN.map(([, own]) => own).join(", ");
      const from = JSON.stringify(join(root, "src/script/builtins.js"));
      return { contents: `import { ${names} } from ${from};\n${glue}` };
    });
  },
};

async function bundleScript(entry, define) {
  const result = await build({
    entryPoints: [join(root, "src/script", entry)],
    bundle: true,
    write: false,
    format: "esm",
    minify: release,
    charset: "utf8",
    legalComments: "none",
    target,
    alias: { "oneclick-glue": glue },
    plugins: [style, safeGlue],
    define: Object.fromEntries(
      Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
    logLevel: "warning",
  });
  const unknown = [...variables.used].filter((name) => !variables.set.has(name));
  if (unknown.length > 0) throw new Error(`the style sheet uses ${unknown.join(", ")} and sets no such variable`);
  return Buffer.from(result.outputFiles[0].contents);
}

/** The keys of what the views say, in the order in which they ask for it by number. */
const VIEWS = Array.from(readFileSync(join(root, "crates/rules/src/messages/key.rs"), "utf8").matchAll(/ = "([\w.]+)",$/gm), ([, key]) => key);
/**
 * The order in which a file of texts has them, without their keys: first what the views say,
 * then what the script says. A key that both have stands there twice.
 */
const KEYS = [...VIEWS, ...Object.keys(JSON.parse(readFileSync(join(root, "src/script/english.json"), "utf8")))];

/** The texts of each language, by its tag. */
function languages() {
  const folder = join(root, "src/languages");
  const texts = new Map();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(".json")) continue;
    let text;
    try {
      text = JSON.parse(readFileSync(join(folder, file), "utf8"));
    } catch (error) {
      throw new Error(`src/languages/${file} is not JSON: ${error.message}`);
    }
    const missing = KEYS.filter((key) => text[key] === undefined);
    const unknown = Object.keys(text).filter((key) => !KEYS.includes(key));
    if (missing.length + unknown.length > 0) throw new Error(`src/languages/${file} has no ${missing}, and ${unknown} for nothing`);
    texts.set(basename(file, ".json"), Buffer.from(JSON.stringify(KEYS.map((key) => text[key]))));
  }
  return texts;
}

// The script instantiates by itself: the glue's own way is for whatever a program may give it.
appendFileSync(glue, "export { __wbg_get_imports as imports, __wbg_finalize_init as begin };\n");
if (release) {
  const small = await shrink({ glue: readFileSync(glue, "utf8"), wasm: readFileSync(wasmFile) });
  writeFileSync(glue, small.glue);
  writeFileSync(wasmFile, small.wasm);
  console.log("bytes of code by crate, before brotli; what is inlined counts where it is inlined:");
  for (const [crate, bytes] of small.crates) console.log(`${String(bytes).padStart(8)}  ${crate}`);
}
const wasm = readFileSync(wasmFile);
const assets = new Map();
/** Lays out a file under the name by which `assets.js` finds it; gives its hash. */
const asset = (name, extension, bytes) => {
  const hash = shortIntegrity(bytes);
  assets.set(`assets/${name}-${hash.slice(0, 16).replace(/\W/g, "_")}.${extension}`, bytes);
  return hash;
};

const texts = languages();
const textHashes = new Map(Array.from(texts, ([tag, bytes]) => [tag, asset(tag, "json", bytes)]));
const define = {
  __WASM__: asset("oneclick", "wasm", wasm),
  __LANGUAGES__: [...texts.keys()].join(" "),
  __ENGLISH__: textHashes.get("en"),
  // In a file of their own: what they weigh nobody waits for who reads English.
  __HASHES__: asset("hashes", "json", Buffer.from(JSON.stringify([...textHashes.values()]))),
  __VIEWS__: VIEWS.length,
  // By key, for a page that has texts of its own.
  __KEYS__: asset("keys", "json", Buffer.from(JSON.stringify(KEYS))),
  __VERSION__: version,
};
// What isolated mode needs in the merchant's page, loaded by the script there alone.
define.__OUTSIDE__ = asset("outside", "js", await bundleScript("isolated/outside.js", define));
/** The script, and that of the frame of isolated mode, of a build of this name. */
const bundleWhole = (name) => Promise.all(["main.js", "isolated/inside.js"].map((entry) => bundleScript(entry, { ...define, __BUILD__: name })));
// The name of the build is the hash of all of it, and all of it contains the name:
// so the scripts are bundled twice, first without.
const name = contentHash(Buffer.concat(await bundleWhole("")));
const [script, inside] = await bundleWhole(name);
const scripts = { "oneclick.js": script, "early.js": await bundleScript("early.js", {}) };
// A page may have that one in its own markup, which may be in any encoding.
if (release && /[^\n -~]|<[!/]/.test(scripts["early.js"])) throw new Error("early.js has what cannot stand in a page's markup: a character beyond ASCII, `<!` or `</`");

// The server's own page loads that one: no merchant's does, or pins it.
const files = new Map([["v1/inside.js", inside]]);
const hashes = {};
for (const [file, bytes] of Object.entries(scripts)) {
  for (const folder of ["v1", `v${version}`]) files.set(`${folder}/${file}`, bytes);
  hashes[file] = integrity(bytes);
}
files.set(`v${version}/integrity.json`, Buffer.from(`${JSON.stringify(hashes, null, 2)}\n`));
if (release) {
  for (const [path, bytes] of [...files, ...assets]) {
    const found = traces(bytes);
    if (found.length > 0) throw new Error(`${path} names a folder of this machine: ${found.join(", ")}`);
  }
}
layOut({
  folder: join(staging, "widget"),
  kept,
  name,
  version,
  languages: [...texts.keys()],
  files,
  assets,
  compress: release,
});

// For the server's page that shows the description of its APIs: as it comes, with its licence.
const reader = join(root, "node_modules/rapidoc");
const beside = join(staging, "widget/reference");
mkdirSync(beside, { recursive: true });
for (const [from, to] of [["dist/rapidoc-min.js", "rapidoc.js"], ["dist/rapidoc-min.js.gz", "rapidoc.js.gz"], ["LICENSE.txt", "LICENSE.txt"]]) copyFileSync(join(reader, from), join(beside, to));

// What Trunk made is in the bundle now; the page must load nothing twice, and Trunk's own
// line in the page has done its work.
for (const file of [glue, wasmFile, join(staging, "snippets")]) {
  rmSync(file, { recursive: true, force: true });
}
const page = join(staging, "index.html");
const html = readFileSync(page, "utf8");
const ours = /<link\b[^>]*(?:\bdata-trunk-id=|\boneclick-widget(?:_bg)?\.(?:js|wasm))[^>]*>\s*/g;
writeFileSync(page, html.replace(ours, ""));

console.log(`widget build ${name}: script ${script.length} bytes, wasm ${wasm.length} bytes`);
