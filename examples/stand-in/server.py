"""A stand-in for a checkout server: serves the checkout API of docs/protocol.md to the element, with
sessions, cards and payments in memory and a made-up bank behind it. It runs as one process."""
import html, json, os, re, secrets, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ORIGINS = set(os.environ.get("ORIGINS", "").split())  # Of the pages that may pay.
SCRIPT = os.environ.get("SCRIPT", "http://127.0.0.1:8080/widget/v1/oneclick.js")  # The element's, for the page at /.
PATIENCE, FOUND_AFTER = 3, 2  # Seconds until the bank is no longer waited for (20 at most), and until a look-up finds what it did.
PAGE_LIFETIME, LIFETIME, LONGEST, READABLE = 600, 3600, 4 * 3600, 24 * 3600
HELD, PAID = ("processing", "action_required"), ("succeeded",)
BODY_LIMIT, WRONG_CODES, DECLINES, SUBMISSIONS = 16384, 3, 5, 30
# What the bank does with each card: brand, last four, what is done about the code.
CARDS = {"paid": ("visa", "4242", "required"), "declined": ("mastercard", "0002", "never"), "page": ("visa", "3155", "never"), "lost": ("jcb", "0119", "never"), "expired": ("visa", "0069", "never")}
DIGITS = {"hipercard": (4,), "american_express": (3, 4), "unknown": (3, 4)}
lock = threading.RLock()  # One thing at a time: in a database this is a transaction.
sessions, orders, customers, pages, ledger = {}, {}, {}, {}, {}  # The ledger is the bank's.

class Refusal(Exception): ...  # A problem, and headers.

