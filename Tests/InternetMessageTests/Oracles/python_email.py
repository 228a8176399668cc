"""Python's email package as an oracle: python_email.py default|compat32 FOLDER."""

import email.header
import email.policy
import email.utils
import sys

import output

POLICY = {"default": email.policy.default, "compat32": email.policy.compat32}[sys.argv[1]]
IS_MODERN = sys.argv[1] == "default"


def decoded(value):
    if IS_MODERN or value is None:
        return None if value is None else str(value)
    return str(email.header.make_header(email.header.decode_header(value)))


def addresses(message, name):
    if IS_MODERN:
        return [address.addr_spec for field in message.get_all(name, []) for address in field.addresses]
    return [address for _, address in email.utils.getaddresses([str(v) for v in message.get_all(name, [])]) if address]


def date(message):
    value = message["Date"]
    if value is None:
        return None
    moment = value.datetime if IS_MODERN else email.utils.parsedate_to_datetime(value)
    if moment is None:
        return None
    if moment.tzinfo is None:
        import datetime
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp())


def part_text(part):
    if IS_MODERN:
        return part.get_content()
    octets = part.get_payload(decode=True)
    return octets.decode(part.get_content_charset("ascii"), "replace")


def read(octets):
    message = email.message_from_bytes(octets, policy=POLICY)
    parts = list(message.walk())
    return {
        "subject": output.text(output.told(lambda: decoded(message["Subject"]) or "")),
        "from": output.text(output.told(addresses, message, "From")), "to": output.text(output.told(addresses, message, "To")),
        "date": output.told(date, message),
        "parts": [output.told(part.get_content_type) for part in parts],
        "names": [output.text(output.told(lambda part=part: part.get_filename() or "")) for part in parts],
        "texts": [output.text(output.told(part_text, part))
                  for part in parts if part.get_content_maintype() == "text" and not part.is_multipart()],
    }


output.run(read)
