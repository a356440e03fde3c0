"""Leaves out what the description cannot say of a request that is of its form."""

import re

import schemathesis


def has_whole_float(value):
    """995.0 is a whole number to JSON Schema, and a mistake to the server."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return any(map(has_whole_float, value))
    return isinstance(value, float) and value.is_integer()


def stands_for_nothing(key):
    """A key of zeros alone is refused as one that a program made of no value."""
    return re.fullmatch("0+", str(key)) is not None


@schemathesis.hook
def filter_case(context, case):
    key = (case.headers or {}).get("Idempotency-Key")
    return not has_whole_float(case.body) and not stands_for_nothing(key)
