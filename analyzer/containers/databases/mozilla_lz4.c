#include "containers/databases/mozilla_lz4.h"

#include <string.h>

#include "containers/databases/lz_value.h"

#define MAGIC "mozLz40" /* with its NUL */
#define SIZE  8
#define FRONT 12u

static const struct fault damaged = { OUTCOME_MALFORMED, NULL,
                                      "a file of Mozilla's LZ4 that cannot be unpacked" };
static const struct fault cut = { OUTCOME_TRUNCATED, NULL, "a file of Mozilla's LZ4 is cut off" };

static bool recognise(struct bytes head)
{
    return head.left > FRONT && memcmp(head.at, MAGIC, sizeof(MAGIC)) == 0;
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    static const char name[] = "mozilla-lz4";
    const struct place place = { .kind = PLACE_READING,
                                 .length = content->size,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    struct lz_values values;
    lz_values_init(&values, sink, content->size);
    const struct bytes all = lz_values_show(&values, content, 0, content->size);
    struct bytes packed = all, front;
    const bool given =
        bytes_take(&packed, FRONT, &front) &&
        lz_values_give(&values, LZ_LZ4, packed, bytes_little(front.at + SIZE, 4), &place, &cut);
    const struct fault *fault = lz_values_fault(&values);
    lz_values_clear(&values);
    return fault == NULL && !given ? &damaged : fault;
}

const struct container mozilla_lz4_container = {
    .name = "mozilla-lz4", .recognise = recognise, .walk = walk, .seeks = true, .readings = true
};
