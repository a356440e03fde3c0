"""Verifies a webhook as a merchant does in Python; it comes on standard input."""

import json
import sys

from standardwebhooks import Webhook

given = json.load(sys.stdin)
told = Webhook(given["key"]).verify(given["body"], given["headers"])
sys.stdout.write(told["type"])
