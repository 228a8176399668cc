"""Reading large messages: finding the parts, decoding them, setting them in lines. No server, no terminal."""

import base64
import json
import random
import statistics
import subprocess
import tempfile
from pathlib import Path

import verdict

HEAD = (b"From: Ada <ada@example.org>\r\nTo: charles@example.org\r\nSubject: large\r\n"
        b"Date: Wed, 03 May 2023 14:02:00 +0200\r\nMIME-Version: 1.0\r\n")
WORDS = "the kettle is on and a train leaves at nine bring your blue folder naïve café".split()


def prose(generator, size):
    """Lines of words, in UTF-8."""
    lines, total = [], 0
    while total < size:
        line = " ".join(generator.choices(WORDS, k=12))
        lines.append(line)
        total += len(line) + 2
    return "\r\n".join(lines).encode()


def quoted(octets):
    """Quoted-printable, with soft ends of lines."""
    text = "".join(chr(o) if 32 <= o < 127 and o != 61 or o in b"\r\n" else f"={o:02X}" for o in octets)
    return "\r\n".join(line[i:i + 70] + ("=" if i + 70 < len(line) else "")
                       for line in text.split("\r\n") for i in range(0, max(1, len(line)), 70)).encode()


def newsletter(generator, size):
    cell = '<table role="presentation" width="600"><tr><td style="padding:8px;font-size:14px"><a href="https://example.org/{n}"><img src="https://example.org/{n}.png" alt="picture {n}" width="120"></a><p style="color:#333">{text}</p></td></tr></table>\r\n'
    out, total, number = [], 0, 0
    while total < size:
        out.append(cell.format(n=number, text=" ".join(generator.choices(WORDS, k=40))))
        total += len(out[-1])
        number += 1
    return ("<html><body>" + "".join(out) + "</body></html>").encode()


def multipart(parts):
    return (HEAD + b'Content-Type: multipart/mixed; boundary="=_b"\r\n\r\n' + b"".join(b"--=_b\r\n" + part + b"\r\n" for part in parts)
            + b"--=_b--\r\n")


def messages():
    generator = random.Random(1)
    text = b"Content-Type: text/plain; charset=utf-8\r\n"
    small = text + b"\r\nhello\r\n"
    file = generator.randbytes(48 << 20)
    lines = base64.b64encode(file)
    lines = b"\r\n".join(lines[i:i + 76] for i in range(0, len(lines), 76))
    yield "a file in Base64", multipart([small, b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines])
    yield "a file as it stands", multipart([small, b"Content-Type: application/zip\r\nContent-Transfer-Encoding: binary\r\n\r\n" + file])
    plain = prose(generator, 20 << 20)
    yield "a text", HEAD + text + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + plain
    yield "a text, quoted-printable", HEAD + text + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(plain[:8 << 20])
    yield "a text of hyphens", multipart([text + b"\r\n" + b"-- a -- b --\r\n--- c\r\n" * 500_000])
    yield "2,000 parts", multipart([text + b"\r\n" + prose(generator, 4_000)] * 1_900)
    yield "a newsletter", HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + newsletter(generator, 1 << 20)


def main():
    options = verdict.options().parse_args()
    program = Path(options.postern).parent / "mailfuzz"
    figures, bars = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for name, octets in messages():
            path = Path(folder) / "message"
            path.write_bytes(octets)
            runs = [json.loads(subprocess.check_output([program, "--speed", path])) for _ in range(options.runs)]
            median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            figures[name] = median
            megabytes = median["octets"] / 1e6
            speeds = ", ".join(f"{key} {median[key] * 1e3:.2f} ms ({megabytes / max(median[key], 1e-9):.0f} MB/s)"
                               for key in ("parse", "decode", "read", "list"))
            print(f"{name}, {megabytes:.1f} MB: {speeds}", flush=True)
            bars.append((f"{name}: seconds for 200 MB", median["parse"] * 200 / megabytes, 1))
    bars.append(("a newsletter of 1 MB: seconds", figures["a newsletter"]["read"], 0.05))
    verdict.conclude(bars, figures, options)


if __name__ == "__main__":
    main()
