// Gives the element its attributes as properties.

// On a server there is none to extend, and importing must not fail.
const Base = typeof HTMLElement === "undefined" ? class {} : HTMLElement;

export class Properties extends Base {
  #messages;

  get endpoint() {
    return this.getAttribute("endpoint") ?? "";
  }
  set endpoint(value) {
    this.setAttribute("endpoint", value);
  }
  get rows() {
    const rows = Number.parseInt(this.getAttribute("rows") ?? "", 10);
    return rows > 0 && rows < 20 ? rows : 2;
  }
  set rows(value) {
    this.setAttribute("rows", String(value));
  }
  get layout() {
    return this.getAttribute("layout") === "express" ? "express" : "list";
  }
  set layout(value) {
    this.setAttribute("layout", value);
  }
  get allowFramed() {
    return this.hasAttribute("allow-framed");
  }
  set allowFramed(value) {
    this.toggleAttribute("allow-framed", Boolean(value));
  }
  get isolated() {
    return this.hasAttribute("isolated");
  }
  set isolated(value) {
    this.toggleAttribute("isolated", Boolean(value));
  }
  get buttonHidden() {
    return this.hasAttribute("button-hidden");
  }
  set buttonHidden(value) {
    this.toggleAttribute("button-hidden", Boolean(value));
  }
  get messages() {
    return this.#messages;
  }
  set messages(own) {
    this.#messages = own;
    this.attributeChangedCallback("messages");
  }
}

/** The rows to keep room for: the express layout has one. */
export function roomOf(element) {
  return element.layout === "express" ? 1 : element.rows;
}

/** Says on the console which layouts there are, for a value that is none. */
export function checkLayout(value) {
  if (value !== null && value !== "list" && value !== "express") {
    console.error(`<one-click-checkout> layout: "${value}" must be "list" or "express"; "list" is used`);
  }
}

/** Sets a property again that was set before the element was defined: it hides the accessor. */
export function takeOver(element, name) {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete element[name];
  element[name] = value;
}
