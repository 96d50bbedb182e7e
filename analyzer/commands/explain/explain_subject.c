#include "commands/explain/explain_subject.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "bytes/text_pattern.h"

/* A serial number has 20 octets, a digest 32, and nothing longer is looked for. */
#define DIGITS_MAX 128

/* Empty where something else stands in it. */
static bool read_digits(const char *word, struct buffer *digits)
{
    if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
        word += 2;
    }
    for (; *word != '\0'; word++) {
        const uint8_t character = (uint8_t)*word;
        if (character == ':' || character == ' ') {
            continue;
        }
        if (hex_digit(character) < 0 || digits->used == DIGITS_MAX) {
            buffer_reset(digits);
            return true;
        }
        if (!buffer_append_byte(digits, (uint8_t)tolower(character))) {
            return false;
        }
    }
    return digits->used == 0 || buffer_append_byte(digits, 0);
}

bool explain_subject_read(struct explain_subject *subject, const char *word)
{
    *subject = (struct explain_subject){ .word = word, .is_domain = word[0] != '\0' };
    return read_digits(word, &subject->digits);
}

bool explain_subject_add(struct explain_subject *subject, const uint8_t *sha256,
                         const struct public_identity *identity)
{
    struct subject_certificate *certificates =
        item_room(subject->certificates, subject->count, &subject->room, 4, sizeof(*certificates));
    if (certificates == NULL) {
        return false;
    }
    subject->certificates = certificates;
    struct subject_certificate *certificate = &subject->certificates[subject->count++];
    memcpy(certificate->sha256, sha256, SHA256_LENGTH);
    certificate->identity = *identity;
    return true;
}

void explain_subject_clear(struct explain_subject *subject)
{
    buffer_clear(&subject->digits);
    free(subject->certificates);
    *subject = (struct explain_subject){ 0 };
}

static const char *without_zeros(const char *digits)
{
    while (digits[0] == '0' && digits[1] != '\0') {
        digits++;
    }
    return digits;
}

static bool is_digest(const char *digits, const uint8_t digest[SHA256_LENGTH])
{
    char text[2 * SHA256_LENGTH + 1];
    hex_text_write(bytes_over(digest, SHA256_LENGTH), text);
    return strcmp(digits, text) == 0;
}

bool explain_subject_is_serial(const struct explain_subject *subject, struct bytes serial,
                               struct bytes decimal)
{
    struct buffer text = { 0 };
    if (subject->digits.used == 0) {
        return false;
    }
    const char *digits = without_zeros((const char *)subject->digits.at);
    bool same = hex_text_append(serial, &text) && buffer_append_byte(&text, 0) &&
                strcmp(digits, without_zeros((const char *)text.at)) == 0;
    buffer_clear(&text);
    return same || (decimal.left > 0 && bytes_equal(decimal, bytes_over(digits, strlen(digits))));
}

bool explain_subject_fits(const struct explain_subject *subject, const struct match_entry *entry)
{
    for (size_t i = 0; i < subject->count; i++) {
        const struct subject_certificate *certificate = &subject->certificates[i];
        if (memcmp(certificate->sha256, entry->sha256, SHA256_LENGTH) == 0 ||
            memcmp(certificate->sha256, entry->precertificate_sha256, SHA256_LENGTH) == 0 ||
            public_identity_equal(&certificate->identity, &entry->identity)) {
            return true;
        }
    }
    if (subject->count > 0) {
        return false;
    }
    const char *digits = subject->digits.used > 0 ? (const char *)subject->digits.at : "";
    return explain_subject_is_serial(subject, entry->serial, entry->serial_decimal) ||
           (entry->has_final && is_digest(digits, entry->sha256)) ||
           (entry->has_precertificate && is_digest(digits, entry->precertificate_sha256)) ||
           is_digest(digits, entry->raw_spki_sha256) ||
           is_digest(digits, entry->identity.spki_sha256) ||
           is_digest(digits, entry->identity.digest) ||
           strcmp(subject->word, entry->identity_text) == 0 ||
           (subject->is_domain &&
            text_pattern_certificate(entry->dns_names, entry->subject_dn, subject->word));
}
