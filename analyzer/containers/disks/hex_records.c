#include "containers/disks/hex_records.h"

#include <string.h>

#include "buffer.h"
#include "bytes/hex_text.h"
#include "bytes/resumed_stream.h"
#include "bytes/tap_stream.h"
#include "bytes/text_word.h"
#include "containers/carving/carve_walk.h"
#include "containers/streams/decoding_stream.h"
#include "limit.h"

/* The longest record has 255 octets of data and 5 around them, two digits each. */
#define RECORD_OCTETS 260u
#define LOOK          ((size_t)1024)

/* Intel HEX, section 2 to 7. */
enum intel_type { INTEL_DATA, INTEL_END, INTEL_SEGMENT, INTEL_START, INTEL_LINEAR, INTEL_ENTRY };

struct record {
    uint8_t octets[RECORD_OCTETS];
    size_t count;      /* of them */
    struct bytes data; /* of a record of data: those that go to memory, else none */
    uint64_t address;  /* where they go */
    bool end;          /* the record that ends a file */
    bool sound;        /* as long as it says, and its check sum holds */
};

/* From the first line on that is no record: what was appended to the records may stand there, or
 * between two of them. */
struct noise {
    bool met;
    uint64_t at;        /* in the content */
    struct buffer held; /* all from there on, where the content cannot go back */
    bool cut;           /* more than may be held */
};

struct record_reader {
    struct decoding_stream decoder; /* first */
    bool (*take)(struct record_reader *reader, struct bytes line, struct record *record);
    uint64_t base;           /* Intel: what the addresses are added to */
    uint64_t next;           /* where the record before this one ended */
    bool any, complete, odd; /* a record of data was read; that of the end; some do not hold */
    struct noise noise;
};

static bool take_octets(struct bytes digits, struct record *record)
{
    for (record->count = 0; digits.left >= 2 && record->count < RECORD_OCTETS; record->count++) {
        const int high = hex_digit(digits.at[0]), low = hex_digit(digits.at[1]);
        if (high < 0 || low < 0) {
            return false;
        }
        record->octets[record->count] = (uint8_t)(high << 4 | low);
        digits = bytes_over(digits.at + 2, digits.left - 2);
    }
    return digits.left == 0;
}

static uint64_t number_of(const uint8_t *octets, size_t count)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number << 8 | octets[i];
    }
    return number;
}

static uint8_t sum_of(const struct record *record)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < record->count; i++) {
        sum = (uint8_t)(sum + record->octets[i]);
    }
    return sum;
}

/* What is between the octets in front of the data and the check sum, as much as there is. */
static struct bytes data_behind(const struct record *record, size_t front)
{
    return record->count > front + 1 ? bytes_over(record->octets + front, record->count - front - 1)
                                     : bytes_over(NULL, 0);
}

/* `:LLAAAATT[DD...]CC` */
static bool take_intel(struct record_reader *reader, struct bytes line, struct record *record)
{
    if (line.left < 11 || line.at[0] != ':' ||
        !take_octets(bytes_over(line.at + 1, line.left - 1), record)) {
        return false;
    }
    const struct bytes data = data_behind(record, 4);
    const uint8_t type = record->octets[3];
    record->sound = record->octets[0] == data.left && sum_of(record) == 0;
    record->address = reader->base + number_of(record->octets + 1, 2);
    record->end = type == INTEL_END;
    if (type == INTEL_DATA) {
        record->data = data;
    } else if (data.left == 2 && (type == INTEL_SEGMENT || type == INTEL_LINEAR)) {
        reader->base = number_of(data.at, 2) << (type == INTEL_SEGMENT ? 4 : 16);
    }
    return type <= INTEL_ENTRY;
}

/* `STLLAAAA[AA[AA]][DD...]CC` */
static bool take_motorola(struct record_reader *reader, struct bytes line, struct record *record)
{
    static const uint8_t address_octets[] = { 2, 2, 3, 4, 0, 2, 3, 4, 3, 2 };
    (void)reader;
    if (line.left < 10 || line.at[0] != 'S' || line.at[1] < '0' || line.at[1] > '9' ||
        !take_octets(bytes_over(line.at + 2, line.left - 2), record)) {
        return false;
    }
    const unsigned type = line.at[1] - '0';
    const size_t address = address_octets[type];
    if (address == 0 || record->count < address + 2) {
        return false;
    }
    record->sound = record->octets[0] == record->count - 1 && sum_of(record) == 0xff;
    record->address = number_of(record->octets + 1, address);
    record->end = type >= 7;
    if (type >= 1 && type <= 3) {
        record->data = data_behind(record, 1 + address);
    }
    return true;
}

static void put_record(struct record_reader *reader, const struct record *record,
                       struct decoded *out)
{
    if (record->data.left == 0) {
        return;
    }
    if (reader->any && record->address != reader->next) {
        const uint64_t missing = record->address - reader->next; /* backward: very many */
        const size_t gap = missing < HEX_RECORD_GAP ? (size_t)missing : HEX_RECORD_GAP;
        memset(out->at + out->used, 0xff, gap);
        out->used += gap;
    }
    memcpy(out->at + out->used, record->data.at, record->data.left);
    out->used += record->data.left;
    reader->any = true;
    reader->next = record->address + record->data.left;
}

static bool ends_line(uint8_t character)
{
    return character == '\n' || character == '\r';
}

