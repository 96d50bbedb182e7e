/* Functions under test: lznt1_decoder and lznt1_unit_stands(). What comes out is the same however
 * the octets arrive, and no more than a chunk for each three of them; a unit that stands decodes,
 * as far as its first chunk goes, without damage. */
#include <stdlib.h>

#include "buffer.h"
#include "containers/archives/lznt1_decoder.h"
#include "scarce_stream.h"

struct decoded {
    uint64_t digest;
    size_t made, taken;
    enum decoder_step step;
};

static struct decoded decode(struct bytes in, size_t shown, size_t room)
{
    struct decoded decoded = { .digest = 0, .step = DECODER_MORE };
    uint8_t *out = malloc(room);
    void *state = lznt1_decoder.begin();
    require(out != NULL && state != NULL);
    for (bool moves = true; moves && decoded.step == DECODER_MORE;) {
        struct bytes front = bytes_over(in.at, in.left < shown ? in.left : shown), part;
        const size_t before = front.left;
        size_t made;
        decoded.step = lznt1_decoder.step(state, &front, out, room, &made);
        require(made <= room && front.left <= before);
        fnv_add(&decoded.digest, bytes_over(out, made));
        decoded.made += made;
        decoded.taken += before - front.left;
        require(bytes_take(&in, before - front.left, &part));
        moves = made > 0 || part.left > 0;
    }
    lznt1_decoder.end(state);
    free(out);
    return decoded;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    const struct decoded whole = decode(all, SIZE_MAX, 8192), pieces = decode(all, 3, 100);
    size_t taken;
    require(whole.digest == pieces.digest && whole.made == pieces.made);
    require(whole.step == pieces.step && whole.taken == pieces.taken);
    require(whole.made <= (size / 3 + 1) * LZNT1_PLAIN);
    const bool stands = lznt1_unit_stands(all, &taken);
    require(taken <= size && (!stands || whole.made > taken));
    return 0;
}
