# What the checks of cases/forms_*.sh are written in: each puts one published key into every form
# that evidence comes in, by the programs that write it, and says where it must be found.
# shellcheck shell=bash

# $E: the evidence. server.key: a text with the key at $AT. In $WORK/plain, alone.
forms_begin() {
    E=$WORK/evidence
    mkdir -p "$E" "$WORK/plain"
    FORM_KEY=$ROOT/fixtures/keys/rfc9500-p256.key
    { seq -f 'line %g of what stands in front of it' 40 && cat "$FORM_KEY" && seq -f 'line %g behind it' 40; } \
        >"$WORK/plain/server.key"
    touch -d 2018-02-05T10:00:00Z "$WORK/plain/server.key"
    AT=@$(grep -b -o -m 1 -- '-----BEGIN' "$WORK/plain/server.key" | cut -d : -f 1)+$(($(wc -c <"$FORM_KEY") - 1))
    : >"$WORK/expected"
    : >"$WORK/without"
    cd "$WORK/plain" || fail "no $WORK/plain"
}

# All of them are installed; otherwise the rows that they write are left out, and that is said.
with() { # PROGRAM...
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || {
            echo "$program" >>"$WORK/without"
            return 1
        }
    done
}

# The file is in the evidence, and the key is found in it there, once.
form() { # FILE PLACE
    [ -s "$E/$1" ] || fail "$1 was not written"
    printf '%s\t%s\n' "$1" "$2" >>"$WORK/expected"
}

# The key is seen in the bytes as they stand there, be it because nothing says where a member lies.
form_raw() { # FILE
    form "$1" "@$(LC_ALL=C grep -a -b -o -m 1 -- '-----BEGIN' "$E/$1" | head -n 1 | cut -d : -f 1)+${AT#*+}"
}

# Every form has its key at its place, and at no other.
forms_judge() { # [ARGUMENT...]
    local without
    cd "$ROOT" || fail "no $ROOT"
    keytrawl scan "$E" --out "$WORK/case" "$@"
    jq -r --arg root "$E/" 'select(.verdict == "proven") | .sightings[] | (.path | ltrimstr($root)) as $path
        | [$path, (.provenance | ltrimstr($root) | ltrimstr($path))] | @tsv' "$WORK/case/keys.jsonl" |
        sort >"$WORK/found"
    sort "$WORK/expected" | diff - "$WORK/found" >"$WORK/differ" ||
        fail "< expected, > found: $(grep '^[<>]' "$WORK/differ")"
    without=$(sort -u "$WORK/without" | xargs)
    echo "$(wc -l <"$WORK/expected") forms"
    [ -z "$without" ] || skip "the forms that these write: $without"
}
