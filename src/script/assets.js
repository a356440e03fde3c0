// Loads files of this build: the hash of each names it, and pins it.
import { make } from "./build.js";
import { fetch, find } from "./builtins.js";
import { until } from "./call.js";

/** Returns the name of a file, as `bundle.mjs` lays it out. */
export function fileName(name, hash, extension) {
  return `${name}-${hash.slice(0, 16).replace(/\W/g, "_")}.${extension}`;
}

/** Returns the address of a file. */
const urlOf = (...file) => new URL(`../assets/${fileName(...file)}`, import.meta.url);

/** Fetches a file until `signal` says that it is late; one that is not `checked` has to be by the caller. */
export function fetchAsset(name, hash, extension, signal, checked = true) {
  const url = urlOf(name, hash, extension);
  // Nothing is said of credentials, else no `<link rel=preload>` of the page's serves.
  const options = { __proto__: null, integrity: checked ? `sha256-${hash}=` : "", signal };
  return until(signal, fetch(url, options));
}

/** Imports a script until `signal` says that it is late. `import()` checks no hash: what it takes is what was loaded before, by a tag that does. */
export async function importAsset(name, hash, signal) {
  const { href } = urlOf(name, hash, "js");
  const link = make("link", { rel: "modulepreload", href, integrity: `sha256-${hash}=` });
  const loaded = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
  });
  find("*").append(link);
  await until(signal, loaded).finally(() => link.remove());
  return import(href);
}
