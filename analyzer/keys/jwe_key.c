#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/json_object.h"
#include "bytes/jwe_text.h"
#include "crypto/jwe_content.h"
#include "keys/closed_key.h"
#include "keys/key_reader.h"

#define WRAP_VECTOR_OCTETS 8
#define DECIMAL_DIGITS     10 /* of p2c */

static const char encoding[] = "jwe";

/* RFC 7518 section 4.8: a passphrase makes the key that wraps that of the content. */
static const struct {
    const char *alg, *digest, *cipher;
} methods[] = {
    { "PBES2-HS256+A128KW", "SHA256", "AES-128-WRAP" },
    { "PBES2-HS384+A192KW", "SHA384", "AES-192-WRAP" },
    { "PBES2-HS512+A256KW", "SHA512", "AES-256-WRAP" },
};
#define METHODS (sizeof(methods) / sizeof(methods[0]))

struct jwe {
    struct jwe_text text;
    struct bytes recipient;     /* header of the recipient who is tried; empty without */
    struct bytes encrypted_key; /* his, as text */
    struct bytes rest;          /* of the recipients */
    bool more;                  /* there are more of them than JWE_RECIPIENTS_MAX */
    struct buffer header;       /* the protected one */
    struct buffer associated;   /* what the tag is over beside the content */
    struct buffer salt, key, iv, ciphertext, tag; /* octets; `key` is the encrypted one */
    const struct jwe_content *content;
};

static void clear(struct jwe *jwe)
{
    struct buffer *const buffers[] = { &jwe->header, &jwe->associated, &jwe->salt, &jwe->key,
                                       &jwe->iv,     &jwe->ciphertext, &jwe->tag };
    for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++) {
        buffer_clear(buffers[i]);
    }
}

/* A parameter of any header: the protected one, that of the recipient, the unprotected one. */
static bool parameter(const struct jwe *jwe, const char *name, struct bytes *value)
{
    const struct bytes headers[] = { buffer_bytes(&jwe->header), jwe->recipient,
                                     jwe->text.unprotected };
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        struct json_member member;
        if (headers[i].left > 0 && json_object_find(headers[i], name, &member) && !member.nested) {
            *value = member.value;
            return true;
        }
    }
    return false;
}

/* METHODS: closed in another way. */
static size_t method_of(const struct jwe *jwe)
{
    struct bytes alg;
    size_t method = parameter(jwe, "alg", &alg) ? 0 : METHODS;
    while (method < METHODS && !json_text_is(alg, methods[method].alg)) {
        method++;
    }
    return method;
}

/* A recipient's header and key; false behind the last. Without a list there is one. */
static bool take_recipient(struct jwe *jwe, unsigned number)
{
    struct json_member header = { 0 }, key = { 0 };
    struct bytes object, bracket;
    if (jwe->text.recipients.left == 0) {
        jwe->recipient = jwe->text.header;
        jwe->encrypted_key = jwe->text.encrypted_key;
        return number == 0;
    }
    if (number == 0) {
        jwe->rest = jwe->text.recipients;
        if (!bytes_take(&jwe->rest, 1, &bracket)) {
            return false;
        }
    }
    if (!json_object_take(&jwe->rest, &object)) {
        return false;
    }
    jwe->more = number == JWE_RECIPIENTS_MAX;
    if (jwe->more) {
        return false;
    }
    const bool has_header = json_object_find(object, "header", &header);
    const bool has_key = json_object_find(object, "encrypted_key", &key);
    jwe->recipient = has_header ? header.value : bytes_over(NULL, 0);
    jwe->encrypted_key = has_key ? key.value : bytes_over(NULL, 0);
    return true;
}

/* Its characters without what broke it on the way. */
static bool append_plain(struct bytes text, struct buffer *into)
{
    for (size_t i = 0; i < text.left; i++) {
        if (base64_value(text.at[i]) != BASE64_FOREIGN && !buffer_append_byte(into, text.at[i])) {
            return false;
        }
    }
    return true;
}

