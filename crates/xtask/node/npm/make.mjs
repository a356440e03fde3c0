// Makes the npm package `oneclick-checkout` of what was built: loader, types, descriptions for
// editors, and the files to serve. Called by `cargo xtask package`, after Trunk.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attributes, documented, events, methods } from "./contract.mjs";

const [root, target] = process.argv.slice(2);
if (!target) throw new Error("give the folder of the sources and the folder to write: `cargo xtask package` does");

const widget = join(root, "dist/widget");
const read = (path) => readFileSync(join(root, path), "utf8");
const { builds } = JSON.parse(read("dist/widget/builds.json"));
const [{ version, files: assets }] = builds;
const hashes = JSON.parse(readFileSync(join(widget, `v${version}/integrity.json`), "utf8"));
const contract = read("docs/element.md");

const DESCRIPTION = "Lets a returning shopper pay with a stored card in one click.";
const described = attributes(contract);
const named = described.filter(({ name }) => name);
const slots = documented(contract, "Slots");
const parts = documented(contract, "Parts");
const variables = documented(contract, "Variables").map(({ name, description, last }) => ({ name, description: `Sets ${description}. Unless set: ${last}.` }));

const union = (all) => all.map(({ name }) => `"${name}"`).join(" | ");
/** What the sources of the package leave open. */
const VALUES = {
  __VERSION__: JSON.stringify(version),
  __INTEGRITY__: JSON.stringify(hashes["oneclick.js"]),
  __PARTS__: union(parts),
  __VARIABLES__: union(variables),
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const write = (name, text) => writeFileSync(join(target, name), text);
const json = (name, value) => write(name, `${JSON.stringify(value, null, 2)}\n`);

const sources = join(root, "src/npm");
for (const name of readdirSync(sources)) {
  // The report is for review here.
  if (name.endsWith(".api.md")) continue;
  const text = readFileSync(join(sources, name), "utf8");
  write(name, text.replace(/__[A-Z]+__/g, (word) => VALUES[word] ?? word));
}

// The files to serve, as a checkout server has them: this build's alone.
const script = `files/v${version}`;
mkdirSync(join(target, "files/assets"), { recursive: true });
for (const name of ["oneclick.js", "early.js", "integrity.json"]) cpSync(join(widget, `v${version}`, name), join(target, script, name));
for (const path of assets) cpSync(join(widget, path), join(target, "files", path));

const types = (file, other) => ({ types: `./${file}.d.ts`, ...other });
json("package.json", {
  name: "oneclick-checkout",
  version,
  description: "A checkout element: a returning shopper pays with a stored card in one click.",
  license: "MIT OR Apache-2.0",
  type: "module",
  sideEffects: [`./${script}/*.js`],
  exports: {
    ".": types("index", { default: "./index.js" }),
    "./element": types("element", { default: `./${script}/oneclick.js` }),
    ...Object.fromEntries(["react", "preact", "vue", "svelte"].map((name) => [`./${name}`, types(name)])),
    "./files/*": "./files/*",
    "./custom-elements.json": "./custom-elements.json",
    "./vscode.html-custom-data.json": "./vscode.html-custom-data.json",
    "./vscode.css-custom-data.json": "./vscode.css-custom-data.json",
    "./package.json": "./package.json",
  },
  customElements: "custom-elements.json",
  files: ["*.js", "*.d.ts", "*.json", "files"],
});
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) cpSync(join(root, name), join(target, name));

const brief = ({ name, description }) => ({ name, description });
const ELEMENT = "one-click-checkout";
json("custom-elements.json", {
  schemaVersion: "2.1.0",
  modules: [
    {
      kind: "javascript-module",
      path: `${script}/oneclick.js`,
      declarations: [
        {
          kind: "class",
          customElement: true,
          name: "OneClickCheckout",
          tagName: ELEMENT,
          description: DESCRIPTION,
          superclass: { name: "HTMLElement" },
          attributes: named.map(({ name, property, description }) => ({ name, fieldName: property, description })),
          members: [
            ...described.filter(({ property }) => property).map(({ name, property, description }) => ({
              kind: "field",
              name: property,
              description,
              ...(name ? { attribute: name } : {}),
            })),
            ...methods(contract).map((method) => ({ kind: "method", ...method })),
          ],
          events: events(contract).map((event) => ({ ...event, type: { text: `OneClickCheckoutEventMap["${event.name}"]` } })),
          slots: slots.map(brief),
          cssParts: parts.map(brief),
          cssProperties: variables,
        },
      ],
      exports: [
        { kind: "js", name: "OneClickCheckout", declaration: { name: "OneClickCheckout" } },
        { kind: "custom-element-definition", name: ELEMENT, declaration: { name: "OneClickCheckout" } },
      ],
    },
  ],
});
json("vscode.html-custom-data.json", {
  version: 1.1,
  tags: [
    {
      name: ELEMENT,
      description: DESCRIPTION,
      attributes: named.map(({ name, description }) => ({ name, description, ...(name === "layout" ? { values: [{ name: "list" }, { name: "express" }] } : {}) })),
    },
  ],
});
json("vscode.css-custom-data.json", {
  version: 1.1,
  properties: variables,
});
console.log(`npm package oneclick-checkout ${version}: ${target}`);
