#!/usr/bin/env python3
"""Validates a JSON file against a JSON Schema; exit status 1 and the first error where it does not fit."""

import json
import sys

import jsonschema


def main():
    schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    errors = sorted(validator(schema).iter_errors(document), key=lambda error: error.json_path)
    if errors:
        sys.exit(f"{errors[0].json_path}: {errors[0].message}")


if __name__ == "__main__":
    main()