static bool read_parts(struct jwe *jwe)
{
    const struct jwe_text *text = &jwe->text;
    return base64_decode(text->iv, &jwe->iv) && base64_decode(text->ciphertext, &jwe->ciphertext) &&
           base64_decode(text->tag, &jwe->tag) && append_plain(text->protected, &jwe->associated) &&
           (text->aad.left == 0 || (buffer_append_byte(&jwe->associated, '.') &&
                                    append_plain(text->aad, &jwe->associated)));
}

/* The name of the method, a zero, and the salt input. */
static bool read_salt(struct jwe *jwe, size_t method)
{
    struct bytes input;
    buffer_reset(&jwe->salt);
    return parameter(jwe, "p2s", &input) && buffer_append_text(&jwe->salt, methods[method].alg) &&
           buffer_append_byte(&jwe->salt, 0) && base64_decode(input, &jwe->salt);
}

static bool read_count(const struct jwe *jwe, uint64_t *count)
{
    struct bytes digits;
    uint64_t sum = 0;
    if (!parameter(jwe, "p2c", &digits) || digits.left == 0 || digits.left > DECIMAL_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < digits.left; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') {
            return false;
        }
        sum = sum * 10 + (uint64_t)(digits.at[i] - '0');
    }
    *count = sum;
    return true;
}

/* Why no passphrase can open it here, or NULL. */
static const char *read_lock(struct jwe *jwe, size_t method, struct closed_key *closed)
{
    static const uint8_t vector[WRAP_VECTOR_OCTETS] = { 0xa6, 0xa6, 0xa6, 0xa6,
                                                        0xa6, 0xa6, 0xa6, 0xa6 };
    struct bytes enc;
    if (!jwe->text.whole) {
        return closed_key_cut;
    }
    closed->lock = (struct lock){ .derivation = LOCK_PBKDF2,
                                  .digest = methods[method].digest,
                                  .cipher = cipher_named(methods[method].cipher),
                                  .iv = bytes_over(vector, sizeof(vector)) };
    jwe->content = parameter(jwe, "enc", &enc) ? jwe_content_named(enc) : NULL;
    if (jwe->content == NULL) {
        return "it is closed by a cipher that is not known";
    }
    if (!read_salt(jwe, method) || !read_count(jwe, &closed->lock.iterations)) {
        return "its encryption parameters cannot be read";
    }
    buffer_reset(&jwe->key);
    if (!base64_decode(jwe->encrypted_key, &jwe->key) ||
        jwe->key.used != jwe_content_key_octets(jwe->content) + WRAP_VECTOR_OCTETS) {
        return "its encrypted key has not the length that it says";
    }
    closed->lock.salt = buffer_bytes(&jwe->salt);
    closed->closed = buffer_bytes(&jwe->key);
    return NULL;
}

/* "jwk+json", "jwk-set+json", with or without "application/" (RFC 7517 section 7). */
static bool says_jwk(const struct jwe *jwe)
{
    struct bytes cty;
    return parameter(jwe, "cty", &cty) && memmem(cty.at, cty.left, "jwk", 3) != NULL;
}

static void prove_object(struct examination *examination, struct bytes object, const char *remark)
{
    struct written_numbers numbers = { 0 };
    struct private_key key;
    if (!written_numbers_begin(&numbers, object.left + WRITTEN_SPARE)) {
        examination->bounded = true;
        return;
    }
    const enum outcome outcome = jwk_key_read(object, &numbers, &key);
    if (outcome == OUTCOME_OK) {
        examination_prove(examination, &key, encoding, remark);
    } else if (outcome == OUTCOME_UNSUPPORTED) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "a key type that cannot be proven here", encoding);
    }
    written_numbers_clear(&numbers);
}

/* A key, or a set of them. */
static void prove_content(struct examination *examination, struct bytes content, const char *remark)
{
    struct json_member keys;
    struct bytes object, bracket;
    if (!json_object_find(content, "keys", &keys) || !keys.nested) {
        prove_object(examination, content, remark);
        return;
    }
    struct bytes inside = keys.value;
    if (!bytes_take(&inside, 1, &bracket)) {
        return;
    }
    for (size_t i = 0; json_object_take(&inside, &object); i++) {
        if (i == STORE_KEYS_MAX) {
            examination->bounded = true;
            return;
        }
        prove_object(examination, object, remark);
    }
}

