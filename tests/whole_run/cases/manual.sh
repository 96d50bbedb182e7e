# Manual, schemas and completions, which are made of the program's tables.
# shellcheck shell=bash

manual_built() {
    MANUAL=$TOOLS/../manual
    [ -f "$MANUAL/written" ] || fail "no manual in $MANUAL"
}

# The names of all commands, as --help-all tells them: what wants a second word has two.
commands_told() {
    local first second
    "$KEYTRAWL" --help-all | sed -nE 's/^  ([a-z][a-z-]*) +([a-z-]*).*/\1 \2/p' | while read -r first second; do
        if "$KEYTRAWL" "$first" --help >/dev/null 2>&1; then
            echo "$first"
        elif "$KEYTRAWL" "$first" "$second" --help >/dev/null 2>&1; then
            echo "$first $second"
        fi
    done
}

check_manual_has_a_page_for_all() {
    manual_built
    local command page reference option
    commands_told >"$WORK/commands"
    [ "$(wc -l <"$WORK/commands")" -ge 14 ] || fail "too few commands in --help"
    while read -r command; do
        page=$MANUAL/man1/keytrawl-${command// /-}.1
        [ -s "$page" ] || fail "no page of $command"
        [ -s "docs/manual/${command// /-}.md" ] || fail "no text of $command"
        # shellcheck disable=SC2086
        "$KEYTRAWL" $command --help-all | sed -nE 's/^ +(-[a-zA-Z], )?--([a-z-]+).*/\2/p' >"$WORK/options"
        [ -s "$WORK/options" ] || fail "no option of $command"
        grep -qx '\.Sh EXIT STATUS' "$page" || fail "$command: no exit status on its page"
        sed 's/\\-/-/g' "$page" >"$WORK/page"
        while read -r option; do
            grep -qE "Fl -$option( |$)" "$WORK/page" || fail "$command: no --$option on its page"
        done <"$WORK/options"
    done <"$WORK/commands"
    # what pages name is there
    sed -nE 's/^\.(It )?Xr ([a-z-]+) ([15]).*/\2.\3/p' "$MANUAL"/man*/* | sort -u | while read -r reference; do
        [ -s "$MANUAL/man${reference##*.}/$reference" ] || fail "no page $reference"
    done
}

check_manual_lints() {
    manual_built
    command -v mandoc >/dev/null || skip "no mandoc here"
    # whether the others are installed is not the page's matter
    mandoc -T lint "$MANUAL"/man1/* "$MANUAL"/man5/* | grep -v 'referenced manual not found' >"$WORK/lint"
    [ ! -s "$WORK/lint" ] || { cat "$WORK/lint"; fail "mandoc has something to say"; }
}

check_manual_names_all_of_a_case() {
    manual_built
    example_once
    local name
    for name in "$EXAMPLE_CASE"/*; do
        grep -qxF ".Ss ${name##*/}" "$MANUAL/man5/keytrawl-case.5" || fail "keytrawl-case(5) does not name ${name##*/}"
    done
    head -n 1 "$EXAMPLE_CASE/revoke.csv" | tr -d '\r' | tr , '\n' | while read -r name; do
        grep -qxF ".It Va $name" "$MANUAL/man5/keytrawl-case.5" || fail "keytrawl-case(5) does not name the field $name"
        grep -q "^\"revoke.csv\",\"$name\"," "$MANUAL/schemas/dictionary.csv" || fail "no $name in the dictionary"
    done
}

# What commands print for scripts, each under the name of its schema.
printed_once() { # FOLDER
    local folder=$1 case=$EXAMPLE_CASE sighting certificates
    mapfile -t certificates < <(find "$EXAMPLE/certs" -type f | sort)
    keytrawl scan "$EXAMPLE/evidence" --dry-run --json --out "$WORK/none"
    cp "$WORK/stdout" "$folder/dry-run.jsonl"
    keytrawl reply --dry-run --json --out "$case"
    cat "$WORK/stdout" >>"$folder/dry-run.jsonl"
    keytrawl check fixtures/keys/shop-rsa-a.key "${certificates[@]}" --json
    cp "$WORK/stdout" "$folder/check.jsonl"
    keytrawl explain example.com --json --out "$case"
    cp "$WORK/stdout" "$folder/explain.jsonl"
    keytrawl explain nowhere.invalid --json --out "$case"
    cat "$WORK/stdout" >>"$folder/explain.jsonl"
    keytrawl diff "$case" "$WORK/case" --json
    cp "$WORK/stdout" "$folder/diff.jsonl"
    sighting=$(jq -rs '[.[] | select(.verdict == "proven")][0].key_identity' "$case/keys.jsonl")
    keytrawl show "$sighting" --all --json --out "$case"
    cp "$WORK/stdout" "$folder/show.jsonl"
    keytrawl export --list --json
    cp "$WORK/stdout" "$folder/export-list.jsonl"
    keytrawl reply --json --out "$case"
    cp "$WORK/stdout" "$folder/reply.jsonl"
    keytrawl doctor --json
    cp "$WORK/stdout" "$folder/doctor.jsonl"
    keytrawl index build "$EXAMPLE/certs" --json --out "$WORK/index"
    cp "$WORK/stdout" "$folder/index-build.json"
    keytrawl index info "$WORK/index" --json
    cp "$WORK/stdout" "$folder/index-info.jsonl"
    keytrawl sightings --json --out "$case"
    cp "$WORK/stdout" "$folder/sightings.jsonl"
    for name in keys certs journal; do
        keytrawl "$name" --json --out "$case"
        cp "$WORK/stdout" "$folder/$name.jsonl"
    done
    mv "$folder/certs.jsonl" "$folder/certificates.jsonl"
}

check_schemas_hold() {
    manual_built
    example_once
    python3 -c 'import jsonschema' 2>/dev/null || skip "no python3-jsonschema here"
    local name outputs=()
    cp -r "$EXAMPLE_CASE" "$WORK/case"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/own.key" -out "$WORK/own.pem" -subj /CN=Own 2>/dev/null
    {
        echo spki_sha256,serial
        jq -r 'select(.verdict == "proven") | "\(.spki_sha256),03AA11"' "$EXAMPLE_CASE/keys.jsonl"
    } >"$WORK/hashes.csv"
    keytrawl match --certs "$EXAMPLE/certs" "$WORK/hashes.csv" --crl "$EXAMPLE/crl" --issuers "$EXAMPLE/issuers" \
        --seal-to "$WORK/own.pem" --baseline "$EXAMPLE_CASE" --out "$WORK/case" -q
    [ "$(wc -l <"$WORK/case/hash_matches.csv")" -gt 10 ] || fail "no serial by a hash"
    keytrawl coverage --out "$WORK/case" --all --json
    cp "$WORK/stdout" "$WORK/coverage.jsonl"
    keytrawl verify --out "$WORK/case" --evidence fixtures/case --json
    cp "$WORK/stdout" "$WORK/verify.json"
    cp -r "$WORK/case" "$WORK/changed" && echo >>"$WORK/changed/leads.csv"
    keytrawl verify --out "$WORK/changed" --json
    cp "$WORK/stdout" "$WORK/changed.json"
    keytrawl verify-proof "$WORK/case"/proofs/*.csr fixtures/case/passphrases.txt --out "$WORK/case" --json
    cp "$WORK/stdout" "$WORK/verify-proof.jsonl"
    keytrawl reply --out "$EXAMPLE_CASE" --subscribers "$WORK/letters"
    for name in revoke.csv certificates.jsonl keys.jsonl leads.csv hash_matches.csv notify.csv evidence.csv \
        journal.jsonl sources.csv summary.json manifest.json; do
        outputs+=("$EXAMPLE_CASE/$name=${name%.*}" "$WORK/case/$name=${name%.*}")
    done
    outputs+=("$WORK/case/sealed/index.csv=sealed" "$WORK/coverage.jsonl=coverage" "$WORK/verify.json=verify"
        "$WORK/changed.json=verify"
        "$WORK/letters/index.csv=letters"
        "$WORK/verify-proof.jsonl=verify-proof")
    mkdir "$WORK/printed"
    printed_once "$WORK/printed"
    for name in "$WORK"/printed/*; do
        [ -s "$name" ] || fail "nothing was printed for ${name##*/}"
        outputs+=("$name=$(basename "${name%.*}")")
    done
    tests/whole_run/hold-schemas "$MANUAL/schemas" "${outputs[@]}" || fail "outputs and schemas differ"
    # no schema without an output that is held against it
    for name in "$MANUAL"/schemas/*.schema.json; do
        name=$(basename "${name%.schema.json}")
        [[ " ${outputs[*]} " == *"=$name "* || $name == proofs ]] || fail "nothing is held against the schema of $name"
    done
}

# What bash would offer behind these words.
completed() { # WORD... (the last is the one that is being typed)
    bash -c '. "$1"; shift
        compopt() { :; }
        COMP_WORDS=(keytrawl "$@"); COMP_CWORD=$#
        _keytrawl
        printf "%s\n" "${COMPREPLY[@]}"' - "$MANUAL/completions/keytrawl" "$@"
}

check_completions() {
    manual_built
    completed exp >"$WORK/offered"
    grep -qx export "$WORK/offered" || fail "no command"
    completed '' >"$WORK/offered"
    grep -qx index "$WORK/offered" || fail "no command of two words"
    [ "$(completed index '' | sort | tr '\n' ' ')" = "build info verify " ] || fail "no second word"
    completed index build --o >"$WORK/offered"
    grep -qx -- --out "$WORK/offered" || fail "no option of a command of two words"
    completed export --format openssl >"$WORK/offered"
    grep -qx openssl-ca "$WORK/offered" || fail "no format"
    completed keys --color a >"$WORK/offered"
    [ "$(tr '\n' ' ' <"$WORK/offered")" = "auto always " ] || fail "no word of --color"
    completed export --status revoke revoke_ >"$WORK/offered"
    grep -qx revoke_ca "$WORK/offered" || fail "no second status"
    completed scan --limit container- >"$WORK/offered"
    grep -q '^container-.*=$' "$WORK/offered" || fail "no limit"
    completed run --shared >"$WORK/offered"
    grep -qx -- --shared-primes "$WORK/offered" || fail "no option"
    [ -z "$(completed scan --shared)" ] || fail "an option of another command"
    completed scan fixtures/ca >"$WORK/offered"
    grep -qx fixtures/case "$WORK/offered" || fail "no file"
    local command
    while read -r command; do
        # shellcheck disable=SC2086
        completed $command - >"$WORK/offered"
        # shellcheck disable=SC2086
        "$KEYTRAWL" $command --help-all | sed -nE 's/^ +(-[a-zA-Z], )?(--[a-z-]+).*/\2/p' | sort -u |
            diff - <(sort -u "$WORK/offered") || fail "other options of $command"
    done < <(commands_told)
    if command -v zsh >/dev/null; then
        zsh -n "$MANUAL/completions/_keytrawl" || fail "zsh does not read its completion"
    fi
    if command -v fish >/dev/null; then
        fish -n "$MANUAL/completions/keytrawl.fish" || fail "fish does not read its completion"
        HOME=$WORK fish -c "source $MANUAL/completions/keytrawl.fish; complete -C 'keytrawl export --form'" >"$WORK/offered"
        grep -q -- --format "$WORK/offered" || fail "fish offers no option"
    fi
}

