// The four providers as a shopper meets them.

/**
 * By their names: the security code that a stored card takes, a card for the
 * hosted page whose bank asks, and the scenario in which it does, if it does
 * not always.
 */
export const PROVIDERS = {
  smart2pay: { name: "Smart2Pay", cvc: "123", card: "4111 1111 1111 1111", scenario: "three_d_secure" },
  certitrade: { name: "CertiTrade", card: "4444 3333 2222 0000" },
  finpay: { name: "Finpay", card: "4111 1111 1111 1111" },
  costplus: { name: "CostPlus", card: "4111 1111 1111 1111" },
};
