#include "containers/streams/chain_stream.h"

#include <assert.h>

/* Pieces as far as they can be told from what is in sight. `whole`: nothing follows it. */
static void look(struct chain_stream *chain, struct bytes seen, bool whole)
{
    while (!chain->ended && chain->known <= seen.left) {
        struct bytes rest = seen, before, shown;
        bool within = bytes_take(&rest, (size_t)chain->known, &before);
        assert(within);
        if (!bytes_take(&rest, CHAIN_LOOK, &shown)) {
            if (!whole) {
                return;
            }
            shown = rest;
        }
        uint64_t length = shown.left > 0 ? chain->piece(chain->state, shown) : 0;
        chain->ended = length == 0 || length > UINT64_MAX - chain->known;
        if (!chain->ended) {
            chain->last = chain->stream.offset + chain->known;
            chain->known += length;
        }
    }
}

static struct bytes chain_ahead(struct stream *stream, size_t wanted)
{
    struct chain_stream *chain = (struct chain_stream *)stream;
    size_t asked = (wanted < CHAIN_AHEAD_MAX ? wanted : CHAIN_AHEAD_MAX) + CHAIN_LOOK;
    struct bytes seen = stream_ahead(chain->from, asked), shown;
    look(chain, seen, seen.left < asked);
    stream->fault = chain->ended ? NULL : chain->from->fault;
    return chain->known < seen.left && bytes_take(&seen, (size_t)chain->known, &shown) ? shown
                                                                                       : seen;
}

static void chain_consume(struct stream *stream, size_t count)
{
    struct chain_stream *chain = (struct chain_stream *)stream;
    assert(count <= chain->known);
    stream_consume(chain->from, count);
    chain->known -= count;
    stream->offset += count;
}

void chain_stream_init(struct chain_stream *chain, struct stream *from, chain_piece *piece,
                       void *state)
{
    static const struct stream_kind kind = { chain_ahead, chain_consume, NULL };
    *chain = (struct chain_stream){
        .stream = { .kind = &kind, .size = STREAM_SIZE_UNKNOWN },
        .from = from,
        .piece = piece,
        .state = state,
    };
}
