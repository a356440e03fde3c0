// Puts functions that are alike beside each other: what compresses WebAssembly finds what is
// near in fewer bits. The order means nothing to who runs it.
import binaryen from "binaryen";

/** How many bytes of code make a piece: one instruction and what it is about. */
const PIECE = 4;

/** The pieces that a function's code has. */
function piecesOf(code) {
  const pieces = new Set();
  for (let at = 0; at + PIECE <= code.length; at += 1) pieces.add(code.readUInt32LE(at));
  return pieces;
}

/** In how many functions each piece is. */
function frequencies(all) {
  const counts = new Map();
  for (const pieces of all) for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return counts;
}

/** The numbers of the functions, each followed by the one that is most like it. */
function chain(bodies) {
  const all = bodies.map(piecesOf);
  const counts = frequencies(all);
  const likeness = (one, other) => {
    const [few, many] = one.size < other.size ? [one, other] : [other, one];
    let shared = 0;
    // What is in most functions says little.
    for (const piece of few) if (many.has(piece)) shared += 1 / Math.log(1 + counts.get(piece));
    // Two short ones are not unlike because they are short.
    return shared / Math.sqrt((one.size + 8) * (other.size + 8));
  };
  const left = new Set(bodies.keys());
  const order = [];
  for (let next = 0; next !== undefined; ) {
    order.push(next);
    left.delete(next);
    const last = all[next];
    next = undefined;
    let most = -1;
    for (const candidate of left) {
      const like = likeness(last, all[candidate]);
      if (like > most) [next, most] = [candidate, like];
    }
  }
  return order;
}

/**
 * @param {Buffer} wasm
 * @param {Buffer[]} bodies the code of its functions, in their order
 * @returns {Uint8Array} the same with its functions in another order
 */
export function orderedByLikeness(wasm, bodies) {
  const module = binaryen.readBinary(wasm);
  const functions = [];
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const info = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    // An import has a module.
    if (!info.module) functions.push(info);
  }
  if (functions.length !== bodies.length) throw new Error(`${functions.length} functions with ${bodies.length} bodies`);
  for (const { name } of functions) module.removeFunction(name);
  for (const index of chain(bodies)) {
    const { name, params, results, vars, body } = functions[index];
    module.addFunction(name, params, results, vars, body);
  }
  binaryen.setDebugInfo(false);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}
