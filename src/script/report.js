// Reports what keeps the WebAssembly from running.
import { hint } from "./setup.js";

/** Reports a failure to the developer and the page; returns the request id that names it. */
export function report(host, { code, cause }) {
  const requestId = `${__BUILD__}-${Date.now().toString(36)}`;
  console.error(`<one-click-checkout> ${code} (${requestId})`, cause ?? hint(code) ?? "");
  const detail = { code, request_id: requestId };
  // As those of dom_events.rs: out of every shadow root.
  host.dispatchEvent(new CustomEvent("oneclick-error", { __proto__: null, bubbles: true, composed: true, detail }));
  return requestId;
}
