# The manifest of a case, `verify`, and what signs it.
# shellcheck shell=bash

custody_case() { # makes $WORK/case of $WORK/evidence
    mkdir -p "$WORK/evidence/mail"
    cp "$EXAMPLE/evidence/howto.txt" "$WORK/evidence"
    cp "$EXAMPLE/evidence/mail/2026.mbox" "$WORK/evidence/mail"
    cp "$EXAMPLE/evidence/unknown.key" "$WORK/evidence/$(printf 'odd %% ! " \\ \n\377')"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --issuers "$EXAMPLE/issuers" "${CLOCK[@]}" \
        --out "$WORK/case" "$@"
    expect_bit 1
}

expect_changes() { # LINE...: what verify says, and nothing else
    [ "$STATUS" -eq 1 ] || fail "status $STATUS"
    diff <(printf '%s\n' "$@") <(grep -E '^(missing|changed|added|cannot be read) ' "$WORK/stdout" | tr -s ' ') ||
        fail "other changes"
}

check_custody_all_as_it_was() {
    custody_case
    keytrawl verify --out "$WORK/case" --evidence "$WORK/evidence" --certs "$EXAMPLE/certs" "$EXAMPLE/issuers"
    expect_status 0
    expect_said '^evidence: 3 of 3 as they were'
    expect_said '^certificates: 9 of 9 as they were'
    expect_said 'not signed'
    # the issuers are asked for behind --certs: where they are not given, that is said
    keytrawl verify --out "$WORK/case" --certs "$EXAMPLE/certs"
    expect_status 1
    expect_said '^issuers: 0 of [0-9]* as they were \(their files or folders go behind --certs too\)$'
    ! grep -q '^certificates: .*too)' "$WORK/stdout" || fail "said of what was given"
    (cd "$WORK/case" && sha256sum --quiet --strict -c manifest.sha256) || fail "sha256sum does not agree"
    # every output is named, and every digest is that of the file
    diff <(cd "$WORK/case" && find . -type f ! -name 'case.*' ! -name manifest.json -printf '%P\n' | sort) \
        <(jq -r '.files[] | select(.kind == "output") | .path' "$WORK/case/manifest.json" | sort) || fail "other outputs"
    jq -r '.files[] | select(.kind == "evidence") | .sha256' "$WORK/case/manifest.json" | sort >"$WORK/said"
    find "$WORK/evidence" -type f -exec sha256sum -z {} + | tr '\0' '\n' | grep -aoE '^[0-9a-f]{64}' | sort | diff - "$WORK/said" || fail "other digests of evidence"
    # nothing of where it ran
    ! grep -qF "$WORK" "$WORK/case/manifest.json" || fail "a path of this host"
    # evidence that has moved, and a case that cannot be written
    cp "$WORK/case/manifest.json" "$WORK/before"
    mv "$WORK/evidence" "$WORK/elsewhere"
    chmod -R a-w "$WORK/case"
    keytrawl verify --out "$WORK/case" --evidence "$WORK/elsewhere/"
    expect_status 0
    chmod -R u+w "$WORK/case"
    keytrawl verify --json --out "$WORK/case"
    expect_status 0
    jq -e '.as_it_was and .changes == [] and .signature == "none"' "$WORK/stdout" >/dev/null || fail "other JSON"
    keytrawl report --out "$WORK/case"
    cmp "$WORK/before" "$WORK/case/manifest.json" || fail "the same report has another manifest"
}

check_custody_tells_what_changed() {
    custody_case
    echo >>"$WORK/case/revoke.csv"
    rm "$WORK/case/leads.csv"
    echo new >"$WORK/case/proofs/new.csr"
    ln -sf /etc/passwd "$WORK/case/notify.csv"
    printf X | dd of="$WORK/evidence/howto.txt" bs=1 conv=notrunc 2>/dev/null
    rm "$WORK/evidence/mail/2026.mbox"
    echo >"$WORK/evidence/$(printf 'hidden\033[2K')"
    keytrawl verify --out "$WORK/case" --evidence "$WORK/evidence"
    expect_changes 'missing output leads.csv' 'changed output notify.csv' 'added output proofs/new.csr' \
        'changed output revoke.csv' 'added evidence hidden%1B[2K' 'changed evidence howto.txt' \
        'missing evidence mail/2026.mbox'
    keytrawl verify --json --out "$WORK/case"
    expect_status 1
    jq -e '(.changes | length) == 4 and (.as_it_was | not)' "$WORK/stdout" >/dev/null || fail "other JSON"
    keytrawl verify --out "$WORK/case" --evidence "$WORK/nowhere"
    expect_refusal nowhere
}