def refuse(when, status, code, detail, headers={}, **members):
    if when:
        raise Refusal({"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail, **members}, headers)

class Order:
    def __init__(self, amount, currency):
        self.amount, self.currency, self.payments, self.keys = amount, currency, [], {}
    def newest(self):
        return self.payments[-1] if self.payments else None
    def holder(self):
        """Gives the payment that holds the order or has paid it. There is one charge: no other one is begun beside it."""
        newest = self.newest()
        return newest if newest and newest.look_up().state in HELD + PAID else None

class Session:
    def __init__(self, order, amount, currency, customer, lifetime, return_url):
        self.id, self.made, self.submissions = f"cs_{secrets.token_urlsafe(12)}", time.time(), []
        self.name, self.order, self.amount, self.currency = order, orders[order], amount, currency
        self.cards, self.guest, self.return_url, self.ends = customers.get(customer, {}), not customer, return_url, self.made + lifetime
    def must_live(self, reading=False):
        """An ended session may still read while its order's payment is open, and for a day after."""
        newest = self.order.newest()
        refuse(time.time() >= self.ends and not (reading and newest and (newest.look_up().state in HELD or time.time() < newest.settled + READABLE)), 401, "session.expired", "this session has ended: make another one for the order")
    def must_cost(self):
        refuse(not self.order.holder() and (self.amount, self.currency) != (self.order.amount, self.order.currency), 409, "session.superseded", "a newer session of this order has another amount")
    def must_be_few(self):
        self.submissions = [at for at in self.submissions if at > time.time() - 60] + [time.time()]
        wait = {"Retry-After": str(int(self.submissions[0] + 61 - time.time()))}
        refuse(len(self.submissions) > SUBMISSIONS, 429, "attempts.too_many", f"at most {SUBMISSIONS} requests a minute", wait, limit="submissions_per_minute")
    def is_limited(self):
        return sum(payment.state == "declined" for payment in self.order.payments) >= DECLINES
    def view(self):
        self.must_live(reading=True)
        self.must_cost()
        holder, cards = self.order.holder(), [] if time.time() >= self.ends else [card.view() for card in self.cards.values()]
        return {
            "session": self.id, "mode": "test", "merchant": "Stand-in", "order": self.name, "language": None, "now": int(time.time()), "expires_at": int(self.ends),
            "amount": holder.amount if holder else self.amount, "currency": holder.currency if holder else self.currency,
            "cards": cards, "new_card": {"save": not self.guest}, "limited": {"limit": "declines_per_order"} if self.is_limited() else None,
            "payment": self.order.payments[-1].view() if self.order.payments else None}
    def extend(self):
        self.must_live()
        self.ends = max(self.ends, min(time.time() + LIFETIME, self.made + LONGEST))
        return {"expires_at": int(self.ends), "now": int(time.time())}

class Card:
    def __init__(self, does, default=False, details=None):
        self.id, self.does, self.default, self.wrong_codes = f"card_{secrets.token_urlsafe(12)}", does, default, 0
        self.brand, self.last_four, self.cvc = details or CARDS[does]
        self.unusable = "card.expired" if does == "expired" else None
    def view(self):
        year = 2021 if self.does == "expired" else 2031
        return {"id": self.id, "brand": self.brand, "last_four": self.last_four, "expiry": {"month": 12, "year": year}, "default": self.default,
                "cvc": self.cvc, "cvc_blocked_until": None, "unusable": self.unusable, "uses": ["one_click"]}
    def check(self, code):
        lengths, takes_none, given = DIGITS.get(self.brand, (3,)), self.cvc in ("never", "hosted"), code is not None
        for wrong, rule, text in (
                (self.unusable, self.unusable, "this card cannot pay"), (given and takes_none, "cvc.not_accepted", "this card takes no security code"),
                (not given and self.cvc == "required", "cvc.missing", "this card needs its security code"), (given and not re.fullmatch("[0-9]*", code), "cvc.digits", "the security code is of ASCII digits"),
                (given and len(code) not in lengths, "cvc.length", f"the security code has {lengths[0]} digits")):
            part = rule.split(".")[0] if wrong else ""
            refuse(wrong, 422, rule, text, field=part, violations=[{"code": rule, "field": part}])

class Payment:
    def __init__(self, session, card, does, save):
        self.id, self.state, self.settled, self.decline, self.redirect = f"pay_{secrets.token_urlsafe(12)}", "processing", None, None, None
        self.session, self.card, self.does, self.save = session, card, does, save
        self.amount, self.currency = session.order.amount, session.order.currency
    def look_up(self):
        """Asks the bank what became of an open payment: this is how an answer that was lost is found."""
        entry = ledger.get(self.id)
        if self.state == "processing" and entry and time.time() >= entry["known_at"]:
            self.take(entry["outcome"])
        if self.state == "action_required" and time.time() >= self.redirect["expires_at"]:
            self.take("expired")
        return self
    def take(self, outcome):
        """Takes what the bank said. What is settled stays settled, whoever says something else later."""
        with lock:
            if self.state not in HELD or outcome is None:
                return
            if outcome == "page":
                pages[token := secrets.token_urlsafe(16)] = self
                self.redirect = {"url": f"{ADDRESS}/bank/{token}", "expires_at": int(time.time()) + PAGE_LIFETIME, "cancellable": True, "kind": "authentication" if self.card else "card_page"}
                self.state = "action_required"
                return
            self.state, self.decline = (outcome, None) if outcome in ("succeeded", "expired") else ("declined", outcome)
            self.settled, self.redirect = time.time(), None
            if outcome == "wrong_cvc":
                self.card.wrong_codes += 1
                self.card.unusable = "card.cvc_attempts" if self.card.wrong_codes >= WRONG_CODES else None
            if outcome == "succeeded" and self.save:  # By the consent that came with the request.
                self.card = Card("paid", details=("visa", "1111", "required"))
                self.session.cards[self.card.id] = self.card
    def view(self):
        self.look_up()
        retry = {"insufficient_funds": "other_card", "wrong_cvc": "same_card", "authentication_required": "same_card"}
        return {"id": self.id, "state": self.state, "charged": True if self.state in PAID else None if self.state in HELD else False, "amount": self.amount,
                "currency": self.currency, "card": self.card and self.card.id, "decline": self.decline and {"reason": self.decline, "retry": retry[self.decline]},
                "failure": None, "redirect": self.redirect, "poll_after": 1 if self.state in HELD else None}

def charge(payment, code):
    """Sends the charge, and takes the bank's answer if it comes. Runs in a thread of its own: no shopper who leaves ends it."""
    outcome = {"paid": "succeeded", "lost": "succeeded", "declined": "insufficient_funds", "page": "page"}[payment.does]
    outcome = "wrong_cvc" if code == "000" else outcome
    known_at = time.time() + (PATIENCE + FOUND_AFTER if payment.does == "lost" else 0)
    ledger[payment.id] = {"amount": payment.amount, "outcome": outcome, "known_at": known_at}
    if payment.does == "lost":
        return time.sleep(PATIENCE)  # The money has moved, and nobody says so.
    payment.take(outcome)

def read_body(raw, members):
    """Reads a JSON object of exactly these members; one whose rule allows `...` may be left out."""
    def pairs(found):
        for name in (names := [name for name, _ in found]):
            refuse(names.count(name) > 1, 400, "request.field", f"{name} is there twice", field=name)
        return dict(found)
    try:
        body = json.loads(raw.decode("utf-8"), object_pairs_hook=pairs, parse_constant=int)
    except (ValueError, RecursionError):
        refuse(True, 400, "request.json", "the body must be JSON in UTF-8")
    refuse(type(body) is not dict, 400, "request.field", "the body must be an object", field="the body")
    return read_object(body, members)

def read_object(body, members, above=""):
    for name in [*members, *body]:
        refuse(name not in members, 400, "request.field", f"{above}{name} is no member of this request", field=above + name)
        refuse(not members[name](body.get(name, ...)), 400, "request.field", f"{above}{name} is missing, or of another form", field=above + name)
    return body

is_id = lambda value: type(value) is str and bool(re.fullmatch("[!-~]{1,128}", value))
PAY = {"amount": lambda value: type(value) is int and 1 <= value <= 99999999999999, "currency": lambda value: type(value) is str and bool(re.fullmatch("[A-Z]{3}", value)), "previous_payment": lambda value: value is None or is_id(value)}
BY_CARD = {**PAY, "card": is_id, "cvc": lambda value: value is ... or type(value) is str}
BY_NEW_CARD = {**PAY, "new_card": lambda value: type(value) is dict}
CONSENT = {"text": lambda value: type(value) is str and 1 <= len(value) <= 200, "language": lambda value: type(value) is str and 1 <= len(value) <= 200}

def pay(session, key, raw):
    refuse(key is None, 400, "idempotency_key.missing", "Idempotency-Key is missing: give 16 to 64 random characters")
    refuse(not re.fullmatch("[A-Za-z0-9_-]{16,64}", key), 400, "idempotency_key.format", "Idempotency-Key has 16 to 64 of A–Z a–z 0–9 _ -")
    refuse(len(set(key.replace("-", ""))) < 2, 400, "idempotency_key.placeholder", "Idempotency-Key must be random")
    body = read_body(raw, BY_NEW_CARD if b'"new_card"' in raw else BY_CARD)
    new = body.get("new_card")
    consent = new and read_object(new, {"save": lambda value: value is None or type(value) is dict}, "new_card.")["save"]
    consent = consent and read_object(consent, CONSENT, "new_card.save.")
    asked = (body.get("card"), json.dumps(consent, sort_keys=True), body["amount"], body["currency"])  # What the key is bound to.
    with lock:
        order = session.order
        session.must_be_few()
        session.must_live(reading=True)
        if key in order.keys:
            bound, payment = order.keys[key]
            refuse(bound != asked, 422, "idempotency_key.reused", "this key was sent with another request")
            return payment.view(), {"Idempotent-Replayed": "true"}
        if order.holder():
            return order.holder().view(), {}
        session.must_live()
        session.must_cost()
        newest = order.newest()
        refuse(body["previous_payment"] != (newest and newest.id), 409, "payment.stale", "the order has a payment that this page has not seen", payment=newest and newest.view())
        refuse((body["amount"], body["currency"]) != (order.amount, order.currency), 409, "amount.changed", "the order costs another amount now", amount=order.amount, currency=order.currency)
        card = session.cards.get(body.get("card"))
        refuse(not new and not card, 404, "card.unknown", "no card of this customer has this id", field="card")
        refuse(consent and session.guest, 422, "customer.missing", "a guest's card is not saved", field="new_card.save")
        if card:
            card.check(body.get("cvc"))
        refuse(session.is_limited(), 429, "attempts.too_many", "too many declines of this order", limit="declines_per_order")
        payment = Payment(session, card, "page" if new else card.does, consent)
        order.payments.append(payment)  # Written before a byte leaves; the lock lets one open payment in.
        order.keys[key] = (asked, payment)
    sending = threading.Thread(target=charge, args=(payment, body.get("cvc")), daemon=True)
    sending.start()
    sending.join(PATIENCE)
    return payment.view(), {}

def cancel(session, raw):
    name = read_body(raw, {"previous_payment": is_id})["previous_payment"]
    session.must_live(reading=True)
    refuse(name not in [payment.id for payment in session.order.payments], 404, "payment.unknown", "this order has no payment of this id", field="previous_payment")
    newest = session.order.newest()
    refuse(name != newest.id, 409, "payment.stale", "the order has a newer payment", payment=newest.view())
    if newest.look_up().state == "action_required":
        newest.take("expired")  # This bank always ends its page; another may say no.
    return newest.view()

def make_session(wish):
    """Makes a session of `order` for `amount`. `case` names the card of CARDS that is picked at first, or is `guest` or `ended`."""
    name, amount, currency, case = wish.get("order") or f"N-{secrets.token_hex(6)}", int(wish.get("amount", 995)), wish.get("currency", "EUR"), wish.get("case", "paid")
    with lock:
        customer = None if case == "guest" else wish.get("customer", f"c-{name}")
        if customer and customer not in customers:
            cards = [Card(does, does == case) for does in CARDS]
            customers[customer] = {card.id: card for card in cards}
        order = orders.setdefault(name, Order(amount, currency))
        order.amount, order.currency = amount, currency
        token = f"st_{secrets.token_urlsafe(24)}"
        sessions[token] = Session(name, amount, currency, customer, 0 if case == "ended" else LIFETIME, wish.get("return_url", f"{ADDRESS}/?order={name}"))
        return name, token

class Handler(BaseHTTPRequestHandler):
    protocol_version, timeout, server_version = "HTTP/1.1", 10, "stand-in"  # Seconds for a head and for a body.
    def call(self):
        self.request_id, address = f"req_{secrets.token_urlsafe(9)}", urlsplit(self.path)
        path, origin = address.path.rstrip("/"), self.headers.get("Origin")
        if path != "/checkout" and not path.startswith("/checkout/"):
            return self.serve_shop(path, {name: values[-1] for name, values in parse_qs(address.query).items()})
        headers = {"Request-Id": self.request_id, "Cache-Control": "no-store", "Vary": "Origin"}
        headers.update({"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Request-Id, Retry-After, Idempotent-Replayed"} if origin else {})
        if self.command == "OPTIONS":
            return self.send(204, {**headers, "Access-Control-Allow-Methods": "GET, POST, DELETE", "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key", "Access-Control-Max-Age": "7200"})
        try:
            answer, more = self.checkout(path[len("/checkout"):], origin)
            self.send(200, {**headers, **more, "Content-Type": "application/json"}, json.dumps(answer).encode())
        except Refusal as refusal:
            problem, more = refusal.args
            self.send(problem["status"], {**headers, **more, "Content-Type": "application/problem+json"}, json.dumps({**problem, "request_id": self.request_id}).encode())
    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = call

    def checkout(self, call, origin):
        self.close_connection = True  # Until the body is read.
        for name in ("Origin", "Authorization", "Content-Type", "Idempotency-Key"):
            refuse(len(self.headers.get_all(name, [])) > 1, 400, "request.header_repeated", f"{name} is there more than once")
        refuse(origin and origin not in ORIGINS, 403, "origin.refused", "this origin is not on the list: start the stand-in with it in ORIGINS")
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        refuse(scheme.lower() != "bearer" or not token, 401, "token.missing", "Authorization: Bearer, and the session's token", headers={"WWW-Authenticate": "Bearer"})
        refuse(token not in sessions, 401, "token.unknown", "this token opens no session", headers={"WWW-Authenticate": "Bearer"})
        session, method = sessions[token], {"": ("GET", "POST"), "/cancel": ("POST",), "/extend": ("POST",)}.get(call)
        refuse(not method, 404, "route.unknown", "there is no such call")
        refuse(self.command not in method, 405, "method.refused", "this call has another method", headers={"Allow": ", ".join(method)})
        raw = self.read_raw() if call != "/extend" and self.command == "POST" else b""
        self.close_connection = self.headers.get("Connection", "").lower() == "close" or (not raw and self.headers.get("Content-Length", "0") != "0")
        if call == "/cancel":
            return cancel(session, raw), {}
        return pay(session, self.headers.get("Idempotency-Key"), raw) if raw else (session.extend() if call else session.view(), {})

    def read_raw(self):
        refuse(self.headers.get_content_type() != "application/json" or "Content-Encoding" in self.headers, 415, "request.media_type", "Content-Type must be application/json")
        length = self.headers.get("Content-Length", "")
        refuse(not re.fullmatch("[0-9]{1,9}", length), 400, "request.http", "Content-Length must say how long the body is")
        refuse(int(length) > BODY_LIMIT, 413, "request.too_large", "the body has more than 16 kB")
        return self.rfile.read(int(length)) or b" "

    def serve_shop(self, path, query):
        """Plays what is not the checkout: the shop that makes sessions, a page with the element, and the bank's page."""
        token = path.rpartition("/")[2]
        payment, page = pages.get(token), "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>{0}</title><h1>{0}</h1>{1}"
        if (self.command, path) == ("POST", "/sessions"):
            return self.send(200, {"Content-Type": "text/plain"}, make_session(query)[1].encode() + b"\n")
        if payment and self.command == "POST":
            payment.take("succeeded" if path.startswith("/yes") else "authentication_required")
            return self.send(303, {"Location": payment.session.return_url})
        if payment:
            body = "".join(f"<form method=post action=/{does}/{token}><button>{text}</button></form>" for does, text in (("yes", "Approve"), ("no", "Refuse")))
            return self.send(200, {"Content-Type": "text/html"}, page.format("The bank asks: is it you?", body).encode())
        if path:
            return self.send(404, {"Content-Type": "text/plain"}, b"There is nothing here.")
        order, token = make_session(query)
        body = f"<script type=module async src={json.dumps(SCRIPT)}></script><one-click-checkout endpoint=/checkout session={token}></one-click-checkout>"
        self.send(200, {"Content-Type": "text/html"}, page.format(html.escape(order), body).encode())

    def send(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in {**headers, **({} if status == 204 else {"Content-Length": str(len(body))}), **({"Connection": "close"} if self.close_connection else {})}.items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # The page has gone. What it began goes on.

    def log_message(self, form, *values):
        print(getattr(self, "request_id", "-"), self.command, values[1] if len(values) > 1 else "", flush=True)  # Never a token, a code or an address.

if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8600"))), Handler)
    server.daemon_threads = True
    ADDRESS = f"http://localhost:{server.server_port}"
    ORIGINS.add(ADDRESS)  # With a POST a browser names our own, too.
    print(f"stand-in ready: {ADDRESS}/checkout", flush=True)
    server.serve_forever()
