"""Good files of the smaller formats, for the program to begin with."""

import gzip
import io
import struct
import subprocess
import tarfile
import zipfile

AUTOCONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="example.org"><domain>example.org</domain><displayName>Example</displayName>
    <incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
      <authentication>password-cleartext</authentication><username>%EMAILADDRESS%</username></incomingServer>
    <incomingServer type="pop3"><hostname>pop.example.org</hostname><port>110</port><socketType>STARTTLS</socketType>
      <username>%EMAILLOCALPART%</username></incomingServer>
    <outgoingServer type="smtp"><hostname>smtp.example.org</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>
  </emailProvider>
</clientConfig>
"""

GPG = [
    """[GNUPG:] NEWSIG ada@example.org
[GNUPG:] KEY_CONSIDERED 0123456789ABCDEF0123456789ABCDEF01234567 0
[GNUPG:] SIG_ID abc 2023-05-03 1683122520
[GNUPG:] GOODSIG 89ABCDEF01234567 Ada Lovelace (work%0A) <ada@example.org>
[GNUPG:] VALIDSIG 0123456789ABCDEF0123456789ABCDEF01234567 2023-05-03 1683122520 0 4 0 22 10 01 0123456789ABCDEF0123456789ABCDEF01234567
[GNUPG:] TRUST_ULTIMATE 0 pgp
""",
    """[GNUPG:] ENC_TO 89ABCDEF01234567 18 0