/* The wrapping has a check of its own: what comes out is the key. */
static bool fits(struct bytes opened)
{
    return opened.left > 0;
}

static bool open_content(struct jwe *jwe, const struct examination *examination,
                         const struct closed_key *closed, struct passphrase_search *search,
                         struct buffer *content)
{
    static const char damaged[] = "a passphrase opens its key, but its content is damaged";
    struct buffer key = { 0 };
    bool opened = passphrases_open(examination->passphrases, closed, fits, &key, search);
    if (opened && !jwe_content_open(jwe->content, buffer_bytes(&key), buffer_bytes(&jwe->iv),
                                    buffer_bytes(&jwe->associated), buffer_bytes(&jwe->ciphertext),
                                    buffer_bytes(&jwe->tag), content)) {
        search->failure = damaged;
        opened = false;
    }
    buffer_clear(&key);
    return opened;
}

/* For the first recipient for whom it opens: another may be there to look closed, or to hold a
 * key that is not the content's. `failure`: why it did not for the first whom a passphrase could
 * open it for. */
static bool open_for_any(struct jwe *jwe, const struct examination *examination,
                         struct passphrase_search *search, struct buffer *content,
                         const char **failure)
{
    *failure = NULL;
    for (unsigned i = 0; take_recipient(jwe, i); i++) {
        struct closed_key closed = { 0 };
        const size_t method = method_of(jwe);
        if (method == METHODS) {
            continue;
        }
        closed.obstacle = read_lock(jwe, method, &closed);
        if (open_content(jwe, examination, &closed, search, content)) {
            return true;
        }
        *failure = *failure == NULL ? search->failure : *failure;
    }
    if (*failure == NULL) {
        const struct closed_key closed = { .obstacle =
                                               "it is closed by a key and not by a passphrase" };
        *failure =
            open_content(jwe, examination, &closed, search, content) ? NULL : search->failure;
    }
    return false;
}

static bool read_text(struct bytes text, struct jwe *jwe)
{
    size_t end;
    if (text.left > 0 && text.at[0] == '{' ? !jwe_text_json(text, &jwe->text, &end)
                                           : !jwe_text_compact(text, &jwe->text, &end)) {
        return false;
    }
    return jwe->text.ciphertext.left > 0 &&
           (jwe->text.protected.left == 0 || jwe_text_header(jwe->text.protected, &jwe->header));
}

static const struct fault long_header = {
    OUTCOME_BOUND, NULL, "a JSON Web Encryption whose header is longer than is read of one"
};
static const struct fault more_recipients = {
    OUTCOME_BOUND, NULL, "a JSON Web Encryption with more recipients than passphrases are tried for"
};

void jwe_key_examine(struct examination *examination, struct bytes text)
{
    struct jwe jwe = { 0 };
    if (!read_text(text, &jwe)) {
        if (jwe.text.long_header) {
            examination_bound(examination, &long_header);
        }
        clear(&jwe);
        return;
    }
    if (!read_parts(&jwe)) {
        examination->bounded = true;
        clear(&jwe);
        return;
    }
    struct passphrase_search search = { 0 };
    struct buffer content = { 0 };
    const char *failure;
    /* However it is written, it is the same lead. */
    examination_enter(examination, buffer_bytes(&jwe.ciphertext), bytes_over(NULL, 0));
    if (open_for_any(&jwe, examination, &search, &content, &failure)) {
        examination_trust(examination);
        prove_content(examination, buffer_bytes(&content), search.remark);
    } else {
        if (says_jwk(&jwe)) {
            examination_lead(examination, VERDICT_ENCRYPTED, NULL, failure, encoding);
        }
        if (jwe.more) {
            examination_bound(examination, &more_recipients);
        }
    }
    examination->known = jwe.text.whole;
    buffer_clear(&content);
    clear(&jwe);
}
