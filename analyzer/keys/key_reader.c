#include "keys/key_reader.h"

#include "keys/rsa_salvage.h"

static const struct key_reader readers[] = {
    { CANDIDATE_DNSSEC, "dnssec", dnssec_key_read, NULL },
    { CANDIDATE_JWK, "jwk", jwk_key_read, NULL },
    { CANDIDATE_XML, "xml", xml_key_read, NULL },
    { CANDIDATE_LISTING, "listing", listing_key_read, NULL },
    { CANDIDATE_PUTTY, "putty", NULL, putty_key_examine },
    { CANDIDATE_SSH2, "sshcom", NULL, sshcom_key_examine },
    { CANDIDATE_SSH1, "ssh1", NULL, ssh1_key_examine },
    { CANDIDATE_DROPBEAR, "dropbear", NULL, ssh_blob_key_examine },
    { CANDIDATE_MICROSOFT, "microsoft", NULL, microsoft_key_examine },
    { CANDIDATE_PGP, "openpgp", NULL, openpgp_keyring_examine },
    { CANDIDATE_AGENT, "gnupg-agent", NULL, gnupg_agent_key_examine },
    { CANDIDATE_PKCS12, "pkcs12", NULL, pkcs12_key_examine },
    { CANDIDATE_JAVA, "jks", NULL, java_key_examine },
    { CANDIDATE_BOUNCY, "bks", NULL, bouncy_key_examine },
    { CANDIDATE_LEAD_STORE, "store", NULL, lead_store_key_examine },
    { CANDIDATE_RSA_NUMBERS, "pkcs1", rsa_salvage_row, NULL },
};

const struct key_reader *key_reader_of(enum candidate_form form)
{
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
        if (readers[i].form == form) {
            return &readers[i];
        }
    }
    return NULL;
}
