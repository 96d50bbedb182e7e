/* Functions under test: limb_moduli_integer, limb_factors_read, limb_factors_finish */
#include "candidates/memory/limb_factors.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct taker {
    struct bytes leaf;
    uint64_t keys, sum;
};

/* n, p and q, of which the lowest limbs at least are those of a product; or n, d and e. */
static enum offer take_key(void *context, const struct candidate *candidate, bool last)
{
    struct taker *taker = context;
    const struct bytes content = candidate->content, taken = candidate->taken;
    const size_t share = content.left / 4;
    const bool exponents = content.left % 32 == LIMB_OCTETS;
    require(last && candidate->form == CANDIDATE_LIMBS && share >= 64);
    require(exponents || content.left % 32 == 0);
    require(taken.left == candidate->length && taken.left <= LIMB_PAIR_SPAN + share);
    require(taken.left <= taker->leaf.left && taken.left >= share);
    require(candidate->offset <= taker->leaf.left - taken.left);
    require(memcmp(taken.at, taker->leaf.at + candidate->offset, taken.left) == 0);
    require(exponents || limb_at(content.at) ==
                             limb_at(content.at + 2 * share) * limb_at(content.at + 3 * share));
    taker->keys++;
    taker->sum = taker->sum * 31 + candidate->offset;
    return OFFER_REFUSED;
}

static void take_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    const struct taker *taker = context;
    require(fault->outcome == OUTCOME_BOUND);
    require(length <= taker->leaf.left && offset <= taker->leaf.left - length);
}

/* Every place is one for an INTEGER. In stretches of so many bytes. */
static struct taker read(struct bytes leaf, size_t stretch)
{
    struct taker taker = { .leaf = leaf };
    const struct scan_sink sink = { .context = &taker, .key = take_key, .unread = take_unread };
    struct delivery delivery = { .sink = &sink, .own_to = UINT64_MAX };
    struct limb_factors factors = { 0 };
    const struct leaf_window window = { .text = leaf, .ends = true };
    for (size_t from = 0; from < leaf.left; from += stretch) {
        const size_t to = leaf.left - from < stretch ? leaf.left : from + stretch;
        for (size_t at = from; at < to; at++) {
            limb_moduli_integer(&factors.moduli, &window, at);
        }
        limb_factors_read(&factors, &window, from, to, &delivery);
    }
    limb_factors_finish(&factors, leaf.left, &delivery);
    delivery_clear(&delivery);
    return taker;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes leaf = bytes_over(data, size);
    const struct taker whole = read(leaf, size > 0 ? size : 1);
    if (size < 4096) { /* so few are never too much */
        const struct taker cut = read(leaf, 1 + size / 3);
        require(whole.keys == cut.keys && whole.sum == cut.sum);
    }
    return 0;
}
