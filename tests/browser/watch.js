// Runs in every page before its own scripts: writes down what happens, so that
// a test can ask afterwards for what it could not have seen at the moment.

/** Leaves `watched` on the window: `heard`, `screens`, `said`, `shifts`, `persisted`. */
export function watch() {
  const watched = { heard: [], screens: [], said: [], shifts: [], persisted: undefined };
  window.watched = watched;

  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI}`);
  });
  window.addEventListener("pageshow", (event) => {
    watched.persisted = event.persisted;
  });

  const names = ["ready", "change", "success", "declined", "cancelled", "pending", "expiring", "error"];
  for (const name of names.map((name) => `oneclick-${name}`)) {
    // While bubbling: an event that does not reach the document is not heard.
    document.addEventListener(name, ({ target, detail, composed }) => {
      const from = target === document ? "document" : target.localName;
      watched.heard.push({ name, detail, from, composed });
    });
  }

  new PerformanceObserver((list) => {
    const order = document.getElementById("order");
    for (const { value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => node).filter((node) => order?.contains(node));
      const names = moved.map((node) => node.className || node.nodeName);
      if (moved.length > 0) watched.shifts.push({ value, names });
    }
  }).observe({ type: "layout-shift", buffered: true });

  const push = (list, entry) => {
    if (JSON.stringify(list.at(-1)) !== JSON.stringify(entry)) list.push(entry);
  };
  const look = (records) => {
    for (const { target, type, addedNodes } of records) {
      if (type === "attributes") {
        push(watched.screens, target.dataset.screen);
        continue;
      }
      // Each text put into a live region is said, the same one again too.
      const urgency = target.getAttribute?.("aria-live");
      if (!urgency) continue;
      for (const { textContent } of addedNodes) watched.said.push([urgency, textContent]);
    }
  };
  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    const options = { subtree: true, childList: true };
    if (this.localName === "one-click-checkout") {
      const observer = new MutationObserver(look);
      observer.observe(root, { ...options, attributes: true, attributeFilter: ["data-screen"] });
    }
    return root;
  };
}
