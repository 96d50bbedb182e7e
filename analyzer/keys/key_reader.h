#ifndef KEY_READER_H
#define KEY_READER_H

#include "crypto/private_key.h"
#include "keys/examination.h"
#include "keys/written_number.h"

/* How each form of candidate beside DER, traditional PEM and OpenSSH becomes keys: one
 * file each, and one row in key_reader.c.
 *
 * A row has one of two functions. `read` is for what holds one key in clear, and
 * leaves `key` as it was when it refuses. `examine` is for what may be closed or
 * holds several: it tells the examination of every key, lead and certificate. */
struct key_reader {
    enum candidate_form form;
    const char *name; /* in outputs */
    enum outcome (*read)(struct bytes content, struct written_numbers *numbers,
                         struct private_key *key);
    void (*examine)(struct examination *examination, struct bytes content);
    const char *reads; /* for README's table, in Markdown */
};
extern const struct key_reader key_readers[];
extern const size_t key_reader_count;

/* NULL where the form has no row. */
const struct key_reader *key_reader_of(enum candidate_form form);

/* Private key file of BIND; algorithms of the DNSSEC registry. UNSUPPORTED: a lead. */
MUST_CHECK enum outcome dnssec_key_read(struct bytes text, struct written_numbers *numbers,
                                        struct private_key *key);
/* Numbers as `openssl -text` and certtool list them. UNSUPPORTED: a lead, of a curve or
 * group that is not known or was cut off. */
MUST_CHECK enum outcome listing_key_read(struct bytes text, struct written_numbers *numbers,
                                         struct private_key *key);
/* Numbers as puttygen, Python, Go and Java print them (bytes/dump_text.h). UNEXPECTED: none of them
 * is private. */
MUST_CHECK enum outcome dump_key_read(struct bytes text, struct written_numbers *numbers,
                                      struct private_key *key);
/* Numbers of RSA from the memory of a process, the lowest octet first: n, p and q, of which n takes
 * half; or n, d and e, which takes eight octets.
 * UNEXPECTED: these are no lengths of a key. */
MUST_CHECK enum outcome limb_key_read(struct bytes content, struct written_numbers *numbers,
                                      struct private_key *key);
/* PFX of PKCS#12. */
void pkcs12_key_examine(struct examination *examination, struct bytes content);
/* JKS and JCEKS. */
void java_key_examine(struct examination *examination, struct bytes content);
/* BKS of Bouncy Castle; UBER is a lead. */
void bouncy_key_examine(struct examination *examination, struct bytes content);
/* Leads: what is known for a store of keys, and not read. */
void lead_store_key_examine(struct examination *examination, struct bytes content);
/* JSON Web Key (RFC 7517, 7518, 8037), one object. UNEXPECTED: it holds no private number. */
MUST_CHECK enum outcome jwk_key_read(struct bytes text, struct written_numbers *numbers,
                                     struct private_key *key);
/* JSON Web Keys within a JSON Web Encryption (RFC 7516, RFC 7517 appendix C). What stays closed is
 * a lead where it says that it holds keys. */
void jwe_key_examine(struct examination *examination, struct bytes text);
/* RSAKeyValue, RSAKeyPair, DSAKeyValue, ECKeyValue and the like, one element, as .NET and
 * xmlsec write them. UNEXPECTED: it holds no private number. */
MUST_CHECK enum outcome xml_key_read(struct bytes text, struct written_numbers *numbers,
                                     struct private_key *key);

/* Private key file of PuTTY, versions 1 to 3. */
void putty_key_examine(struct examination *examination, struct bytes text);
/* Private key of ssh.com (Tectia): content of an SSH2 armour. */
void sshcom_key_examine(struct examination *examination, struct bytes content);
/* Key file of SSH version 1, open or closed by 3DES. */
void ssh1_key_examine(struct examination *examination, struct bytes content);
/* Key blob of Dropbear, or of an ssh agent. */
void ssh_blob_key_examine(struct examination *examination, struct bytes blob);

/* Key blobs of Windows and PVK files; those that stay closed are leads. */
void microsoft_key_examine(struct examination *examination, struct bytes content);
/* Secret key packets of OpenPGP (RFC 9580, RFC 4880), and what stands between them. */
void openpgp_keyring_examine(struct examination *examination, struct bytes content);
/* A private key of gpg-agent, an s-expression. */
void gnupg_agent_key_examine(struct examination *examination, struct bytes content);

#endif
