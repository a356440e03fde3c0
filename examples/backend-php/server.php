<?php
// The backend of a shop that sells one lamp: serves the page, makes checkout sessions, takes
// webhooks and ships on them. Its orders are files beside it.
declare(strict_types=1);
ini_set('display_errors', '0'); // What goes wrong is for the log.

function setting(string $name, string $form, string $meaning): string {
    $value = (string) getenv($name);
    if (preg_match($form, $value)) return $value;
    file_put_contents('php://stderr', "$name is " . ($value ? 'of another form' : 'not set') . ": give $meaning\n");
    exit(1);
}

define('SERVER', setting('ONECLICK_SERVER', '#^https?://[\w.:-]+$#D', "the checkout server's address, such as https://pay.example.com"));
define('SECRET_KEY', setting('ONECLICK_SECRET_KEY', '#^sk_(test|live)_[\w-]+$#D', "that server's secret key, sk_test_… or sk_live_…"));
define('WEBHOOK_KEY', setting('ONECLICK_WEBHOOK_KEY', '#^whsec_[\w+/]+=*$#D', 'the key that signs its webhooks, whsec_…'));
define('PORT', getenv('PORT') ?: '4242');
define('SHOP_URL', getenv('SHOP_URL') ?: 'http://localhost:' . PORT);
const LAMP = ['amount' => 12900, 'currency' => 'EUR']; // 129.00 €
const ORDERS = __DIR__ . '/orders';
const KINDS = ['html' => 'text/html; charset=utf-8', 'js' => 'text/javascript', 'css' => 'text/css', 'svg' => 'image/svg+xml', 'wasm' => 'application/wasm'];
define('POLICY', "default-src 'none'; script-src 'self' " . SERVER . " 'wasm-unsafe-eval'; connect-src 'self' " . SERVER . "; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'");

if (PHP_SAPI === 'cli') { // Started by a person: starts PHP's own web server, which runs this file for each request.
    if (!is_dir(ORDERS)) mkdir(ORDERS);
    echo 'shop ready: ' . SHOP_URL . "/\n";
    passthru(escapeshellarg(PHP_BINARY) . ' -S 127.0.0.1:' . (int) PORT . ' -t ' . escapeshellarg($argv[1] ?? 'public') . ' ' . escapeshellarg(__FILE__), $status);
    exit($status);
}

function refuse(int $status, string $why): never {
    error_log($why);
    answer($status, $status === 502 ? "The checkout cannot be reached: the shop's log says why.\n" : "$status\n", 'text/plain');
}

function answer(int $status, string $body = '', string $kind = 'application/json', ?array $order = null): never {
    http_response_code($status);
    header("Content-Type: $kind");
    header('Content-Security-Policy: ' . POLICY);
    header('Cache-Control: no-store');
    if ($order) header("Set-Cookie: shop_order=$order[id]; Path=/; HttpOnly; SameSite=Lax");
    exit($body);
}

function read_order(mixed $id): ?array {
    $is_there = is_string($id) && preg_match('/^N-[0-9a-f]{16}$/D', $id) && is_file(ORDERS . "/$id.json");
    return $is_there ? json_decode(file_get_contents(ORDERS . "/$id.json"), true, flags: JSON_THROW_ON_ERROR) : null;
}

/** Replaces the order's file whole, and has it on the disk before anybody is answered. */
function write_order(array $order): array {
    $name = ORDERS . "/$order[id]";
    $file = fopen("$name.new", 'w');
    $is_written = $file && fwrite($file, json_encode($order)) && fsync($file) && fclose($file) && rename("$name.new", "$name.json");
    return $is_written ? $order : refuse(500, "$name.json cannot be written");
}

function new_order(): array { // Whoever comes is the customer c-77; a real shop asks who has logged in.
    return write_order(['id' => 'N-' . bin2hex(random_bytes(8)), 'customer' => 'c-77', ...LAMP, 'shipped' => null, 'sequences' => [], 'webhooks' => []]);
}

/** Makes a session. Another one of the same order is always safe: the order takes one charge. */
function make_session(array $order): array {
    $body = ['order' => $order['id'], 'amount' => $order['amount'], 'currency' => $order['currency'], 'customer' => ['id' => $order['customer']], 'return_url' => SHOP_URL . '/'];
    $headers = ['Authorization: Bearer ' . SECRET_KEY, 'Content-Type: application/json', 'Connection: close'];
    $call = ['method' => 'POST', 'header' => $headers, 'content' => json_encode($body), 'timeout' => 10, 'ignore_errors' => true, 'follow_location' => 0, 'protocol_version' => 1.1];
    $answer = @file_get_contents(SERVER . '/v1/sessions', false, stream_context_create(['http' => $call]));
    $made = json_decode((string) $answer, true);
    if (isset($made['client_token'])) return ['order' => $order['id'], 'endpoint' => SERVER . '/checkout/v1', 'session' => $made['client_token']];
    if (($made['status'] ?? 0) === 401) refuse(502, SERVER . ' does not know this ONECLICK_SECRET_KEY: give the key of that server');
    refuse(502, SERVER . ($answer === false ? ' did not answer' : ' answered ' . ($made['code'] ?? '') . ': ' . ($made['detail'] ?? 'no JSON')));
}

