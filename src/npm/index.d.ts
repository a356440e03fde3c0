/**
 * The types of `<one-click-checkout>`, and a loader for it.
 *
 * The element's contract is docs/element.md; what is not here may change with any version.
 */

/** Says how to load the element. */
export interface LoadOptions {
  /** The base path of the checkout server's calls: https, or http on this machine. */
  endpoint: string;
  /**
   * Which version: one exactly (`"0.1.0"`, this package's own unless set; its integrity is
   * checked), or the newest of a major version (`"1"`, not checked).
   */
  version?: string;
  /** Where the element's files are; `/widget/` of the endpoint's server unless set. */
  widget?: string;
  /** The nonce of the page's Content-Security-Policy. */
  nonce?: string;
}

/**
 * Loads the element's script once for the page, tries again twice, and resolves to the
 * element's class; to `null` on a server. A call after a failure begins anew.
 *
 * @throws TypeError (as a rejection) if an option is wrong; it says what would be right
 *
 * @example
 * ```js
 * import { loadOneClick } from "oneclick-checkout";
 * await loadOneClick({ endpoint: "https://pay.example.com/checkout/v1" });
 * ```
 */
export function loadOneClick(options: LoadOptions): Promise<OneClickCheckoutConstructor | null>;

/** The version of this package, and of the element that it loads unless told otherwise. */
export const version: string;

/** The class that `customElements.get("one-click-checkout")` gives. */
export interface OneClickCheckoutConstructor {
  /** Makes an element that stands in no page yet. */
  new (): OneClickCheckoutElement;
  /** The version of the element, such as `"0.1.0"`. */
  readonly version: string;
  /** The name of its build. */
  readonly build: string;
}

/** How the cards are laid out: all of them, or the picked one with the others on demand. */
export type OneClickLayout = "list" | "express";

/** What came of a press: see {@link OneClickCheckoutElement.pay}. */
export type OneClickOutcome = "succeeded" | "declined" | "not_charged" | "action_required" | "unknown" | "not_sent";

/** Why a payment was declined. A server may know words that are not here: treat them as `refused`. */
export type OneClickDeclineReason =
  | "insufficient_funds"
  | "card_expired"
  | "wrong_cvc"
  | "suspected_fraud"
  | "card_not_usable"
  | "authentication_required"
  | "try_again_later"
  | "refused"
  | (string & {});

/** The element `<one-click-checkout>`. */
export interface OneClickCheckoutElement extends HTMLElement {
  /** The base path of the checkout server's calls. Attribute: `endpoint`. */
  endpoint: string;
  /**
   * Takes the client token of a checkout session (`ct_…`), or nothing, which takes all of the
   * session away; gives `""`, for every script of the page could read it. Attribute: `session`.
   */
  get session(): "";
  set session(token: string | null | undefined);
  /** How many rows to keep room for until the cards are there, 1 to 19; 2 unless set. Attribute: `rows`. */
  rows: number;
  /** How the cards are laid out. Attribute: `layout`. */
  layout: OneClickLayout;
  /** Pays even where the page stands in a frame of another origin. Attribute: `allow-framed`. */
  allowFramed: boolean;
  /** Draws the element in a frame of the checkout server's origin, where no script of the page reads it. Attribute: `isolated`. */
  isolated: boolean;
  /** Shows no button that pays: one of the page's own calls `pay()`. Attribute: `button-hidden`. */
  buttonHidden: boolean;
  /** Texts of your own, by the keys of the element's English texts. No attribute. */
  messages: Record<string, string> | undefined;
  /**
   * Presses the button, once there is one, and tells what came of it. An outcome that is not
   * known is told as `unknown`.
   *
   * @throws DOMException `NotAllowedError` without a click or a key press of the shopper's
   */
  pay(): Promise<{ outcome: OneClickOutcome }>;
  /** Reads the session anew; a payment under way is not disturbed. */
  refresh(): void;
  /** Brings the focus to the security code, else the picked card, else what there is to press or read. */
  focus(options?: FocusOptions): void;

