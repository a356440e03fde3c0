// Runs once, while Turbo puts one body in the place of another: so it listens on the document, and
// looks for what it changes when it changes it.
function tell(text) {
  const parcel = document.querySelector("#parcel");
  if (parcel) parcel.textContent = text;
}

// The event is news for the page. Whether the order is shipped, the backend alone knows.
document.addEventListener("oneclick-success", async () => {
  for (let second = 0; second < 60; second += 1) {
    const answer = await fetch("/order");
    if (answer.ok && (await answer.json()).shipped) return tell("Your lamp is on its way.");
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  tell("We write to you when your lamp is on its way.");
});

async function renew() {
  const answer = await fetch("/session", { method: "POST" });
  const element = document.querySelector("one-click-checkout");
  if (answer.ok && element) element.session = (await answer.json()).session;
}
document.addEventListener("oneclick-expiring", renew);
document.addEventListener("oneclick-error", ({ detail }) => detail.code === "session.expired" && renew());