/** Says whether a webhook is signed with our key over exactly these bytes, five minutes ago at most. */
function is_ours(string $id, string $at, string $signatures, string $body): bool {
    if ($id === '' || !preg_match('/^\d{1,12}$/D', $at) || abs(time() - (int) $at) > 300) return false;
    $ours = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$at.$body", base64_decode(substr(WEBHOOK_KEY, 6)), true));
    return in_array(true, array_map(fn ($one) => hash_equals($ours, $one), explode(' ', $signatures)), true);
}

/** Takes each webhook once, in order for each payment, and ships each order once. */
function take_webhook(string $id, array $told): void {
    $payment = $told['data']['payment'] ?? null;
    if (!$payment) return; // Of a card.
    if (!str_starts_with(SECRET_KEY, "sk_$told[mode]_")) refuse(400, "a webhook of $told[mode] mode came, and ONECLICK_SECRET_KEY is of the other");
    flock($lock = fopen(ORDERS . '/lock', 'c'), LOCK_EX); // Requests may come in processes.
    $order = read_order($payment['order']) ?? refuse(404, "a webhook tells of the order $payment[order], which is not here");
    if (in_array($id, $order['webhooks'], true) || $told['sequence'] <= ($order['sequences'][$payment['id']] ?? 0)) return; // It came before.
    $order['webhooks'][] = $id;
    $order['sequences'][$payment['id']] = $told['sequence'];
    $ships = $told['type'] === 'payment.succeeded' && $payment['amount'] === $order['amount'] && $payment['currency'] === $order['currency'] && !$order['shipped'];
    if ($ships) $order['shipped'] = date(DATE_ATOM); // Whoever packs goes by this.
    write_order($order);
    error_log("$told[type] of $order[id]" . ($ships ? ': shipped' : ''));
}

/** Gives a file of the page. With HTML an order begins; what stands in {{ }} is written into it, a session where one does. */
function serve_file(string $path): never {
    $name = $_SERVER['DOCUMENT_ROOT'] . ($path === '/' ? '/index.html' : $path);
    if (!preg_match('#^(/|(/[\w-]+(\.[\w-]+)*)+)$#D', $path) || !is_file($name)) refuse(404, "there is no $path");
    [$body, $kind] = [file_get_contents($name), pathinfo($name, PATHINFO_EXTENSION)];
    if ($kind !== 'html') answer(200, $body, KINDS[$kind] ?? 'application/octet-stream');
    $order = ours() ?? new_order();
    $values = ['script' => SERVER . '/widget/v1/oneclick.js', ...(str_contains($body, '{{ session }}') ? make_session($order) : [])];
    $body = preg_replace_callback('/{{ (\w+) }}/', fn ($found) => $values[$found[1]] ?? $found[0], $body);
    answer(200, $body, KINDS['html'], $order);
}

function ours(): ?array {
    return read_order($_COOKIE['shop_order'] ?? null);
}

[$path] = explode('?', $_SERVER['REQUEST_URI']);
switch ($call = "$_SERVER[REQUEST_METHOD] $path") {
    case 'POST /webhooks':
        $header = fn (string $name): string => $_SERVER["HTTP_WEBHOOK_$name"] ?? '';
        $body = file_get_contents('php://input');
        if (!is_ours($header('ID'), $header('TIMESTAMP'), $header('SIGNATURE'), $body)) refuse(401, 'a webhook is not signed with ONECLICK_WEBHOOK_KEY, or is old');
        take_webhook($header('ID'), json_decode($body, true, flags: JSON_THROW_ON_ERROR));
        answer(204);
    case 'POST /order':
        header('Location: /');
        answer(303, order: new_order());
    case 'GET /order':
    case 'POST /session':
        $order = ours() ?? refuse(404, 'this browser has no order: it begins with the page');
        $shown = fn () => ['order' => $order['id'], 'shipped' => $order['shipped'] !== null];
        answer(200, json_encode($path === '/order' ? $shown() : make_session($order)), order: $order);
}
$_SERVER['REQUEST_METHOD'] === 'GET' ? serve_file($path) : refuse(405, "there is no $call");
