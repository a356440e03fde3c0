// Where a browser may be sent, and a token.

/** Whether an address is one: https, or http on this machine. */
export function isSafe({ protocol, hostname }) {
  const isHere = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  return protocol === "https:" || (protocol === "http:" && isHere);
}