# The case file stands in no manifest, for its bytes differ with --jobs. What it makes does not: the
# commands of the manual page tell a case file that was altered from one that was not.
check_custody_of_the_case_file() {
    local commands=$WORK/commands
    custody_case
    mkdir "$WORK/bin"
    ln -s "$KEYTRAWL" "$WORK/bin/keytrawl"
    sed -n 's/^    //p' "$ROOT/docs/manual/verify.md" | sed -n '/^cp -a CASE COPY/,/^keytrawl verify --out COPY/p' |
        sed "s|CASE|$WORK/case|g; s|COPY|$WORK/copy|g; s|keytrawl report|& --quiet|" >"$commands"
    [ "$(wc -l <"$commands")" -eq 4 ] || fail "other commands than this check knows: $(cat "$commands")"
    PATH=$WORK/bin:$PATH bash "$commands" >"$WORK/said" || fail "not as it was: $(cat "$WORK/said")"
    rm -r "$WORK/copy"
    sqlite3 "$WORK/case/case.db" "UPDATE certificates SET serial = x'7f01' WHERE hex(sha256) =
        '$(listed "$WORK/case" | head -n 1 | tr '[:lower:]' '[:upper:]')'"
    keytrawl verify --out "$WORK/case"
    expect_status 0
    ! PATH=$WORK/bin:$PATH bash "$commands" >"$WORK/said" || fail "another serial number is not told"
    grep -qE '^changed +output +revoke.csv$' "$WORK/said" || fail "it does not say where: $(cat "$WORK/said")"
}

# An older manifest is gone before the first output is replaced, and a text that is none is refused.
check_custody_never_lies() {
    custody_case
    rm "$WORK/case/manifest.json"
    keytrawl verify --out "$WORK/case"
    expect_refusal 'no report was written to its end'
    keytrawl verify --out "$WORK/nowhere"
    expect_refusal 'there is no such folder'
    keytrawl report --out "$WORK/case"
    rm -r "$WORK/case/revoke.csv" # a folder in its place: the report fails once outputs are replaced
    mkdir "$WORK/case/revoke.csv"
    keytrawl report --out "$WORK/case"
    expect_status 2
    [ ! -e "$WORK/case/manifest.json" ] && [ ! -e "$WORK/case/manifest.sha256" ] || fail "a manifest that lies"
    rmdir "$WORK/case/revoke.csv"
    keytrawl report --out "$WORK/case"
    sed -i 's/"size":/"size": /' "$WORK/case/manifest.json"
    keytrawl verify --out "$WORK/case"
    expect_refusal 'no manifest as'
}

check_custody_manifest_is_the_same_for_any_jobs() {
    local jobs
    for jobs in 0 1 2; do
        run_example "$WORK/case-$jobs" --jobs "$jobs"
        cmp "$WORK/case-0/manifest.json" "$WORK/case-$jobs/manifest.json" || fail "another manifest"
    done
}

# Without digests the same is found, and what follows from their absence is said.
check_custody_no_digest() {
    local jobs
    # a file in ranges, with a key across a border of them
    mkdir -p "$WORK/evidence"
    truncate -s 130M "$WORK/evidence/image"
    dd if="$EXAMPLE/evidence/unknown.key" of="$WORK/evidence/image" bs=1 seek=$((64 * 1024 * 1024 - 99)) conv=notrunc 2>/dev/null
    custody_case
    mv "$WORK/case" "$WORK/digested"
    for jobs in 0 2; do
        custody_case --no-digest --jobs "$jobs"
        expect_said 'without.* SHA-256'
        for output in keys.jsonl revoke.csv certificates.jsonl journal.jsonl; do
            cmp "$WORK/digested/$output" "$WORK/case/$output" || fail "another $output"
        done
        sed -E 's/,[0-9a-f]{64},/,,/' "$WORK/digested/evidence.csv" | diff - "$WORK/case/evidence.csv" || fail "another evidence.csv"
        ! grep -qE '[0-9a-f]{64}' "$WORK/case/evidence.csv" || fail "a digest"
        jq -e '.run.options.no_digest and ([.files[] | select(.kind == "evidence")] | length == 4 and all(.sha256 == null))' \
            "$WORK/case/manifest.json" >/dev/null || fail "another manifest"
        jq -e '.options.no_digest' "$WORK/case/summary.json" >/dev/null || fail "another summary"
        keytrawl verify --out "$WORK/case" --evidence "$WORK/evidence" --certs "$EXAMPLE/certs" "$EXAMPLE/issuers"
        expect_status 0
        expect_said '^evidence: 0 of 4 as they were, 4 there, but without a SHA-256'
        expect_said '^certificates: 9 of 9 as they were'
        keytrawl verify --out "$WORK/case" --evidence "$WORK/evidence/mail"
        expect_status 1
        expect_said '^missing +evidence +howto.txt'
        [ "$jobs" -eq 2 ] || rm -r "$WORK/case"
    done
    # what was read stays as it was read; what is new is digested
    cp "$EXAMPLE/evidence/howto.txt" "$WORK/evidence/new"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    [ "$(grep -cE ',[0-9a-f]{64},' "$WORK/case/evidence.csv")" -eq 1 ] || fail "not one digest"
    jq -e '.options.no_digest' "$WORK/case/summary.json" >/dev/null || fail "forgotten"
}

