# Names in the evidence that a terminal, a spreadsheet, a browser or a parser would obey.
# shellcheck shell=bash

check_injection_of_names() {
    command -v python3 >/dev/null || skip "no python3"
    local key format name change file texts=()
    local inject=(python3 tests/whole_run/injection.py)
    "${inject[@]}" make "$WORK" || fail "the names cannot be made"
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory" "${CLOCK[@]}" --out "$WORK/case" -v \
        --proof csr kca certificate
    expect_bit 1
    cp "$WORK/stdout" "$WORK/said.stdout"
    cp "$WORK/stderr" "$WORK/said.stderr"
    texts+=("$WORK/said.stdout" "$WORK/said.stderr")
    ! grep -q worker_lost "$WORK/case/journal.jsonl" || fail "a worker was lost"
    key=$(jq -r .key_identity "$WORK/case/keys.jsonl" | head -n 1)
    "$KEYTRAWL" show "$key" --all --out "$WORK/case" >"$WORK/said.show" 2>&1
    "$KEYTRAWL" coverage --all --out "$WORK/case" >"$WORK/said.coverage" 2>&1
    "$KEYTRAWL" reply --out "$WORK/case" >"$WORK/said.reply" 2>&1
    for name in keys certs sightings journal; do
        "$KEYTRAWL" "$name" --out "$WORK/case" >"$WORK/said.$name" 2>&1 || fail "no list of $name"
        texts+=("$WORK/said.$name")
    done
    for name in keys certs sightings journal; do # the colours are the program's, and nothing else
        "$KEYTRAWL" "$name" --color always --out "$WORK/case" >"$WORK/coloured" 2>&1
        grep -q $'\e\[' "$WORK/coloured" || [ "$name" = sightings ] || fail "no colour in the list of $name"
        sed $'s/\e\\[[0-9;]*m//g' "$WORK/coloured" | cmp - "$WORK/said.$name" || fail "another list of $name in colour"
    done
    for name in $(jq -r .serial "$WORK/case/certificates.jsonl"); do
        "$KEYTRAWL" explain "$name" --out "$WORK/case" >>"$WORK/said.explain" 2>&1 || fail "$name is not explained"
    done
    for name in certs sightings explain; do
        grep -q 'xss-element' "$WORK/said.$name" || fail "no name of the evidence in $name"
    done
    "$KEYTRAWL" verify --evidence "$WORK/evidence" --certs "$WORK/inventory" --out "$WORK/case" -v >"$WORK/said.verify" 2>&1
    "$KEYTRAWL" scan "$WORK/evidence" --out "$WORK/stdout/"$'\e[2J\n' >"$WORK/said.error" 2>&1
    for format in show coverage reply explain verify error; do texts+=("$WORK/said.$format"); done
    for format in $("$KEYTRAWL" export --list | awk '$1 !~ /badkeys/ { print $1 }'); do
        "$KEYTRAWL" export --format "$format" --out "$WORK/case" >"$WORK/said.export-$format" 2>&1
        texts+=("$WORK/said.export-$format")
    done
    "${inject[@]}" judge "$WORK" "$WORK/case" "${texts[@]}" || fail "something gets through"
    "$KEYTRAWL" report "${CLOCK[@]:0:2}" --out "$WORK/case" --redacted -q
    "${inject[@]}" judge "$WORK" "$WORK/case" || fail "something gets through with --redacted"
    # the judge sees what it looks for
    for change in 'revoke.csv 2s/^/=/' 'revoke.csv 2s/^/x,/' 'keys.jsonl 1s/^{/{{/' \
        'report.html s/<h1>/<h1 onclick=x>/' 'report.html s/<h1>/<xss-element>/' \
        'certificates.jsonl 1s/$/\x1b/' 'evidence.csv s/%FF/%FE/' 'summary.json 1s/$/\xff/' \
        'notify.csv s/%3D/=/' 'leads.csv 1s/$/\xe2\x80\xae/'; do
        file=${change%% *}
        cp "$WORK/case/$file" "$WORK/kept"
        sed -i "${change#* }" "$WORK/case/$file"
        ! cmp -s "$WORK/kept" "$WORK/case/$file" || fail "nothing changed: $change"
        ! "${inject[@]}" judge "$WORK" "$WORK/case" >/dev/null || fail "not seen: $change"
        cp "$WORK/kept" "$WORK/case/$file"
    done
}
