# Certificates matched through an index of them.
# shellcheck shell=bash

# The same case, but with an index where the inventory was.
run_indexed() { # CASE INDEX [ARGUMENT...]
    local folder=$1 index=$2
    shift 2
    keytrawl run "$EXAMPLE/evidence" --certs "$index" --crl "$EXAMPLE/crl" \
        --issuers "$EXAMPLE/issuers" --passphrases "$EXAMPLE/passphrases.txt" \
        "${CLOCK[@]}" --out "$folder" "$@"
}

# All outputs but those that say what was read.
same_findings() { # CASE CASE
    local name
    for name in revoke.csv certificates.jsonl keys.jsonl leads.csv; do
        [ -e "$1/$name" ] || fail "no $name"
        cmp "$1/$name" "$2/$name" || fail "$name differs"
    done
}

no_leftovers() { # FOLDER INDEX...
    local folder=$1
    shift
    diff <(cd "$folder" && ls -A) <(printf '%s\n' "$@" | sort) || fail "files are left beside the index"
}

check_index_gives_what_the_inventory_gives() {
    local form
    mkdir "$WORK/index" "$WORK/inventory"
    run_example "$WORK/direct"
    local expected=$STATUS
    keytrawl index build "$EXAMPLE/certs" --out "$WORK/index/all.idx"
    expect_status 0
    no_leftovers "$WORK/index" all.idx
    run_indexed "$WORK/indexed" "$WORK/index/all.idx"
    expect_status "$expected"
    same_findings "$WORK/direct" "$WORK/indexed"
    # other forms of the same certificates: what stands in no place is walked
    find "$EXAMPLE/certs" -type f -exec cat {} + | grep -a -v '^$' >"$WORK/all.pem"
    openssl crl2pkcs7 -nocrl -certfile "$WORK/all.pem" -out "$WORK/inventory/all.p7b" -outform DER
    keytrawl index build "$WORK/inventory" --out "$WORK/index/bag.idx"
    expect_status 0
    run_indexed "$WORK/bag" "$WORK/index/bag.idx"
    gzip -c "$WORK/all.pem" >"$WORK/inventory/all.pem.gz"
    rm "$WORK/inventory/all.p7b"
    for form in 0 1 3; do
        rm -f "$WORK/index/packed.idx"
        keytrawl index build "$WORK/inventory" --out "$WORK/index/packed.idx" --jobs "$form"
        expect_status 0
        cp "$WORK/index/packed.idx" "$WORK/index/packed-$form.idx"
        run_indexed "$WORK/packed-$form" "$WORK/index/packed.idx" --jobs "$form"
        diff <(statuses "$WORK/bag") <(statuses "$WORK/packed-$form") || fail "statuses differ"
    done
    cmp "$WORK/index/packed-0.idx" "$WORK/index/packed-3.idx" || fail "the index hangs on --jobs"
    [ "$(statuses "$WORK/bag" | wc -l)" -ge 5 ] || fail "too few certificates"
}

check_index_leaves_its_inventory_to_be_verified() {
    cp -r "$EXAMPLE/certs" "$WORK/inventory"
    (cd "$WORK" && keytrawl index build inventory --out all.idx && expect_status 0)
    run_indexed "$WORK/case" "$WORK/all.idx"
    keytrawl verify --out "$WORK/case" --evidence "$EXAMPLE/evidence" \
        --certs "$WORK/all.idx" "$WORK/inventory/" "$EXAMPLE/crl" "$EXAMPLE/issuers"
    expect_status 0
    expect_said '^certificates: 9 of 10 as they were'
    rm "$WORK/inventory/north.pem"
    echo >>"$WORK/inventory/shadow-root.pem"
    keytrawl verify --out "$WORK/case" --certs "$WORK/all.idx" "$WORK/inventory" "$EXAMPLE/crl" "$EXAMPLE/issuers"
    expect_status 1
    expect_said "^missing  *certificates  *$WORK/inventory/north.pem"
    expect_said "^changed  *certificates  *$WORK/inventory/shadow-root.pem"
}

check_index_says_that_an_inventory_changed() {
    mkdir "$WORK/inventory"
    cp -r "$EXAMPLE/certs" "$WORK/inventory/certs"
    keytrawl index build "$WORK/inventory" --out "$WORK/all.idx"
    expect_status 0
    run_indexed "$WORK/before" "$WORK/all.idx"
    expect_no_changed "$WORK/before"
    keytrawl index verify "$WORK/all.idx"
    expect_status 0
    # its time
    find "$WORK/inventory" -type f -exec touch -d 2030-01-01 {} +
    run_indexed "$WORK/touched" "$WORK/all.idx"
    expect_bit 4
    expect_changed "$WORK/touched"
    [ -z "$(listed "$WORK/touched")" ] || fail "a match out of a changed inventory"
    keytrawl index verify "$WORK/all.idx"
    expect_status 4
    # built on, and all is well again
    keytrawl index build --out "$WORK/all.idx" "$WORK/inventory"
    expect_status 0
    run_indexed "$WORK/again" "$WORK/all.idx"
    expect_no_changed "$WORK/again"
    diff <(listed "$WORK/before") <(listed "$WORK/again") || fail "lists differ"
    # only the bytes: size and time are as they were
    local file
    while IFS= read -r file; do
        tr 'A-Za-z' 'N-ZA-Mn-za-m' <"$file" >"$WORK/turned"
        cat "$WORK/turned" >"$file"
        touch -d 2030-01-01 "$file"
    done < <(find "$WORK/inventory" -type f)
    run_indexed "$WORK/turned-case" "$WORK/all.idx"
    expect_bit 4
    expect_changed "$WORK/turned-case"
    [ -z "$(listed "$WORK/turned-case")" ] || fail "a match out of changed bytes"
    keytrawl index verify "$WORK/all.idx"
    expect_status 4
    # gone
    rm -r "$WORK/inventory"
    run_indexed "$WORK/gone" "$WORK/all.idx"
    expect_bit 4
    grep -q 'no more where it was' "$WORK/gone/journal.jsonl" || fail "a lost inventory is not told"
}

