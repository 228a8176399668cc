"""Writes the corpus of the differential test: generate.py FOLDER. The same files on every run.

All text is made up for this. A file's name says what is odd in it; Oracles/differences.tsv goes by these names.
"""

import base64
import quopri
import random
import sys
from pathlib import Path

HEAD = (b"From: Ada Lovelace <ada@example.org>\nTo: Charles <charles@example.org>\n"
        b"Subject: An ordinary subject\nDate: Wed, 03 May 2023 14:02:00 +0200\nMessage-ID: <1@example.org>\n"
        b"MIME-Version: 1.0\n")
messages = {}


def add(name, octets, ends=b"\r\n"):
    """`octets` has LF for the ends of lines; `ends` is what they become, nothing for as they stand."""
    assert name not in messages, name
    messages[name] = octets.replace(b"\n", ends) if ends else octets


def encoded(octets, encoding):
    if encoding == "base64":
        return base64.encodebytes(octets)
    return quopri.encodestring(octets) if encoding == "quoted-printable" else octets


def part(text, kind="text/plain", charset="utf-8", encoding="8bit", more=b""):
    octets = text if isinstance(text, bytes) else text.encode(charset)
    head = f"Content-Type: {kind}" + (f"; charset={charset}" if charset and kind.startswith("text/") else "")
    return (head + f"\nContent-Transfer-Encoding: {encoding}\n").encode() + more + b"\n" + encoded(octets, encoding)


def multipart(subtype, parts, boundary, more=b""):
    body = b"".join(b"--" + boundary + b"\n" + one + (b"" if one.endswith(b"\n") else b"\n") for one in parts)
    return (b"Content-Type: multipart/" + subtype.encode() + b'; boundary="' + boundary + b'"' + more + b"\n\n" + body
            + b"--" + boundary + b"--\n")


