# report.html, the case for people.
# shellcheck shell=bash

page_data() { # CASE
    sed -n 's/^<script type="application\/json" id="data">/\n&/; /id="data">/,/<\/script>/p' "$1/report.html" |
        sed 's/^.*id="data">//; s/<\/script>$//'
}

check_page_shows_hostile_names_as_text() {
    local name='<script>alert(1)<\/script>'
    mkdir "$WORK/evidence"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -keyout "$WORK/evidence/<img src=x onerror=alert(1)>.key" -out "$WORK/inventory.pem" \
        -subj "/O=A \& B/CN=$name" 2>/dev/null
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory.pem" --out "$WORK/case"
    [ "$(grep -o '<script' "$WORK/case/report.html" | wc -l)" -eq 2 ] || fail "a script of the evidence"
    ! grep -q '<img' "$WORK/case/report.html" || fail "an element of the evidence"
    page_data "$WORK/case" | jq -e '.rows[0][4] | contains("<script\\>alert(1)\\</script\\>")' >/dev/null ||
        fail "the name is not there as text"
    page_data "$WORK/case" | jq -e '.keys | to_entries[0].value[1][0][0] | contains("<img")' >/dev/null ||
        fail "the place is not there as text"
}

# Rows are those of certificates.jsonl, columns as the script names them, places of keys.jsonl.
check_page_holds_what_the_other_outputs_hold() {
    run_example "$WORK/case"
    page_data "$WORK/case" >"$WORK/data.json"
    jq -e '.columns as $c | all(.rows[]; length == ($c | length))' "$WORK/data.json" >/dev/null ||
        fail "a row has not its columns"
    diff <(jq -r '.columns as $c | .rows[] | [.[$c | index("status")], .[$c | index("serial")], .[$c | index("deadline")]] | join(" ")' "$WORK/data.json" | sort) \
        <(jq -r '[.status, (.serial | ascii_downcase), .deadline // ""] | join(" ")' "$WORK/case/certificates.jsonl" | sort) ||
        fail "other rows"
    diff <(jq -r '.keys | to_entries[] | .value[1][][0]' "$WORK/data.json" | sort -u) \
        <(jq -r 'select(.certificates | length > 0) | .sightings[].provenance' "$WORK/case/keys.jsonl" | sort -u) ||
        fail "other places"
    diff <(jq -r '.proofs[][] | "\(.[2]) \(.[1])"' "$WORK/data.json" | sort) \
        <(grep ' proofs/' "$WORK/case/manifest.sha256" | tr -s ' ' | sort) || fail "other digests of proofs"
    diff <(jq -r '.keys | to_entries[] | .value[1][] | select(.[4] == "proven") | .[5]' "$WORK/data.json" | sort -u) \
        <(jq -r 'select(.verdict == "proven" and (.certificates | length > 0)) | .sightings[].sha256' "$WORK/case/keys.jsonl" | sort -u) ||
        fail "other digests of what stood there"
    # a certificate that only a forged key claims is found nowhere
    jq -e '[.keys[] | select(.[2] > 0 and .[0] == .[2])] | length == 2' "$WORK/data.json" >/dev/null || fail "forged places count"
    "$KEYTRAWL" export --out "$WORK/case" --format ccadb >"$WORK/ccadb.csv"
    diff <(sqlite3 :memory: ".import --csv '$WORK/ccadb.csv' c" 'SELECT "Serial #" FROM c' | sort) \
        <(sed -n '/id="incident"/,/<\/section>/p' "$WORK/case/report.html" |
            sed -n 's/^<tr>\(.*\)<\/tr>$/\1/p' | sed 's/<\/td>/\n/g' | awk 'NR % 12 == 7' | sed 's/<[^>]*>//' | sort) ||
        fail "other certificates in the incident report"
    grep -q '<h1>10 certificates must be revoked, 9 of them by <time class="whole" datetime="2026-11-03T14:00:00Z">3 November 2026, 14:00 UTC</time></h1>' \
        "$WORK/case/report.html" || fail "another headline"
    # each status that is there is explained
    diff <(jq -r '.certificates[] | select(.certificates > 0) | .status' "$WORK/case/summary.json" | sort) \
        <(sed -n '/What the statuses mean/,/<\/details>/s/.*<dt>\(.*\)<\/dt><dd>.*\.<\/dd>$/\1/p' "$WORK/case/report.html" | sort) ||
        fail "other statuses are explained"
    # what somebody has to act on comes first, of the statuses that there are
    jq -e '(.acting == 3) and (.statuses[:3] == ["root", "revoke_ca", "revoke"]) and
        ([.rows[][0]] - .statuses == [])' "$WORK/data.json" >/dev/null || fail "another order of statuses"
    diff <(printf '%s\n' 10 16 15 1 4 13) \
        <(sed -n '/<dl class="figures">/,/<\/dl>/s/.*<dd>\(.*\)<\/dd>.*/\1/p' "$WORK/case/report.html") || fail "other figures"
    ! grep -qE '(src|href)="?https?:|@import|url\(' "$WORK/case/report.html" || fail "it asks for something outside"
}