expect_changed() { # CASE
    grep -q 'inventory changed since the index was built' "$1/journal.jsonl" ||
        fail "the change is not in the journal"
}

expect_no_changed() { # CASE
    ! grep -q 'inventory changed' "$1/journal.jsonl" || fail "a change that is none"
}

check_index_grows_by_what_is_new() {
    mkdir "$WORK/inventory" "$WORK/index"
    local file count=0
    while IFS= read -r file; do
        count=$((count + 1))
        cp "$file" "$WORK/inventory/$count.${file##*.}"
        keytrawl index build "$WORK/inventory" --out "$WORK/index/grown.idx"
        expect_status 0
    done < <(find "$EXAMPLE/certs" -type f | sort)
    [ "$count" -ge 2 ] || fail "too few files"
    no_leftovers "$WORK/index" grown.idx
    keytrawl index build "$WORK/inventory" --out "$WORK/index/once.idx"
    run_indexed "$WORK/grown" "$WORK/index/grown.idx"
    run_indexed "$WORK/once" "$WORK/index/once.idx"
    same_findings "$WORK/grown" "$WORK/once"
    # what is gone leaves it
    rm "$WORK/inventory/1."*
    keytrawl index build "$WORK/inventory" --out "$WORK/index/grown.idx"
    expect_line "it is no more, and leaves the index"
    keytrawl index info "$WORK/index/grown.idx"
    [ "$(grep -c ' certificates, ' "$WORK/stdout")" -eq $((count - 1)) ] || fail "not one less"
}

check_index_that_is_damaged() {
    keytrawl index build "$EXAMPLE/certs" --out "$WORK/good.idx"
    local size length
    size=$(stat -c %s "$WORK/good.idx")
    for length in 8 100 4096 $((size / 2)) $((size - 1)); do
        head -c "$length" "$WORK/good.idx" >"$WORK/bad.idx"
        keytrawl index verify "$WORK/bad.idx"
        expect_status 2
        keytrawl index build "$EXAMPLE/certs" --out "$WORK/bad.idx"
        expect_status 2
        run_indexed "$WORK/case-$length" "$WORK/bad.idx"
        expect_bit 4
        grep -q 'certificate index' "$WORK/case-$length/journal.jsonl" || fail "damage at $length is not told"
        [ -z "$(listed "$WORK/case-$length")" ] || fail "a match out of a damaged index"
    done
    keytrawl index info "$EXAMPLE/certs/../README.md"
    expect_status 2
}

# Entries of an inventory of one certificate, over and over.
check_index_goes_on_after_an_interrupt() {
    local i status=0 certificates=$((3 * (1 << 18)))
    mkdir "$WORK/inventory" "$WORK/index"
    cp fixtures/certificates/leaf_ec.der "$WORK/1.der"
    for ((i = 0; i < 18; i++)); do
        cat "$WORK/1.der" "$WORK/1.der" >"$WORK/2.der"
        mv "$WORK/2.der" "$WORK/1.der"
    done
    for i in 1 2 3; do
        ln "$WORK/1.der" "$WORK/inventory/$i.der"
    done
    for i in 0.05 0.2 0.4; do
        timeout -s INT "$i" "$KEYTRAWL" index build "$WORK/inventory" --out "$WORK/index/cut.idx" -q || status=$?
        echo "after $i s: status $status; $(cd "$WORK/index" && echo *)"
        [ "$status" -eq 124 ] || [ "$status" -eq 0 ] || fail "status $status"
    done
    # one that dies at once leaves no index that is none
    timeout -s KILL 0.3 "$KEYTRAWL" index build "$WORK/inventory" --out "$WORK/index/cut.idx" -q
    [ ! -e "$WORK/index/cut.idx" ] || keytrawl index verify "$WORK/index/cut.idx"
    keytrawl index build "$WORK/inventory" --out "$WORK/index/cut.idx"
    expect_status 0
    no_leftovers "$WORK/index" cut.idx
    keytrawl index verify "$WORK/index/cut.idx"
    expect_status 0
    grep -q "^$certificates entries" "$WORK/stdout" || fail "not all entries: $(cat "$WORK/stdout")"
}

check_index_is_written_by_one_at_a_time() {
    exec 9>"$WORK/all.idx.new"
    flock 9
    keytrawl index build "$EXAMPLE/certs" --out "$WORK/all.idx"
    expect_refusal "another build writes it"
    exec 9>&-
    keytrawl index build "$EXAMPLE/certs" --out "$WORK/all.idx"
    expect_status 0
}
