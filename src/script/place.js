// Keeps the focus in its place when one view takes the place of another.

const PLACES = ["[name=cvc]", ".radio:checked", ".pay", ".action", "[data-heading]"];

/** Returns the place that has the focus: "" for elsewhere in the element, undefined for outside of it. */
export function placeOf({ root }) {
  const active = root.activeElement ?? undefined;
  return active && (PLACES.find((place) => active.matches(place)) ?? "");
}

/** Brings the focus there once it is drawn, unless the shopper has left the element. */
export function bringBack({ root, content }, place) {
  if (place === undefined) return;
  const look = () => {
    const places = place ? [place, ...PLACES] : PLACES;
    const found = places.map((place) => root.querySelector(place)).find(Boolean);
    if (!found) return;
    observer.disconnect();
    if (root.activeElement) found.focus();
  };
  const observer = new MutationObserver(look);
  observer.observe(content, { childList: true, subtree: true });
}
