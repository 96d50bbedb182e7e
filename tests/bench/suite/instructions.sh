# Instructions per unit of work, which other work on the machine does not change: each is the
# difference of two sizes of the same work, so that beginning and end fall out. Sourced by
# scripts/bench.
# shellcheck shell=bash

# One file of so many KiB of text that is no mail.
make_words() { # KIB FILE
    "$TOOLS/make_evidence" small-files "$WORK/words" "$1"
    find "$WORK/words" -type f -print0 | LC_ALL=C sort -z | xargs -0 cat >"$2"
    rm -rf "$WORK/words"
}

# All in one process. Extensions that valgrind does not know are not there for OpenSSL either.
instructions_of() { # INTO ARGUMENT...
    local into=$1
    shift
    [ ! -d "$WORK/case-keys" ] || cp -r "$WORK/case-keys" "$into.case"
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$PROGRAM" "$@" --out "$into.case" --jobs 0 -q \
        2>&1 >/dev/null | sed -n 's/.*Collected : *//p' >"$into"
    rm -rf "$into.case"
}

# NAME UNITS END ARGUMENT...: the last argument is small.END, and large.END with so many units more.
count_row() {
    local name=$1 units=$2 end=$3
    shift 3
    instructions_of "$WORK/small" "$@" "$WORK/small.$end" &
    instructions_of "$WORK/large" "$@" "$WORK/large.$end"
    wait
    [ -s "$WORK/small" ] && [ -s "$WORK/large" ] || { echo "bench: no count of $name" >&2 && exit 1; }
    echo "$name $((($(cat "$WORK/large") - $(cat "$WORK/small")) / units))"
}

count_instructions() {
    local form
    make_words 256 "$WORK/small.txt"
    make_words 1024 "$WORK/large.txt"
    count_row 1000-bytes-of-text $((768 * 1024 / 1000)) txt scan

    # samples that look like digits everywhere, and lead nowhere
    "$TOOLS/make_anchor_flood" "$WORK" 1 text-dump-octal
    head -c 128K "$WORK/text-dump-octal" >"$WORK/small.octal"
    head -c 384K "$WORK/text-dump-octal" >"$WORK/large.octal"
    count_row 1000-bytes-of-octal-dump $((256 * 1024 / 1000)) octal scan

    "$TOOLS/make_evidence" letters "$WORK/small.mbox" 1
    "$TOOLS/make_evidence" letters "$WORK/large.mbox" 2
    count_row mail $(($(grep -c '^From ' "$WORK/large.mbox") - $(grep -c '^From ' "$WORK/small.mbox"))) mbox scan

    "$TOOLS/make_evidence" key-zip "$WORK/small.zip.mbox" "$CACHE/replay-keys" 4
    "$TOOLS/make_evidence" key-zip "$WORK/large.zip.mbox" "$CACHE/replay-keys" 14
    count_row key 10 zip.mbox scan

    "$PROGRAM" scan "$WORK/small.zip.mbox" --no-proofs --out "$WORK/case-keys" -q >/dev/null || [ $? -ne 2 ]
    for form in pem der; do
        "$TOOLS/make_inventory" "$WORK/small.$form" "$CACHE/replay-keys" 500 4
        "$TOOLS/make_inventory" "$WORK/large.$form" "$CACHE/replay-keys" 2500 4
        count_row "certificate-in-$form" 2000 "$form" match --no-proofs --certs
    done
}

# What the counts depend on beside this program.
counted_with() {
    echo "# $(cc --version | head -n 1), $(valgrind --version), $(openssl version | cut -d ' ' -f 1,2)"
    echo "# $(ldd --version | head -n 1)"
    # libraries choose their code by the processor
    echo "# $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
}

COUNTS=$ROOT/tests/bench/counts.txt
write_counts() {
    { counted_with && count_instructions; } >"$WORK/counts" && mv "$WORK/counts" "$COUNTS"
    cat "$COUNTS"
}

# Against counts.txt: growth past 5 percent is said, past 20 percent it is an error.
check_counts() {
    if ! diff <(counted_with) <(grep '^#' "$COUNTS") >"$WORK/said"; then
        echo "PASS instruction-counts (skipped: counts.txt is of another compiler, library or processor)"
        return
    fi
    count_instructions >"$WORK/counts"
    awk 'NR == FNR { if (!/^#/) old[$1] = $2; next }
        !($1 in old) { print $1 ": not in counts.txt"; bad = 1; next }
        $2 > old[$1] * 1.05 { printf "%s: %d instructions, %+.1f %%\n", $1, $2, ($2 / old[$1] - 1) * 100 }
        $2 > old[$1] * 1.2 { bad = 1 }
        END { exit bad }' "$COUNTS" "$WORK/counts"
}
