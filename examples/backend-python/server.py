"""The backend of a shop that sells one lamp: serves the page, makes checkout sessions, takes
webhooks and ships on them. It runs as one process; its orders are files beside it."""
import base64, hmac, json, os, re, secrets, sys, time
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Lock
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIServer, make_server

def setting(name, form, meaning):
    if re.fullmatch(form, os.environ.get(name, ""), re.ASCII):
        return os.environ[name]
    sys.exit(f"{name} is {'of another form' if os.environ.get(name) else 'not set'}: give {meaning}")

SERVER = setting("ONECLICK_SERVER", r"https?://[\w.:-]+", "the checkout server's address, such as https://pay.example.com")
SECRET_KEY = setting("ONECLICK_SECRET_KEY", r"sk_(test|live)_[\w-]+", "that server's secret key, sk_test_… or sk_live_…")
WEBHOOK_KEY = setting("ONECLICK_WEBHOOK_KEY", r"whsec_[\w+/]+=*", "the key that signs its webhooks, whsec_…")
PORT = int(os.environ.get("PORT", "4242"))
SHOP_URL = os.environ.get("SHOP_URL", f"http://localhost:{PORT}")
LAMP = {"amount": 12900, "currency": "EUR"}  # 129.00 €
PAGE = Path(sys.argv[1] if len(sys.argv) > 1 else "public")
ORDERS = Path(__file__).parent / "orders"
KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm"}
POLICY = f"default-src 'none'; script-src 'self' {SERVER} 'wasm-unsafe-eval'; connect-src 'self' {SERVER}; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'"
one_webhook_at_a_time = Lock()  # Requests come in threads.

class Refusal(Exception): ...  # A status, and what the log says.

def read_order(number):
    file = ORDERS / f"{number}.json"
    return json.loads(file.read_text()) if re.fullmatch("N-[0-9a-f]{16}", number) and file.exists() else None

def write_order(order):
    """Replaces the order's file whole, and has it on the disk before anybody is answered."""
    with open(ORDERS / f"{order['id']}.new", "wb", buffering=0) as file:
        file.write(json.dumps(order).encode())
        os.fsync(file.fileno())
    os.replace(file.name, ORDERS / f"{order['id']}.json")
    return order

def new_order():  # Whoever comes is the customer c-77; a real shop asks who has logged in.
    return write_order({"id": f"N-{secrets.token_hex(8)}", "customer": "c-77", **LAMP, "shipped": None, "sequences": {}, "webhooks": []})

def make_session(order):
    """Makes a session. Another one of the same order is always safe: the order takes one charge."""
    body = {"order": order["id"], "amount": order["amount"], "currency": order["currency"], "customer": {"id": order["customer"]}, "return_url": f"{SHOP_URL}/"}
    headers = {"Authorization": f"Bearer {SECRET_KEY}", "Content-Type": "application/json"}
    try:
        with urlopen(Request(f"{SERVER}/v1/sessions", json.dumps(body).encode(), headers), timeout=10) as answer:
            return {"order": order["id"], "endpoint": f"{SERVER}/checkout/v1", "session": json.load(answer)["client_token"]}
    except (OSError, ValueError, KeyError) as error:
        if getattr(error, "code", None) == 401:
            raise Refusal(502, f"{SERVER} does not know this ONECLICK_SECRET_KEY: give the key of that server")
        raise Refusal(502, f"{SERVER} gave no session: {error} {error.read() if hasattr(error, 'read') else ''}")

def is_ours(body, number, at, signatures):
    """Says whether a webhook is signed with our key over exactly these bytes, five minutes ago at most."""
    if not number or not re.fullmatch("[0-9]{1,12}", at) or abs(time.time() - int(at)) > 300:
        return False
    ours = b"v1," + base64.b64encode(hmac.digest(base64.b64decode(WEBHOOK_KEY[6:]), f"{number}.{at}.".encode() + body, "sha256"))
    return any(hmac.compare_digest(ours, one.encode()) for one in signatures.split(" "))

