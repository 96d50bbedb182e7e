#include "candidates/armour/fragment_front.h"

#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/der.h"
#include "candidates/packed/der_candidate.h"

/* Characters that show the front of a key, and something of its own behind what all of its kind
 * and length begin with; so many of these differ: a placeholder has less. */
#define FRONT_CHARACTERS 24
#define COMMON_FRONT     16
#define COMMON_REACH     40
#define FRONT_DISTINCT   4
/* Nor does a key have so many of the same in a row. */
#define SAME_MAX   16
#define DER_HEADER 6
/* Tag, length and content of a version. */
#define VERSION_OCTETS 3

size_t fragment_front_characters(uint64_t length)
{
    const size_t rest = (size_t)(length % 3);
    return (size_t)(length / 3 * 4) + (rest > 0 ? rest + 1 : 0);
}

bool fragment_front_wanted(struct bytes text, struct buffer *front, uint32_t *wanted)
{
    buffer_reset(front);
    *wanted = 0;
    if (text.left > 0 && text.at[0] != 'M' && text.at[0] != 'b') {
        return false; /* SEQUENCE, "openssh-key-v1" */
    }
    if (!base64_decode(text, front) || front->used < DER_HEADER) {
        return text.left > 0;
    }
    const struct bytes octets = buffer_bytes(front);
    const uint64_t span =
        octets.at[0] == DER_SEQUENCE ? der_span(octets) : openssh_blob_length(octets);
    if (span > FRAGMENT_KEY_MAX || (span == 0 && octets.at[0] == DER_SEQUENCE)) {
        return false;
    }
    *wanted = (uint32_t)fragment_front_characters(span);
    return true;
}

static bool is_varied(struct bytes text)
{
    bool seen[256] = { false };
    size_t distinct = 0, same = 0;
    for (size_t i = COMMON_FRONT; i < text.left; i++) {
        distinct += seen[text.at[i]] || i >= COMMON_REACH ? 0 : 1;
        seen[text.at[i]] = true;
        same = text.at[i] == text.at[i - 1] ? same + 1 : 1;
        if (same == SAME_MAX) {
            return false;
        }
    }
    return distinct >= FRONT_DISTINCT;
}

/* PKCS#1, SEC 1 and PKCS#8 begin with a version; what is closed says first how it is. */
static bool begins_structure(struct bytes front, bool closed)
{
    struct bytes header, version;
    if (!der_candidate_front(front) ||
        !bytes_take(&front, front.at[1] > 0x80 ? 2u + (front.at[1] & 0x7fu) : 2u, &header)) {
        return false;
    }
    if (closed) {
        return der_next_is(front, DER_SEQUENCE);
    }
    return der_next_is(front, DER_INTEGER) && bytes_take(&front, VERSION_OCTETS, &version) &&
           (der_next_is(front, DER_INTEGER) || der_next_is(front, DER_OCTET_STRING) ||
            der_next_is(front, DER_SEQUENCE));
}

bool fragment_front_is_key(struct bytes text, struct bytes label, struct buffer *front)
{
    static const char magic[] = "openssh-key-v1";
    const bool closed = memmem(label.at, label.left, "ENCRYPTED", 9) != NULL;
    buffer_reset(front);
    if (text.left < FRONT_CHARACTERS || !is_varied(text) ||
        !base64_decode(bytes_over(text.at, FRONT_CHARACTERS), front)) {
        return false;
    }
    const struct bytes octets = buffer_bytes(front);
    if (octets.left >= sizeof(magic) && memcmp(octets.at, magic, sizeof(magic)) == 0) {
        return true;
    }
    return begins_structure(octets, closed) && der_span(octets) > text.left * 3 / 4;
}
