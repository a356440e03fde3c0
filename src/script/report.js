// Reports what keeps the WebAssembly from running.
import { hint } from "./setup.js";
import { tell } from "./tell.js";

/** Reports a failure to the developer and the page; returns the request id that names it. */
export function report(host, { code, cause }) {
  const requestId = `${__BUILD__}-${Date.now().toString(36)}`;
  console.error(`<one-click-checkout> ${code} (${requestId})`, cause ?? hint(code) ?? "");
  tell(host, "oneclick-error", false, { code, request_id: requestId });
  return requestId;
}
