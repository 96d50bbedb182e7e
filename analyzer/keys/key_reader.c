#include "keys/key_reader.h"

#include "keys/rsa_salvage.h"

const struct key_reader key_readers[] = {
    { CANDIDATE_DNSSEC, "dnssec", dnssec_key_read, NULL, "private key files of BIND" },
    { CANDIDATE_JWK, "jwk", jwk_key_read, NULL,
      "JSON Web Keys and sets of them (RFC 7517, RFC 8037)" },
    { CANDIDATE_JWE, "jwe", NULL, jwe_key_examine,
      "JSON Web Keys closed by a passphrase (JWE, RFC 7517 appendix C), in either serialization" },
    { CANDIDATE_XML, "xml", xml_key_read, NULL, "XML of .NET, XKMS and xmlsec" },
    { CANDIDATE_LISTING, "listing", listing_key_read, NULL,
      "listings of `openssl -text` and `certtool -k`; also cut off where the numbers that are left "
      "suffice" },
    { CANDIDATE_DUMP, "dump", dump_key_read, NULL,
      "numbers as `puttygen --dump`, `openssl asn1parse`, `repr()` of Python's keys, `%+v` of Go's "
      "and old `toString()` of Java's print them, and in tuples" },
    { CANDIDATE_PUTTY, "putty", NULL, putty_key_examine,
      "PuTTY, versions 1 to 3, open and closed" },
    { CANDIDATE_SSH2, "sshcom", NULL, sshcom_key_examine, "ssh.com (Tectia), open and closed" },
    { CANDIDATE_SSH1, "ssh1", NULL, ssh1_key_examine, "files of SSH-1, open and closed by 3DES" },
    { CANDIDATE_DROPBEAR, "dropbear", NULL, ssh_blob_key_examine, "Dropbear, ssh agents" },
    { CANDIDATE_MICROSOFT, "microsoft", NULL, microsoft_key_examine,
      "Windows: PRIVATEKEYBLOB, CNG blobs of RSA, DSA, DH and EC, PVK files (open, RC4 of 40 and "
      "128 bits)" },
    { CANDIDATE_PGP, "openpgp", NULL, openpgp_keyring_examine,
      "OpenPGP secret keys, versions 3 to 6: all keys of a block or keyring, open and closed" },
    { CANDIDATE_AGENT, "gnupg-agent", NULL, gnupg_agent_key_examine,
      "gpg-agent's `private-keys-v1.d`" },
    { CANDIDATE_PKCS12, "pkcs12", NULL, pkcs12_key_examine,
      "PKCS#12, modern and legacy encryption" },
    { CANDIDATE_JAVA, "jks", NULL, java_key_examine, "JKS and JCEKS" },
    { CANDIDATE_BOUNCY, "bks", NULL, bouncy_key_examine, "BKS of Bouncy Castle; UBER is a lead" },
    { CANDIDATE_LEAD_STORE, "store", NULL, lead_store_key_examine,
      "NSS databases, keychains of macOS, DPAPI around private keys: leads" },
    { CANDIDATE_RSA_NUMBERS, "pkcs1", rsa_salvage_row, NULL,
      "PKCS#1 whose front is lost, as far as arithmetic gives it back" },
    { CANDIDATE_LIMBS, "limbs", limb_key_read, NULL,
      "RSA primes in the memory of a process (OpenSSL, GMP, NSS, Go, Java), near their modulus; in "
      "chunks of glibc and arrays of Java one of them, or the private exponent, within 64 MiB" },
};
const size_t key_reader_count = sizeof(key_readers) / sizeof(key_readers[0]);

const struct key_reader *key_reader_of(enum candidate_form form)
{
    for (size_t i = 0; i < key_reader_count; i++) {
        if (key_readers[i].form == form) {
            return &key_readers[i];
        }
    }
    return NULL;
}