# A case of one certificate is told in a sentence that speaks of one.
check_page_headline_of_one() {
    keytrawl run fixtures/keys/victim-rsa.key --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    grep -q '<h1>1 certificate must be revoked by <time class="whole" datetime="2026-11-03T14:00:00Z">3 November 2026, 14:00 UTC</time></h1>' \
        "$WORK/case/report.html" || fail "another headline"
}

# A certificate for more names than anybody reads is one row like another.
check_page_cuts_long_names() {
    mkdir "$WORK/evidence"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout "$WORK/evidence/key" \
        -out "$WORK/inventory.pem" -subj /CN=many.example \
        -addext "subjectAltName=$(seq -f 'DNS:name-%.0f.example' -s , 3000)" 2>/dev/null
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory.pem" --out "$WORK/case"
    jq -e '.dns_names | tostring | contains("name-3000.example")' "$WORK/case/certificates.jsonl" >/dev/null || fail "not all names are kept"
    page_data "$WORK/case" | jq -e '.rows[0][5] | (length < 4200) and endswith(" ...") and startswith("name-1.example")' \
        >/dev/null || fail "the page has all of them"
}

check_page_redacted() {
    run_example "$WORK/case"
    keytrawl report --redacted --out "$WORK/case" "${CLOCK[@]:0:2}"
    local word
    for word in fixtures/case mbox customers/ 'Example Shop' example.org b.example.com; do
        ! grep -q -- "$word" "$WORK/case/report.html" || fail "'$word' stands in it"
    done
    grep -q 'North Issuing CA' "$WORK/case/report.html" || fail "issuers are left out too"
    grep -q '00f00dface' "$WORK/case/report.html" || fail "serial numbers are left out too"
}

# Every path, place, sender, subject, message and name of a customer that the other outputs have, against
# every text of the page; those of issuers stay.
check_page_redacted_names_nobody() {
    run_example "$WORK/case"
    {
        jq -r '.sightings[] | .path, .provenance, .mail_from, .mail_subject, .message_id, (.chain[].name // empty)' "$WORK/case/keys.jsonl"
        jq -r '.subject_dn, ((.dns_names // "") | split(" ")[])' "$WORK/case/certificates.jsonl"
        jq -r '.path // empty' "$WORK/case/journal.jsonl"
    } | grep -vxE 'null|.{0,5}' | sort -u >"$WORK/private"
    jq -r .issuer_dn "$WORK/case/certificates.jsonl" | sort -u | comm -23 "$WORK/private" - >"$WORK/names"
    [ "$(wc -l <"$WORK/names")" -gt 60 ] || fail "hardly any name is looked for"
    texts_of_page >"$WORK/whole"
    [ "$(grep -cFf "$WORK/names" "$WORK/whole")" -gt 60 ] || fail "the names are not on the page that has them"
    keytrawl report --redacted --out "$WORK/case" "${CLOCK[@]:0:2}"
    texts_of_page >"$WORK/redacted"
    [ "$(wc -l <"$WORK/redacted")" -gt 200 ] || fail "hardly any text"
    ! grep -oFf "$WORK/names" "$WORK/redacted" | sort -u | grep . || fail "names are left"
}

# Of $WORK/case, a line each: what stands between its marks, and in its data.
texts_of_page() {
    page_data "$WORK/case" | jq -r '.. | strings, (objects | keys[])'
    sed '/id="data">/d' "$WORK/case/report.html" | sed 's/<[^>]*>/\n/g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#39;/'"'"'/g; s/&amp;/\&/g'
}

