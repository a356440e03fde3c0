// The page's calls to its own backend.

/** Makes a session of the browser's order: the attributes of the element. */
export async function makeSession() {
  const answer = await fetch("/session", { method: "POST" });
  if (!answer.ok) throw new Error(`The shop answered ${answer.status}.`);
  return answer.json();
}

/** Resolves to whether the order was shipped within a minute: the backend alone knows. */
export async function isShipped() {
  for (let second = 0; second < 60; second += 1) {
    const answer = await fetch("/order");
    if (answer.ok && (await answer.json()).shipped) return true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return false;
}
