#ifndef STORE_TELLING_H
#define STORE_TELLING_H

#include <stdio.h>

#include "crypto/certificate_key.h"
#include "crypto/sha256.h"
#include "key_fixture.h"

/* What is told of a store of keys, as lines that a test can compare. The stores are those
 * of scripts/fixtures/make-key-stores. */

#define ONE             "Schl\xc3\xbcssel 1"
#define CERTIFICATE_ONE "certificate of ec " ONE "\n"
#define PROVEN_ONE      "proven pkcs12 ec " ONE "\n"

/* What was told of a store, a line each. */
struct telling {
    struct buffer lines;
    size_t keys, certificates, bounds;
};

static inline void tell(struct telling *telling, const char *what, const char *how,
                        const char *which, struct bytes alias)
{
    ck_assert(buffer_append_text(&telling->lines, what));
    ck_assert(buffer_append_text(&telling->lines, " "));
    ck_assert(buffer_append_text(&telling->lines, how));
    ck_assert(buffer_append_text(&telling->lines, which));
    ck_assert(buffer_append_text(&telling->lines, alias.left > 0 ? " " : ""));
    ck_assert(buffer_append(&telling->lines, alias));
    ck_assert(buffer_append_text(&telling->lines, "\n"));
}

/* " ec", " rsa", or what it is. */
static inline const char *name_of(const struct public_identity *identity)
{
    static const char *const files[] = { "ecdsap256-rfc9500", "rsa1024-rfc9500" };
    static const char *const names[] = { " ec", " rsa" };
    for (size_t i = 0; i < 2; i++) {
        char path[128];
        uint8_t digest[SHA256_LENGTH];
        snprintf(path, sizeof(path), "keys/spki/%s.key", files[i]);
        struct pem_block spki = pem_fixture(path);
        sha256_of(buffer_bytes(&spki.content), digest);
        buffer_clear(&spki.content);
        if (memcmp(digest, identity->spki_sha256, SHA256_LENGTH) == 0) {
            return names[i];
        }
    }
    return " unknown";
}

static inline void tell_finding(void *context, const struct key_finding *finding)
{
    struct telling *telling = context;
    telling->keys++;
    tell(telling, verdict_name(finding->verdict), finding->encoding,
         finding->has_identity ? name_of(&finding->identity) : "", buffer_bytes(&finding->alias));
}

static inline void tell_certificate(void *context, struct bytes der, struct bytes alias)
{
    struct telling *telling = context;
    struct public_numbers public;
    struct public_identity identity;
    telling->certificates++;
    ck_assert_int_eq(certificate_key_read(der, &public), OUTCOME_OK);
    ck_assert_int_eq(public_identity_of(&public, &identity), OUTCOME_OK);
    tell(telling, "certificate", "of", name_of(&identity), alias);
}

static inline void tell_bound(void *context, const struct fault *fault)
{
    struct telling *telling = context;
    telling->bounds++;
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
}

static inline enum offer examine_store(struct key_examiner *examiner, enum candidate_form form,
                                       struct bytes content, struct telling *telling)
{
    const struct candidate candidate = { .form = form,
                                         .origin = ORIGIN_BINARY,
                                         .content = content };
    const struct key_finding_sink sink = { telling, tell_finding, tell_certificate, tell_bound };
    return key_examine(examiner, &candidate, true, &sink);
}

static inline const char *text_of(struct telling *telling)
{
    ck_assert(buffer_append_byte(&telling->lines, 0));
    return (const char *)telling->lines.at;
}

static inline void telling_clear(struct telling *telling)
{
    buffer_clear(&telling->lines);
    *telling = (struct telling){ 0 };
}

static inline enum candidate_form form_of(const char *file)
{
    const char *end = strrchr(file, '.');
    return strcmp(end, ".p12") == 0                                ? CANDIDATE_PKCS12
           : strcmp(end, ".bks") == 0 || strcmp(end, ".uber") == 0 ? CANDIDATE_BOUNCY
           : strcmp(end, ".db") == 0                               ? CANDIDATE_LEAD_STORE
                                                                   : CANDIDATE_JAVA;
}

static inline struct buffer store_read(const char *file)
{
    char path[128];
    snprintf(path, sizeof(path), "keys/stores/%s", file);
    return fixture_read(path);
}

#endif
