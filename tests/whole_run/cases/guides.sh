# The guides in docs/: what they tell people to type is typed here.
# shellcheck shell=bash

# Runs the blocks of a guide in the folder $WORK/desk, with this build of the program.
follow() { # GUIDE
    command -v python3 >/dev/null || skip "no python3 here"
    mkdir -p "$WORK/bin"
    [ -e "$WORK/bin/keytrawl" ] || ln -s "$KEYTRAWL" "$WORK/bin/keytrawl"
    local status=0
    (cd "$WORK/desk" && SCHEMAS=$(realpath "$TOOLS/../manual/schemas") PATH=$WORK/bin:$PATH \
        "$ROOT/tests/whole_run/run-examples" "$ROOT/docs/$1") >"$WORK/followed" 2>&1 || status=$?
    cat "$WORK/followed"
    [ "$status" -eq 0 ] || fail "docs/$1 does not do what it says"
    ! grep -q '^left out' "$WORK/followed" || skip "$(sed -n 's/^left out: \([^:]*\).*/\1/p' "$WORK/followed" | sort -u | tr '\n' ' ')"
}

check_guide_incident() {
    local desk=$WORK/desk name
    mkdir "$desk"
    make_openssl_ca "$desk" "Lab CA"
    openssl_ca_issues "$desk" 00A1B2C3D4E5F60718 shop.example
    openssl_ca_issues "$desk" 1234567890 mail.example
    openssl_ca_issues "$desk" 7F00 kept.example
    mkdir "$desk/inventory"
    cp "$desk/newcerts"/* "$desk/inventory"
    {
        printf 'From reporter@example.org Mon Nov  2 14:00:00 2026\nFrom: reporter@example.org\nDate: Mon, 02 Nov 2026 13:59:00 +0000\nSubject: keys\nMessage-ID: <1@example.org>\n\n'
        cat "$desk/shop.example.key" "$desk/mail.example.key"
    } >"$desk/report.mbox"
    for name in shop mail kept; do
        rm "$desk/$name.example.key" "$desk/$name.example.csr" "$desk/$name.example.crt"
    done
    printf 'serial,email\n1234567890,pki@mail.example\n' >"$desk/contacts.csv"
    follow incident.md
    grep -c '^R.*keyCompromise' "$desk/index.txt" | grep -qx 2 || fail "not both certificates are revoked"
    grep -q '^V.*CN=kept.example' "$desk/index.txt" || fail "one that nobody named is revoked"
    grep -q 'pki@mail.example' "$desk/letters/index.csv" || fail "no letter to a contact"
}

# README alone, typed line by line: from a leaked key to a certificate that `openssl ca` has revoked,
# and the same question again says that nothing remains.
check_readme_from_a_case_to_a_revoked_certificate() {
    local desk=$WORK/desk
    mkdir "$desk" "$desk/evidence" "$WORK/bin"
    ln -s "$KEYTRAWL" "$WORK/bin/keytrawl"
    make_openssl_ca "$desk" "Name of the CA"
    openssl_ca_issues "$desk" 7F01 shop.example
    openssl_ca_issues "$desk" 7F02 kept.example
    mv "$desk/shop.example.key" "$desk/evidence"
    sed -n '/^## From a case to revoked/,/^## Every night/p' README.md | sed -n 's/^ \{7\}//p' >"$WORK/typed"
    # what goes to an ACME server is typed by other checks
    sed -i '/^openssl req/,/^sh revoke/d' "$WORK/typed"
    [ "$(grep -c . "$WORK/typed")" -eq 6 ] || fail "other commands than this check knows: $(cat "$WORK/typed")"
    (cd "$desk" && PATH=$WORK/bin:$PATH && keytrawl run evidence --certs newcerts --out CASE -q) || [ $? -eq 1 ] ||
        fail "the run does not end with 1"
    (cd "$desk" && PATH=$WORK/bin:$PATH bash -eu "$WORK/typed") >"$WORK/said" 2>&1 || fail "$(cat "$WORK/said")"
    [ -s "$desk/answer.txt" ] && [ -s "$desk/LETTERS/index.csv" ] || fail "nobody was written to"
    grep -q '^R.*keyCompromise.*CN=shop.example' "$desk/index.txt" || fail "it is not revoked"
    grep -q '^V.*CN=kept.example' "$desk/index.txt" || fail "one that nobody named is revoked"
    grep -q '^Certificates to revoke: 0' "$WORK/said" || fail "it is not said that nothing remains"
}

check_guide_cookbook() {
    mkdir "$WORK/desk"
    cp -r "$EXAMPLE/evidence" "$EXAMPLE/crl" "$EXAMPLE/issuers" "$WORK/desk"
    cp -r "$EXAMPLE/certs" "$WORK/desk/inventory"
    mv "$WORK/desk/crl" "$WORK/desk/crls"
    printf 'domain,email\nb.example.com,pki@example.com\n' >"$WORK/desk/contacts.csv"
    # the clock and the passphrases of the bundled case
    mkdir "$WORK/bin"
    cat >"$WORK/bin/keytrawl" <<END
#!/bin/sh
case \$1 in
run | match | scan) set -- "\$@" --as-of 2026-11-03T12:00:00Z --passphrases "$ROOT/$EXAMPLE/passphrases.txt" ;;
esac
case \$1 in
run | scan) set -- "\$@" --received 2026-11-02T14:00:00Z ;;
esac
exec "$KEYTRAWL" "\$@"
END
    chmod +x "$WORK/bin/keytrawl"
    follow cookbook.md
}

# A run that was killed has told nothing, whatever bits its status has.
check_guide_of_a_night_that_is_killed() {
    mkdir "$WORK/desk" "$WORK/bin"
    sed -n "/^cat >nightly/,/^chmod/p" docs/cookbook.md >"$WORK/typed"
    [ "$(wc -l <"$WORK/typed")" -gt 5 ] || fail "the guide has no script for every night"
    printf '#!/bin/sh\nexit 137\n' >"$WORK/bin/keytrawl"
    chmod +x "$WORK/bin/keytrawl"
    (cd "$WORK/desk" && sh "$WORK/typed")
    ! (cd "$WORK/desk" && PATH=$WORK/bin:$PATH ./nightly) >"$WORK/said" 2>&1 || fail "a killed night did not fail"
    [ ! -s "$WORK/said" ] || fail "a killed night has news: $(cat "$WORK/said")"
}

check_guide_coverage() {
    mkdir "$WORK/desk"
    cp -r "$EXAMPLE/evidence" "$WORK/desk"
    (cd "$WORK/desk" && "$KEYTRAWL" scan evidence --out CASE -q)
    follow coverage.md
}

# Options that a text gives to a command are options of that command.
check_texts_use_options_that_are_there() {
    local command rest option helped
    # a command stands in backquotes or at the front of a line, and may go on over several
    cat README.md docs/*.md docs/manual/*.md | sed -e ':a' -e '/\\$/{N;s/\\\n//;ba}' |
        grep -oE '(^ *|`)keytrawl [a-z][a-z-]*[^`|;]*' | sed -E 's/^[ `]*keytrawl //' |
        grep -v '^ended with' >"$WORK/uses"
    [ "$(wc -l <"$WORK/uses")" -ge 50 ] || fail "too few uses were found"
    while read -r command rest; do
        [ "$command" != index ] || { command="index ${rest%% *}" && rest=${rest#* }; }
        helped=$WORK/help-${command// /-}
        # shellcheck disable=SC2086
        [ -s "$helped" ] || "$KEYTRAWL" $command --help-all >"$helped" 2>&1 || { cat "$helped"; fail "no command '$command'"; }
        for option in $(grep -oE -- '(^| )--[a-z][a-z-]*' <<<"$rest"); do
            grep -qE -- "^ +(-[a-zA-Z], )?$option( |$)" "$helped" || fail "a text gives $option to '$command'"
        done
    done <"$WORK/uses"
}

# What README and the guides name is there.
check_guides_are_linked() {
    local guide
    for guide in docs/*.md; do
        grep -qF "$guide" README.md CONTRIBUTING.md docs/*.md || fail "nothing names $guide"
    done
    grep -ohE '(docs|scripts|tests|analyzer|include|fixtures)/[A-Za-z0-9_./-]+' README.md CONTRIBUTING.md CHANGELOG.md docs/*.md |
        sed 's/[.,]*$//' | grep -vE '(ROOM|MODULE|NAME|fuzz_X)' | sort -u | while read -r guide; do
        compgen -G "$guide" >/dev/null || compgen -G "$guide.c" >/dev/null || compgen -G "$guide.[ch]*" >/dev/null ||
            fail "$guide is named, and is not there"
    done
    git rev-parse -q --verify HEAD >/dev/null 2>&1 && [ "$(git rev-parse --is-shallow-repository)" = false ] || return 0
    grep -o 'git show [0-9a-f]*' CONTRIBUTING.md | while read -r guide; do
        $guide --stat >/dev/null 2>&1 || fail "'$guide' shows nothing"
    done
}
