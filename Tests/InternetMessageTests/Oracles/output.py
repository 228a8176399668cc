"""What an oracle says of a message, one JSON value a line."""

import json
import re
import sys
from pathlib import Path


def told(function, *arguments):
    """What a parser gives, or that it failed: some do, at what they can't read."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001
        return f"!{type(error).__name__}"


def text(value):
    """Text with LF at the ends of lines, without those at its end, valid in UTF-8."""
    if isinstance(value, list):
        return [text(one) for one in value]
    if value is None or (isinstance(value, str) and value.startswith("!")):
        return value
    clean = str(value).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return re.sub("\ufffd+", "\ufffd", clean.replace("\r\n", "\n").rstrip("\n"))


def run(read):
    """Tells of each message in the folder what `read` finds in its octets."""
    for path in sorted(Path(sys.argv[-1]).glob("*.eml")):
        print(json.dumps({"message": path.stem} | read(path.read_bytes())))
