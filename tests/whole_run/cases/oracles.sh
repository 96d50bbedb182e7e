# Keys made on the spot by the programs that write them, in every form that they write: each
# is found, as the public key that the program itself prints. A program that is not installed
# is skipped.
# shellcheck shell=bash

ORACLE_PHRASE='correct horse'

oracle_begin() { # PROGRAM...
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
    mkdir -p "$WORK/evidence" "$WORK/public" "$WORK/home"
    export HOME=$WORK/home
    printf '%s' "$ORACLE_PHRASE" >"$WORK/phrase"
    : >"$WORK/expected"
    E=$WORK/evidence
}

sha256_of_hex() { printf '%s' "$1" | xxd -r -p | sha256sum | cut -d ' ' -f 1; }
# Of a SubjectPublicKeyInfo in PEM.
sha256_of_pem() { grep -v -- ----- "$1" | base64 -d | sha256sum | cut -d ' ' -f 1; }

# The file holds the key whose public half stands in the PEM.
expect_key() { # FILE PEM
    [ -s "$1" ] || fail "$1 was not written"
    [ -s "$2" ] || fail "$2 was not written"
    printf '%s %s\n' "$1" "$(sha256_of_pem "$2")" >>"$WORK/expected"
}

expect_key_sha256() { # FILE DIGEST
    [ -s "$1" ] || fail "$1 was not written"
    printf '%s %s\n' "$1" "$2" >>"$WORK/expected"
}

# `ssh-ed25519 AAAA...` as a digest of its SubjectPublicKeyInfo.
sha256_of_ssh() { # FILE
    local raw
    if grep -q '^ssh-ed25519 ' "$1"; then
        raw=$(awk '{ print $2 }' "$1" | base64 -d | tail -c 32 | xxd -p | tr -d '\n')
        sha256_of_hex "302a300506032b6570032100$raw"
        return
    fi
    if grep -q '^ssh-ed448 ' "$1"; then
        raw=$(awk '{ print $2 }' "$1" | base64 -d | tail -c 57 | xxd -p | tr -d '\n')
        sha256_of_hex "3043300506032b6571033a00$raw"
        return
    fi
    ssh-keygen -e -m PKCS8 -f "$1" >"$1.spki" && sha256_of_pem "$1.spki"
}

# Every key that is expected is proven in its file, and no other.
oracle_judge() {
    local missing
    keytrawl scan "$E" --passphrases "$WORK/phrase" --out "$WORK/case"
    [ -s "$WORK/expected" ] || fail "nothing is expected"
    jq -r 'select(.verdict == "proven") | .spki_sha256 as $key | .sightings[] | "\(.path) \($key)"' \
        "$WORK/case/keys.jsonl" | sort -u >"$WORK/found"
    sort -u "$WORK/expected" >"$WORK/wanted"
    missing=$(comm -13 "$WORK/found" "$WORK/wanted" | sed "s|$E/||; s| .*||" | xargs)
    [ -z "$missing" ] || fail "not found: $missing"
    missing=$(comm -23 "$WORK/found" "$WORK/wanted" | sed "s|$E/||" | xargs)
    [ -z "$missing" ] || fail "found, and not there: $missing"
    echo "$(wc -l <"$WORK/wanted") keys"
}

