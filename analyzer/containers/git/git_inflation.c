#include "containers/git/git_inflation.h"

#include "bounds.h"
#include "containers/archives/compressed_stream.h"

static const struct fault cut_off = { OUTCOME_TRUNCATED, NULL,
                                      "an object ends before its end mark" };
static const struct fault damaged = { OUTCOME_MALFORMED, NULL, "an object is damaged" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to decompress" };
static const struct fault bomb = { OUTCOME_BOUND, NULL,
                                   "expands by a ratio that only a decompression bomb has" };

void git_inflation_begin(struct git_inflation *inflation, struct stream *content)
{
    *inflation = (struct git_inflation){ .content = content,
                                         .state = zlib_decoder.begin(),
                                         .begin = content->offset };
    if (inflation->state == NULL) {
        inflation->fault = &no_memory;
    }
}

static size_t step(struct git_inflation *inflation, uint8_t *out, size_t room)
{
    struct bytes in = stream_ahead(inflation->content, 1);
    size_t given = in.left, made = 0;
    enum decoder_step result = zlib_decoder.step(inflation->state, &in, out, room, &made);
    stream_consume(inflation->content, given - in.left);
    inflation->made += made;
    if (result == DECODER_END) {
        inflation->ended = true;
    } else if (result == DECODER_NO_MEMORY) {
        inflation->fault = &no_memory;
    } else if (result != DECODER_MORE) {
        inflation->fault = &damaged;
    } else if (given == 0 && made == 0) {
        inflation->fault = &cut_off;
    } else if (decoding_is_bomb(inflation->made, inflation->content->offset - inflation->begin)) {
        inflation->fault = &bomb;
    }
    return made;
}

size_t git_inflation_read(struct git_inflation *inflation, uint8_t *out, size_t room)
{
    size_t used = 0;
    while (used < room && !inflation->ended && inflation->fault == NULL) {
        used += step(inflation, out + used, room - used);
    }
    return used;
}

void git_inflation_end(struct git_inflation *inflation)
{
    if (inflation->state != NULL) {
        zlib_decoder.end(inflation->state);
        inflation->state = NULL;
    }
}
