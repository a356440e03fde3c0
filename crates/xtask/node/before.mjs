// Called by Trunk before it builds the widget: refuses what would fail or be another
// build than the one that ships, before minutes are spent on it.
import { createRequire } from "node:module";

const refuse = (why) => {
  console.error(`error: ${why}`);
  process.exit(1);
};

const { resolve } = createRequire(import.meta.url);
for (const name of ["esbuild", "binaryen"]) {
  try {
    resolve(name);
  } catch {
    refuse(`${name} is not in node_modules: run \`cargo xtask setup\` (or \`npm ci\`)`);
  }
}

if (process.env.TRUNK_PROFILE === "release" && !process.env.CARGO_UNSTABLE_BUILD_STD) {
  refuse(
    "a plain `trunk build --release` is larger than what ships, and names the folders of this machine: run `cargo xtask package`",
  );
}
