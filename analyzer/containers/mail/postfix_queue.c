#include "containers/mail/postfix_queue.h"

#include "bytes/ascii.h"
#include "limit.h"

/* The first record: sizes and counts, each with so many columns and a blank before the next. */
#define SIZES_COLUMNS 15
#define SIZES_LEAST   (2 * SIZES_COLUMNS + 1)
#define SIZES_MOST    0x7f
#define HEADER        2
/* Of the length of a record: so many groups of seven bits. Lines are cut at 2 KiB there; nothing
 * else is longer than what a number of 28 bits says. */
#define LENGTH_GROUPS 4
#define LINE          'N'
#define LINE_GOES_ON  'L'

static const struct fault bad_record = {
    OUTCOME_MALFORMED, NULL, "what stands where the next record of a queue file should is none"
};
static const struct fault cut = { OUTCOME_TRUNCATED, NULL,
                                  "a queue file of Postfix ends within a record" };
static const struct fault long_text = { OUTCOME_BOUND, NULL,
                                        "the message of a queue file is longer than is held" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the message of a queue file" };

/* Blanks, then digits, up to the end of the columns. */
static bool is_number(const uint8_t *columns)
{
    size_t at = 0;
    while (at < SIZES_COLUMNS && columns[at] == ' ') {
        at++;
    }
    const size_t digits = SIZES_COLUMNS - at;
    while (at < SIZES_COLUMNS && ascii_is_digit(columns[at])) {
        at++;
    }
    return digits > 0 && at == SIZES_COLUMNS;
}

static bool recognise(struct bytes head)
{
    return head.left >= HEADER + SIZES_LEAST && head.at[0] == 'C' && head.at[1] >= SIZES_LEAST &&
           head.at[1] <= SIZES_MOST && is_number(head.at + HEADER) &&
           head.at[HEADER + SIZES_COLUMNS] == ' ' &&
           is_number(head.at + HEADER + SIZES_COLUMNS + 1);
}

/* What every type is: a letter, or the mark of one. */
static bool is_type(uint8_t octet)
{
    return ascii_is_digit(octet) || (octet >= '<' && octet <= 'Z') ||
           (octet >= 'a' && octet <= 'z') || octet == '$' || octet == '/';
}

/* Takes the type and the length at the front. NULL: taken. */
static const struct fault *take_header(struct stream *content, uint8_t *type, uint64_t *length)
{
    const struct bytes seen = stream_ahead(content, 1 + LENGTH_GROUPS);
    *type = seen.at[0];
    *length = 0;
    for (size_t group = 0; group < LENGTH_GROUPS && is_type(*type); group++) {
        if (seen.left < 2 + group) {
            return &cut;
        }
        const uint8_t octet = seen.at[1 + group];
        *length |= (uint64_t)(octet & 0x7f) << 7 * group;
        if ((octet & 0x80) == 0) {
            stream_consume(content, 2 + group);
            return NULL;
        }
    }
    return &bad_record;
}

/* `text` is NULL where the record is none of the message. */
static const struct fault *take_octets(struct stream *content, uint64_t length, struct buffer *text)
{
    while (length > 0) {
        struct bytes seen = stream_ahead(content, 1);
        seen.left = seen.left < length ? seen.left : (size_t)length;
        if (seen.left == 0) {
            return &cut;
        }
        if (text != NULL && text->used + seen.left > limit_of(LIMIT_HELD_BYTES)) {
            return &long_text;
        }
        if (text != NULL && !buffer_append(text, seen)) {
            return &no_memory;
        }
        stream_consume(content, seen.left);
        length -= seen.left;
    }
    return NULL;
}

static const struct fault *take_record(struct stream *content, struct buffer *text)
{
    uint8_t type;
    uint64_t length;
    const struct fault *fault = take_header(content, &type, &length);
    if (fault != NULL) {
        return fault;
    }
    const bool line = type == LINE || type == LINE_GOES_ON;
    fault = take_octets(content, length, line ? text : NULL);
    if (type == LINE && fault == NULL && !buffer_append_byte(text, '\n')) {
        return &no_memory;
    }
    return fault;
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    static const char name[] = "postfix-queue";
    struct buffer text = { 0 };
    const struct fault *fault = NULL;
    while (fault == NULL && stream_ahead(content, 1).left > 0) {
        fault = take_record(content, &text);
    }
    const struct place place = { .kind = PLACE_READING,
                                 .length = content->offset,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    if (text.used > 0) {
        struct memory_stream message;
        memory_stream_init(&message, buffer_bytes(&text));
        (void)sink->part(sink->context, &place, PART_UNKNOWN, &message.stream);
    }
    buffer_clear(&text);
    return fault;
}

const struct container postfix_queue_container = {
    .name = "postfix-queue", .recognise = recognise, .walk = walk, .readings = true
};
