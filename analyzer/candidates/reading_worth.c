#include "candidates/reading_worth.h"

#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/charset_text.h"
#include "bytes/cms_message.h"
#include "bytes/der.h"
#include "candidates/anchors.h"
#include "candidates/armour/armour.h"
#include "candidates/armour/armour_base64.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/packed/packed_form.h"
#include "candidates/packed/raw_numbers.h"
#include "candidates/runs/run_sample.h"
#include "candidates/written/written_form.h"

#define ANCHORS_AT_ONCE 128
/* How much of the front says whether it is text. */
#define FRONT 512
/* So many samples of one kind are no chance. */
#define SAMPLES_MIN 3

static const struct {
    const char *bytes;
    size_t length, offset;
} magics[] = {
    { "\x1f\x8b", 2, 0 }, /* gzip */
    { "\x1f\x9d", 2, 0 }, /* compress */
    { "\x78\x01", 2, 0 }, /* zlib (RFC 1950 section 2.2), by its four levels */
    { "\x78\x5e", 2, 0 },
    { "\x78\x9c", 2, 0 },
    { "\x78\xda", 2, 0 },
    { "PK\x03\x04", 4, 0 }, /* zip */
    { "PK\x05\x06", 4, 0 }, /* empty zip, or one with a stub */
    { "\xfd"
      "7zXZ\0",
      6, 0 },                     /* xz */
    { "\x5d\0\0", 3, 0 },         /* lzma */
    { "\x28\xb5\x2f\xfd", 4, 0 }, /* zstd */
    { "\x04\x22\x4d\x18", 4, 0 }, /* lz4 */
    { "LZIP", 4, 0 },
    { "\x89LZO", 4, 0 },
    { "BZh", 3, 0 },
    { "7z\xbc\xaf\x27\x1c", 6, 0 },
    { "Rar!", 4, 0 },
    { "MSCF", 4, 0 }, /* cabinet */
    { "!<arch>", 7, 0 },
    { "070701", 6, 0 }, /* cpio */
    { "ustar", 5, 257 },
    { "CD001", 5, 32769 },
    { "%PDF", 4, 0 },
    { "\xd0\xcf\x11\xe0", 4, 0 }, /* compound file */
    { "\xfe\xed\xfe\xed", 4, 0 }, /* Java keystore */
    { "\xce\xce\xce\xce", 4, 0 },
    { "\0\0\0\1\0\0\0\x14", 8, 0 }, /* keystores of Bouncy Castle */
    { "\0\0\0\2\0\0\0\x14", 8, 0 },
    { "kych", 4, 0 }, /* keychain */
    { "SQLite format 3", 15, 0 },
    { "\xff\xfe", 2, 0 }, /* byte order marks */
    { "\xfe\xff", 2, 0 },
    { "\xef\xbb\xbf", 3, 0 },
};

/* A message with something in it. A bundle of certificates is a signed message without (RFC 5652
 * section 5.2): armour of those is read as what it is. */
static bool is_message(struct bytes decoded)
{
    struct cms_octets content;
    const enum cms_type type = cms_message_type(decoded);
    return type != CMS_NONE && (type != CMS_SIGNED || cms_message_content(decoded, &content));
}

bool reading_is_file(struct bytes decoded)
{
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
        if (decoded.left >= magics[i].offset + magics[i].length &&
            memcmp(decoded.at + magics[i].offset, magics[i].bytes, magics[i].length) == 0) {
            return true;
        }
    }
    return is_message(decoded);
}