openssl_forms() { # NAME: of $WORK/key.pem
    local name=$1 cipher
    openssl pkey -in "$WORK/key.pem" -pubout -out "$WORK/public/$name"
    openssl pkey -in "$WORK/key.pem" -out "$E/$name.pkcs8.pem"
    openssl pkey -in "$WORK/key.pem" -outform DER -out "$E/$name.pkcs8.der"
    openssl pkey -in "$WORK/key.pem" -text -noout -out "$E/$name.text"
    openssl pkcs8 -topk8 -in "$WORK/key.pem" -passout "file:$WORK/phrase" -out "$E/$name.pbes2.pem"
    openssl pkcs8 -topk8 -in "$WORK/key.pem" -passout "file:$WORK/phrase" -v1 PBE-SHA1-3DES \
        -outform DER -out "$E/$name.pbes1.der"
    openssl pkcs8 -topk8 -in "$WORK/key.pem" -passout "file:$WORK/phrase" -scrypt -scrypt_N 1024 \
        -out "$E/$name.scrypt.pem"
    case $name in
    rsa* | ec* | dsa*)
        openssl pkey -in "$WORK/key.pem" -traditional -out "$E/$name.traditional.pem"
        grep -v '^-' "$E/$name.traditional.pem" | base64 -d >"$E/$name.traditional.der"
        for cipher in des3 aes128 aes256; do
            openssl pkey -in "$WORK/key.pem" -traditional -$cipher -passout "file:$WORK/phrase" \
                -out "$E/$name.$cipher.pem"
        done
        ;;
    esac
    for file in "$E/$name".*; do
        expect_key "$file" "$WORK/public/$name"
    done
}

check_oracle_openssl() {
    oracle_begin openssl
    local bits curve name
    for bits in 512 1024 2048 3072; do
        openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:$bits -out "$WORK/key.pem"
        openssl_forms rsa$bits
    done
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_pubexp:3 -out "$WORK/key.pem"
    openssl_forms rsa-exponent-3
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_primes:3 -out "$WORK/key.pem"
    openssl_forms rsa-three-primes
    for curve in P-224 P-256 P-384 P-521 secp256k1 brainpoolP256r1 brainpoolP512t1 sect283r1; do
        openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:$curve -out "$WORK/key.pem"
        openssl_forms "ec-$curve"
    done
    openssl dsaparam -genkey -noout -out "$WORK/key.pem" 1024 2>/dev/null
    openssl_forms dsa1024
    for name in ED25519 ED448 X25519 X448; do
        openssl genpkey -quiet -algorithm $name -out "$WORK/key.pem"
        openssl_forms "$name"
    done
    oracle_judge
}

