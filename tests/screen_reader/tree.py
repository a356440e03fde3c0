"""Prints the page that a browser shows, as assistive programs see it."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

STATES = ("checked", "focused", "invalid-entry", "required", "busy")


def walk(node, depth):
    states = [state.value_nick for state in node.get_state_set().get_states()]
    said = " ".join(state for state in states if state in STATES)
    print("  " * depth + f"{node.get_role_name()} {node.get_name()!r} {node.get_description()!r} {said}".rstrip())
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child:
            walk(child, depth + 1)


def pages(node, depth=0):
    if node.get_role_name() == "document web":
        yield node
        return
    if depth > 12:
        return
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child:
            yield from pages(child, depth + 1)


desktop = Atspi.get_desktop(0)
for index in range(desktop.get_child_count()):
    for page in pages(desktop.get_child_at_index(index)):
        walk(page, 0)