check_page_of_nothing() {
    mkdir "$WORK/evidence"
    echo 'no key' >"$WORK/evidence/a.txt"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --out "$WORK/case"
    grep -q '<h1>No certificate needs revocation</h1>' "$WORK/case/report.html" || fail "no headline"
    page_data "$WORK/case" | jq -e '.rows == [] and .keys == {}' >/dev/null || fail "rows of nothing"
    grep -q 'No private key was proven in the evidence' "$WORK/case/report.html" || fail "not what was found"
    grep -q 'How far this can be trusted' "$WORK/case/report.html" || fail "not how far it holds"
    grep -q 'None were given' "$WORK/case/report.html" || fail "an empty table that says nothing"
    keytrawl scan "$WORK/evidence" --out "$WORK/alone"
    grep -q 'No certificate was read, so no key could be matched' "$WORK/alone/report.html" ||
        fail "that there were no certificates is no doubt"
    cp fixtures/keys/lead-p256.encrypted "$WORK/evidence/"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --out "$WORK/leads"
    grep -Eq '<li>[0-9]+ keys? (is|are) encrypted' "$WORK/leads/report.html" || fail "leads are no doubt"
}

# Serials that only a table of hashes knows are in no row of the page, and yet in its headline.
check_page_tells_what_a_hash_alone_knows() {
    local hash
    hash=$(openssl pkey -in fixtures/keys/victim-rsa.key -pubout -outform DER | sha256sum | cut -d' ' -f1)
    printf '%s\n' '-- MySQL dump 10.13' \
        "CREATE TABLE \`keyHashToSerial\` (\`id\` bigint, \`keyHash\` binary(32), \`certNotAfter\` datetime, \`certSerial\` varchar(255));" \
        "INSERT INTO \`keyHashToSerial\` VALUES (1,0x$hash,'2027-01-01','03AA11');" >"$WORK/hashes.sql"
    keytrawl run fixtures/keys/victim-rsa.key --certs "$WORK/hashes.sql" "${CLOCK[@]}" --out "$WORK/case"
    jq -e '.hash_matches == 1' "$WORK/case/summary.json" >/dev/null || fail "no serial by a hash"
    grep -q '<h1>Serial numbers must be revoked</h1>' "$WORK/case/report.html" || fail "the headline says nothing is to do"
    grep -q '<p class="alarm">1 serial number to revoke is known by a key.s hash alone' \
        "$WORK/case/report.html" || fail "the page does not name them"
}

