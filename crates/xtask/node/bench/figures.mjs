// Puts figures together and prints them: measured, never judged.

/** The columns of the table: milliseconds from navigation. */
const PARTS = ["page", "script", "wasm", "answer"];

/** Returns the middle of some figures, rounded; null of none. */
export function median(figures) {
  const sorted = figures.filter((one) => one !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const half = sorted.length >> 1;
  return Math.round(sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
}

/** Returns one median over another, to two digits. */
const quotient = (one, other) => (one && other ? Math.round((one.usable / other.usable) * 100) / 100 : null);

function medians(results) {
  const parts = PARTS.map((part) => [part, median(results.map(({ parts }) => parts[part]))]);
  return {
    ...Object.fromEntries(parts),
    usable: median(results.map(({ usable }) => usable)),
    click_to_request: median(results.map(({ click }) => click)),
    preflights: Math.max(...results.map(({ preflights }) => preflights)),
  };
}

/** Returns all that is printed. */
export function figures(measured, { shifts, tasks }) {
  const loads = Object.fromEntries(Object.entries(measured).map(([name, results]) => [name, medians(results)]));
  return {
    rounds: measured.bare.length,
    loads,
    bare: quotient(loads.bare, loads.dropin_bare),
    preloaded: quotient(loads.preloaded, loads.dropin_preloaded),
    many: quotient(loads.many, loads.bare),
    isolated: quotient(loads.isolated, loads.bare),
    shifts,
    long_tasks: tasks,
  };
}

function row(name, ...cells) {
  console.log(name.padEnd(20) + cells.map((cell) => String(cell ?? "-").padStart(9)).join(""));
}

const list = (figures) => (figures.length > 0 ? figures.map((one) => `${Math.round(one)} ms`).join(", ") : "none");

/** Prints figures for people. */
export function print({ rounds, loads, bare, preloaded, many, isolated, shifts, long_tasks: tasks }) {
  console.log(`\nmilliseconds from navigation until each has come, medians of ${rounds}:`);
  row("", ...PARTS, "card", "click");
  for (const [name, { usable, click_to_request: click, ...parts }] of Object.entries(loads)) {
    row(name, ...PARTS.map((part) => parts[part]), usable, click);
  }
  console.log("card: the first that can be picked and paid with; click: from pointerup to the charge's request");
  if (bare !== null) console.log(`element / drop-in: ${bare} with a bare script tag, ${preloaded} preloaded`);
  console.log(`200 cards / 2 cards: ${many}`);
  console.log(`isolated / open: ${isolated}`);
  console.log(`preflights between click and charge: ${loads.bare.preflights}`);
  console.log("\nlayout shift with the right `rows`:");
  for (const [name, value] of Object.entries(shifts)) row(name, value);
  console.log("\ntasks over 50 ms, not slowed down:");
  for (const [name, found] of Object.entries(tasks)) row(name, list(found));
}