signer() { # NAME ALGORITHM...
    local name=$1
    shift
    openssl req -x509 -newkey "$@" -nodes -days 30 -subj "/CN=$name" -keyout "$WORK/$name.key" \
        -out "$WORK/$name.pem" 2>/dev/null
}

check_custody_signed() {
    signer operator ec -pkeyopt ec_paramgen_curve:P-256
    signer other rsa:2048
    custody_case --sign-manifest "$WORK/operator.key" --signer "$WORK/operator.pem"
    openssl cms -verify -binary -inform DER -in "$WORK/case/manifest.json.p7s" -content "$WORK/case/manifest.json" \
        -certfile "$WORK/operator.pem" -CAfile "$WORK/operator.pem" -purpose any -out /dev/null 2>"$WORK/said" ||
        fail "openssl does not agree: $(cat "$WORK/said")"
    keytrawl verify --out "$WORK/case" --signer "$WORK/operator.pem"
    expect_status 0
    expect_said 'signature of the manifest verifies'
    keytrawl verify --out "$WORK/case"
    expect_status 0
    expect_said 'signed; --signer'
    keytrawl verify --out "$WORK/case" --signer "$WORK/other.pem"
    expect_status 1
    expect_said 'NOT signed'
    # one that openssl makes counts as well, and a manifest that was changed does not
    openssl cms -sign -binary -outform DER -in "$WORK/case/manifest.json" -signer "$WORK/other.pem" \
        -inkey "$WORK/other.key" -out "$WORK/case/manifest.json.p7s"
    keytrawl verify --out "$WORK/case" --signer "$WORK/other.pem"
    expect_status 0
    sed -i 's/"include_short_lived":false/"include_short_lived":true/' "$WORK/case/manifest.json"
    keytrawl verify --out "$WORK/case" --signer "$WORK/other.pem"
    expect_status 1
    # with its content inside it is no signature of the file beside it
    openssl cms -sign -nodetach -binary -outform DER -in "$WORK/case/manifest.json" -signer "$WORK/other.pem" \
        -inkey "$WORK/other.key" -out "$WORK/case/manifest.json.p7s"
    keytrawl verify --out "$WORK/case" --signer "$WORK/other.pem"
    expect_status 1
    # a report that signs nothing leaves no signature of an older one
    keytrawl report --out "$WORK/case"
    [ ! -e "$WORK/case/manifest.json.p7s" ] || fail "an old signature"
    keytrawl verify --out "$WORK/case" --signer "$WORK/other.pem"
    expect_status 1
    "$TOOLS/secret_search" "$WORK/operator.key" -- "$WORK/case" || fail "the key is in the case"
}

# By keys other than RSA's usual ones, and openssl agrees.
check_custody_signed_by_each_kind() {
    local kind
    mkdir "$WORK/evidence"
    echo nothing >"$WORK/evidence/note"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    while read -r kind; do
        # shellcheck disable=SC2086
        openssl req -x509 -newkey $kind -nodes -keyout "$WORK/key" -out "$WORK/crt" -subj /CN=signer 2>/dev/null
        keytrawl report --out "$WORK/case" --sign-manifest "$WORK/key" --signer "$WORK/crt"
        expect_status 0
        keytrawl verify --out "$WORK/case" --signer "$WORK/crt"
        expect_status 0
        openssl cms -verify -binary -inform DER -in "$WORK/case/manifest.json.p7s" -content "$WORK/case/manifest.json" \
            -CAfile "$WORK/crt" -purpose any -out /dev/null 2>"$WORK/said" || fail "$kind: $(cat "$WORK/said")"
    done <<'END'
rsa-pss -pkeyopt rsa_keygen_bits:2048
rsa-pss -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32
ec -pkeyopt ec_paramgen_curve:P-384
END
}

check_custody_signing_is_refused() {
    signer operator ec -pkeyopt ec_paramgen_curve:P-256
    signer other ec -pkeyopt ec_paramgen_curve:P-256
    custody_case
    keytrawl report --out "$WORK/case" --sign-manifest "$WORK/operator.key" --signer "$WORK/other.pem"
    expect_refusal 'not signed: .*operator.key.*not that of the certificate'
    openssl pkcs8 -topk8 -in "$WORK/operator.key" -passout pass:x -out "$WORK/closed.key"
    keytrawl report --out "$WORK/case" --sign-manifest "$WORK/closed.key" --signer "$WORK/operator.pem"
    expect_refusal 'closed.key.*no private key'
    keytrawl report --out "$WORK/case" --sign-manifest "$WORK/operator.key" --signer "$WORK/operator.key"
    expect_refusal 'no certificate'
    [ ! -e "$WORK/case/manifest.json.p7s" ] || fail "signed all the same"
    keytrawl verify --out "$WORK/case"
    expect_status 0
    keytrawl report --out "$WORK/case" --sign-manifest "$WORK/operator.key"
    expect_refusal 'go together'
    keytrawl report --out "$WORK/case" --sign-manifest "$WORK/none" --signer "$WORK/operator.pem"
    expect_refusal 'cannot read'
}
