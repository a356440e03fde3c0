// The backend of a shop that sells one lamp: serves the page, makes checkout sessions, takes
// webhooks and ships on them. It runs as one process; its orders are files beside it.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LAMP = { amount: 12900, currency: "EUR" }; // 129.00 €
const SERVER = setting("ONECLICK_SERVER", /^https?:\/\/[\w.:-]+$/, "the checkout server's address, such as https://pay.example.com");
const SECRET_KEY = setting("ONECLICK_SECRET_KEY", /^sk_(test|live)_[\w-]+$/, "that server's secret key, sk_test_… or sk_live_…");
const WEBHOOK_KEY = setting("ONECLICK_WEBHOOK_KEY", /^whsec_[\w+/]+=*$/, "the key that signs its webhooks, whsec_…");
const { PORT = "4242", SHOP_URL = `http://localhost:${PORT}` } = process.env;
const PAGE = process.argv[2] ?? "public";
const ORDERS = fileURLToPath(new URL("orders/", import.meta.url));
const KINDS = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };
const POLICY = `default-src 'none'; script-src 'self' ${SERVER} 'wasm-unsafe-eval'; connect-src 'self' ${SERVER}; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'`;

function setting(name, form, meaning) {
  const value = process.env[name] ?? "";
  if (form.test(value)) return value;
  console.error(`${name} is ${value ? "of another form" : "not set"}: give ${meaning}`);
  process.exit(1);
}const refusal = (status, message) => Object.assign(new Error(message), { status });

const isThere = (id) => /^N-[0-9a-f]{16}$/.test(id) && existsSync(`${ORDERS}${id}.json`);
const readOrder = (id) => (isThere(id) ? JSON.parse(readFileSync(`${ORDERS}${id}.json`)) : undefined);

/** Replaces the order's file whole, and has it on the disk before anybody is answered. */
function writeOrder(order) {
  writeFileSync(`${ORDERS}${order.id}.new`, JSON.stringify(order), { flush: true });
  renameSync(`${ORDERS}${order.id}.new`, `${ORDERS}${order.id}.json`);
  return order;
}

// Whoever comes is the customer c-77; a real shop asks who has logged in.
const newOrder = () => writeOrder({ id: `N-${randomBytes(8).toString("hex")}`, customer: "c-77", ...LAMP, shipped: null, sequences: {}, webhooks: [] });
const orderOf = ({ headers: { cookie } }) => readOrder(/(?:^|; )shop_order=([^;]+)/.exec(cookie)?.[1]);
const kept = ({ id }) => ({ "Set-Cookie": `shop_order=${id}; Path=/; HttpOnly; SameSite=Lax`, "Cache-Control": "no-store" });