# Landmarks, headings in order, a name for each region, and no id twice.
check_page_has_landmarks() {
    run_example "$WORK/case"
    local page=$WORK/case/report.html tag
    for tag in header nav main footer h1; do
        [ "$(grep -oE "<${tag}[ >]" "$page" | wc -l)" -eq 1 ] || fail "not one $tag"
    done
    grep -q '<html lang="en">' "$page" || fail "no language"
    [ "$(grep -c '<a class="skip" href="#certificates">' "$page")" -eq 1 ] || fail "no link past the navigation"
    diff <(grep -oE '(href="#|aria-labelledby=")[a-z-]+' "$page" | sed 's/.*[#"]//' | sort -u |
        while read -r id; do grep -oq " id=\"$id\"" "$page" || echo "$id"; done) /dev/null || fail "a link to nothing"
    diff <(grep -oE ' id="[a-z-]+"' "$page" | sort | uniq -d) /dev/null || fail "an id twice"
    [ "$(grep -oE '<section[ >]' "$page" | wc -l)" -eq "$(grep -oE '<section id="[a-z]+" aria-labelledby=' "$page" | wc -l)" ] ||
        fail "a section without a name"
    ! grep -oE '<th[ >][^>]*' "$page" | grep -v 'scope="col"' || fail "a head of no column"
}

# What a browser makes of it, with a name, a place and a mail that would be markup or turn the line.
check_page_in_a_browser() {
    command -v chromium >/dev/null || skip "no chromium"
    mkdir "$WORK/evidence"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -utf8 \
        -keyout "$WORK/key" -out "$WORK/inventory.pem" \
        -subj "/CN=$(printf 'a\342\200\256moc.live')/O=<img src=x onerror=document.title=1>$(for _ in 1 2 3 4; do printf '/OU=%064d' 0 | tr 0 z; done)" 2>/dev/null
    { printf 'From a Mon Feb  5 10:00:00 2018\nFrom: %s\nSubject: %s\nDate: Mon, 5 Feb 2018 10:00:00 +0000\n\n' \
        "$(printf '<b>\342\200\256x')" "$(printf '<script>document.title=2</script>\342\201\247\330\234')"
    cat "$WORK/key"; } >"$WORK/evidence/$(printf 'x\342\200\256"><svg onload=document.title=3>.mbox')"
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory.pem" --out "$WORK/case"
    # each row unfolded, by a script behind those of the page
    { cat "$WORK/case/report.html"
    echo '<script>document.querySelectorAll("td.expand button").forEach(function (b) { b.click(); });</script>'; } >"$WORK/page.html"
    timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$WORK/profile" \
        --dump-dom "file://$WORK/page.html" >"$WORK/dom.html" 2>"$WORK/chromium.log" ||
        skip "chromium does not start: $(tail -n 1 "$WORK/chromium.log")"
    sed 's/<script.*//' "$WORK/dom.html" | sed '/^{"columns"/d' >"$WORK/shown.html"
    grep -q '1 to 1 of 1' "$WORK/shown.html" || fail "the script did not run"
    grep -q 'moc.live' "$WORK/shown.html" || fail "the name is not there"
    grep -q 'mail of 2018-02-05' "$WORK/shown.html" || fail "the mail is not there"
    grep -q '<title>Compromised certificates</title>' "$WORK/dom.html" || fail "a script of the evidence ran"
    ! grep -qE '<(img|b|svg onload)[ >]' "$WORK/shown.html" || fail "an element of the evidence"
    # a long name is cut in its row, and stands whole behind it
    [ "$(grep -o 'z\{64\}' "$WORK/shown.html" | wc -l)" -ge 16 ] || fail "the whole name is nowhere"
    grep -q "$(printf '\342\200\246')</td>" "$WORK/shown.html" || fail "a long name is not cut"
    ! LC_ALL=C.UTF-8 grep -qP '[\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]' "$WORK/dom.html" ||
        fail "the direction of a line is turned"
}

# Each form of proof by what it is, with its file and the digest of that; none that was not written.
check_page_names_each_form_of_proof() {
    mkdir "$WORK/evidence"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -keyout "$WORK/evidence/key" -out "$WORK/inventory.pem" -subj /CN=forms.example 2>/dev/null
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory.pem" --out "$WORK/case" \
        --proof csr boulder kca certificate jws
    page_data "$WORK/case" >"$WORK/data.json"
    diff <(jq -r '.proofs[][] | "\(.[2]) \(.[1])"' "$WORK/data.json" | sort) \
        <(grep ' proofs/' "$WORK/case/manifest.sha256" | tr -s ' ' | sort) || fail "other digests"
    diff - <(jq -r '.proofs[][] | "\(.[1] | sub("^[^.]*"; "")): \(.[0])"' "$WORK/data.json") <<'END' ||
.csr: PKCS#10 (RFC 2986)
.boulder.csr: PKCS#10 (RFC 2986) as Boulder takes it
.kca.csr: PKCS#10 (RFC 2986) with an attestation, kca=v1
.proof.crt: self-signed certificate (RFC 5280) of 1950
.jws: JWS (RFC 7515)
END
        fail "a form by another name"
    keytrawl report --out "$WORK/case" --proof jws
    page_data "$WORK/case" | jq -e '[.proofs[][] | .[0]] == ["JWS (RFC 7515)"]' >/dev/null ||
        fail "a form that was not asked for"
    keytrawl report --out "$WORK/case" --no-proofs
    page_data "$WORK/case" | jq -e '.proofs == {}' >/dev/null || fail "a proof that was not written"
}

# 5,000 certificates, with a clock that goes on by a millisecond whenever it is looked at: what is done at a
# stretch is counted, not timed.
page_of_many() { # PAGE INTO
    python3 - "$1" "$2" <<'PY'
import json, re, sys
text = open(sys.argv[1]).read()
found = re.search(r'(<script type="application/json" id="data">)(.*?)(</script>)', text, re.S)
data = json.loads(found.group(2))
at = {name: number for number, name in enumerate(data["columns"])}
model = [row for row in data["rows"] if row[at["status"]] in ("revoke", "expired")]
rows = []
for number in range(5000):
    row = list(model[number % len(model)])
    row[at["serial"]] = "%08x" % (number * 2654435761 % 2**32)
    row[at["subject"]] = "CN=shop%d.example" % (number % 700)
    rows.append(row)
data["rows"] = rows
clock = """<script>let ticks = 0, slices = 0, most = 0, begun = 0;
performance.now = function () { ticks++; most = Math.max(most, ticks - begun); return ticks; };
const later = window.setTimeout;
window.setTimeout = function (what, delay) { return later(function () { slices++; begun = ticks; what(); }, delay); };</script>"""
judge = """<script>(async function () {
const said = [], wait = function () { return new Promise(function (go) { later(go, 400); }); };
function holds(what, is) { if (!is) { said.push(what); } }
const column = function (number) { return Array.from(document.querySelectorAll('#certificates-table tbody tr'), function (row) { return row.children[number].textContent; }); };
const told = function () { return document.getElementById('count').textContent; };
const buttons = document.querySelectorAll('#certificates-table thead button'), find = document.getElementById('find');
const all = JSON.parse(document.getElementById('data').textContent).rows, serials = all.map(function (row) { return row[SERIAL]; });
const up = serials.slice().sort(), same = function (a, b) { return a.join() === b.join(); };
holds('a screen of rows at first', column(0).length <= 20);
await wait(); await wait();
holds('all rows of a page: ' + column(0).length, column(0).length === 100);
slices = 0; most = 0; begun = ticks;
buttons[3].click();
holds('it is sorted at a stretch', slices === 0 && !same(column(4), up.slice(0, 100)));
await wait(); await wait();
holds('upwards', same(column(4), up.slice(0, 100)));
holds('in slices: ' + slices, slices > 20 && most < 20);
buttons[3].click(); await wait();
holds('downwards', same(column(4), up.slice().reverse().slice(0, 100)));
document.getElementById('on').click(); await wait();
holds('the next page: ' + told(), told() === '101 to 200 of 5000' && same(column(4), up.slice().reverse().slice(100, 200)));
buttons[4].click(); find.value = 'shop69'; find.dispatchEvent(new Event('input')); await wait(); await wait();
const wanted = all.filter(function (row) { return row.join('\\\\n').includes('shop69'); }).map(function (row) { return row[SUBJECT]; }).sort();
holds('found while it was sorted: ' + told(), told() === '1 to ' + wanted.length + ' of ' + wanted.length + ' (of 5000)' && same(column(5), wanted));
const on = document.getElementById('on');
find.value = 'shop1'; find.dispatchEvent(new Event('input')); await wait(); on.focus();
for (let i = 0; i < 8; i++) { await wait(); on.click(); }
holds('the keyboard keeps its place on the last page', on.disabled && document.activeElement === document.getElementById('back'));
holds('what can be clicked can be reached', document.querySelectorAll('[tabindex^="-"], [onclick]').length === 0);
find.value = ''; find.dispatchEvent(new Event('input'));
await new Promise(function (go) { later(go, 125); });
window.dispatchEvent(new Event('beforeprint'));
holds('on paper a page is whole: ' + column(0).length, column(0).length === 100);
window.dispatchEvent(new Event('afterprint'));
document.title = said.length === 0 ? 'all holds' : 'does not hold: ' + said.join('; ');
})();</script>"""
judge = judge.replace("SERIAL", str(at["serial"])).replace("SUBJECT", str(at["subject"])).replace("\\\\n", "\\n")
told = json.dumps(data).replace("</", "<\\/")
open(sys.argv[2], "w").write(text.replace("<body>", "<body>" + clock).replace(found.group(0), found.group(1) + told + found.group(3)) + judge)
PY
}

check_page_of_many_answers_while_it_works() {
    command -v chromium >/dev/null && command -v python3 >/dev/null || skip "no chromium or python3"
    run_example "$WORK/case"
    page_of_many "$WORK/case/report.html" "$WORK/page.html" || fail "no page"
    timeout 100 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$WORK/profile" \
        --virtual-time-budget=20000 --dump-dom "file://$WORK/page.html" >"$WORK/dom.html" 2>"$WORK/chromium.log" ||
        skip "chromium does not start: $(tail -n 1 "$WORK/chromium.log")"
    grep -q '<title>all holds</title>' "$WORK/dom.html" || fail "$(sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' "$WORK/dom.html")"
}

# Text on what it stands on, by light and by dark: 4.5 to 1 (WCAG 2.2, 1.4.3); what a field is bordered by: 3 to 1.
check_page_has_contrast() {
    command -v python3 >/dev/null || skip "no python3"
    python3 - analyzer/reports/page/head.html <<'PY' || fail "too little contrast"
import re, sys
text = open(sys.argv[1]).read()
light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block)) for block in re.findall(r":root \{([^}]*--ink[^}]*)\}", text))
def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
bad = 0
for name, colours in (("light", light), ("dark", dict(light, **dark))):
    for on, over, least in [(ink, paper, 4.5) for ink in ("ink", "soft", "link", "alarm") for paper in ("paper", "band")] + \
            [("alarm", "alarm-paper", 4.5), ("ink", "alarm-paper", 4.5), ("bar", "paper", 3), ("soft", "paper", 3)]:
        high, low = sorted((luminance(colours[on]), luminance(colours[over])), reverse=True)
        if (high + 0.05) / (low + 0.05) < least:
            bad = 1
            print("%s: %s on %s: %.2f" % (name, on, over, (high + 0.05) / (low + 0.05)))
sys.exit(bad)
PY
}
