#ifndef CMS_OPENER_H
#define CMS_OPENER_H

#include "buffer.h"

/* Opens messages of CMS (RFC 5652 section 6, RFC 5083) that are encrypted for the holders of
 * private keys, with these keys: RSAES-PKCS1-v1_5 and -OAEP, ECDH (RFC 5753), and the ciphers of
 * OpenSSL that stand in a message. OpenSSL reads the message: only in a worker. */

struct cms_opener;

struct cms_opener *cms_opener_new(void); /* NULL when memory ran out */
void cms_opener_free(struct cms_opener *opener);

/* The passphrases that a key file may be closed by, besides the empty one. */
struct cms_opener_passphrases {
    struct bytes list;
    bool (*take)(struct bytes *list, struct bytes *passphrase);
};

/* Adds the private keys of a file: PEM (all that it holds), DER, PKCS#12. False where there is
 * none that can be opened, or memory ran out. */
MUST_CHECK bool cms_opener_add(struct cms_opener *opener, struct bytes file,
                               const struct cms_opener_passphrases *passphrases);

/* One key in PKCS#8 DER, open; or all that another opener has. */
MUST_CHECK bool cms_opener_add_key(struct cms_opener *opener, struct bytes pkcs8);
MUST_CHECK bool cms_opener_add_all(struct cms_opener *opener, const struct cms_opener *other);

/* Opens something with each of its keys, before the worker gives up its rights, so that all is
 * loaded. */
MUST_CHECK bool cms_opener_warm_up(const struct cms_opener *opener);

/* How many keys it has. */
size_t cms_opener_count(const struct cms_opener *opener);

enum cms_opening {
    CMS_CLOSED,  /* no key fits */
    CMS_SPENT,   /* whoever pays for the tries wanted no more of them */
    CMS_OPENED,  /* `content` is all of it */
    CMS_DAMAGED, /* a key fits, and `content` is as much as can be decrypted, or changed */
    CMS_NO_MEMORY
};

/* `spend` is asked before each try of a key on a recipient. */
enum cms_opening cms_opener_open(const struct cms_opener *opener, struct bytes message,
                                 void *context, bool (*spend)(void *context),
                                 struct buffer *content);

#endif
