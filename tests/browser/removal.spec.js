import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

/** Pays, and takes the element away while the answer is held back. */
async function removeDuringPayment(page, checkout) {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await page.getByRole("button", { name: "Remove the element" }).click();
  await expect(checkout.element).toHaveCount(0);
  return answer;
}

const success = async (checkout) =>
  (await checkout.watched()).heard.filter(({ name }) => name === "oneclick-success");

test("an element that was removed during the payment and never put back tells the document", async ({
  page,
  checkout,
}) => {
  const answer = await removeDuringPayment(page, checkout);
  answer.release();
  await expect.poll(() => success(checkout)).toHaveLength(1);
  expect((await success(checkout))[0].from).toBe("document");
  await checkout.isChargedOnce();
});

test("an element that is put back after the answer shows it", async ({ page, checkout }) => {
  const answer = await removeDuringPayment(page, checkout);
  answer.release();
  await expect.poll(() => success(checkout)).toHaveLength(1);
  await page.getByRole("button", { name: "Put it back" }).click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("an element that is put back before the answer goes on paying", async ({ page, checkout }) => {
  const answer = await removeDuringPayment(page, checkout);
  await page.getByRole("button", { name: "Put it back" }).click();
  await checkout.shows("paying");
  answer.release();
  await checkout.shows("paid");
  await expect.poll(() => success(checkout)).toHaveLength(1);
  expect((await success(checkout))[0].from).toBe("one-click-checkout");
  await checkout.isChargedOnce();
});

test("a new element of the session takes the place of the one removed", async ({ page, checkout }) => {
  const answer = await removeDuringPayment(page, checkout);
  await page.evaluate((order) => {
    const { endpoint, session } = JSON.parse(sessionStorage.getItem(`nordlys:${order}`));
    const element = document.createElement("one-click-checkout");
    element.setAttribute("endpoint", endpoint);
    element.setAttribute("session", session);
    document.getElementById("checkout").replaceChildren(element);
  }, checkout.shop.order);
  await checkout.shows("paying");
  answer.release();
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("an element that is moved within the page goes on", async ({ page, checkout }) => {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await page.evaluate(() => {
    document.querySelector("footer").append(document.querySelector("one-click-checkout"));
  });
  answer.release();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
