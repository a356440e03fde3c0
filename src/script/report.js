// Who is told of what stands in the way of the WebAssembly.
import { hint } from "./setup.js";
import { domEvent } from "./dom_event.js";

/** Tells the developer and the page; gives what support can find it by. */
export function report(host, { code, cause }) {
  const requestId = `${__BUILD__}-${Date.now().toString(36)}`;
  console.error(`<one-click-checkout> ${code} (${requestId})`, cause ?? hint(code) ?? "");
  host.dispatchEvent(domEvent("oneclick-error", { code, request_id: requestId }));
  return requestId;
}
