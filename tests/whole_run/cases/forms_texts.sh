# Keys in texts as programs write them: dumps, logs of terminals, what is packed before it is encoded.
# shellcheck shell=bash

# The dump is of the whole file; its words are read in the order that has the key.
check_text_forms() {
    forms_begin
    od server.key >"$E/od.txt" && form od.txt "!reading @0 hex dump of words$AT"
    with hexdump && hexdump server.key >"$E/hexdump.txt" && form hexdump.txt "!reading @0 hex dump of words$AT"
    with xxd && xxd -e server.key >"$E/xxd-e.txt" && form xxd-e.txt "!reading @0 hex dump of words$AT"
    python3 -c 'import base64, sys, zlib; sys.stdout.write(base64.b64encode(zlib.compress(sys.stdin.buffer.read())).decode())' \
        <server.key >"$E/zlib.txt" && form zlib.txt "!reading @0 base64!reading @0 zlib$AT"
    forms_judge
}
