// Elements made one by one: no markup is ever parsed, so Trusted Types have nothing to refuse.

/** An element with its attributes and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}