# Stores of keys, and Microsoft's blobs.
check_oracle_openssl_stores() {
    oracle_begin openssl
    local name=rsa2048
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/key.pem" -subj /CN=oracle.example \
        -days 10 -out "$WORK/certificate.pem" 2>/dev/null
    openssl pkey -in "$WORK/key.pem" -pubout -out "$WORK/public/$name"
    openssl rsa -in "$WORK/key.pem" -outform MSBLOB -out "$E/msblob" 2>/dev/null
    openssl rsa -in "$WORK/key.pem" -outform PVK -pvk-none -out "$E/none.pvk" 2>/dev/null
    openssl pkcs12 -export -inkey "$WORK/key.pem" -in "$WORK/certificate.pem" \
        -passout "file:$WORK/phrase" -iter 1000 -out "$E/modern.p12"
    openssl pkcs12 -export -legacy -inkey "$WORK/key.pem" -in "$WORK/certificate.pem" \
        -passout "file:$WORK/phrase" -iter 1000 -out "$E/legacy.p12"
    openssl pkcs12 -export -inkey "$WORK/key.pem" -in "$WORK/certificate.pem" -keypbe NONE \
        -certpbe NONE -nomac -passout pass: -out "$E/clear.p12"
    openssl pkcs12 -in "$E/modern.p12" -passin "file:$WORK/phrase" -nodes -out "$E/with-attributes.pem"
    openssl pkcs12 -in "$E/modern.p12" -passin "file:$WORK/phrase" -nodes 2>/dev/null |
        openssl smime -sign -signer "$WORK/certificate.pem" -inkey "$WORK/key.pem" \
            -out "$E/signed.eml" 2>/dev/null
    openssl base64 -in "$E/modern.p12" -out "$E/modern.p12.b64"
    for file in "$E"/*; do
        expect_key "$file" "$WORK/public/$name"
    done
    oracle_judge
}

ssh_key() { # NAME ARGUMENT...: expects the file as it is
    local name=$1
    shift
    ssh-keygen -q -C oracle -f "$E/$name" "$@" </dev/null >/dev/null
    mv "$E/$name.pub" "$WORK/public/$name"
    expect_key_sha256 "$E/$name" "$(sha256_of_ssh "$WORK/public/$name")"
}

check_oracle_ssh_keygen() {
    oracle_begin ssh-keygen
    local type format cipher
    for type in 'rsa -b 1024' 'rsa -b 2048' 'ecdsa -b 256' 'ecdsa -b 384' 'ecdsa -b 521' ed25519; do
        for format in RFC4716 PKCS8 PEM; do
            # shellcheck disable=SC2086
            ssh_key "${type// /}-$format" -t $type -m $format -N ''
            # shellcheck disable=SC2086
            ssh_key "${type// /}-$format-closed" -t $type -m $format -N "$ORACLE_PHRASE" -a 1
        done
    done
    for cipher in aes128-ctr aes256-cbc aes256-gcm@openssh.com chacha20-poly1305@openssh.com 3des-cbc; do
        ssh_key "cipher-${cipher%@*}" -t ed25519 -Z $cipher -N "$ORACLE_PHRASE" -a 2
    done
    oracle_judge
}

putty_forms() { # NAME ARGUMENT...
    local name=$1 form version
    shift
    puttygen -q -C oracle "$@" --random-device /dev/urandom --new-passphrase /dev/null \
        -o "$WORK/key.ppk"
    puttygen "$WORK/key.ppk" --old-passphrase /dev/null -L >"$WORK/public/$name"
    for version in 2 3; do
        puttygen "$WORK/key.ppk" --old-passphrase /dev/null --ppk-param "version=$version" \
            -O private -o "$E/$name-$version.ppk"
        puttygen "$WORK/key.ppk" --old-passphrase /dev/null --new-passphrase "$WORK/phrase" -P \
            --ppk-param "version=$version,memory=1024,passes=2,parallelism=1" -O private \
            -o "$E/$name-$version-closed.ppk"
    done
    for form in private-openssh private-openssh-new private-sshcom; do
        puttygen "$WORK/key.ppk" --old-passphrase /dev/null -O $form -o "$E/$name-$form" 2>/dev/null ||
            rm -f "$E/$name-$form"
        puttygen "$WORK/key.ppk" --old-passphrase /dev/null --new-passphrase "$WORK/phrase" -P \
            -O $form -o "$E/$name-$form-closed" 2>/dev/null || rm -f "$E/$name-$form-closed"
    done
    for file in "$E/$name"-*; do
        [ ! -s "$file" ] || expect_key_sha256 "$file" "$(sha256_of_ssh "$WORK/public/$name")"
    done
}

check_oracle_puttygen() {
    oracle_begin puttygen ssh-keygen
    putty_forms rsa -t rsa -b 1024
    putty_forms dsa -t dsa -b 1024
    putty_forms ecdsa256 -t ecdsa -b 256
    putty_forms ecdsa384 -t ecdsa -b 384
    putty_forms ecdsa521 -t ecdsa -b 521
    putty_forms ed25519 -t ed25519
    putty_forms ed448 -t ed448
    oracle_judge
}

check_oracle_dropbear() {
    oracle_begin dropbearkey dropbearconvert ssh-keygen
    local type name
    for type in 'rsa -s 1024' 'rsa -s 2048' dss 'ecdsa -s 256' 'ecdsa -s 384' 'ecdsa -s 521' ed25519; do
        name=${type// /}
        # shellcheck disable=SC2086
        dropbearkey -t $type -f "$E/$name" >/dev/null 2>&1
        dropbearkey -y -f "$E/$name" 2>/dev/null | grep -E '^(ssh|ecdsa)-' >"$WORK/public/$name"
        expect_key_sha256 "$E/$name" "$(sha256_of_ssh "$WORK/public/$name")"
        if dropbearconvert dropbear openssh "$E/$name" "$E/$name.openssh" >/dev/null 2>&1; then
            expect_key_sha256 "$E/$name.openssh" "$(sha256_of_ssh "$WORK/public/$name")"
        fi
    done
    oracle_judge
}

# An RSA key is the same one whatever it may sign: of RSASSA-PSS the numbers count.
forget_pss() { # FILE
    local place
    place=$(openssl asn1parse -in "$1" | sed -n 's/^ *\([0-9]*\):.*BIT STRING.*/\1/p')
    openssl asn1parse -in "$1" -strparse "$place" -noout -out "$1.der"
    openssl rsa -RSAPublicKey_in -inform DER -in "$1.der" -pubout -out "$1" 2>/dev/null
}

