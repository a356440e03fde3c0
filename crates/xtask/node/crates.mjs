// Tells how many bytes of code each crate has in the WebAssembly that ships: of the functions
// by their names, before brotli. What is inlined counts where it is inlined.

/** The sections of WebAssembly that are read here. */
const [CUSTOM, IMPORT, CODE] = [0, 2, 10];
/** The subsection of the functions' names. */
const FUNCTIONS = 1;
/** A crate in a name, with its hash. */
const CRATE = /\b(\w+)\[[0-9a-f]{8,}\]::/g;
const STANDARD = ["core", "alloc", "std"];

/** Reads bytes one after the other. */
class ByteReader {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get length() {
    return this.end - this.at;
  }

  number() {
    let number = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at++];
      number += (byte & 127) * shift;
      if (byte < 128) return number;
    }
  }

  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString("utf8", this.at - length, this.at);
  }

  /** The part that begins with its length. */
  part() {
    const length = this.number();
    this.at += length;
    return new ByteReader(this.bytes, this.at - length, this.at);
  }
}

/** The names of the functions, by their numbers. */
function namesOf(section) {
  const names = new Map();
  while (section.at < section.end) {
    const kind = section.bytes[section.at++];
    const part = section.part();
    if (kind !== FUNCTIONS) continue;
    for (let left = part.number(); left > 0; left -= 1) names.set(part.number(), part.text());
  }
  return names;
}

/** The crate that a function is there for: of the standard library's generic ones, whose type it is for. */
function crateOf(name) {
  const all = Array.from(name.matchAll(CRATE), ([, crate]) => crate);
  return all.find((crate) => !STANDARD.includes(crate)) ?? all[0] ?? "others";
}

/** The code of each function, in their order, and what gives the name of one by its number. */
function functionsOf(wasm) {
  const file = new ByteReader(wasm, 8);
  let imports = 0;
  let names = new Map();
  const bodies = [];
  while (file.at < file.end) {
    const id = wasm[file.at++];
    const section = file.part();
    if (id === IMPORT) imports = section.number();
    if (id === CODE) {
      for (let left = section.number(); left > 0; left -= 1) {
        const { at, end } = section.part();
        bodies.push(wasm.subarray(at, end));
      }
    }
    if (id === CUSTOM && section.text() === "name") names = namesOf(section);
  }
  return { bodies, nameOf: (index) => names.get(imports + index) };
}

/** The code of each function, in their order. */
export function bodiesOf(wasm) {
  return functionsOf(wasm).bodies;
}

/**
 * Adds up the code of each crate, the largest first.
 * @param {Buffer} wasm with names; all its imports are functions
 * @returns {[crate: string, bytes: number][]}
 */
export function codeByCrate(wasm) {
  const { bodies, nameOf } = functionsOf(wasm);
  if (nameOf(0) === undefined) throw new Error("the WebAssembly has no names of functions to count crates by");
  const crates = new Map();
  for (const [index, { length }] of bodies.entries()) {
    const crate = crateOf(nameOf(index) ?? "");
    crates.set(crate, (crates.get(crate) ?? 0) + length);
  }
  return [...crates].sort(([, one], [, other]) => other - one);
}
