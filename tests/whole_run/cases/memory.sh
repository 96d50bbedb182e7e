# What is left of private keys in the memory of the program when it ends.
# shellcheck shell=bash

# memory_at STOP TIMES ARGUMENT...: $WORK/core is the memory where gdb stops it, all in one process,
# behind so many times that it does not.
memory_at() {
    local stop=$1 times=$2
    shift 2
    timeout 120 gdb -q -batch -nx -ex 'set confirm off' -ex 'set breakpoint pending on' \
        -ex 'set use-coredump-filter off' -ex 'set dump-excluded-mappings on' \
        -ex "$stop" -ex "ignore 1 $times" -ex run -ex "gcore $WORK/core" -ex kill \
        --args "$KEYTRAWL" "$@" --jobs 0 >"$WORK/gdb.log" 2>&1 </dev/null || true
    [ -s "$WORK/core" ] || skip "gdb writes no core here: $(tail -n 1 "$WORK/gdb.log")"
}

check_memory_holds_no_key_when_all_is_sealed() {
    command -v gdb >/dev/null || skip "no gdb"
    local forms=(csr boulder kca certificate jws)
    mkdir "$WORK/evidence"
    cp fixtures/keys/{victim-rsa,shop-p256-a,shop-p384,shop-ed25519}.key "$WORK/evidence"
    openssl genrsa -primes 3 -out "$WORK/evidence/primes.key" 2048 2>/dev/null
    openssl pkcs8 -topk8 -in fixtures/keys/shop-rsa-c.key -passout pass:seven-and-twenty -iter 2048 \
        -v2 aes256 -out "$WORK/evidence/closed.pem"
    cp fixtures/keys/shop-rsa-c.key "$WORK/closed.key"
    echo seven-and-twenty >"$WORK/passphrases.txt"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/r.key" -out "$WORK/r.pem" -subj /CN=r 2>/dev/null
    local run=(scan "$WORK/evidence" --passphrases "$WORK/passphrases.txt" --proof "${forms[@]}"
        --seal-to "$WORK/r.pem")
    memory_at 'catch syscall exit_group' 0 "${run[@]}" --out "$WORK/case"
    [ "$(find "$WORK/case/sealed" -name '*.cms' | wc -l)" -eq 6 ] ||
        fail "not six sealed keys"
    "$TOOLS/secret_search" "$WORK"/evidence/*.key "$WORK/closed.key" -- "$WORK/core" || fail "a key is in memory"
    ! grep -qa 'seven-and-twenty' "$WORK/core" || fail "a passphrase is in memory"
    # where the first key is sealed, behind the trial, it must be there, or nothing is seen
    rm "$WORK/core"
    memory_at 'break CMS_dataFinal' 1 "${run[@]}" --out "$WORK/other"
    ! "$TOOLS/secret_search" "$WORK"/evidence/*.key "$WORK/closed.key" -- "$WORK/core" || fail "the search is blind"
}
