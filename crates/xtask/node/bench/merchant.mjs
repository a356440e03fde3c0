// The merchant's backend: customers with so many cards, and a session for each page.
import { randomUUID } from "node:crypto";

/** What is priced. */
export const PRICE = { amount: 12900, currency: "EUR" };
/** Every card: it pays whichever is picked. */
const CARD = { brand: "visa", last_four: "4242", month: 12, year: 2031, security_code: "123" };
export const SECURITY_CODE = CARD.security_code;

export class Merchant {
  #server;
  #sandbox;
  #key;
  #customers = new Map();

  constructor({ server, sandbox, key }) {
    this.#server = server;
    this.#sandbox = sandbox;
    this.#key = key;
  }

  /** Makes an order of the customer with so many cards, and returns its session's token. */
  async session(cards, returnUrl) {
    if (!this.#customers.has(cards)) this.#customers.set(cards, await this.#customer(cards));
    const session = {
      ...PRICE,
      order: `B-${randomUUID().slice(0, 13)}`,
      customer: this.#customers.get(cards),
      return_url: returnUrl,
    };
    return (await this.#post(`${this.#server}/v1/sessions`, session)).client_token;
  }

  async #customer(cards) {
    const customer = {
      id: `c-${randomUUID().slice(0, 13)}`,
      email: "ada@example.com",
      first_name: "Ada",
      last_name: "Lind",
      phone: "+46701234567",
    };
    for (let position = 0; position < cards; position += 1) await this.#card(customer.id, position === 0);
    return customer;
  }

  async #card(customer, isDefault) {
    const provider = "smart2pay";
    const token = await this.#post(`${this.#sandbox}/control/tokens`, { provider, holder: "Ada Lind", ...CARD });
    const { brand, last_four, month, year } = CARD;
    await this.#post(`${this.#server}/v1/customers/${customer}/cards`, {
      provider,
      token: token.value,
      brand,
      last_four,
      expiry: { month, year },
      default: isDefault,
      consent: { text: "keep-card", language: "en", given_at: Math.floor(Date.now() / 1000) },
      uses: ["one_click"],
    });
  }

  async #post(url, body) {
    const headers = { "content-type": "application/json", authorization: `Bearer ${this.#key}` };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}
