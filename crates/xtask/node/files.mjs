// Lays out the files that merchants' pages load, with the previous two builds' beside them.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** How many builds' assets are there at a time: a page may be one or two builds old. */
const BUILDS = 3;
/** What stands beside a file: compressed forms of it. */
const COMPRESSED = ["", ".br", ".gz"];

/** A short name for some bytes that changes when they do. */
export function contentHash(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** Subresource integrity as browsers check it. */
export function integrity(bytes) {
  return `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
}

/** The shortest that browsers check, less what each has: `sha256-` before and `=` behind. */
export function shortIntegrity(bytes) {
  return createHash("sha256").update(bytes).digest("base64").slice(0, -1);
}

/**
 * Compresses by the kind of contents that suits the bytes best: hashes are no text, and in
 * code most of what comes again is near.
 */
function brotli(bytes) {
  const kinds = [
    { mode: constants.BROTLI_MODE_GENERIC, near: 0 },
    { mode: constants.BROTLI_MODE_GENERIC, near: 15 },
    { mode: constants.BROTLI_MODE_FONT, near: 0 },
  ];
  const all = kinds.map(({ mode, near }) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        [constants.BROTLI_PARAM_MODE]: mode,
        [constants.BROTLI_PARAM_NDIRECT]: near,
        [constants.BROTLI_PARAM_LGWIN]: Math.max(16, Math.ceil(Math.log2(bytes.length))),
      },
    }),
  );
  return all.reduce((one, other) => (other.length < one.length ? other : one));
}

function write(folder, path, bytes, compress) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  if (!compress) return;
  writeFileSync(`${file}.br`, brotli(bytes));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

function previousBuilds(kept) {
  const list = join(kept, "builds.json");
  return existsSync(list) ? JSON.parse(readFileSync(list, "utf8")).builds : [];
}

/**
 * Writes a build into `folder`. Trunk empties its output folder at every build, so the
 * assets of the newest builds are also kept in `kept`, and the older ones put back.
 */
export function layOut({ folder, kept, name, version, languages, files, assets, compress }) {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of files) write(folder, path, bytes, compress);
  mkdirSync(join(kept, "assets"), { recursive: true });
  for (const [path, bytes] of assets) {
    // The same name means the same bytes: compressing once is enough.
    const last = COMPRESSED.at(compress ? -1 : 0);
    if (!existsSync(join(kept, path + last))) write(kept, path, bytes, compress);
  }

  const older = previousBuilds(kept).filter((build) => build.build !== name);
  const newest = { build: name, version, languages, files: [...assets.keys()] };
  const builds = [newest, ...older].slice(0, BUILDS);
  const wanted = new Set(
    builds.flatMap((build) =>
      build.files.flatMap((path) => COMPRESSED.map((ending) => path + ending)),
    ),
  );
  for (const file of readdirSync(join(kept, "assets"))) {
    if (!wanted.has(`assets/${file}`)) rmSync(join(kept, "assets", file));
  }
  const list = `${JSON.stringify({ builds }, null, 2)}\n`;
  writeFileSync(join(kept, "builds.json"), list);
  cpSync(join(kept, "assets"), join(folder, "assets"), { recursive: true });
  writeFileSync(join(folder, "builds.json"), list);
}
