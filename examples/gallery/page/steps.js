// What a shopper or a page does to bring the element into a state, where no answer shows it
// by itself.

/** The token of every showing. */
export const TOKEN = "ct_gallery";

/** Resolves to what `find` finds in the element, as soon as there is something. */
export function found(element, find) {
  return new Promise((resolve) => {
    const look = () => {
      const it = find(element.shadowRoot);
      if (!it) return;
      observer.disconnect();
      resolve(it);
    };
    const observer = new MutationObserver(look);
    observer.observe(element.shadowRoot, { subtree: true, childList: true, attributes: true });
    look();
  });
}

/** Resolves when the element shows a screen. */
export const shows = (screen) => (element) => found(element, (root) => root.querySelector(`[data-screen="${screen}"]`));

const part = (element, name) => found(element, (root) => root.querySelector(`[part~="${name}"]`));

/** Types a security code and presses the button. */
export const press =
  (cvc = "") =>
  async (element) => {
    const button = await part(element, "button");
    if (cvc) (await part(element, "cvc")).value = cvc;
    button.click();
  };

/** Picks a card by its id, a new one by none. */
export const pick = (id) => async (element) => (await found(element, (root) => root.querySelector(`[type=radio][value="${id}"]`))).click();

const pressFound = (selector) => async (element) => (await found(element, (root) => root.querySelector(selector))).click();

/** Shows what can be done to the cards. */
export const edit = pressFound(".aside [part=edit]");

/** Asks for the removal of the first card. */
export const remove = pressFound(".card > .edits:not([role]) > button:last-of-type");

/** Confirms it. */
export const confirm = pressFound(".edits[role=group] > button:last-of-type");

/** Presses the button of a screen. */
export const act = async (element) => (await part(element, "action")).click();

/** Shows the cards that are folded away. */
export const unfold = async (element) => (await part(element, "more")).click();

/** Gives up what is open on another page. */
export const giveUp = async (element) => (await part(element, "give-up")).click();

/** Sets the session again, so that it is read again. */
export const again = async (element) => {
  element.session = TOKEN;
};

/** The connection goes. */
export const disconnect = async () => {
  window.dispatchEvent(new Event("offline"));
};

/** Comes back from the browser's page cache. */
export const comeBack = async () => {
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
};

/** The WebAssembly traps. */
export const trap = async () => {
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  const error = new WebAssembly.RuntimeError("unreachable");
  error.stack = files.find((name) => name.endsWith(".wasm"));
  window.dispatchEvent(new ErrorEvent("error", { error }));
};
