// What the page adds, or takes away.
import { read } from "../answers.js";

const slots = { heading: "Payment", footer: "By paying you accept the shop’s terms.", empty: "Cards can be added in your account." };

export const PAGE = {
  title: "Of the page",
  states: [
    { name: "slots", title: "Heading and footer", screen: "ready", says: "pay", reads: [read()], slots },
    { name: "slots-empty", title: "No card, with words", screen: "empty", says: "empty.text", reads: [read({ cards: [] })], slots },
    {
      name: "button-hidden",
      title: "Without its button",
      screen: "ready",
      says: "pay.with",
      reads: [read()],
      attributes: { "button-hidden": "" },
    },
  ],
};
