// The two web servers of a measured page: the merchant's, and the checkout server's as
// pages of another origin reach it.
import { createServer, request as open } from "node:http";

/** Milliseconds that a request waits on the line. Chromium holds no preflight up by that: the server does. */
export const LATENCY = 150;
/** Milliseconds that either server thinks before it gives the cards away. */
export const THINKING = 20;

/** Headers that belong to one connection, or to a cache that is cold here. */
const OWN = ["connection", "date", "host", "if-modified-since", "if-none-match", "keep-alive", "transfer-encoding"];

const without = (headers, names) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

async function bodyOf(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** Asks a server and returns its answer as it came: what is compressed stays so. */
export function ask(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = open(url, { method, headers }, async (response) => {
      const { statusCode: status, headers } = response;
      resolve({ status, headers: without(headers, OWN), body: await bodyOf(response) });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Listens at a port of this machine, any for 0; `answer` makes `{ status, headers, body, after }`. */
async function listen(port, answer) {
  const server = createServer(async (request, response) => {
    try {
      const { status = 200, headers, body = "", after = 0 } = await answer(request, await bodyOf(request));
      if (after > 0) await pause(after);
      response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
      response.end(body);
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  return server;
}

/**
 * Stands before the checkout server: keeps its answers to reads and repeats them from memory, so
 * that they take as long as those of the merchant's server. A charge goes through to it.
 */
export class CheckoutOrigin {
  #server;
  #behind;
  #kept = new Map();

  static async start(behind) {
    const origin = new CheckoutOrigin();
    origin.#behind = behind;
    origin.#server = await listen(0, (request, body) => origin.#answer(request, body));
    origin.url = `http://localhost:${origin.#server.address().port}`;
    return origin;
  }

  get endpoint() {
    return `${this.url}/checkout/v1`;
  }

  get script() {
    return `${this.url}/widget/v1/oneclick.js`;
  }

  /** Reads the checkout of a session before its page does. */
  async prepare(token, page) {
    const headers = { authorization: `Bearer ${token}`, origin: page };
    const { status } = await this.#keep("GET", "/checkout/v1", headers);
    if (status !== 200) throw new Error(`the checkout of a new session was answered ${status}`);
  }

  async #keep(method, path, headers) {
    const name = `${method} ${path} ${headers.authorization ?? ""}`;
    if (!this.#kept.has(name)) {
      this.#kept.set(name, await ask(this.#behind + path, { method, headers: without(headers, OWN) }));
    }
    return this.#kept.get(name);
  }

  async #answer({ method, url, headers }, body) {
    if (method === "POST") {
      // From the frame of isolated mode: behind this port the server's own origin is another.
      const own = headers.origin === this.url ? ["origin"] : [];
      return ask(this.#behind + url, { method, headers: without(headers, [...OWN, ...own]), body });
    }
    const kept = await this.#keep(method, url, headers);
    if (method === "OPTIONS") return { ...kept, after: LATENCY };
    return { ...kept, after: url.startsWith("/checkout/") ? THINKING : 0 };
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** The merchant's server: what `files` has by path, `{ headers, body, after }`. */
export class MerchantOrigin {
  #server;
  files = new Map();

  static async start(url) {
    const origin = new MerchantOrigin();
    origin.url = url;
    origin.#server = await listen(Number(new URL(url).port), async (request) => origin.#answer(request));
    return origin;
  }

  #answer({ url }) {
    const { pathname } = new URL(url, this.url);
    return this.files.get(pathname) ?? { status: 404, headers: {} };
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