/** Makes a session. Another one of the same order is always safe: the order takes one charge. */
async function makeSession({ id, customer, amount, currency }) {
  const answer = await fetch(`${SERVER}/v1/sessions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${SECRET_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify({ order: id, amount, currency, customer: { id: customer }, return_url: `${SHOP_URL}/` }),
    signal: AbortSignal.timeout(10_000),
  }).catch((error) => { throw refusal(502, `${SERVER} did not answer: ${error.cause?.message ?? error.message}`); });
  const { client_token, code, detail } = await answer.json().catch(() => ({}));
  if (answer.status === 401) throw refusal(502, `${SERVER} does not know this ONECLICK_SECRET_KEY: give the key of that server`);
  if (!client_token) throw refusal(502, `${SERVER} answered ${answer.status} ${code}: ${detail}`);
  return { order: id, endpoint: `${SERVER}/checkout/v1`, session: client_token };
}

/** Whether a webhook is signed with our key over exactly these bytes, five minutes ago at most. */
function isOurs({ "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures = "" }, body) {
  if (!id || !/^\d{1,12}$/.test(at) || Math.abs(Date.now() / 1000 - at) > 300) return false;
  const mac = createHmac("sha256", Buffer.from(WEBHOOK_KEY.slice(6), "base64")).update(`${id}.${at}.`).update(body).digest();
  const macs = signatures.split(" ").filter((one) => one.startsWith("v1,")).map((one) => Buffer.from(one.slice(3), "base64"));
  return macs.some((one) => one.length === mac.length && timingSafeEqual(one, mac));
}

/** Takes each webhook once, in order for each payment, and ships each order once. */
function takeWebhook(id, { type, mode, sequence, data: { payment } }) {
  if (!payment) return; // Of a card.
  if (!SECRET_KEY.startsWith(`sk_${mode}_`)) throw refusal(400, `a webhook of ${mode} mode came, and ONECLICK_SECRET_KEY is of the other`);
  const order = readOrder(payment.order);
  if (!order) throw refusal(404, `a webhook tells of the order ${payment.order}, which is not here`);
  if (order.webhooks.includes(id) || sequence <= (order.sequences[payment.id] ?? 0)) return; // It came before.
  order.webhooks.push(id);
  order.sequences[payment.id] = sequence;
  const ships = type === "payment.succeeded" && payment.amount === order.amount && payment.currency === order.currency && !order.shipped;
  if (ships) order.shipped = new Date().toISOString(); // Whoever packs goes by this.
  writeOrder(order);
  console.log(`${type} of ${order.id}${ships ? ": shipped" : ""}`);
}

async function receiveWebhook(request) {
  if (!(request.headers["content-length"] <= 65536)) throw refusal(413, "a webhook is too long, or does not say its length");
  const body = Buffer.concat(await request.toArray());
  if (!isOurs(request.headers, body)) throw refusal(401, "a webhook is not signed with ONECLICK_WEBHOOK_KEY, or is old");
  takeWebhook(request.headers["webhook-id"], JSON.parse(body));
  return [204, {}];
}

/** A file of the page. With HTML an order begins; what stands in {{ }} is written into it, a session where one does. */
async function serveFile(path, request) {
  const name = path === "/" ? "/index.html" : path;
  const bytes = /^(\/[\w-]+(\.[\w-]+)*)+$/.test(name) && (await readFile(join(PAGE, name)).catch(() => null));
  if (!bytes) throw refusal(404, `there is no ${path}`);
  const headers = { "Content-Type": KINDS[extname(name)] ?? "application/octet-stream", "Content-Security-Policy": POLICY };
  if (extname(name) !== ".html") return [200, headers, bytes];
  const order = orderOf(request) ?? newOrder();
  const session = bytes.includes("{{ session }}") && (await makeSession(order));
  const values = { script: `${SERVER}/widget/v1/oneclick.js`, ...session };
  return [200, { ...headers, ...kept(order) }, String(bytes).replace(/{{ (\w+) }}/g, (all, name) => values[name] ?? all)];
}

async function answer(request) {
  const [path] = request.url.split("?");
  const call = `${request.method} ${path}`;
  if (call === "POST /webhooks") return receiveWebhook(request);
  if (call === "POST /order") return [303, { ...kept(newOrder()), Location: "/" }];
  if (call === "GET /order" || call === "POST /session") {
    const order = orderOf(request);
    if (!order) throw refusal(404, "this browser has no order: it begins with the page");
    const body = call === "GET /order" ? { order: order.id, shipped: order.shipped !== null } : await makeSession(order);
    return [200, { ...kept(order), "Content-Type": "application/json" }, JSON.stringify(body)];
  }
  if (request.method === "GET") return serveFile(path, request);
  throw refusal(405, `there is no ${call}`);
}

mkdirSync(ORDERS, { recursive: true });
createServer((request, response) => {
  const failed = ({ status = 500, message }) => {
    console.error(message);
    return [status, { "Content-Type": "text/plain" }, status === 502 ? "The checkout cannot be reached: the shop's log says why.\n" : `${status}\n`];
  };
  answer(request).catch(failed).then(([status, headers, body]) => response.writeHead(status, headers).end(body));
}).listen(PORT, "127.0.0.1", () => console.log(`shop ready: ${SHOP_URL}/`));
