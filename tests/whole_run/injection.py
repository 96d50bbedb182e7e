#!/usr/bin/env python3
"""Names that are more than names, and a judge of what the program makes of them.

injection.py make FOLDER     evidence/ and inventory/ full of them, around one key
injection.py judge FOLDER CASE TEXT...
    Each CSV has rows of equal length, each JSON line is JSON, report.html has no element or
    attribute of the evidence, nothing has a control character or one that turns the direction of
    writing, no cell begins a formula; the exact bytes of each path come back out of the case. TEXT
    are files of what the program printed.
"""
import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import zipfile

NAMES = [
    b"=cmd|' C calc'!A0",
    b'=HYPERLINK("x")',
    b"+1+1",
    b"-2+3",
    b"@SUM(1)",
    b"\t=1+1",
    b"x;=1+1;@SUM(1)",
    b'y;"=1+1"',
    b"\xef\xbc\x9d1+1",
    b"\x1b]0;owned\x07\x1b[2J",
    b"\xc2\x9b31mred",
    b"two\nlines\r\nand,a\"cell",
    b"\nFrom: second@example.org",
    b"<xss-element onxss=1>",
    b'"onxss="1',
    b"'><xss-element>",
    b"--><xss-element><!--",
    b']]><xss-element>',
    b'{"a":"b"},\\"\\u0000',
    b"\\",
    b"\xff\xfe\x80 no UTF-8",
    b"\xed\xa0\x80\xc0\xaf",
    b"\xe2\x80\xaegnp.exe",
    b"\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c",
    b"\xe2\x80\xa8line separator",
    b"%0A%1B%41",
    b"!message 1!part 2",
    b"' or 1=1 --",
    b"`reboot`$(reboot)",
    b"\x7f\x01\x02",
]
WITH_SLASH = [b"</script><xss-element>", b"</textarea></style><xss-element>", b"//x:y@example.org/"]
LONG = b"=long<xss-element>\x1b[2J\n\"," + b"n" * (65000 - 26)


def key_text():
    with open("fixtures/keys/shop-p256-a.key", "rb") as file:
        return file.read()


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def make_files(folder, key):
    os.makedirs(folder)
    for name in NAMES:
        write(os.path.join(folder, name), key)
        inner = os.path.join(folder, b"in " + name)
        os.mkdir(inner)
        write(os.path.join(inner, b"key.pem"), key)
    deep = folder
    for _ in range(12):
        deep = os.path.join(deep, b"<xss-element>\x1b" + b"d" * 200)
    os.makedirs(deep)
    write(os.path.join(deep, b"key.pem"), key)


def with_bytes(content, placeholder, name):
    assert placeholder in content
    return content.replace(placeholder, name)


def zip_with(names, key):
    memory = io.BytesIO()
    holders = []
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, name in enumerate(names):
            holder = b"%05d" % at + b"z" * (len(name) - 5)
            assert len(holder) >= 5
            holder = holder[:max(len(name), 5)]
            holders.append((holder, name.ljust(5, b"_")))
            archive.writestr(holder.decode(), key)
    content = memory.getvalue()
    for holder, name in holders:
        content = with_bytes(content, holder, name)
    return content


def mail_with(name, key):
    line = name.replace(b"\r", b" ").replace(b"\n", b" ")
    return (b"From: " + line + b" <" + line + b"@example.org>\nTo: x@example.org\nSubject: " + line +
            b"\nMessage-ID: <" + line + b">\nDate: Tue, 27 Feb 2018 14:00:00 +0000\nMIME-Version: 1.0\n"
            b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHi\n--b\n"
            b'Content-Type: application/octet-stream; name="' + line.replace(b'"', b'\\"') + b'"\n'
            b'Content-Disposition: attachment; filename="' + line.replace(b'"', b'\\"') + b'"\n\n' +
            key + b"\n--b--\n")


def certificate_with(name, scratch):
    holder = "H" * len(name)
    short = len(name) <= 64
    with open(scratch, "w") as file:
        file.write("[req]\ndistinguished_name=d\nprompt=no\nx509_extensions=x\n[d]\n")
        file.write(f"CN={holder}\nO={holder}\n" if short else "CN=long\n")
        file.write(f"[x]\nsubjectAltName=DNS:{holder}\n")
    der = subprocess.run(["openssl", "req", "-x509", "-new", "-key", "fixtures/keys/shop-p256-a.key",
                          "-days", "300", "-config", scratch, "-outform", "DER"],
                         check=True, capture_output=True).stdout
    return with_bytes(der, holder.encode(), name)