check_oracle_certtool() {
    oracle_begin certtool openssl
    local type name provable
    for type in 'rsa --bits 2048' 'dsa --bits 1024' 'ecdsa --curve secp256r1' 'ecdsa --curve secp384r1' \
        'ecdsa --curve secp521r1' ed25519 ed448 x25519 x448 'rsa-pss --bits 2048' 'rsa --bits 2048 --provable' \
        'dsa --bits 2048 --provable'; do
        name=$(echo "$type" | tr -d ' -')
        # shellcheck disable=SC2086
        certtool --generate-privkey --key-type $type --outfile "$WORK/key.pem" 2>/dev/null ||
            continue
        certtool --load-privkey "$WORK/key.pem" --pubkey-info --no-text --outfile "$WORK/public/$name" 2>/dev/null
        [ -s "$WORK/public/$name" ] || continue
        cp "$WORK/key.pem" "$E/$name.pem"
        certtool --load-privkey "$WORK/key.pem" -k --outfile "$E/$name.text" 2>/dev/null
        certtool --load-privkey "$WORK/key.pem" --to-p8 --password= --no-text --outfile "$E/$name.p8" 2>/dev/null
        for provable in aes-128 3des; do
            certtool --load-privkey "$WORK/key.pem" --to-p8 --password "$ORACLE_PHRASE" --no-text \
                --pkcs-cipher $provable --outfile "$E/$name.$provable.p8" 2>/dev/null
        done
        [ $name != rsapssbits2048 ] || forget_pss "$WORK/public/$name"
        for file in "$E/$name".*; do
            [ ! -s "$file" ] || expect_key "$file" "$WORK/public/$name"
        done
    done
    oracle_judge
}

# A virtual machine that makes one key and ends is done in half of the time without its second compiler.
short_keytool() {
    keytool -J-XX:+IgnoreUnrecognizedVMOptions -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC "$@"
}

check_oracle_keytool() {
    oracle_begin keytool openssl
    local type store name
    for type in 'RSA -keysize 2048' 'EC -groupname secp256r1' 'DSA -keysize 2048' Ed25519; do
        for store in JKS JCEKS PKCS12; do
            name=${type%% *}.$store
            # shellcheck disable=SC2086
            short_keytool -genkeypair -alias "key of $name" -keyalg $type -storetype $store -dname CN=oracle \
                -keystore "$E/$name" -storepass "$ORACLE_PHRASE" -keypass "$ORACLE_PHRASE" >/dev/null 2>&1 ||
                continue
            short_keytool -exportcert -rfc -alias "key of $name" -keystore "$E/$name" \
                -storepass "$ORACLE_PHRASE" 2>/dev/null |
                openssl x509 -pubkey -noout >"$WORK/public/$name"
            expect_key "$E/$name" "$WORK/public/$name"
        done
    done
    oracle_judge
}