[GNUPG:] BEGIN_DECRYPTION
[GNUPG:] DECRYPTION_INFO 2 9
[GNUPG:] PLAINTEXT 62 1683122520 a.txt
[GNUPG:] NEWSIG
[GNUPG:] ERRSIG 89ABCDEF01234567 22 10 01 1683122520 9 0123456789ABCDEF0123456789ABCDEF01234567
[GNUPG:] DECRYPTION_OKAY
[GNUPG:] END_DECRYPTION
[GNUPG:] ERROR pkdecrypt_failed 11
[GNUPG:] NO_SECKEY 89ABCDEF01234567
""",
    "pub:u:255:22:89ABCDEF01234567:1683122520:::u:::scESC::::::23::0:\n"
    "fpr:::::::::0123456789ABCDEF0123456789ABCDEF01234567:\n"
    "uid:u::::1683122520::ABC::Ada \\x3a Lovelace <ada@example.org>::::::::::0:\n",
]

MAILCAP = """# a comment
text/html; /usr/bin/w3m -dump -T text/html -I %{charset} %s; copiousoutput; description=HTML \\; text
image/*; feh '%s'; test=test -n "$DISPLAY"
application/pdf; pdftotext %s - | less; needsterminal; nametemplate=%s.pdf
audio; play \\
  %s
"""

CALENDAR = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Budget\\, and
  more
DTSTART;TZID="Europe/Rome":20230503T140200
DTEND:20230503T150200Z
LOCATION:Room 5
ORGANIZER;CN="Ada; L":mailto:ada@example.org
END:VEVENT
END:VCALENDAR
"""

CARD = """BEGIN:VCARD
VERSION:2.1
N:Lovelace;Ada;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ada =
L=C3=B6ve
item1.EMAIL;TYPE=work:ada@example.org
ADR;TYPE=home:;;12 St James;London;;SW1;UK
END:VCARD
"""

OAUTH = [
    '{"device_code":"abc","user_code":"ABCD-EFGH","verification_uri":"https://example.org/device","expires_in":900,"interval":5}',
    '{"access_token":"ya29.abc","token_type":"Bearer","expires_in":"3599","refresh_token":"1//abc","scope":"mail"}',
    '{"error":"invalid_grant","error_description":"Token has been \\u0065xpired or revoked."}',
]


def dns():
    def name(text):
        return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"

    def answer(*records):
        head = struct.pack(">6H", 7, 0x81A0, 1, len(records), 0, 0) + name("example.org") + b"\0\x0f\0\1"
        return head + b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data for kind, data in records)

    yield answer((15, b"\0\x0a" + name("mx.example.org")), (15, b"\0\x14\1a\xc0\x0c"), (16, b"\3abc"))
    yield answer((33, struct.pack(">3H", 0, 5, 993) + name("imap.example.org")), (33, struct.pack(">3H", 9, 0, 0) + b"\0"))


def archives():
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in ("a.txt", "b/", "b/ä.txt", "../c"):
            archive.writestr(entry, entry * 20)
        archive.comment = b"a comment"
    yield octets.getvalue()
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        octets = io.BytesIO()
        with tarfile.open(fileobj=octets, mode="w", format=form) as archive:
            for entry in ("a.txt", "b/" + "c" * (90 if form == tarfile.USTAR_FORMAT else 300)):
                header = tarfile.TarInfo(entry)
                header.size = 700
                archive.addfile(header, io.BytesIO(b"x" * 700))
        yield octets.getvalue()
        yield gzip.compress(octets.getvalue())
    yield gzip.compress(b"hello")


def containers():
    def attribute(level, kind, data):
        return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def text(octets):
        return struct.pack("<II", 1, len(octets)) + octets + b"\0" * (-len(octets) % 4)

    rtf = b"{\\rtf1\\ansi\\ansicpg1252 Hello \\'e4 \\u8364? \\par {\\*\\x y}}"
    stored = struct.pack("<4I", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    # Ten runs of eight octets as they are.
    runs = b"".join(b"\0" + rtf[place:place + 8] for place in range(0, len(rtf), 8))
    packed = struct.pack("<4I", len(runs) + 12, len(rtf), 0x75465A4C, 0) + runs
    for body in (stored, packed):
        properties = struct.pack("<I", 2) + struct.pack("<HH", 0x102, 0x1009) + text(body) + struct.pack(
            "<HHI", 3, 0x17, 1)
        file = struct.pack("<I", 2) + struct.pack("<HH", 0x1F, 0x3707) + text("ä.txt\0".encode("utf-16-le")) + struct.pack(
            "<HH", 0x102, 0x3701) + text(b"content")
        yield struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00069007, struct.pack("<II", 1252, 0)) + attribute(
            1, 0x00069003, properties) + attribute(2, 0x00069002, b"\0" * 14) + attribute(
                2, 0x00018010, b"a.txt\0") + attribute(2, 0x0006800F, b"hello") + attribute(
                    2, 0x00069002, b"\0" * 14) + attribute(2, 0x00069005, file)


def seals(folder):
    """Signatures beside and around a text, and a text encrypted to their key."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

    (folder / "text").write_bytes(b"Hello\r\n")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key", "-out",
            "certificate", "-subj", "/CN=Ada", "-addext", "subjectAltName=email:ada@example.org", "-days", "900")
    sign = ("cms", "-sign", "-signer", "certificate", "-inkey", "key", "-binary", "-outform", "DER", "-in", "text")
    openssl(*sign, "-out", "apart")
    openssl(*sign, "-out", "around", "-nodetach")
    openssl("cms", "-encrypt", "-recip", "certificate", "-binary", "-outform", "DER", "-in", "text", "-out", "encrypted")
    return [(folder / name).read_bytes() for name in ("apart", "around", "encrypted")]


def good(target, folder):
    """Octets of good files for a target; none for those that have files among the tests."""
    return {
        "autoconfig": lambda: [AUTOCONFIG.encode()],
        "dns": dns,
        "gpg": lambda: [text.encode() for text in GPG],
        "cms": lambda: seals(folder),
        "mailcap": lambda: [MAILCAP.encode()],
        "archive": archives,
        "calendar": lambda: [text.replace("\n", "\r\n").encode() for text in (CALENDAR, CARD)],
        "tnef": containers,
        "oauth": lambda: [text.encode() for text in OAUTH],
    }.get(target, lambda: [])()