def take_webhook(number, told):
    """Takes each webhook once, in order for each payment, and ships each order once."""
    payment = told["data"].get("payment")
    if not payment:
        return  # Of a card.
    if not SECRET_KEY.startswith(f"sk_{told['mode']}_"):
        raise Refusal(400, f"a webhook of {told['mode']} mode came, and ONECLICK_SECRET_KEY is of the other")
    order = read_order(payment["order"])
    if not order:
        raise Refusal(404, f"a webhook tells of the order {payment['order']}, which is not here")
    if number in order["webhooks"] or told["sequence"] <= order["sequences"].get(payment["id"], 0):
        return  # It came before.
    order["webhooks"].append(number)
    order["sequences"][payment["id"]] = told["sequence"]
    ships = told["type"] == "payment.succeeded" and all(payment[name] == order[name] for name in LAMP) and not order["shipped"]
    order["shipped"] = time.time() if ships else order["shipped"]  # Whoever packs goes by this.
    write_order(order)
    print(f"{told['type']} of {order['id']}{': shipped' if ships else ''}", flush=True)

def kept(order):
    return {"Cache-Control": "no-store", "Set-Cookie": f"shop_order={order['id']}; Path=/; HttpOnly; SameSite=Lax"}

def serve_file(path, known):
    """Gives a file of the page. With HTML an order begins; what stands in {{ }} is written into it, a session where one does."""
    file = PAGE / (path[1:] or "index.html")
    if not re.fullmatch(r"/|(/[\w-]+(\.[\w-]+)*)+", path, re.ASCII) or not file.is_file():
        raise Refusal(404, f"there is no {path}")
    body, headers = file.read_bytes(), {"Content-Type": KINDS.get(file.suffix, "application/octet-stream"), "Content-Security-Policy": POLICY}
    if file.suffix != ".html":
        return "200 OK", headers, body
    order = known or new_order()
    values = {"script": f"{SERVER}/widget/v1/oneclick.js", **(make_session(order) if b"{{ session }}" in body else {})}
    return "200 OK", {**headers, **kept(order)}, re.sub(r"{{ (\w+) }}", lambda found: values.get(found[1], found[0]), body.decode()).encode()

def answer(request):
    order = read_order((re.findall(r"(?:^|; )shop_order=([^;]+)", request.get("HTTP_COOKIE", "")) or [""])[0])
    call = f"{request['REQUEST_METHOD']} {request['PATH_INFO']}"
    if call == "POST /webhooks":
        body = request["wsgi.input"].read(min(int(request["CONTENT_LENGTH"] or 0), 65536))
        number, *signed = (request.get(f"HTTP_WEBHOOK_{name}", "") for name in ("ID", "TIMESTAMP", "SIGNATURE"))
        if not is_ours(body, number, *signed):
            raise Refusal(401, "a webhook is not signed with ONECLICK_WEBHOOK_KEY, or is old")
        with one_webhook_at_a_time:
            take_webhook(number, json.loads(body))
        return "204 No Content", {}, b""
    if call == "POST /order":
        return "303 See Other", {**kept(new_order()), "Location": "/"}, b""
    if call in ("GET /order", "POST /session"):
        if not order:
            raise Refusal(404, "this browser has no order: it begins with the page")
        body = make_session(order) if call == "POST /session" else {"order": order["id"], "shipped": bool(order["shipped"])}
        return "200 OK", {**kept(order), "Content-Type": "application/json"}, json.dumps(body).encode()
    if request["REQUEST_METHOD"] == "GET":
        return serve_file(request["PATH_INFO"], order)
    raise Refusal(405, f"there is no {call}")

def shop(request, respond):
    try:
        status, headers, body = answer(request)
    except Refusal as refusal:
        print(refusal.args[1], file=sys.stderr, flush=True)
        status, headers = f"{refusal.args[0]} Refused", {"Content-Type": "text/plain"}
        body = b"The checkout cannot be reached: the shop's log says why.\n" if refusal.args[0] == 502 else b"Refused.\n"
    respond(status, list(headers.items()))
    return [body]

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

ORDERS.mkdir(exist_ok=True)
server = make_server("127.0.0.1", PORT, shop, Server)
print(f"shop ready: {SHOP_URL}/", flush=True)
server.serve_forever()