static size_t line_length(struct bytes text)
{
    size_t length = 0;
    while (length < text.left && !ends_line(text.at[length])) {
        length++;
    }
    return length;
}

static void remember_noise(struct record_reader *reader, struct bytes line, bool is_noise)
{
    struct noise *noise = &reader->noise;
    const struct stream *content = reader->decoder.from;
    if (is_noise && !noise->met) {
        noise->met = true;
        noise->at = content->offset;
    }
    if (!noise->met || noise->cut || content->kind->seek != NULL) {
        return;
    }
    if (line.left > limit_of(LIMIT_HELD_BYTES) - noise->held.used ||
        !buffer_append(&noise->held, line)) {
        noise->cut = true;
        buffer_clear(&noise->held);
    }
}

/* Takes a line, or as much of one as can be seen: that is no record then. */
static size_t records_step(struct decoding_stream *stream, struct bytes in, bool whole,
                           struct decoded *out)
{
    struct record_reader *reader = (struct record_reader *)stream;
    struct record record = { .count = 0 };
    const size_t length = line_length(in);
    const size_t passed = length < in.left ? length + 1 : length;
    const struct bytes line = text_without_blanks(bytes_over(in.at, length));
    bool taken = true;
    (void)whole;
    if (line.left > 0) {
        taken = reader->take(reader, line, &record);
        reader->odd |= !taken || !record.sound;
        reader->complete |= taken && record.end;
        put_record(reader, &record, out);
        memory_wipe(&record, sizeof(record));
    }
    remember_noise(reader, bytes_over(in.at, passed), !taken);
    return passed;
}

static bool begins_with_record(struct bytes head,
                               bool (*take)(struct record_reader *reader, struct bytes line,
                                            struct record *record))
{
    struct record_reader reader = { .take = take };
    struct record record = { .count = 0 };
    const struct bytes line = text_without_blanks(bytes_over(head.at, line_length(head)));
    const bool begins = take(&reader, line, &record) && record.sound;
    memory_wipe(&record, sizeof(record));
    return begins;
}

static bool intel_recognise(struct bytes head)
{
    return head.left > 0 && head.at[0] == ':' && begins_with_record(head, take_intel);
}

static bool motorola_recognise(struct bytes head)
{
    return head.left > 0 && head.at[0] == 'S' && begins_with_record(head, take_motorola);
}

/* What the two forms differ in. */
struct record_form {
    struct decoding decoding;
    bool (*take)(struct record_reader *reader, struct bytes line, struct record *record);
    struct fault odd, cut;
};

/* Compressed streams and archives among what is no record. */
static void carve_noise(struct noise *noise, struct stream *content,
                        const struct container_sink *sink)
{
    static const struct fault large = {
        OUTCOME_BOUND, NULL,
        "what stands behind lines that are no records is too large to be held in memory: "
        "compressed data in it was not looked for"
    };
    struct resumed_stream resumed;
    if (!noise->met) {
        return;
    }
    if (noise->cut) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &large, 0);
    } else if (content->kind->seek == NULL) {
        resumed_stream_init(&resumed, &noise->held, content);
        resumed.stream.offset = noise->at;
        carve_walk_rest(&resumed.stream, sink, 0);
        resumed_stream_clear(&resumed);
    } else if (stream_seek(content, noise->at)) {
        carve_walk_rest(content, sink, 0);
    }
}

static void records_walk(const struct record_form *form, struct stream *content,
                         const struct container_sink *sink)
{
    struct decoding_window window = { 0 };
    struct record_reader reader = { .take = form->take };
    const struct place place = decoding_place(&form->decoding, content);
    decoding_stream_init(&reader.decoder, content, &form->decoding, &window);
    const bool more = sink->part(sink->context, &place, PART_UNKNOWN, &reader.decoder.stream);
    if (more) { /* who wants another part has not read this one */
        stream_drain(&reader.decoder.stream);
    }
    if (reader.odd) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, &form->odd, 0);
    }
    if (reader.decoder.ended && !reader.complete) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, &form->cut, 0);
    }
    decoding_window_clear(&window);
    if (more) {
        carve_noise(&reader.noise, content, sink);
    }
    buffer_clear(&reader.noise.held);
    memory_wipe(&reader, sizeof(reader));
}

#define ODD "lines that are no records, or whose length or check sum does not hold"

static const struct fault *intel_walk(struct stream *content, const struct container_sink *sink)
{
    static const struct record_form intel = {
        { "intel-hex", LOOK, records_step, NULL },
        take_intel,
        { OUTCOME_MALFORMED, "Intel HEX", ODD },
        { OUTCOME_TRUNCATED, "Intel HEX", "the file has no end of file record" },
    };
    records_walk(&intel, content, sink);
    return NULL;
}

static const struct fault *motorola_walk(struct stream *content, const struct container_sink *sink)
{
    static const struct record_form motorola = {
        { "s-record", LOOK, records_step, NULL },
        take_motorola,
        { OUTCOME_MALFORMED, "Motorola S-record", ODD },
        { OUTCOME_TRUNCATED, "Motorola S-record", "the file has no termination record" },
    };
    records_walk(&motorola, content, sink);
    return NULL;
}

const struct container intel_hex_container = {
    .name = "intel-hex", .recognise = intel_recognise, .walk = intel_walk, .readings = true
};

const struct container s_record_container = {
    .name = "s-record", .recognise = motorola_recognise, .walk = motorola_walk, .readings = true
};
