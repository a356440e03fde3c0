// Which of many cases that differ little a run tries.

/** All of them in a full run, else `few`: the first, the last, and some between them. */
export function some(cases, few) {
  const all = [...cases];
  if (process.env.ONECLICK_FULL || all.length <= few) return all;
  return Array.from({ length: few }, (_, index) => all[Math.round((index * (all.length - 1)) / Math.max(few - 1, 1))]);
}
