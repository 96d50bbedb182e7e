#include "containers/databases/sqlite_payload.h"

static const struct fault broken = { OUTCOME_MALFORMED, "SQLite file format, section 1.6",
                                     "the chain of overflow pages of a row breaks off" };
static const struct fault elsewhere = { OUTCOME_MALFORMED, "SQLite file format, section 4",
                                        "rows go on in pages that the database has, not its log" };

static void end_with(struct sqlite_payload *payload, const struct fault *fault)
{
    payload->ended = true;
    payload->stream.fault = fault;
}

static bool find_page(const struct sqlite_payload *payload, uint64_t *place)
{
    const struct sqlite_layout *layout = payload->layout;
    if (payload->pages != NULL) {
        return payload->pages->find(payload->pages, payload->next, place);
    }
    if (payload->next < 2 || payload->next > layout->pages) {
        return false;
    }
    *place = (uint64_t)(payload->next - 1) * layout->page_size;
    return true;
}

/* The next page of the chain: the number of the one behind it, and octets of the record. */
static void read_page(struct sqlite_payload *payload)
{
    const struct sqlite_layout *layout = payload->layout;
    struct bytes seen, page;
    uint64_t next, place;
    if (!find_page(payload, &place)) {
        end_with(payload, payload->pages != NULL && payload->next > 1 ? &elsewhere : &broken);
        return;
    }
    if (!stream_seek(payload->from, place)) {
        end_with(payload, &broken);
        return;
    }
    seen = stream_ahead(payload->from, layout->usable);
    const size_t most = layout->usable - 4;
    const size_t wanted = payload->left < most ? (size_t)payload->left : most;
    if (!bytes_take_number(&seen, 4, &next) || !bytes_take(&seen, wanted, &page) ||
        !sliding_window_append(&payload->window, page)) {
        end_with(payload, &broken);
        return;
    }
    payload->begin = payload->stream.offset + sliding_window_bytes(&payload->window).left - wanted;
    payload->place = place + 4;
    payload->next = (uint32_t)next;
    payload->left -= wanted;
    payload->ended = payload->left == 0;
}

static struct bytes payload_ahead(struct stream *stream, size_t wanted)
{
    struct sqlite_payload *payload = (struct sqlite_payload *)stream;
    struct bytes seen = sliding_window_bytes(&payload->window);
    while (seen.left < wanted && !payload->ended) {
        read_page(payload);
        seen = sliding_window_bytes(&payload->window);
    }
    return seen;
}

static void payload_consume(struct stream *stream, size_t count)
{
    struct sqlite_payload *payload = (struct sqlite_payload *)stream;
    sliding_window_take(&payload->window, count);
    stream->offset += count;
}

bool sqlite_payload_init(struct sqlite_payload *payload, struct stream *from,
                         const struct sqlite_layout *layout, const struct sqlite_pages *pages,
                         const struct sqlite_cell *cell, struct bytes local, uint64_t place)
{
    static const struct stream_kind kind = { payload_ahead, payload_consume, NULL };
    *payload = (struct sqlite_payload){
        .stream = { .kind = &kind, .size = cell->payload },
        .from = from,
        .layout = layout,
        .pages = pages,
        .left = cell->payload - local.left,
        .next = cell->overflow,
        .place = place,
        .ended = cell->payload == local.left,
    };
    return sliding_window_append(&payload->window, local);
}

void sqlite_payload_clear(struct sqlite_payload *payload)
{
    sliding_window_clear(&payload->window);
}