# BIND's public keys are numbers as they stand on the wire (RFC 3110, 6605, 8080).
sha256_of_dnskey() { # FILE
    local algorithm numbers exponent
    read -r algorithm numbers < <(awk '/DNSKEY/ { line = ""; for (i = 7; i <= NF; i++) line = line $i; print $6, line }' "$1")
    numbers=$(printf '%s' "$numbers" | base64 -d | xxd -p | tr -d '\n')
    case $algorithm in
    13) sha256_of_hex "3059301306072a8648ce3d020106082a8648ce3d03010703420004$numbers" ;;
    14) sha256_of_hex "3076301006072a8648ce3d020106052b8104002203620004$numbers" ;;
    15) sha256_of_hex "302a300506032b6570032100$numbers" ;;
    16) sha256_of_hex "3043300506032b6571033a00$numbers" ;;
    *)
        exponent=$((16#${numbers:0:2} * 2))
        printf 'asn1=SEQUENCE:key\n[key]\nn=INTEGER:0x%s\ne=INTEGER:0x%s\n' "${numbers:$((2 + exponent))}" \
            "${numbers:2:$exponent}" >"$1.conf"
        openssl asn1parse -genconf "$1.conf" -noout -out "$1.der"
        openssl rsa -RSAPublicKey_in -inform DER -in "$1.der" -pubout -out "$1.pem" 2>/dev/null
        sha256_of_pem "$1.pem"
        ;;
    esac
}

check_oracle_dnssec_keygen() {
    oracle_begin dnssec-keygen openssl
    local algorithm name
    for algorithm in 'RSASHA256 -b 1024' 'RSASHA512 -b 2048' ECDSAP256SHA256 ECDSAP384SHA384 ED25519 ED448; do
        # shellcheck disable=SC2086
        name=$(dnssec-keygen -q -K "$WORK/public" -a $algorithm oracle.example 2>/dev/null) || continue
        mv "$WORK/public/$name.private" "$E/$name.private"
        expect_key_sha256 "$E/$name.private" "$(sha256_of_dnskey "$WORK/public/$name.key")"
    done
    oracle_judge
}

# GnuPG prints its public keys for ssh.
check_oracle_gpg() {
    oracle_begin gpg gpgconf ssh-keygen
    local type key digest closed
    export GNUPGHOME=$WORK/gnupg
    mkdir -m 700 "$GNUPGHOME"
    : >"$WORK/files"
    for closed in '' -closed; do
        for type in rsa2048 ed25519 nistp256 nistp521; do
            gpg --batch --quiet --pinentry-mode loopback --passphrase "${closed:+$ORACLE_PHRASE}" \
                --quick-generate-key "$type$closed@oracle.example" $type sign never 2>/dev/null ||
                fail "gpg makes no $type"
            key=$type$closed@oracle.example
            gpg --batch --pinentry-mode loopback --passphrase "${closed:+$ORACLE_PHRASE}" \
                --armor --export-secret-keys "$key" >"$E/$type$closed.asc" 2>/dev/null
            gpg --batch --pinentry-mode loopback --passphrase "${closed:+$ORACLE_PHRASE}" \
                --export-secret-keys "$key" >"$E/$type$closed.gpg" 2>/dev/null
            key=$(gpg --batch --with-colons --list-keys "$key" 2>/dev/null | awk -F: '/^fpr/ { print $10; exit }')
            gpg --batch --export-ssh-key "$key!" >"$WORK/public/$type$closed" 2>/dev/null
            digest=$(sha256_of_ssh "$WORK/public/$type$closed")
            expect_key_sha256 "$E/$type$closed.asc" "$digest"
            expect_key_sha256 "$E/$type$closed.gpg" "$digest"
        done
    done
    gpgconf --kill all >/dev/null 2>&1
    oracle_judge
}

# The example keys of RFCs, in five forms, where the specimens lie beside the checkout.
check_rfc_specimens() {
    local specimens=$ROOT/../shared/specimens/rfc-keys name file
    [ -d "$specimens" ] || skip "no ../shared/specimens"
    oracle_begin sha256sum
    cp -r "$specimens"/. "$E"
    for file in "$E"/*-private/*; do
        name=${file##*/}
        name=${name%.*}
        expect_key "$file" "$E/spki-pem-public/$name.key"
    done
    oracle_judge
}
