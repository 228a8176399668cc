"""GMime 3 as an oracle: gmime.py FOLDER."""

import gi

gi.require_version("GMime", "3.0")
from gi.repository import GLib, GMime  # noqa: E402

import output  # noqa: E402

GMime.init()


def mailboxes(found):
    result = []
    for index in range(found.length() if found else 0):
        address = found.get_address(index)
        if isinstance(address, GMime.InternetAddressGroup if hasattr(GMime, "InternetAddressGroup") else ()):
            result += mailboxes(address.get_members())
        else:
            result.append(address.get_addr())
    return result


def walk(part):
    yield part
    if isinstance(part, GMime.Multipart):
        for index in range(part.get_count()):
            yield from walk(part.get_part(index))
    elif isinstance(part, GMime.MessagePart):
        message = part.get_message()
        if message and message.get_mime_part():
            yield from walk(message.get_mime_part())


def kind(part):
    return part.get_content_type().get_mime_type().lower()


def name(part):
    if isinstance(part, GMime.Part):
        return part.get_filename() or ""
    return part.get_content_disposition_parameter("filename") or part.get_content_type_parameter("name") or ""


def read(octets):
    parser = GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(octets))
    message = parser.construct_message(GMime.ParserOptions.new())
    if message is None:
        return {"subject": "!none", "from": "!none", "to": "!none", "date": "!none", "parts": "!none", "names": "!none", "texts": "!none"}
    root = message.get_mime_part()
    parts = list(walk(root)) if root else []

    def date():
        moment = message.get_date()
        return moment.to_unix() if moment else None

    return {
        "subject": output.text(output.told(lambda: message.get_subject() or "")),
        "from": output.text(output.told(lambda: mailboxes(message.get_from()))), "to": output.text(output.told(lambda: mailboxes(message.get_to()))),
        "date": output.told(date), "parts": [output.told(kind, part) for part in parts],
        "names": [output.text(output.told(name, part)) for part in parts],
        "texts": [output.text(output.told(lambda part=part: part.get_text() or "")) for part in parts if isinstance(part, GMime.TextPart)],
    }


output.run(read)
