#include "inventory/index_writer.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

#include "bounds.h"
#include "bytes/block_sum.h"

#define HELD (64 * INDEX_BLOCK)

void index_writer_init(struct index_writer *writer, int fd)
{
    *writer = (struct index_writer){ .fd = fd, .written = INDEX_BLOCK };
}

static bool fail(struct index_writer *writer, int error)
{
    if (writer->error == 0) {
        writer->error = error;
    }
    return false;
}

static bool write_at(struct index_writer *writer, uint64_t at, struct bytes octets)
{
    while (octets.left > 0) {
        struct bytes step;
        const ssize_t written = pwrite(writer->fd, octets.at, octets.left, (off_t)at);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0 || !bytes_take(&octets, (size_t)written, &step)) {
            return fail(writer, written < 0 ? errno : ENOSPC);
        }
        at += (uint64_t)written;
    }
    return true;
}

static bool flush(struct index_writer *writer)
{
    const struct bytes octets = buffer_bytes(&writer->octets);
    const bool written = write_at(writer, writer->written, octets);
    writer->written += octets.left;
    writer->octets.used = 0; /* nothing in it has to be wiped */
    return written;
}

static bool end_block(struct index_writer *writer)
{
    struct buffer *octets = &writer->octets;
    if (writer->pending == 0) {
        return true;
    }
    if (!buffer_reserve(octets, octets->room > 0 ? INDEX_BLOCK : HELD) ||
        !buffer_append_number(&writer->directory, 8, writer->block[0].key) ||
        !index_block_write(writer->block, writer->pending, octets->at + octets->used)) {
        return fail(writer, ENOMEM);
    }
    octets->used += INDEX_BLOCK;
    writer->pending = 0;
    return octets->used < HELD || flush(writer);
}

bool index_writer_add(struct index_writer *writer, const struct index_entry *entry)
{
    if (writer->header.entries > 0) {
        const int order = index_entry_compare(&writer->last, entry);
        assert(order <= 0);
        if (order == 0) {
            return true;
        }
    }
    if ((entry->place & INDEX_AUTHORITY) != 0) {
        if (!buffer_append_number(&writer->authorities, 8, entry->place)) {
            return fail(writer, ENOMEM);
        }
        writer->header.authorities++;
    }
    writer->last = *entry;
    writer->block[writer->pending++] = *entry;
    writer->header.entries++;
    return writer->pending < INDEX_BLOCK_ENTRIES || end_block(writer);
}

bool index_writer_source(struct index_writer *writer, const struct index_source *source)
{
    writer->header.sources++;
    return index_source_write(source, &writer->sources) || fail(writer, ENOMEM);
}

static bool put_section(struct index_writer *writer, enum index_section which,
                        const struct buffer *content)
{
    const struct bytes octets = buffer_bytes(content);
    writer->header.sections[which] = (struct index_extent){ .at = writer->written,
                                                            .length = octets.left,
                                                            .sum = block_sum(octets) };
    const bool written = write_at(writer, writer->written, octets);
    writer->written += octets.left;
    return written;
}

bool index_writer_end(struct index_writer *writer, uint64_t next_address)
{
    struct buffer front = { 0 };
    writer->header.next_address = next_address;
    bool ended = end_block(writer) && flush(writer) &&
                 put_section(writer, INDEX_AUTHORITIES, &writer->authorities) &&
                 put_section(writer, INDEX_DIRECTORY, &writer->directory) &&
                 put_section(writer, INDEX_SOURCES, &writer->sources);
    if (ended && !index_header_write(&writer->header, &front)) {
        ended = fail(writer, ENOMEM);
    }
    ended = ended && write_at(writer, 0, buffer_bytes(&front)) &&
            (ftruncate(writer->fd, (off_t)writer->written) == 0 || fail(writer, errno));
    buffer_clear(&front);
    return ended;
}

void index_writer_clear(struct index_writer *writer)
{
    buffer_clear(&writer->octets);
    buffer_clear(&writer->authorities);
    buffer_clear(&writer->directory);
    buffer_clear(&writer->sources);
    writer->pending = 0;
}
