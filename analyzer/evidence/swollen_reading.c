#include "evidence/swollen_reading.h"

#include "containers/archives/stream_decoder.h"
#include "limit.h"

static uint64_t usual_of(size_t packed)
{
    return SWELLING_LEAST + SWELLING_FACTOR * (uint64_t)packed;
}

/* A walk again comes to what was found alone. */
void swollen_reading_begin(struct swollen_reading *reading, struct ingest *ingest,
                           struct bytes decoded)
{
    *reading = (struct swollen_reading){ .decoded = ingest->decoded,
                                         .swelling = ingest->swelling,
                                         .keys = ingest->keys,
                                         .most = ingest->reading_most,
                                         .packed = decoded.left };
    if (ingest->swelling >= limit_of(LIMIT_SWELLING) && ingest->targets == NULL) {
        ingest->reading_most = usual_of(decoded.left);
    }
}

/* What readings within it have swollen by is counted there. */
void swollen_reading_end(const struct swollen_reading *reading, struct ingest *ingest)
{
    const uint64_t made = ingest->decoded - reading->decoded;
    const uint64_t usual = usual_of(reading->packed) + (ingest->swelling - reading->swelling);
    ingest->reading_most = reading->most;
    if (made > usual && ingest->keys == reading->keys) {
        ingest->swelling += made - usual;
    }
}

bool swollen_reading_is_closed(const struct ingest *ingest, struct bytes decoded)
{
    const struct stream_decoder *decoder =
        ingest->reading_most > 0 ? stream_decoder_again(decoded) : NULL;
    return decoder != NULL && stream_decoder_swells(decoder, decoded, SWELLING_FACTOR);
}
