# Mail: the key in every kind of mailbox and in every encoding of a part.
# shellcheck shell=bash

# One mail for each encoding, by Python's email package; and mailboxes by its mailbox module.
write_mails() {
    python3 - "$E" <<'PYTHON'
import base64, email.message, email.policy, mailbox, os, sys
out, text = sys.argv[1], open("server.key").read()
policy = email.policy.compat32.clone(max_line_length=None)

def mail(number=1):
    message = email.message.EmailMessage()
    for name, value in (("From", "Alice <alice@example.org>"), ("To", "bob@example.net"), ("Subject", "the key"),
                        ("Date", "Mon, 5 Feb 2018 10:00:00 +0100"), ("Message-ID", "<m%d@example.org>" % number)):
        message[name] = value
    return message

def write(name, message):
    open(os.path.join(out, name), "wb").write(message.as_bytes())

for coding in ("base64", "quoted-printable", "7bit", "8bit"):
    body = mail()
    body.set_content(text, cte=coding)
    write("body-%s.eml" % coding, body)
    attached = mail()
    attached.set_content("see below\n")
    attached.add_attachment(text.encode(), "application", "octet-stream", filename="server.key", cte=coding if coding in ("base64", "quoted-printable") else "base64")
    if coding in ("base64", "quoted-printable"):
        write("attached-%s.eml" % coding, attached)
pair = mail()
pair.set_content("see the other\n")
pair.add_alternative("<p>the key:</p><pre>%s</pre>" % text, subtype="html")
write("alternative.eml", pair)
inner = mail(2)
inner.set_content("the first mail\n")
inner.add_attachment(text.encode(), "text", "plain", filename="server.key")
outer = mail(3)
outer.set_content("forwarded\n")
outer.add_attachment(inner)
write("forwarded.eml", outer)
unknown = mail().as_bytes().rstrip() + b"\nContent-Transfer-Encoding: x-none\nContent-Type: text/plain\n\n" + text.encode()
open(os.path.join(out, "unknown-encoding.eml"), "wb").write(unknown)
wide = mail()
wide.set_content(text, charset="utf-16", cte="base64")
write("utf-16.eml", wide)
for kind, name in ((mailbox.mbox, "mboxo.mbox"), (mailbox.MMDF, "mmdf.mbox"), (mailbox.Babyl, "babyl.mbox")):
    box = kind(os.path.join(out, name), create=True)
    for number in (1, 2, 3):
        message = mail(number)
        message.set_content("nothing\nFrom the beginning it was wrong.\n" + (text if number == 2 else ""), cte="7bit")
        box.add(message.as_bytes())
    box.close()
for kind, name in ((mailbox.Maildir, "maildir"), (mailbox.MH, "mh")):
    box = kind(os.path.join(out, name), create=True)
    message = mail()
    message.set_content(text, cte="base64")
    box.add(message.as_bytes())
    box.close()
os.rename(*(os.path.join(out, "maildir/new", name) for name in (os.listdir(os.path.join(out, "maildir/new"))[0], "1517821200.one")))
plain = mail().as_bytes().rstrip() + b"\n"
counted = b"".join(b"From alice@example.org Mon Feb  5 10:00:00 2018\nContent-Length: %d\n" % len(body) + plain + b"\n" + body + b"\n"
                   for body in (b"From here it is not a mail\n", text.encode()))
open(os.path.join(out, "mboxcl2.mbox"), "wb").write(counted)
quoted = b"From alice@example.org Mon Feb  5 10:00:00 2018\n" + plain + b"\n>From there\n>>From where\n" + text.encode() + b"\n"
open(os.path.join(out, "mboxrd.mbox"), "wb").write(quoted)
body = plain + b"\n" + text.encode()
open(os.path.join(out, "apple.emlx"), "wb").write(b"%d\n" % len(body) + body + b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict/></plist>\n')
sent = b"Content-Type: application/octet-stream; name=server.key\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(text.encode())
lines, fragments = sent.splitlines(True), b""
for number, part in ((2, lines[5:]), (1, lines[:5])):
    fragments += (b"From alice@example.org Mon Feb  5 10:00:00 2018\n" + plain +
                  b'Content-Type: message/partial; id="keys@example.org"; number=%d; total=2\n\n' % number + b"".join(part) + b"\n")
open(os.path.join(out, "fragments.mbox"), "wb").write(fragments)
for folder, number, part in (("cur", 1, lines[:31]), ("new", 2, lines[31:])):
    os.makedirs(os.path.join(out, "fragments", folder))
    open(os.path.join(out, "fragments", folder, "1517821200.%d" % number), "wb").write(
        plain + b'Content-Type: message/partial; id="files@example.org"; number=%d; total=2\n\n' % number + b"".join(part))
crlf = text.replace("\n", "\r\n").encode()
coded = b"".join(b"=" + bytes([(octet + 106) % 256]) if (octet + 42) % 256 in (0, 10, 13, 61) else bytes([(octet + 42) % 256]) for octet in text.encode())
lines, at = [], 0
while at < len(coded):
    end = at + 128 + (coded[at + 127:at + 128] == b"=")
    lines.append(coded[at:end])
    at = end
open(os.path.join(out, "yenc.eml"), "wb").write(plain + b"\r\n=ybegin line=128 size=%d name=server.key\r\n" % len(text) + b"\r\n".join(lines) + b"\r\n=yend size=%d\r\n" % len(text))
PYTHON
}

signed_mail() {
    with openssl || return 0
    openssl req -x509 -newkey rsa:2048 -nodes -keyout signer.pem -subj /CN=oracle.example -days 10 \
        -out signer.crt 2>/dev/null
    openssl smime -sign -signer signer.crt -inkey signer.pem -in server.key -text -out "$E/signed.eml"
    rm signer.*
}

# Within the text of a part, whatever stands in front of server.key in it.
behind() { echo "@$((${AT:1:4} + $1))+${AT#*+}"; } # OCTETS

expect_mails() {
    local name
    if [ -e "$E/yenc.eml" ]; then
        for name in body-7bit body-8bit body-base64 body-quoted-printable unknown-encoding; do
            form $name.eml "!part 1$AT"
        done
        for name in attached-base64 attached-quoted-printable; do
            form $name.eml "!part 2 server.key$AT"
        done
        form apple.emlx "!part 1$AT"
        form alternative.eml "!part 2!reading @0 markup-text$(behind 9)" # as somebody sees it
        form forwarded.eml "!part 2!part 2 server.key$AT"
        form utf-16.eml "!part 1!reading @0 utf-16le$AT"
        form yenc.eml "!part 1 server.key$AT"
        form mboxo.mbox "!message 2 <m2@example.org>!part 1$(behind 42)"
        form mmdf.mbox "!message 2 <m2@example.org>!part 1$(behind 42)"
        form mboxcl2.mbox "!message 2 <m1@example.org>!part 1$AT"
        form mboxrd.mbox "!message 1 <m1@example.org>!part 1$(behind 25)"
        form fragments.mbox "!reading 2 @$(grep -b '^From alice' "$E/fragments.mbox" | sed -n '2s/:.*//p') message/partial!part 1 server.key$AT"
        form fragments/cur/1517821200.1 "!volumes 2 ../new/1517821200.2!reading 1 @0 message/partial!part 1 server.key$AT"
        form maildir/new/1517821200.one "!part 1$AT"
        form mh/1 "!part 1$AT"
        form_raw babyl.mbox # which is no mailbox to us
    fi
    [ ! -e "$E/uuencoded.eml" ] || form uuencoded.eml "!part 2 server.key$AT"
    [ -e "$E/signed.eml" ] || return 0
    # openssl's S/MIME ends lines as CR LF
    form signed.eml "!part 1@1551+244"
}

check_forms_of_mail() {
    forms_begin
    with python3 && write_mails
    if with uuencode; then
        { printf 'From: alice@example.org\nSubject: the key\n\nhere it is:\n\n' && uuencode server.key <server.key; } \
            >"$E/uuencoded.eml"
    fi
    signed_mail
    expect_mails
    forms_judge
}

# Uuencoded where somebody quoted, indented or showed it: on each line the same before it.
check_uuencoded_in_text() {
    forms_begin
    with python3 && python3 - "$E" <<'PYTHON'
import binascii, html, json, sys
octets = open("server.key", "rb").read()
rows = [binascii.b2a_uu(octets[i:i + 45]).decode() for i in range(0, len(octets), 45)]
text = "begin 644 server.key\n" + "".join(rows) + "`\nend\n"
head = "From: a@example.org\nSubject: the key\nMIME-Version: 1.0\n"

def write(name, content):
    open(sys.argv[1] + "/" + name, "w").write(content)

def behind(mark):
    return "".join(mark + line + "\n" for line in text.splitlines())

write("quoted.eml", head + "\nyes\n" + behind("> "))
write("tight.eml", head + "\nyes\n" + behind(">"))
write("indented.txt", "see\n" + behind("    "))
write("bar.log", "see\n" + behind("2026-11-02 10:00:00 app | "))
write("pre.eml", head + "Content-Type: text/html\n\n<p>see</p><pre>" + html.escape(text) + "</pre>\n")
write("export.json", json.dumps({"id": 1, "body": text}))
write("middle.txt", "see\n" + text + "yours\n")
PYTHON
    if with python3; then
        form quoted.eml "!part 1!reading @6 uuencode$AT"
        form tight.eml "!part 1!reading @5 uuencode$AT"
        form indented.txt "!reading @8 uuencode$AT"
        form bar.log "!reading @30 uuencode$AT"
        form pre.eml "!part 1!reading @0 markup-text!reading @4 uuencode$AT"
        form export.json "!reading @19 uuencode$AT"
        form middle.txt "!reading @4 uuencode$AT"
    fi
    forms_judge
}
