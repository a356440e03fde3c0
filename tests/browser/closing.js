// Closes what a test opened, also while a page goes elsewhere: Chromium then says
// that it closes the page, and may forget it. Firefox closes it.

/** Milliseconds until Chromium is asked once more. */
const AGAIN_AFTER = 500;
/** How often it is asked. */
const TIMES = 20;

/** Closes the context, the only one that is open in its browser; fails if the browser never does. */
export async function closeContext(context, reason) {
  const browser = context.browser();
  const closing = context.close({ reason });
  if (browser.browserType().name() !== "chromium") return closing;
  for (let left = TIMES; left > 0; left -= 1) {
    if (await isDone(closing, AGAIN_AFTER)) return;
    await closePages(browser);
  }
  throw new Error(`the browser did not close its pages, asked ${TIMES} times`);
}

async function closePages(browser) {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const pages = targetInfos.filter(({ type }) => type === "page");
  // One may be closing by itself meanwhile.
  await Promise.allSettled(pages.map(({ targetId }) => session.send("Target.closeTarget", { targetId })));
  await session.detach();
}

/** Whether the promise is fulfilled in time; a rejection is passed on. */
async function isDone(promise, milliseconds) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const done = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return done;
}
