// What the page does beside the element: tells of the parcel, and renews the session.
const element = document.querySelector("one-click-checkout");
const parcel = document.querySelector("#parcel");

// The event is news for the page. Whether the order is shipped, the backend alone knows.
element.addEventListener("oneclick-success", async () => {
  for (let second = 0; second < 60; second += 1) {
    const answer = await fetch("/order");
    if (answer.ok && (await answer.json()).shipped) {
      parcel.textContent = "Your lamp is on its way.";
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  parcel.textContent = "We write to you when your lamp is on its way.";
});

async function renew() {
  const answer = await fetch("/session", { method: "POST" });
  if (answer.ok) element.session = (await answer.json()).session;
}
element.addEventListener("oneclick-expiring", renew);
element.addEventListener("oneclick-error", ({ detail }) => detail.code === "session.expired" && renew());
