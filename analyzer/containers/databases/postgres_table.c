#include "containers/databases/postgres_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "containers/carving/carve_walk.h"
#include "containers/databases/lz_value.h"
#include "containers/databases/postgres_toast.h"

static const struct fault many_chunks = {
    OUTCOME_BOUND, NULL, "more chunks of long values of PostgreSQL than are put together"
};
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the long values of a PostgreSQL table" };
static const struct fault large = { OUTCOME_BOUND, NULL,
                                    "a long value of PostgreSQL is longer than is held" };
static const struct fault cut = { OUTCOME_TRUNCATED, NULL,
                                  "chunks of a packed value of PostgreSQL are not there" };

struct table {
    struct stream *content;
    const struct container_sink *sink;
    struct lz_values values;
    struct postgres_toast toast;
    uint64_t members;
};

static const char *code_name(unsigned code)
{
    return code == LZ_PGLZ ? "postgres-pglz" : "postgres-lz4";
}

/* How many octets a packed value takes that stands there; 0 where none does. */
static size_t give_value(struct table *table, struct bytes field, uint64_t offset)
{
    struct postgres_packed packed;
    if (!postgres_value_read(field, &packed)) {
        return 0;
    }
    const char *name = code_name(packed.code);
    const size_t length = (size_t)(packed.data.at - field.at) + packed.data.left;
    const struct place place = { .kind = PLACE_READING,
                                 .offset = offset,
                                 .length = length,
                                 .name = bytes_over(name, strlen(name)) };
    return lz_values_give(&table->values, (enum lz_code)packed.code, packed.data, packed.size,
                          &place, NULL)
               ? length
               : 0;
}

static bool sweep_page(struct table *table, uint64_t offset)
{
    size_t next = POSTGRES_VALUE_ALIGN;
    for (size_t at = next; lz_values_go_on(&table->values); at = next) {
        const struct bytes page = stream_ahead_at(table->content, offset, POSTGRES_PAGE);
        while (at + POSTGRES_VALUE_ALIGN <= page.left && (page.at[at] & 3) != 2) {
            at += POSTGRES_VALUE_ALIGN;
        }
        if (at + POSTGRES_VALUE_ALIGN > page.left) {
            return true;
        }
        const size_t length =
            give_value(table, bytes_over(page.at + at, page.left - at), offset + at);
        next = at + (length > 0 ? length + POSTGRES_VALUE_ALIGN - 1 : POSTGRES_VALUE_ALIGN) /
                        POSTGRES_VALUE_ALIGN * POSTGRES_VALUE_ALIGN;
    }
    return false;
}

static struct place place_of(struct table *table, const struct postgres_value *value, char *name,
                             size_t room)
{
    (void)snprintf(name, room, "toast %" PRIu32, value->value);
    return (struct place){ .kind = PLACE_MEMBER,
                           .number = ++table->members,
                           .offset = value->offset,
                           .name = bytes_over(name, strlen(name)) };
}

/* One of which chunks are lost is read up to there. */
static bool give_packed(struct table *table, struct bytes data, const struct place *place)
{
    struct postgres_packed packed;
    return postgres_packed_read(data, &packed) &&
           lz_values_give(&table->values, (enum lz_code)packed.code, packed.data, packed.size,
                          place, &cut);
}

static void give_long(struct table *table, const struct postgres_value *value,
                      const struct buffer *data)
{
    char name[32];
    struct memory_stream memory;
    const struct place place = place_of(table, value, name, sizeof(name));
    if (value->bounded) {
        table->sink->journal(table->sink->context, &place, JOURNAL_UNREAD, &large, 0);
    }
    if (value->first && give_packed(table, buffer_bytes(data), &place)) {
        return;
    }
    if (value->chunks < 2) {
        table->members--;
        return;
    }
    memory_stream_init(&memory, buffer_bytes(data));
    table->values.stopped =
        !table->sink->part(table->sink->context, &place, PART_UNKNOWN, &memory.stream);
}

static void give_toast(struct table *table)
{
    struct postgres_value value;
    struct buffer data = { 0 };
    postgres_toast_sort(&table->toast);
    while (lz_values_go_on(&table->values) &&
           postgres_toast_take(&table->toast, table->content, &data, &value)) {
        give_long(table, &value, &data);
    }
    buffer_clear(&data);
}

static const struct fault *walk_table(struct stream *content, const struct container_sink *sink)
{
    struct table table = { .content = content, .sink = sink };
    lz_values_init(&table.values, sink, content->size);
    for (uint64_t offset = 0; offset < content->size; offset += POSTGRES_PAGE) {
        const struct bytes page = stream_ahead_at(content, offset, POSTGRES_PAGE);
        postgres_toast_add(&table.toast, page, offset);
        if (!sweep_page(&table, offset)) {
            break;
        }
    }
    give_toast(&table);
    container_tell(sink, table.toast.more, &many_chunks);
    container_tell(sink, table.toast.starved, &no_memory);
    container_tell(sink, lz_values_fault(&table.values) != NULL, lz_values_fault(&table.values));
    if (!table.values.stopped) {
        carve_walk_pages(content, sink);
    }
    postgres_toast_clear(&table.toast);
    lz_values_clear(&table.values);
    return NULL;
}

const struct container postgres_table_container = { .name = "postgres",
                                                    .recognise = postgres_page_holds,
                                                    .walk = walk_table,
                                                    .seeks = true,
                                                    .readings = true,
                                                    .loose = true };
