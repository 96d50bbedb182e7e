/* Functions under test: leaf_scan_new, leaf_scan_push, leaf_scan_finish */
#include <string.h>

#include "candidates/leaf_scan.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Sum over all that was delivered, in order. */
struct digest {
    uint64_t sum;
    struct bytes leaf;
};

static void mix(struct digest *digest, uint64_t number)
{
    digest->sum = (digest->sum ^ number) * 0x100000001b3u;
}

static void mix_all(struct digest *digest, struct bytes content, uint64_t offset, uint64_t length)
{
    mix(digest, offset);
    mix(digest, length);
    require(length <= digest->leaf.left && offset <= digest->leaf.left - length);
    for (size_t i = 0; i < content.left; i++) {
        mix(digest, content.at[i]);
    }
}

static enum offer take_key(void *context, const struct candidate *candidate, bool last)
{
    struct digest *digest = context;
    mix_all(digest, candidate->content, candidate->offset, candidate->length);
    require(candidate->taken.left == candidate->length && candidate->length > 0);
    require(memcmp(candidate->taken.at, digest->leaf.at + candidate->offset,
                   candidate->taken.left) == 0);
    mix(digest, last);
    return candidate->content.left % 3 == 0 ? OFFER_TAKEN : OFFER_REFUSED;
}

static void take_certificate(void *context, const struct found_certificate *found)
{
    mix(context, found->is_request);
    mix_all(context, found->local_key_id, found->offset, found->length);
    mix_all(context, found->der, found->offset, found->length);
}

static void take_reading(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                         uint64_t length)
{
    mix(context, (uint64_t)decoding[0]);
    mix_all(context, decoded, offset, length);
}

static void note_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    mix_all(context, bytes_over(fault->sentence, 1), offset, length);
}

static uint64_t scan(struct bytes leaf, size_t piece)
{
    struct digest digest = { .leaf = leaf };
    const struct scan_sink sink = { &digest, take_key, take_certificate, take_reading,
                                    note_unread };
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .readings = true };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    require(scan != NULL);
    struct bytes rest = leaf, part;
    while (rest.left > 0) {
        require(bytes_take(&rest, piece < rest.left ? piece : rest.left, &part));
        leaf_scan_push(scan, part);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    return digest.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    require(leaf_scan_prepare());
    struct bytes leaf = bytes_over(data, size);
    require(scan(leaf, size > 0 ? size : 1) == scan(leaf, 1 + size / 3));
    return 0;
}
