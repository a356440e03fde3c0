// The simulated provider's control calls: its faults, and the ledger, which
// alone says what was really charged.

/** The sandbox, as far as one order is concerned. */
export class Sandbox {
  #request;
  #order;

  constructor(request, order) {
    this.#request = request;
    this.#order = order;
  }

  /** What was charged or tried: one entry for each booking. */
  async ledger() {
    const { entries } = await this.#get("ledger");
    return entries;
  }

  /** How often money was taken. */
  async charged() {
    return (await this.ledger()).filter(({ charged }) => charged).length;
  }

  /** How many charges and look-ups came, booked or not. */
  requests() {
    return this.#get("requests");
  }

  /** Says what shall happen to the order's charges from now on. */
  behave(what, more = {}) {
    return this.#post("behaviours", { order: this.#order, do: what, ...more });
  }

  /** The provider changes its mind about the order's only payment. */
  async changeStatus(status) {
    const [{ reference }] = await this.ledger();
    await this.#post(`payments/${reference}/status`, { status });
  }

  /** The cards that Finpay has stored of a customer, as it tells the merchant. */
  async cardsAtFinpay(customer) {
    // The demo's own credentials at the sandbox.
    const basic = Buffer.from("FINPAY100:finpay-sandbox-key").toString("base64");
    const address = `${process.env.ONECLICK_SANDBOX}/finpay/pg/payment/card/customer/${customer}/cards`;
    const { data } = await read(
      await this.#request.get(address, { headers: { Authorization: `Basic ${basic}` } }),
    );
    return data;
  }

  async #get(what) {
    const params = { order: this.#order };
    const answer = await this.#request.get(this.#address(what), { params });
    return read(answer);
  }

  async #post(what, data) {
    return read(await this.#request.post(this.#address(what), { data }));
  }

  #address(what) {
    return `${process.env.ONECLICK_SANDBOX}/control/${what}`;
  }
}

async function read(answer) {
  if (!answer.ok()) throw new Error(`${answer.url()} answered ${answer.status()}`);
  return answer.status() === 204 ? undefined : answer.json();
}
