// Verifies a webhook as a merchant does in JavaScript; it comes on standard input.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const { key, headers, body } = JSON.parse(readFileSync(0, 'utf8'));
const told = new Webhook(key).verify(body, headers);
process.stdout.write(told.type);
