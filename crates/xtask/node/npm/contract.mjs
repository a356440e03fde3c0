// Reads docs/element.md, the contract of the element: one source for people, types and editors.

/** The rows of a section's table: the texts of their cells. */
function rows(text, section) {
  const [, rest] = text.split(`\n## ${section}\n`);
  if (!rest) throw new Error(`docs/element.md has no section "${section}"`);
  const lines = rest.split("\n## ")[0].split("\n").filter((line) => line.startsWith("|"));
  // Without its head.
  return lines.slice(2).map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim()));
}

/** A cell without marks and addresses of links. */
const plain = (cell) => cell.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "");
const codes = (cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code]) => code);

/** What a section lists: a name for each in its first cell, the second cell, and the last. */
export function documented(text, section) {
  return rows(text, section).flatMap(([names, ...cells]) =>
    codes(names).map((name) => ({ name, description: plain(cells[0]), last: plain(cells.at(-1)) })),
  );
}

/** Attributes with their properties; one of both may be missing. */
export function attributes(text) {
  return rows(text, "Attributes and properties").map(([name, property, is]) => ({ name: codes(name)[0], property: codes(property)[0], description: plain(is) }));
}

/** Methods, with their parameters. */
export function methods(text) {
  return rows(text, "Methods").map(([call, does]) => {
    const [, name, parameters] = /^(\w+)\((.*)\)$/.exec(codes(call)[0]);
    const named = parameters ? { parameters: parameters.split(", ").map((parameter) => ({ name: parameter, optional: true })) } : {};
    return { name, description: plain(does), ...named };
  });
}

/** Events. */
export function events(text) {
  return rows(text, "Events").map(([name, when]) => ({ name: codes(name)[0], description: plain(when) }));
}