# Every file of an installation, and a bill of materials that names what is linked.
check_installation() {
    manual_built
    cmake --install "$TOOLS/.." --prefix "$WORK/usr" >/dev/null || fail "cmake --install fails"
    local name
    for name in bin/keytrawl share/man/man1/keytrawl.1 share/man/man5/keytrawl-case.5 \
        share/keytrawl/schemas/revoke.schema.json share/bash-completion/completions/keytrawl \
        share/zsh/site-functions/_keytrawl share/fish/vendor_completions.d/keytrawl.fish \
        share/doc/keytrawl/incident.md; do
        [ -s "$WORK/usr/$name" ] || fail "$name is not installed"
    done
    "$WORK/usr/bin/keytrawl" --version >/dev/null || fail "what is installed does not run"
    scripts/sbom "$WORK/usr/bin/keytrawl" >"$WORK/sbom.json" || fail "no bill of materials"
    jq -e '.spdxVersion == "SPDX-2.3" and ([.packages[].SPDXID] | length == (unique | length)) and
        ([.relationships[].relatedSpdxElement] - [.packages[].SPDXID] == []) and
        ([.packages[] | .checksums[0].checksumValue | test("^[0-9a-f]{64}$")] | all)' "$WORK/sbom.json" >/dev/null ||
        fail "no SPDX"
    jq -r '.packages[].name' "$WORK/sbom.json" >"$WORK/names"
    jq -e '[.relationships[] | select(.relationshipType == "STATIC_LINK") | .relatedSpdxElement] == ["SPDXRef-libbz2.a"]' "$WORK/sbom.json" >/dev/null ||
        [ ! -e "$(cc -print-file-name=libbz2.a)" ] || fail "libbz2, which is in the program, is no part of it"
    for name in libcrypto libarchive libseccomp libsqlite3 libc; do
        grep -q "^$name\.so" "$WORK/names" || fail "no $name in the bill of materials"
    done
}