static bool is_text_byte(uint8_t byte)
{
    return (byte >= ' ' && byte <= '~') || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Mostly text, text with a zero at every other place or three of four, or EBCDIC. */
static bool is_text(struct bytes decoded)
{
    size_t front = decoded.left < FRONT ? decoded.left : FRONT, text = 0, zeros = 0;
    for (size_t i = 0; i < front; i++) {
        text += is_text_byte(decoded.at[i]) ? 1 : 0;
        zeros += decoded.at[i] == 0 ? 1 : 0;
    }
    return text * 10 >= front * 9 || (text * 10 >= front * 4 && zeros * 10 >= front * 4) ||
           (text * 10 >= front * 2 && zeros * 10 >= front * 7) ||
           charset_run(bytes_over(decoded.at, front), CHARSET_CP037) == front;
}

/* A DER SEQUENCE at the front that is about as long as all of it. */
static bool is_der(struct bytes decoded)
{
    uint64_t span = der_next_is(decoded, DER_SEQUENCE) ? der_span(decoded) : 0;
    return span >= 32 && span <= (uint64_t)decoded.left + 8;
}

static bool anchor_holds(struct bytes text, const struct anchor *anchor, uint64_t *work)
{
    size_t length;
    if (((anchor->kinds & ANCHOR_ARMOUR) != 0 && armour_plausible(text, anchor->at, false)) ||
        ((anchor->kinds & ANCHOR_ARMOUR_WIDE) != 0 && armour_plausible(text, anchor->at, true)) ||
        ((anchor->kinds & (ANCHOR_BASE64_DER | ANCHOR_BASE64_SSH)) != 0 &&
         armour_bare_plausible(text, anchor->at)) ||
        ((anchor->kinds & ANCHOR_BASE64_SHORT) != 0 && anchor->at >= 3 &&
         armour_bare_plausible(text, anchor->at - 3))) {
        return true;
    }
    if (((anchor->kinds & ANCHORS_WRITTEN) != 0 &&
         written_form_plausible(text, anchor->at, anchor->kinds, work)) ||
        ((anchor->kinds & ANCHORS_PACKED) != 0 &&
         packed_form_plausible(text, anchor->at, anchor->kinds, work))) {
        return true;
    }
    if ((anchor->kinds & ANCHOR_NUMBER) != 0 && raw_numbers_plausible(text, anchor->at, true)) {
        return true;
    }
    if ((anchor->kinds & ANCHOR_OPENSSH) != 0 && anchor->at >= 10 &&
        memcmp(text.at + anchor->at - 10, "openssh-ke", 10) == 0) {
        return true;
    }
    for (size_t back = 0; (anchor->kinds & (ANCHOR_VERSION | ANCHOR_DER)) != 0 && back <= 5;
         back++) {
        if (back <= anchor->at && text.at[anchor->at - back] == DER_SEQUENCE &&
            der_candidate_shape(
                bytes_over(text.at + anchor->at - back, text.left - (anchor->at - back)),
                &length) != DER_SHAPE_NONE) {
            return true;
        }
    }
    return false;
}

/* Where much was read for nothing it is for the scan of the reading to say, which has budgets. */
static bool has_anchor(struct bytes text)
{
    struct anchor found[ANCHORS_AT_ONCE];
    uint64_t work = 0;
    size_t from = 0;
    while (from < text.left) {
        size_t reached = text.left;
        size_t count = anchors_find(text, from, &reached, found, ANCHORS_AT_ONCE);
        for (size_t i = 0; i < count; i++) {
            if (anchor_holds(text, &found[i], &work) || work > CANDIDATE_WORK_MAX) {
                return true;
            }
        }
        from = reached;
    }
    return false;
}

/* Encoded text, or text in another character set, somewhere in it. */
static bool has_samples(struct bytes decoded, unsigned classes)
{
    unsigned class, count = 0;
    for (size_t at = 0; run_sample_next(decoded, &at, decoded.left, &class); at += RUN_STRIDE) {
        count += (class & classes) != 0 ? 1 : 0;
        if (count >= SAMPLES_MIN) {
            return true;
        }
    }
    return false;
}

/* Armour in base64, among bytes that are no text. */
static bool has_coded_armour(struct bytes decoded)
{
    const struct armour_base64 *mark = NULL;
    return armour_base64_find(decoded, 0, decoded.left, &mark) < decoded.left;
}

bool reading_worth(struct bytes decoded)
{
    uint64_t work = 0;
    return reading_is_file(decoded) || is_text(decoded) || is_der(decoded) ||
           packed_form_plausible(decoded, 0, ANCHOR_FRONT, &work) || has_anchor(decoded) ||
           has_samples(decoded, RUN_SAMPLE_WIDE | RUN_SAMPLE_QUAD | RUN_SAMPLE_EBCDIC) ||
           has_coded_armour(decoded);
}

bool reading_worth_wide(struct bytes text)
{
    return has_anchor(text) || has_samples(text, RUN_SAMPLE_BASE64 | RUN_SAMPLE_HEX);
}
