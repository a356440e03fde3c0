// What Orca says while a stored card is removed and brought back. The roles are in Orca's own
// language.
import { expect, test } from "./fixtures.js";

for (const language of ["en", "de"]) {
  test(`a card is removed and brought back, ${language}`, async ({ opens }) => {
    const shopper = await opens({}, language);
    const said = (key, values) => shopper.message(key, values);
    const visa = `Visa ${said("card.ending", { digits: "4242" })}`;
    const named = (key) => `${said(key)}${said("comma")}${visa}`;
    const button = (key) => `${named(key)} push button.`;
    const shows = (name) => expect.poll(() => shopper.window.tree()).toContain(name);
    await shopper.reachesEdit();
    await shopper.press("Return", "expanded");
    await shopper.press("Tab", shopper.card("Visa", "4242", 2031, 12));
    await shopper.reachesCode(3);
    await shopper.press("Tab", button("remove"));
    // The button that had the focus has gone with the press: Orca takes the next one in silence.
    await shopper.press("Return");
    await shows(named("remove.keep"));
    await shopper.press("Tab", button("remove"));
    await shopper.press("Return", said("removed", { card: visa }));
    await shows(named("removed.undo"));
    // From the next card's button over the other cards' to the line of the one that is gone.
    await shopper.pressUntil("Tab", button("removed.undo"));
    await shopper.press("Return", said("restored", { card: visa }));
    await shows(named("remove"));
  });
}
