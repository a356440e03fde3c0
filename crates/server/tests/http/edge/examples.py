"""Compares each example of a description with the schema beside it; says how many there are."""

import json
import sys

import jsonschema_rs

with open(sys.argv[1], encoding="utf-8") as file:
    description = json.load(file)


def follow(value):
    """What a reference leads to; anything else as it is."""
    while "$ref" in value:
        path, value = value["$ref"], description
        for part in path.removeprefix("#/").split("/"):
            value = value[part]
    return value


def bodies(operation):
    """The media types of a call's request and answers."""
    for told in [operation.get("requestBody", {}), *operation["responses"].values()]:
        yield from follow(told).get("content", {}).values()


compared, wrong = 0, []
items = [*description["paths"].items(), *description["webhooks"].items()]
for path, item in items:
    for method, operation in item.items():
        for body in bodies(operation):
            schema = {**body["schema"], "components": description["components"]}
            validator = jsonschema_rs.Draft202012Validator(schema)
            shown = [follow(example)["value"] for example in body.get("examples", {}).values()]
            shown += [body["example"]] if "example" in body else []
            for example in shown:
                compared += 1
                for error in validator.iter_errors(example):
                    wrong.append(f"{method} {path}: {error.message} at {error.instance_path}")
if wrong:
    sys.exit("\n".join(wrong))
print(compared)
