// What is otherwise in the frame of isolated mode, whose own script (isolated/inside.js) sets it.
export const surroundings = {
  __proto__: null,
  /** Leads the whole page to an address. */
  leave: (address) => location.assign(address),
  /** Whether the shopper has just pressed something, here or in the page. */
  isPressed: () => navigator.userActivation.isActive,
  /** Brings something into view. Never smooth, whatever the page's own style wants. */
  reveal: (element) => element?.scrollIntoView({ __proto__: null, block: "nearest", behavior: "instant" }),
  /** Whether what this origin stores would tell of every payment that was begun in this browser. */
  knowsAll: true,
};
