#include "certificates/certificate_read.h"

#include "bytes/der.h"
#include "certificates/alternative_name.h"
#include "certificates/certificate_extension.h"
#include "certificates/certificate_frame.h"
#include "certificates/certificate_time.h"
#include "certificates/distinguished_name.h"
#include "certificates/signature_check.h"
#include "crypto/public_numbers.h"
#include "crypto/sha256.h"

static const struct fault bad_validity = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.5",
                                           "validity cannot be read" };
static const struct fault bad_extensions = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.9",
                                             "extensions cannot be read" };
static const struct fault bad_key = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.7",
                                      "subject public key cannot be read" };
static const struct fault unknown_key = { OUTCOME_UNSUPPORTED, "RFC 5280 section 4.1.2.7",
                                          "subject public key of a kind that cannot be read" };

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

/* The first of each kind: RFC 5280 section 4.2 allows no second one. */
struct extensions {
    uint32_t seen; /* 1 << enum extension_name */
    uint32_t flags;
    struct bytes alternative_name;
    struct bytes authority_key_id, subject_key_id;
};

static void note_extension(const struct certificate_extension *extension, struct extensions *all)
{
    const uint32_t mark = UINT32_C(1) << extension->name;
    if (extension->name == EXTENSION_UNKNOWN || (all->seen & mark) != 0) {
        return;
    }
    all->seen |= mark;
    if (extension->name == EXTENSION_EXTENDED_USAGE) {
        all->flags |= extended_usage_flags(extension->value);
    } else if (extension->name == EXTENSION_POLICIES) {
        all->flags |= policy_flags(extension->value);
    } else if (extension->name == EXTENSION_KEY_USAGE) {
        all->flags |=
            key_usage_holds(extension->value, KEY_USAGE_CRL_SIGN) ? CERTIFICATE_CRL_SIGN : 0;
    } else if (extension->name == EXTENSION_POISON) {
        all->flags |= extension->critical ? CERTIFICATE_PRECERTIFICATE : 0;
    } else if (extension->name == EXTENSION_ALTERNATIVE_NAME) {
        all->alternative_name = extension->value;
    } else if (extension->name == EXTENSION_AUTHORITY_KEY_ID) {
        all->authority_key_id = authority_key_id_of(extension->value);
    } else if (extension->name == EXTENSION_SUBJECT_KEY_ID) {
        all->subject_key_id = subject_key_id_of(extension->value);
    }
}

static const struct fault *read_extensions(struct bytes from, struct extensions *all)
{
    struct certificate_extension extension;
    while (certificate_extension_take(&from, &extension)) {
        note_extension(&extension, all);
    }
    if (from.left != 0) {
        return &bad_extensions;
    }
    if ((all->seen & UINT32_C(1) << EXTENSION_EXTENDED_USAGE) == 0) {
        all->flags |= CERTIFICATE_SERVER_AUTH;
    }
    if ((all->seen & UINT32_C(1) << EXTENSION_KEY_USAGE) == 0) {
        all->flags |= CERTIFICATE_CRL_SIGN;
    }
    return NULL;
}

static const struct fault *read_validity(struct bytes from, struct certificate *certificate)
{
    if (!certificate_time_take(&from, &certificate->not_before) ||
        !certificate_time_take(&from, &certificate->not_after) || from.left != 0) {
        return &bad_validity;
    }
    return NULL;
}

static const struct fault *read_key(struct bytes spki, struct certificate *certificate)
{
    struct public_numbers numbers;
    enum outcome outcome = spki_read(spki, &numbers);
    if (outcome == OUTCOME_OK) {
        outcome = public_identity_of(&numbers, &certificate->identity);
    }
    if (outcome != OUTCOME_OK) {
        return outcome == OUTCOME_UNSUPPORTED ? &unknown_key : &bad_key;
    }
    sha256_of(spki, certificate->spki_sha256);
    return NULL;
}

static bool verifies_itself(const struct certificate_frame *frame)
{
    if (!bytes_equal(frame->signed_algorithm, frame->algorithm)) {
        return false;
    }
    struct signer_key *key = signer_key_new(frame->spki);
    bool holds =
        key != NULL && signature_check(key, frame->algorithm, frame->signed_part, frame->signature);
    signer_key_free(key);
    return holds;
}

static uint32_t frame_flags(const struct certificate_frame *frame)
{
    uint32_t flags = certificate_frame_is_authority(frame) ? CERTIFICATE_CA : 0;
    if (bytes_equal(frame->issuer, frame->subject)) {
        flags |= CERTIFICATE_SELF_ISSUED;
        flags |= verifies_itself(frame) ? CERTIFICATE_SELF_SIGNED : 0;
    }
    return flags;
}