def make(folder):
    key = key_text()
    evidence = os.path.join(os.fsencode(folder), b"evidence")
    make_files(os.path.join(evidence, b"files"), key)
    names = NAMES + WITH_SLASH + [LONG]
    write(os.path.join(evidence, b"members.zip"), zip_with(names, key))
    for at, name in enumerate(names):
        write(os.path.join(evidence, b"%02d.eml" % at), mail_with(name, key))
    inventory = os.path.join(os.fsencode(folder), b"inventory")
    os.mkdir(inventory)
    for at, name in enumerate(names):
        # too short a name would stand elsewhere in a certificate as well
        der = certificate_with(name if len(name) >= 8 else name + b" certificate",
                               os.path.join(folder, "config"))
        write(os.path.join(inventory, NAMES[at] if at < len(NAMES) else b"%02d.crt" % at), der)


faults = []


def fault(*what):
    if len(faults) < 40:
        print("injection:", *what)
    faults.append(what)


TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def judge_text(name, content):
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as why:
        return fault(name, "no UTF-8:", why)
    for at, letter in enumerate(text):
        code = ord(letter)
        if (code < 0x20 and letter != "\n") or 0x7F <= code < 0xA0 or letter in TURNS:
            if letter == "\r" and text[at + 1:at + 2] == "\n":
                continue  # the line end of RFC 4180
            if letter == "\r" and name == "stderr":
                continue  # the line of progress begins anew
            fault(name, "U+%04X near" % code, ascii(text[max(0, at - 40):at + 20]))
            return None
    return text


def judge_csv(name, text):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for row in rows:
        if len(row) != len(rows[0]):
            fault(name, "a row of", len(row), "cells, not", len(rows[0]), ascii(row)[:200])
    # whatever a spreadsheet takes for the border of cells, quoted or not
    cells = [cell for row in rows for cell in row] + [cell for line in text.split("\r\n") for cell in line.split(";")[1:]]
    for cell in cells:
        if cell.lstrip('" ')[:1] in tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20") and not re.fullmatch(r"-?[0-9]+", cell):
            fault(name, "a formula:", ascii(cell)[:80])
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def judge_json(name, text):
    try:
        return [json.loads(line) for line in (text.split("\n")[:-1] if name.endswith("jsonl") else [text])]
    except ValueError as why:
        fault(name, why)
        return []


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()
        self.scripts = 0

    def handle_starttag(self, tag, attributes):
        self.scripts += tag == "script"
        self.seen.add(tag)
        for attribute, value in attributes:
            self.seen.add("@" + attribute)
            if attribute in ("href", "src", "action") and not (value or "").startswith(("#", "proofs/")):
                fault("report.html", tag, attribute, ascii(value)[:80])

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        if "xss" in data:
            fault("report.html", "a comment of the evidence")

    def handle_decl(self, decl):
        if decl.lower() != "doctype html":
            fault("report.html", decl)


def judge_page(text):
    page = Page()
    page.feed(text)
    page.close()
    for seen in page.seen:
        if "xss" in seen or seen.startswith("@on"):
            fault("report.html", "an element or attribute of the evidence:", seen)
    if page.scripts != 2:
        fault("report.html", page.scripts, "scripts")


def unescaped(path):
    return re.sub(rb"%([0-9A-F]{2})", lambda hex: bytes([int(hex.group(1), 16)]), path.encode())


def paths_below(folder):
    for where, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            yield os.path.join(where, name)


def judge(folder, case, texts):
    read = {}
    for name in sorted(os.listdir(case)):
        path = os.path.join(case, name)
        if not name.endswith((".csv", ".jsonl", ".json", ".html", ".sha256")):
            continue
        with open(path, "rb") as file:
            text = judge_text(name, file.read())
        if text is None:
            continue
        if name.endswith(".csv"):
            read[name] = judge_csv(name, text)
        elif name.endswith("html"):
            judge_page(text)
        elif "json" in name:
            read[name] = judge_json(name, text)
    for path in texts:
        with open(path, "rb") as file:
            judge_text(os.path.basename(path), file.read())
    real = set(paths_below(os.path.join(folder, "evidence")))
    for name, rows, column in (("evidence.csv", read["evidence.csv"], "path"),):
        told = {unescaped(row[column]) for row in rows}
        for path in real ^ told:
            fault(name, "a path that does not come back:", ascii(path)[-200:])
    sightings = [s for key in read["keys.jsonl"] for s in key["sightings"]]
    told = {unescaped(s["path"]) for s in sightings}
    for path in real - told:
        fault("keys.jsonl", "a path that does not come back:", ascii(path)[-200:])
    subjects = " ".join(str(row) for row in read["certificates.jsonl"]).replace("\\", "")
    for name in NAMES:
        if b"xss-element" in name and name.decode() not in subjects:
            fault("certificates.jsonl", "a name is not there:", ascii(name))
    print(len(real), "files,", len(sightings), "sightings,", len(read["certificates.jsonl"]), "certificates")
    if len(sightings) < len(real) + len(NAMES) or len(read["certificates.jsonl"]) < len(NAMES):
        fault("too little was found for this to show anything")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        judge(sys.argv[2], sys.argv[3], sys.argv[4:])
    sys.exit(1 if faults else 0)
