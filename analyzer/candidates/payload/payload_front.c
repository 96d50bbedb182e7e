#include "candidates/payload/payload_front.h"

#include <string.h>

#include "buffer.h"
#include "bytes/base64.h"
#include "bytes/der.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/packed/openpgp_block.h"
#include "candidates/packed/packed_form.h"

/* Those that show a PKCS#12 store, whatever form its lengths have. */
#define STORE_CHARACTERS 44

static bool is_openssh(struct bytes front)
{
    static const char magic[] = "openssh-key-";
    return front.left >= sizeof(magic) - 1 && memcmp(front.at, magic, sizeof(magic) - 1) == 0;
}

/* The front of a store is longer than that of a key. */
static bool is_store(struct bytes word)
{
    struct buffer front = { 0 };
    bool store = word.left >= STORE_CHARACTERS &&
                 base64_decode(bytes_over(word.at, STORE_CHARACTERS), &front) &&
                 pkcs12_extent_front(buffer_bytes(&front)) > 0;
    buffer_clear(&front);
    return store;
}

bool payload_front_is(struct bytes word, bool packets)
{
    struct buffer front = { 0 };
    bool may =
        word.left >= 16 && base64_decode(bytes_over(word.at, 16), &front) &&
        (packets ? openpgp_block_front(buffer_bytes(&front))
                 : der_candidate_front(buffer_bytes(&front)) || is_openssh(buffer_bytes(&front)) ||
                       sshcom_blob_length(buffer_bytes(&front)) > 0 ||
                       (front.at[0] == DER_SEQUENCE && is_store(word)));
    buffer_clear(&front);
    return may;
}