static bool print_emails(const struct certificate_frame *frame, struct bytes alternative_name,
                         struct buffer *text)
{
    static const char email_address[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01";
    const size_t from = text->used;
    struct buffer address = { 0 };
    const bool fits =
        alternative_name_print_emails(alternative_name, from, text) &&
        distinguished_name_attribute(
            frame->subject, bytes_over(email_address, sizeof(email_address) - 1), &address) &&
        (address.used == 0 || alternative_name_print_word(buffer_bytes(&address), from, text));
    buffer_clear(&address);
    return fits;
}

/* What text there is, one behind the other: where each ends. */
struct name_ends {
    size_t issuer, subject, dns_names, organization;
};

static const struct fault *print_texts(const struct certificate_frame *frame,
                                       struct bytes alternative_name, struct buffer *text,
                                       struct name_ends *ends)
{
    const struct fault *fault = distinguished_name_print(frame->issuer, text);
    ends->issuer = text->used;
    if (fault == NULL) {
        fault = distinguished_name_print(frame->subject, text);
    }
    ends->subject = text->used;
    if (fault == NULL && alternative_name.left > 0) {
        fault = alternative_name_print(alternative_name, text);
    }
    ends->dns_names = text->used;
    if (fault == NULL &&
        !distinguished_name_attribute(frame->subject, bytes_over("\x55\x04\x0a", 3), text)) {
        fault = &no_memory;
    }
    ends->organization = text->used;
    if (fault == NULL && !print_emails(frame, alternative_name, text)) {
        fault = &no_memory;
    }
    return fault;
}

/* The buffer moves while it grows, so the windows on it are set when all is printed. */
static const struct fault *print_names(const struct certificate_frame *frame,
                                       struct bytes alternative_name,
                                       struct certificate *certificate)
{
    struct name_ends ends;
    const struct fault *fault = print_texts(frame, alternative_name, &certificate->text, &ends);
    struct bytes all = buffer_bytes(&certificate->text);
    if (fault == NULL && bytes_take(&all, ends.issuer, &certificate->issuer_dn) &&
        bytes_take(&all, ends.subject - ends.issuer, &certificate->subject_dn) &&
        bytes_take(&all, ends.dns_names - ends.subject, &certificate->dns_names) &&
        bytes_take(&all, ends.organization - ends.dns_names, &certificate->organization)) {
        certificate->emails = all;
    }
    return fault;
}

static void add_framed(struct sha256 *hash, struct bytes part)
{
    const uint32_t length = (uint32_t)part.left; /* of a certificate's part */
    const uint8_t framed[4] = { (uint8_t)(length >> 24), (uint8_t)(length >> 16),
                                (uint8_t)(length >> 8), (uint8_t)length };
    sha256_add(hash, bytes_over(framed, sizeof(framed)));
    sha256_add(hash, part);
}

/* A precertificate may be signed by a certificate of its own for that, whose name and key
 * identifier are then the issuer's, so these say nothing. */
static bool digest_twin(const struct certificate_frame *frame, uint8_t digest[SHA256_LENGTH])
{
    struct sha256 *hash = sha256_new();
    struct bytes rest = frame->extensions;
    struct certificate_extension extension;
    if (hash == NULL) {
        return false;
    }
    add_framed(hash, frame->serial);
    add_framed(hash, frame->validity);
    add_framed(hash, frame->subject);
    add_framed(hash, frame->spki);
    while (certificate_extension_take(&rest, &extension)) {
        if (extension.name != EXTENSION_POISON && extension.name != EXTENSION_SCT_LIST &&
            extension.name != EXTENSION_AUTHORITY_KEY_ID) {
            add_framed(hash, extension.whole);
        }
    }
    sha256_end(hash, digest);
    sha256_free(hash);
    return true;
}

static const struct fault *read_all(struct bytes der, const struct certificate_frame *frame,
                                    struct certificate *certificate)
{
    struct extensions extensions = { 0 };
    const struct fault *fault = read_validity(frame->validity, certificate);
    if (fault == NULL) {
        fault = read_extensions(frame->extensions, &extensions);
    }
    if (fault == NULL) {
        fault = read_key(frame->spki, certificate);
    }
    if (fault == NULL) {
        fault = print_names(frame, extensions.alternative_name, certificate);
    }
    if (fault != NULL) {
        return fault;
    }
    if (!digest_twin(frame, certificate->twin_sha256)) {
        return &no_memory;
    }
    certificate->der = der;
    certificate->flags = extensions.flags | frame_flags(frame);
    certificate->serial = frame->serial;
    certificate->issuer_der = frame->issuer;
    certificate->subject_der = frame->subject;
    certificate->authority_key_id = extensions.authority_key_id;
    certificate->subject_key_id = extensions.subject_key_id;
    sha256_of(der, certificate->sha256);
    return NULL;
}

const struct fault *certificate_read(struct bytes der, struct certificate *certificate)
{
    struct certificate_frame frame;
    struct certificate found = { 0 };
    const struct fault *fault = certificate_frame_read(der, &frame);
    if (fault == NULL) {
        fault = read_all(der, &frame, &found);
    }
    if (fault != NULL) {
        certificate_clear(&found);
        return fault;
    }
    *certificate = found;
    return NULL;
}

void certificate_clear(struct certificate *certificate)
{
    buffer_clear(&certificate->text);
    *certificate = (struct certificate){ 0 };
}