# Texts in the charsets that people write them in.
LANGUAGES = {
    "english": ("The kettle is on, and the train leaves at nine.\nBring the blue folder.\n", ["us-ascii", "utf-8"]),
    "french": ("Le thé est prêt, où es-tu ?\nÀ bientôt près du château.\n", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"]),
    "german": ("Die Straße ist naß, Grüße vom Müller.\nÜbermorgen öfter.\n", ["utf-8", "iso-8859-1", "cp850"]),
    "polish": ("Zażółć gęślą jaźń, proszę państwa.\n", ["utf-8", "iso-8859-2", "windows-1250"]),
    "turkish": ("Yağmur dün akşam başladı, İzmir ıslak.\n", ["utf-8", "iso-8859-9", "windows-1254"]),
    "russian": ("Поезд уходит в девять утра, не опоздай.\nСиняя папка на столе.\n", ["utf-8", "koi8-r", "windows-1251", "iso-8859-5", "cp866"]),
    "ukrainian": ("Потяг їде о дев'ятій, ґанок порожній.\n", ["utf-8", "koi8-u", "windows-1251"]),
    "greek": ("Το τρένο φεύγει στις εννέα το πρωί.\n", ["utf-8", "iso-8859-7", "windows-1253"]),
    "hebrew": ("הרכבת יוצאת בתשע בבוקר\n", ["utf-8", "windows-1255", "iso-8859-8"]),
    "arabic": ("القطار يغادر في التاسعة صباحا\n", ["utf-8", "windows-1256", "iso-8859-6"]),
    "thai": ("รถไฟออกเก้าโมงเช้า\n", ["utf-8", "tis-620"]),
    "japanese": ("電車は九時に出ます。\nお茶をどうぞ。カタカナ\n", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"]),
    "chinese": ("火车九点钟开，请带上蓝色的文件夹。\n", ["utf-8", "gb2312", "gbk", "gb18030"]),
    "taiwanese": ("火車九點鐘開，請帶上藍色的資料夾。\n", ["utf-8", "big5"]),
    "korean": ("기차는 아홉 시에 떠납니다.\n파란 서류철을 가져오세요.\n", ["utf-8", "euc-kr"]),
    "vietnamese": ("Tàu chạy lúc chín giờ sáng.\n", ["utf-8"]),
}


def word(text, charset, form):
    octets = text.encode(charset)
    if form == "b":
        return b"=?" + charset.encode() + b"?B?" + base64.b64encode(octets) + b"?="
    plain = bytes(range(48, 58)) + bytes(range(65, 91)) + bytes(range(97, 123))
    quoted = b"".join(b"_" if octet == 32 else bytes([octet]) if octet in plain else b"=%02X" % octet for octet in octets)
    return b"=?" + charset.encode() + b"?Q?" + quoted + b"?="


def languages():
    for language, (text, charsets) in LANGUAGES.items():
        first = text.split("\n")[0][:14].strip()
        for charset in charsets:
            for encoding in ("8bit", "quoted-printable", "base64"):
                form = "q" if encoding == "quoted-printable" else "b"
                head = HEAD.replace(b"An ordinary subject", word(first, charset, form)).replace(
                    b"Ada Lovelace", word(first.split()[0], charset, form))
                add(f"language-{language}-{charset}-{encoding}", head + part(text, "text/plain", charset, encoding))


def wrong_charsets():
    french, russian = LANGUAGES["french"][0], LANGUAGES["russian"][0]
    chinese, japanese, korean = (LANGUAGES[name][0] for name in ("chinese", "japanese", "korean"))
    cases = {
        "utf8-as-latin1": (french.encode(), "iso-8859-1"), "utf8-as-1251": (russian.encode(), "windows-1251"),
        "utf8-as-gb2312": (chinese.encode(), "gb2312"), "utf8-as-ascii": (french.encode(), "us-ascii"),
        "latin1-as-utf8": (french.encode("latin-1"), "utf-8"), "latin1-as-ascii": (french.encode("latin-1"), "us-ascii"),
        "1252-as-latin1": ("“Quotes” – and a €\n".encode("cp1252"), "iso-8859-1"),
        "gbk-as-gb2312": ("镕基 喆\n".encode("gbk"), "gb2312"), "cp949-as-euckr": ("뷁 똠방각하\n".encode("cp949"), "euc-kr"),
        "cp932-as-sjis": ("①②髙\n".encode("cp932"), "shift_jis"),
        "unknown": (french.encode(), "x-made-up"), "none-utf8": (french.encode(), None),
        "none-latin1": (french.encode("latin-1"), None), "none-koi8": (russian.encode("koi8-r"), None),
        "none-gb": (chinese.encode("gb18030"), None), "none-jp": (japanese.encode("iso-2022-jp"), None),
        "none-kr": (korean.encode("euc-kr"), None), "empty": (french.encode(), '""'),
        "utf8-broken": (french.encode()[:-3] + b"\xff\xc3\n", "utf-8"), "bom": (b"\xef\xbb\xbf" + french.encode(), "utf-8"),
        "utf16-base64": (french.encode("utf-16"), "utf-16"), "utf7": ("caf\u00e9 +\n".encode("utf-7"), "utf-7"),
        "comment": (french.encode(), "utf-8 (Unicode)"), "quoted": (french.encode(), '"utf-8"'),
        "upper": (french.encode(), "UTF8"), "ascii-name": (b"plain\n", "ANSI_X3.4-1968"),
    }
    for name, (octets, charset) in cases.items():
        encoding = "base64" if "utf16" in name else "8bit"
        add(f"charset-{name}", HEAD + part(octets, "text/plain", charset, encoding))


SMALL = [
    lambda: part("Plain text.\n", charset="us-ascii"), lambda: part("<p>Rich <b>text</b>\n", "text/html", "us-ascii"),
    lambda: part(b"\x89PNG\r\n\x1a\n\x00\x01", "image/png", None, "base64", b'Content-Disposition: attachment; filename="a picture.png"\n'),
    lambda: part(b"%PDF-1.4 \xe2\xe3", "application/pdf; name=report.pdf", None, "base64"),
    lambda: part("Grüße\n", encoding="quoted-printable"), lambda: part("a,b\n1,2\n", "text/csv", "utf-8", "base64"),
    lambda: b"\nA part without a header.\n",
    lambda: part(HEAD + part("The message inside.\n", charset="us-ascii"), "message/rfc822", None, "7bit"),
]


def tree(generator, depth, counter):
    """A multipart with parts, some of which are multiparts."""
    counter[0] += 1
    boundary = b"=_part_%d" % counter[0]
    parts = []
    for _ in range(generator.randint(1, 4)):
        if depth > 0 and generator.random() < 0.35:
            parts.append(tree(generator, depth - 1, counter))
        else:
            parts.append(generator.choice(SMALL)())
    subtype = generator.choice(["mixed", "mixed", "alternative", "related", "parallel", "signed"])
    return multipart(subtype, parts, boundary)


def trees():
    for number in range(60):
        generator = random.Random(number)
        ends = b"\n" if number % 3 == 0 else b"\r\n"
        add(f"tree-{number:02}", HEAD + tree(generator, number % 4, [0]), ends)
    inner = part("The innermost text.\n", charset="us-ascii")
    for depth in range(12):
        inner = multipart("mixed", [inner], b"level%d" % depth)
    add("tree-deep", HEAD + inner)
    message = HEAD + part("In here.\n", charset="us-ascii")
    for _ in range(8):
        message = HEAD + b"Content-Type: message/rfc822\n\n" + message
    add("tree-messages", message)
    add("tree-digest", HEAD + multipart("digest", [b"\n" + HEAD + b"\none\n", b"\n" + HEAD + b"\ntwo\n"], b"d"))
    add("tree-wide", HEAD + multipart("mixed", [part(f"{number}\n", charset="us-ascii") for number in range(150)], b"w"))
    add("tree-empty-parts", HEAD + multipart("mixed", [b"\n", b"\n"], b"e"))


def headers(prefix, cases, field):
    for name, value in cases.items():
        head = b"\n".join(line for line in HEAD.split(b"\n") if not line.lower().startswith(field.lower() + b":"))
        add(f"{prefix}-{name}", field + b": " + value + b"\n" + head + b"\nText.\n")


def addresses():
    headers("address", {
        "bare": b"ada@example.org", "brackets": b"<ada@example.org>", "name": b"Ada <ada@example.org>",
        "quoted": b'"Lovelace, Ada" <ada@example.org>', "quoted-pair": b'"Ada \\"the\\" Countess" <ada@example.org>',
        "comment": b"ada@example.org (Ada Lovelace)", "comment-nested": b"ada@example.org (Ada (of) Lovelace)",
        "comment-inside": b"ada(the)@(far)example.org", "route": b"<@a.example,@b.example:ada@example.org>",
        "two": b"ada@example.org, charles@example.org", "folded": b"Ada\n <ada@example.org>,\n\tCharles <c@example.org>",
        "group": b"Team: ada@example.org, charles@example.org;", "group-empty": b"undisclosed-recipients:;",
        "group-then": b"Team: ada@example.org;, other@example.org", "group-quoted": b'"A Team": ada@example.org;',
        "dots": b"A. Lovelace <ada.l@example.org>", "quoted-local": b'"ada lovelace"@example.org',
        "quoted-local-brackets": b'Ada <"ada lovelace"@example.org>', "literal": b"ada@[192.0.2.1]",
        "blanks": b"ada @ example . org", "empty-name": b'"" <ada@example.org>', "encoded": b"=?utf-8?q?J=C3=B6rg?= <j@example.org>",
        "encoded-quoted": b'"=?utf-8?q?J=C3=B6rg?=" <j@example.org>', "encoded-comma": b"=?utf-8?q?M=C3=BCller=2C_J?= <j@example.org>",
        "encoded-two": b"=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_M?= <j@example.org>", "raw-utf8": "Jörg <j@example.org>".encode(),
        "raw-latin1": "Jörg <j@example.org>".encode("latin-1"), "idn": "jörg@exämple.org".encode(),
        "no-comma-quotes": b"Lovelace, Ada <ada@example.org>", "no-close": b"Ada <ada@example.org",
        "no-open": b"ada@example.org>", "twice": b"Ada <ada@example.org> <other@example.org>",
        "semicolon": b"ada@example.org; charles@example.org", "trailing-comma": b"ada@example.org,", "commas": b"ada@example.org,,,c@example.org",
        "empty": b"", "only-name": b"Ada Lovelace", "only-word": b"root", "unclosed-quote": b'"Ada <ada@example.org>',
        "at-in-name": b'"boss@example.org" <thief@example.net>', "mailto": b"<mailto:ada@example.org>",
        "many": b", ".join(b"u%d@example.org" % number for number in range(300)), "apostrophes": b"'Ada' <ada@example.org>",
        "percent": b"ada%example.net@example.org", "plus": b"ada+tag@example.org", "case": b"Ada@EXAMPLE.org",
        "nul": b"Ada\0 <ada@example.org>", "backslash": b"Ada\\ Lovelace <ada@example.org>", "angle-empty": b"MAILER-DAEMON <>",
    }, b"From")


def dates():
    headers("date", {
        "usual": b"Wed, 03 May 2023 14:02:00 +0200", "no-day": b"03 May 2023 14:02:00 +0200", "no-seconds": b"Wed, 03 May 2023 14:02 +0200",
        "gmt": b"Wed, 03 May 2023 14:02:00 GMT", "ut": b"Wed, 03 May 2023 14:02:00 UT", "est": b"Wed, 03 May 2023 14:02:00 EST",
        "pdt": b"Wed, 03 May 2023 14:02:00 PDT", "military": b"Wed, 03 May 2023 14:02:00 Z", "military-a": b"Wed, 03 May 2023 14:02:00 A",
        "minus-zero": b"Wed, 03 May 2023 14:02:00 -0000", "two-digit": b"Wed, 03 May 23 14:02:00 +0000", "two-digit-99": b"Mon, 03 May 99 14:02:00 +0000",
        "three-digit": b"Wed, 03 May 103 14:02:00 +0000", "comment": b"Wed, 03 May 2023 14:02:00 +0200 (CEST)", "comments": b"Wed (w), 03 May (m) 2023 14:02:00 +0200",
        "one-digit": b"Wed, 3 May 2023 4:02:00 +0200", "lower": b"wed, 03 may 2023 14:02:00 +0200", "long-names": b"Wednesday, 03 May 2023 14:02:00 +0200",
        "folded": b"Wed, 03 May 2023\n 14:02:00 +0200", "no-zone": b"Wed, 03 May 2023 14:02:00", "asctime": b"Wed May  3 14:02:00 2023",
        "iso": b"2023-05-03T14:02:00Z", "zone-colon": b"Wed, 03 May 2023 14:02:00 +02:00", "leap": b"Fri, 30 Jun 2023 23:59:60 +0000",
        "february": b"Wed, 29 Feb 2024 12:00:00 +0000", "far-zone": b"Wed, 03 May 2023 14:02:00 +1400", "half-zone": b"Wed, 03 May 2023 14:02:00 +0530",
        "old": b"Mon, 05 Jan 1970 00:00:00 +0000", "before": b"Mon, 05 Jan 1953 00:00:00 +0000", "future": b"Sat, 05 Jan 2080 00:00:00 +0000",
        "no-comma": b"Wed 03 May 2023 14:02:00 +0200", "wrong-weekday": b"Mon, 03 May 2023 14:02:00 +0200", "dashes": b"Wed, 03-May-2023 14:02:00 +0200",
        "none": b"", "words": b"some time ago", "hour-25": b"Wed, 03 May 2023 25:02:00 +0200", "day-32": b"Wed, 32 May 2023 14:02:00 +0200",
    }, b"Date")


def subjects():
    headers("subject", {
        "plain": b"plain", "empty": b"", "folded": b"one\n two\n\tthree", "folded-word": b"=?utf-8?q?caf=C3=A9?=\n =?utf-8?q?_noir?=",
        "q": b"=?utf-8?Q?caf=C3=A9_noir?=", "b": b"=?utf-8?B?Y2Fmw6k=?=", "lower-b": b"=?utf-8?b?Y2Fmw6k=?=", "between": b"a =?utf-8?q?=C3=A9?= b",
        "joined": b"=?utf-8?q?a?==?utf-8?q?b?=", "glued": b"Re:=?utf-8?q?caf=C3=A9?=", "glued-after": b"=?utf-8?q?caf=C3=A9?=!",
        "split-character": b"=?utf-8?b?5p0=?= =?utf-8?b?sQ==?=", "split-q": b"=?utf-8?q?=E6=9D?= =?utf-8?q?=B1?=",
        "two-charsets": b"=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A9?=", "language": b"=?utf-8*en?q?caf=C3=A9?=", "quoted": b'"=?utf-8?q?caf=C3=A9?="',
        "blank-inside": b"=?utf-8?q?caf=C3=A9 noir?=", "no-padding": b"=?utf-8?b?Y2Fmw6k?=", "bad-b": b"=?utf-8?b?Y2F!!mw6k=?=", "bad-q": b"=?utf-8?q?caf=C3=?=",
        "unknown-charset": b"=?x-none?q?cafe?=", "no-end": b"=?utf-8?q?caf=C3=A9", "raw-utf8": "café".encode(), "raw-latin1": "café".encode("latin-1"),
        "jp": b"=?iso-2022-jp?b?GyRCRWw1fhsoQg==?=", "gb": b"=?gb2312?B?ztLDxw==?=", "koi8": b"=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=",
        "kr": b"=?ks_c_5601-1987?B?vsiz5w==?=", "long": b"word " * 400, "emoji": "🚂 leaves".encode(), "emoji-q": b"=?utf-8?q?=F0=9F=9A=82?=",
        "spaces": b"a   b", "equals": b"1 =? 2 ?= 3", "tab": b"a\tb", "nul": b"a\0b", "two-blank-lines": b"a\n \n b",
    }, b"Subject")


def names():
    cases = {
        "quoted": b'filename="a b.txt"', "plain": b"filename=ab.txt", "plain-blank": b"filename=a b.txt", "single": b"filename='ab.txt'",
        "extended": b"filename*=utf-8''caf%C3%A9.txt", "extended-latin1": b"filename*=iso-8859-1'fr'caf%E9.txt",
        "pieces": b'filename*0="one-"; filename*1="two.txt"', "pieces-extended": b"filename*0*=utf-8''caf%C3; filename*1*=%A9; filename*2=.txt",
        "pieces-disordered": b'filename*1="two.txt"; filename*0="one-"', "both": b"filename=cafe.txt; filename*=utf-8''caf%C3%A9.txt",
        "encoded-word": b'filename="=?utf-8?q?caf=C3=A9=2Etxt?="', "encoded-word-plain": b"filename==?utf-8?q?caf=C3=A9=2Etxt?=",
        "raw-utf8": 'filename="café.txt"'.encode(), "raw-latin1": 'filename="café.txt"'.encode("latin-1"), "backslash": b'filename="C:\\letter.txt"',
        "quoted-pair": b'filename="a\\"b.txt"', "semicolon": b'filename="a;b.txt"', "unclosed": b'filename="ab.txt', "empty": b'filename=""',
        "upper": b"FILENAME=ab.txt", "blanks": b'filename = "ab.txt"', "folded": b'\n filename="ab.txt"', "twice": b"filename=one.txt; filename=two.txt",
        "path": b'filename="../../etc/passwd"', "long": b'filename="' + b"x" * 400 + b'.txt"', "comment": b"filename=ab.txt (a file)",
    }
    for name, value in cases.items():
        text = part("text\n", charset="us-ascii", more=b"Content-Disposition: attachment; " + value + b"\n")
        add(f"name-{name}", HEAD + multipart("mixed", [part("hello\n", charset="us-ascii"), text], b"b"))


def boundaries():
    body, two = b"--b\n\none\n--b\nContent-Type: text/html\n\n<p>two\n--b--\n", b'Content-Type: multipart/mixed; boundary="b"\n'
    cases = {
        "usual": two + b"\n" + body, "preamble": two + b"\nThis is for old programs.\n" + body, "epilogue": two + b"\n" + body + b"after it\n--b\n\nnot a part\n",
        "no-last": two + b"\n" + body[:-6], "cut": two + b"\n" + body[:-20], "blanks-after": two + b"\n" + body.replace(b"--b\n", b"--b  \n"),
        "longer": two + b"\n" + body.replace(b"one", b"--bb\n--b-\none"), "wrong": two + b"\n" + body.replace(b"--b", b"--c"), "unquoted": two.replace(b'"', b"") + b"\n" + body,
        "missing": b"Content-Type: multipart/mixed\n\n" + body, "empty": b'Content-Type: multipart/mixed; boundary=""\n\n' + body,
        "no-body": two + b"\n", "none": two + b"\nJust text.\n", "blank-in": two.replace(b'"b"', b'"a b"') + b"\n" + body.replace(b"--b", b"--a b"),
        "odd-characters": two.replace(b'"b"', b"\"'()+_,-./:=?\"") + b"\n" + body.replace(b"--b", b"--'()+_,-./:=?"), "at-once": two + b"\n--b--\n",
        "no-empty-line": two + b"\n--b\nContent-Type: text/html\n--b\n\ntwo\n--b--\n", "same-inside": two + b"\n--b\n" + two + b"\n--b\n\ninner\n--b--\n--b--\n",
        "prefix": two + b"\n--b\n" + multipart("mixed", [b"\ninner\n"], b"bb") + b"--b\n\nouter\n--b--\n", "inner-open": two + b"\n--b\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\ninner\n--b\n\nouter\n--b--\n",
        "upper-type": two.replace(b"multipart/mixed", b"MULTIPART/Mixed") + b"\n" + body, "long": two.replace(b'"b"', b'"' + b"x" * 200 + b'"') + b"\n" + body.replace(b"--b", b"--" + b"x" * 200),
        "base64": two + b"Content-Transfer-Encoding: base64\n\n" + body, "in-text": two + b"\n--b\n\na --b in a line\n --b\n--b--\n",
        "crlf-before": two + b"\n--b\n\none\n\n\n--b--\n", "semicolon-end": b"Content-Type: multipart/mixed; boundary=b;\n\n" + body, "twice": b"Content-Type: multipart/mixed; boundary=b; boundary=c\n\n" + body,
    }
    rich = b"--x\nContent-Type: text/html\n\n<p>rich\n--x--\n"
    cases["inner-wrong"] = two + b'\n--b\nContent-Type: multipart/related; boundary="i"\n\n' + rich + b"--b\n\nouter\n--b--\n"
    cases["inner-missing"] = two + b"\n--b\nContent-Type: multipart/related\n\n" + rich + b"--b\n\nouter\n--b--\n"
    for name, octets in cases.items():
        add(f"boundary-{name}", HEAD + octets)


def transfer_encodings():
    text = b"The quick brown fox.\nAnd a second line.\n"
    base = base64.encodebytes(text)
    cases = {
        "base64-truncated": ("base64", base[:-5]), "base64-no-padding": ("base64", base.replace(b"=", b"")), "base64-garbage": ("base64", b"\x00!" + base[:8] + b"#\n" + base[8:]),
        "base64-one-line": ("base64", base.replace(b"\n", b"")), "base64-blanks": ("base64", base.replace(b"V", b"V ")), "base64-trailer": ("base64", base + b"\n\n-- \nSent by a gateway\n"),
        "base64-two": ("base64", base64.encodebytes(b"one\n") + base64.encodebytes(b"two\n")), "base64-empty": ("base64", b""), "base64-upper": ("BASE64", base),
        "qp-soft": ("quoted-printable", b"one=\n two=  \n three\n"), "qp-lower": ("quoted-printable", b"caf=c3=a9\n"), "qp-bad": ("quoted-printable", b"a=ZZ =4 b=\n"),
        "qp-trailing": ("quoted-printable", b"a  \t\nb\n"), "qp-equals-end": ("quoted-printable", b"a="), "qp-long": ("quoted-printable", b"x" * 2000 + b"=C3=A9\n"),
        "qp-raw": ("quoted-printable", "café =C3=A9\n".encode()), "unknown": ("x-made-up", text), "comment": ("base64 (really)", base), "seven-as-eight": ("7bit", "café\n".encode()),
        "binary": ("binary", b"a\0b\n"), "uuencode": ("x-uuencode", b"begin 644 a.txt\n#0V%T\n`\nend\n"), "empty": ("", text), "blanks": ("  base64  ", base),
    }
    for name, (encoding, body) in cases.items():
        add(f"encoding-{name}", HEAD + f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n".encode() + body)


def line_ends():
    text = HEAD + multipart("mixed", [part("one\ntwo\n", charset="us-ascii"), part("<p>three\n", "text/html", "us-ascii")], b"b")
    add("ends-lf", text, b"\n")
    add("ends-crlf", text)
    add("ends-cr", text, b"\r")
    add("ends-crcrlf", text, b"\r\r\n")
    head, body = text.split(b"\n\n", 1)
    add("ends-head-crlf-body-lf", head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body, None)
    add("ends-head-lf-body-crlf", head + b"\n\n" + body.replace(b"\n", b"\r\n"), None)
    add("ends-bare-cr-in-text", HEAD + b"\none\rtwo\nthree\n", b"\n")
    add("ends-none-at-end", HEAD + b"\nno end")
    add("ends-nul", HEAD + b"\na\0b\n")
    add("ends-long-line", HEAD + b"\n" + b"x" * 20_000 + b"\n")


def heads():
    cases = {
        "empty": b"", "only-body": b"\nbody\n", "no-body": HEAD, "no-empty-line": HEAD + b"This is no field.\nNor this.\n",
        "mbox-from": b"From ada@example.org Wed May  3 14:02:00 2023\n" + HEAD + b"\nbody\n", "quoted-from": b">From ada Wed May  3 14:02:00 2023\n" + HEAD + b"\nbody\n",
        "blank-before-colon": HEAD.replace(b"Subject:", b"Subject :") + b"\nbody\n", "stray-line": HEAD.replace(b"Subject:", b"a stray line\nSubject:") + b"\nbody\n",
        "two-subjects": b"Subject: first\n" + HEAD + b"\nbody\n", "two-froms": b"From: first@example.org\n" + HEAD + b"\nbody\n", "upper": HEAD.replace(b"Subject", b"SUBJECT") + b"\nbody\n",
        "type-twice": HEAD + b"Content-Type: text/plain\nContent-Type: text/html\n\nbody\n", "type-broken": HEAD + b"Content-Type: text\n\nbody\n",
        "type-empty": HEAD + b"Content-Type:\n\nbody\n", "type-garbage": HEAD + b"Content-Type: ;;;=\n\nbody\n", "type-blanks": HEAD + b"Content-Type: text / html ; charset = utf-8\n\n<p>body\n",
        "type-comment": HEAD + b"Content-Type: text/plain (as it were); charset=us-ascii\n\nbody\n", "type-unknown": HEAD + b"Content-Type: made/up\n\nbody\n",
        "no-version": HEAD.replace(b"MIME-Version: 1.0\n", b"") + b"Content-Type: text/html\n\n<p>body\n", "long-field": HEAD + b"X-Long: " + b"x" * 50_000 + b"\n\nbody\n",
        "many-fields": HEAD + b"".join(b"X-%d: y\n" % number for number in range(500)) + b"\nbody\n", "eight-bit-name": HEAD + "X-Ä: y\n".encode() + b"\nbody\n",
        "fold-first": b" folded at once\n" + HEAD + b"\nbody\n", "external": HEAD + b'Content-Type: message/external-body; access-type=URL; URL="https://example.org/a"\n\nContent-Type: text/plain\n\n',
        "partial": HEAD + b'Content-Type: message/partial; id="a@b"; number=2; total=3\n\nthe middle\n', "global": HEAD + b"Content-Type: message/global\n\n" + "Subject: Grüße\n\nKörper\n".encode(),
        "rfc822-base64": HEAD + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"Subject: in\n\ntext\n"),
        "report": HEAD + multipart("report", [part("It failed.\n", charset="us-ascii"), b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b\nAction: failed\nStatus: 5.1.1\n", b"Content-Type: text/rfc822-headers\n\nSubject: lost\n"], b"b"),
    }
    for name, octets in cases.items():
        add(f"head-{name}", octets)


def truncated():
    whole = HEAD + multipart("mixed", [multipart("alternative", [part("Plain.\n"), part("<p>Rich.\n", "text/html")], b"inner"), SMALL[2]()], b"outer")
    for number in range(20):
        add(f"cut-{number:02}", whole[:len(whole) * (number + 1) // 21])


def main():
    for family in (languages, wrong_charsets, trees, addresses, dates, subjects, names, boundaries, transfer_encodings,
                   line_ends, heads, truncated):
        family()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in messages.items():
        (folder / f"{name}.eml").write_bytes(octets)
    print(len(messages))


if __name__ == "__main__":
    main()
