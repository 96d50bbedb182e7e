#include "containers/archives/tar_residue.h"

#include <assert.h>
#include <string.h>

#include "bounds.h"
#include "containers/archives/tar_header.h"
#include "containers/carving/carve_form.h"

static void begin_stretch(struct tar_residue *residue, enum tar_stretch stretch, uint64_t at,
                          uint64_t length)
{
    residue->stretch = stretch;
    residue->begun = at;
    residue->left = length;
    residue->is_large = stretch == TAR_META && length > TAR_META_MAX;
    if (residue->is_large) {
        passed_over_add(&residue->passed, at, length < UINT64_MAX - at ? at + length : UINT64_MAX);
    }
    buffer_reset(&residue->held);
}

/* Whatever is packed has octets past ASCII; most headers, and padding, have none. */
static bool is_ascii(struct bytes octets)
{
    uint64_t all = 0, word;
    size_t i = 0;
    for (; octets.left - i >= sizeof(word); i += sizeof(word)) {
        memcpy(&word, octets.at + i, sizeof(word));
        all |= word;
    }
    for (; i < octets.left; i++) {
        all |= octets.at[i];
    }
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* A header is the front of a tar itself. */
static bool may_hold(struct bytes octets, bool header)
{
    size_t at, from = 0;
    enum carve_kind kind;
    if (is_ascii(octets)) {
        return false;
    }
    while (carve_mark_find(octets, from, octets.left, &at, &kind)) {
        const size_t back = carve_form_back(kind);
        from = at + 1;
        if ((!header || kind != CARVE_TAR) && at >= back &&
            carve_form_holds(kind, bytes_over(octets.at + at - back, octets.left - at + back))) {
            return true;
        }
    }
    return false;
}

static void note(struct tar_residue *residue)
{
    const struct bytes held = buffer_bytes(&residue->held);
    if (!residue->is_large && may_hold(held, residue->stretch == TAR_HEADER)) {
        passed_over_add(&residue->passed, residue->begun, residue->begun + held.left);
        passed_over_take(&residue->passed, residue->begun, held);
    }
}

/* What stands where a header should: it may go on, and nothing else looks at it. */
static void note_block(struct tar_residue *residue)
{
    const struct bytes held = buffer_bytes(&residue->held);
    passed_over_join(&residue->passed, residue->begun, residue->begun + held.left);
    passed_over_take(&residue->passed, residue->begun, held);
}

static bool is_zeros(struct bytes block)
{
    for (size_t i = 0; i < block.left; i++) {
        if (block.at[i] != 0) {
            return false;
        }
    }
    return true;
}

/* What is read for the member behind it: names and links of GNU tar, headers of pax, access lists
 * of Solaris. */
static bool is_meta(uint8_t type)
{
    return type == 'x' || type == 'g' || type == 'X' || type == 'L' || type == 'K' || type == 'A';
}

/* POSIX.1 gives links, devices, folders and pipes no data, whatever their size. */
static bool has_data(uint8_t type)
{
    return type < '1' || type > '6';
}

static void begin_data(struct tar_residue *residue, uint64_t at)
{
    uint64_t size = has_data(residue->type) ? residue->data : 0;
    if (is_meta(residue->type)) {
        begin_stretch(residue, size > 0 ? TAR_META : TAR_HEADER, at, size > 0 ? size : TAR_BLOCK);
        residue->data = size;
        return;
    }
    size = residue->is_sized ? residue->size : size;
    residue->is_sized = false;
    residue->data = size;
    begin_stretch(residue, size > 0 ? TAR_DATA : TAR_HEADER, at, size > 0 ? size : TAR_BLOCK);
}

static void read_header(struct tar_residue *residue, uint64_t at)
{
    const struct bytes block = buffer_bytes(&residue->held);
    if (!tar_header_holds(block)) {
        const bool ends = is_zeros(block);
        if (!ends) {
            note_block(residue);
        }
        begin_stretch(residue, ends ? TAR_END : TAR_HEADER, at, ends ? UINT64_MAX : TAR_BLOCK);
        return;
    }
    note(residue);
    residue->type = tar_header_type(block);
    residue->data = tar_header_size(block);
    if (tar_header_is_extended(block)) {
        begin_stretch(residue, TAR_EXTENSION, at, TAR_BLOCK);
    } else {
        begin_data(residue, at);
    }
}

static void begin_padding(struct tar_residue *residue, uint64_t at)
{
    const uint64_t padding = (TAR_BLOCK - residue->data % TAR_BLOCK) % TAR_BLOCK;
    begin_stretch(residue, padding > 0 ? TAR_PADDING : TAR_HEADER, at,
                  padding > 0 ? padding : TAR_BLOCK);
}

/* All of a stretch went by. */
static void end_stretch(struct tar_residue *residue, uint64_t at)
{
    switch (residue->stretch) {
    case TAR_HEADER:
        read_header(residue, at);
        break;
    case TAR_EXTENSION:
        note(residue);
        if (tar_header_goes_on(buffer_bytes(&residue->held))) {
            begin_stretch(residue, TAR_EXTENSION, at, TAR_BLOCK);
        } else {
            begin_data(residue, at);
        }
        break;
    case TAR_META:
        note(residue);
        if (residue->type == 'x') {
            residue->is_sized =
                tar_pax_size(buffer_bytes(&residue->held), &residue->size) || residue->is_sized;
        }
        begin_padding(residue, at);
        break;
    case TAR_DATA:
        begin_padding(residue, at);
        break;
    case TAR_PADDING:
        note(residue);
        begin_stretch(residue, TAR_HEADER, at, TAR_BLOCK);
        break;
    case TAR_END:
        break;
    }
}

static void hold(struct tar_residue *residue, uint64_t offset, struct bytes piece)
{
    if (residue->is_large) {
        passed_over_take(&residue->passed, offset, piece);
    } else if (residue->stretch != TAR_DATA && residue->stretch != TAR_END) {
        residue->passed.lost = !buffer_append(&residue->held, piece) || residue->passed.lost;
    }
}

static void take(struct tar_residue *residue, uint64_t offset, struct bytes octets)
{
    while (octets.left > 0 && residue->stretch != TAR_END) {
        struct bytes piece;
        const bool within = bytes_take(
            &octets, residue->left < octets.left ? (size_t)residue->left : octets.left, &piece);
        assert(within);
        hold(residue, offset, piece);
        offset += piece.left;
        residue->left -= piece.left;
        if (residue->left == 0) {
            end_stretch(residue, offset);
        }
    }
}

static struct bytes residue_ahead(struct stream *stream, size_t wanted)
{
    struct tar_residue *residue = (struct tar_residue *)stream;
    residue->seen = stream_ahead(residue->from, wanted);
    stream->fault = residue->from->fault;
    return residue->seen;
}

static void residue_consume(struct stream *stream, size_t count)
{
    struct tar_residue *residue = (struct tar_residue *)stream;
    struct bytes piece;
    const bool within = bytes_take(&residue->seen, count, &piece);
    assert(within);
    take(residue, stream->offset, piece);
    stream_consume(residue->from, count);
    stream->offset += count;
}

static void read_on(struct tar_residue *residue, uint64_t count)
{
    const size_t seen = residue_ahead(&residue->stream, 1).left;
    residue_consume(&residue->stream, seen < count ? seen : (size_t)count);
}

/* Of what is gone over, data alone need not be seen. Never back: nobody asks for that. */
static bool residue_seek(struct stream *stream, uint64_t to)
{
    struct tar_residue *residue = (struct tar_residue *)stream;
    while (stream->offset < to) {
        const uint64_t from = stream->offset, wanted = to - from;
        const bool blind = residue->stretch == TAR_DATA || residue->stretch == TAR_END;
        const uint64_t step = residue->left < wanted ? residue->left : wanted;
        if (!blind) {
            read_on(residue, wanted);
        } else if (stream_seek(residue->from, from + step)) {
            stream->offset += step;
            residue->left -= step;
            if (residue->left == 0) {
                end_stretch(residue, stream->offset);
            }
        }
        if (stream->offset == from) {
            return false;
        }
    }
    return stream->offset == to;
}

void tar_residue_init(struct tar_residue *residue, struct stream *from)
{
    static const struct stream_kind seeks = { residue_ahead, residue_consume, residue_seek };
    static const struct stream_kind flows = { residue_ahead, residue_consume, NULL };
    *residue = (struct tar_residue){
        .stream = { .kind = from->kind->seek != NULL ? &seeks : &flows,
                    .offset = from->offset,
                    .size = from->size },
        .from = from,
    };
    passed_over_init(&residue->passed, from);
    begin_stretch(residue, TAR_HEADER, from->offset, TAR_BLOCK);
}

void tar_residue_finish(struct tar_residue *residue, uint64_t to)
{
    struct stream *stream = &residue->stream;
    while (stream->offset < to && stream_ahead(stream, 1).left > 0) {
        read_on(residue, to - stream->offset);
    }
    if (residue->stretch != TAR_DATA && residue->stretch != TAR_END) {
        note(residue);
    }
}

void tar_residue_clear(struct tar_residue *residue)
{
    passed_over_clear(&residue->passed);
    buffer_clear(&residue->held);
}