  addEventListener<K extends keyof OneClickCheckoutEventMap>(
    type: K,
    listener: (this: OneClickCheckoutElement, event: OneClickCheckoutEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: OneClickCheckoutElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof OneClickCheckoutEventMap>(
    type: K,
    listener: (this: OneClickCheckoutElement, event: OneClickCheckoutEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: OneClickCheckoutElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** Tells what was read: `oneclick-ready`. */
export interface OneClickReadyDetail {
  /** The id of the session. */
  session: string;
  /** The merchant's reference of the order. */
  order: string;
}

/** Tells what was picked: `oneclick-change`. */
export interface OneClickChangeDetail {
  /** The id of the card; `null` for a new one. */
  card: string | null;
  /** Whether it asks for a security code. */
  cvc: boolean;
}

/** Tells what was paid: `oneclick-success`. News, not proof: ship on the signed webhook. */
export interface OneClickSuccessDetail {
  /** The id of the payment. */
  payment: string;
  /** The merchant's reference of the order. */
  order: string;
  /** The amount, in the minor units of the currency. */
  amount: number;
  /** The currency, by ISO 4217. */
  currency: string;
}

/** Tells what was declined: `oneclick-declined`. */
export interface OneClickDeclinedDetail {
  /** The id of the payment. */
  payment: string;
  /** Why. */
  reason: OneClickDeclineReason;
}

/** Tells that the outcome is open: `oneclick-pending`. */
export interface OneClickPendingDetail {
  /** The id of the payment; `null` where no answer told it. */
  payment: string | null;
  /** The merchant's reference of the order. */
  order: string;
}

/** Tells that the session ends soon: `oneclick-expiring`. */
export interface OneClickExpiringDetail {
  /** The merchant's reference of the order. */
  order: string;
  /** When it ends, in seconds since 1970. */
  expires_at: number;
}

/** Tells what the shopper gave up: `oneclick-cancelled`. */
export interface OneClickCancelledDetail {
  /** The id of the payment. */
  payment: string;
}

/** Tells what failed: `oneclick-error`. */
export interface OneClickErrorDetail {
  /** The error code, by docs/protocol.md. */
  code: string;
  /** The name of the request in the server's log, or the element's own; `null` where there is none. */
  request_id: string | null;
}

/** Is dispatched when the button was pressed, and nothing is sent yet: `oneclick-before-pay`. */
export interface OneClickBeforePayEvent extends CustomEvent<Record<string, never>> {
  /**
   * Holds the payment until the promise is resolved, 10 seconds at most; a rejection drops it.
   *
   * @throws DOMException `InvalidStateError` once the listener has awaited anything
   */
  waitUntil(promise: PromiseLike<unknown>): void;
}

/** The events of the element, by name. They bubble and leave every shadow root. */
export interface OneClickCheckoutEventMap {
  "oneclick-ready": CustomEvent<OneClickReadyDetail>;
  "oneclick-change": CustomEvent<OneClickChangeDetail>;
  "oneclick-before-pay": OneClickBeforePayEvent;
  "oneclick-success": CustomEvent<OneClickSuccessDetail>;
  "oneclick-declined": CustomEvent<OneClickDeclinedDetail>;
  "oneclick-pending": CustomEvent<OneClickPendingDetail>;
  "oneclick-expiring": CustomEvent<OneClickExpiringDetail>;
  /** Cancelable: the page is loaded anew unless it is prevented. */
  "oneclick-reload": CustomEvent<Record<string, never>>;
  "oneclick-cancelled": CustomEvent<OneClickCancelledDetail>;
  "oneclick-error": CustomEvent<OneClickErrorDetail>;
}

/** The attributes of the element, as markup has them. */
export interface OneClickCheckoutAttributes {
  /** As the property `endpoint`. */
  endpoint?: string;
  /** The client token; read once, and taken off the element at once. */
  session?: string;
  /** As the property `rows`. */
  rows?: number | string;
  /** As the property `layout`. */
  layout?: OneClickLayout;
  /** As the property `allowFramed`. */
  "allow-framed"?: boolean | "";
  /** As the property `isolated`. */
  isolated?: boolean | "";
  /** As the property `buttonHidden`. */
  "button-hidden"?: boolean | "";
}

/** The names for `::part()`. */
export type OneClickPart = __PARTS__;

/** The variables that a page may set in its styles. */
export type OneClickVariable = __VARIABLES__;

declare global {
  interface HTMLElementTagNameMap {
    "one-click-checkout": OneClickCheckoutElement;
  }
  interface HTMLElementEventMap extends OneClickCheckoutEventMap {}
  interface DocumentEventMap extends OneClickCheckoutEventMap {}
}
