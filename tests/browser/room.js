// Whether every text of the element has room.

/** Runs in the page: what is broader than its room, and what lies on the badge. */
export function crowded() {
  const found = [];
  for (const host of document.querySelectorAll("one-click-checkout")) {
    const room = host.getBoundingClientRect();
    const say = (what, { className, textContent }) => found.push(`${host.lang}: .${className} ${what}: ${textContent}`);
    for (const part of host.shadowRoot.querySelectorAll(".base *")) {
      const box = part.getBoundingClientRect();
      if (box.width === 0 || part.closest(".unseen")) continue;
      const { display } = getComputedStyle(part);
      if (display !== "inline" && part.scrollWidth > part.clientWidth + 2) say("is broader than its box", part);
      if (box.left < room.left - 1 || box.right > room.right + 1) say("stands out of the element", part);
    }
    const [title, badge] = [".with", ".badge"].map((one) => host.shadowRoot.querySelector(one));
    if (title && badge) {
      const [one, other] = [title.getClientRects()[0], badge.getBoundingClientRect()];
      if (one.left < other.right && other.left < one.right && one.top < other.bottom) say("lies on the badge", title);
    }
  }
  return found;
}
