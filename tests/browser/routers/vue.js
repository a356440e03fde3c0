// A shop in Vue, whose views are kept alive while others are shown, and teleported.
import { KeepAlive, Teleport, createApp, h, reactive } from "@vue/runtime-dom";

const { how, ...made } = JSON.parse(document.getElementById("made").textContent);
const state = reactive({ shown: true, key: 0, to: "#main" });

const Checkout = {
  name: "Checkout",
  render: () => h("one-click-checkout", { ...made, rows: 4 }),
};
const Other = { name: "Other", render: () => h("p", "Another page") };

window.router = {
  leave: () => (state.shown = false),
  back: () => (state.shown = true),
  another: () => (state.key += 1),
  move: () => (state.to = state.to === "#main" ? "#aside" : "#main"),
};

const render = () =>
  how === "teleport"
    ? h(Teleport, { to: state.to }, [state.shown ? h(Checkout, { key: state.key }) : h(Other)])
    : h(KeepAlive, [state.shown ? h(Checkout, { key: state.key }) : h(Other)]);
createApp({ render }).mount("#app");
