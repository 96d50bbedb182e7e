#include "containers/outlook/compressed_rtf.h"

#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "bytes/crc32.h"
#include "containers/streams/decoding_stream.h"
#include "containers/streams/section_stream.h"

#define HEADER_SIZE 16u
/* Of the contents and 12 bytes of the header; text has more in these four bytes. */
#define SIZE_CLAIM_MAX 0x20000000u

#define DICTIONARY_SIZE 4096u /* MS-OXRTFCP section 2.1.3.1.4 */
#define RUN_LOOK        17u   /* a control byte and eight references */
#define RUN_ROOM        (8u * 17u)

/* What the dictionary begins with, MS-OXRTFCP section 2.1.2.1. */
static const char first_words[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct header {
    uint32_t size, raw_size, checksum;
    bool compressed;
};

struct rtf_decoder {
    struct decoding_stream base; /* first: steps are called with it */
    uint8_t dictionary[DICTIONARY_SIZE];
    uint32_t at; /* where the dictionary is written next */
    uint32_t checksum;
    uint64_t given, most;
    bool complete; /* the reference that ends the contents was met */
    bool bounded;
};

static bool header_read(struct bytes head, struct header *header)
{
    if (head.left < HEADER_SIZE) {
        return false;
    }
    *header = (struct header){
        .size = (uint32_t)bytes_little(head.at, 4),
        .raw_size = (uint32_t)bytes_little(head.at + 4, 4),
        .checksum = (uint32_t)bytes_little(head.at + 12, 4),
        .compressed = memcmp(head.at + 8, "LZFu", 4) == 0,
    };
    return (header->compressed || memcmp(head.at + 8, "MELA", 4) == 0) &&
           header->size >= HEADER_SIZE - 4 && header->size < SIZE_CLAIM_MAX;
}

static bool compressed_rtf_recognise(struct bytes head)
{
    struct header header;
    return header_read(head, &header);
}

static void put(struct rtf_decoder *decoder, struct decoded *out, uint8_t byte)
{
    decoder->dictionary[decoder->at] = byte;
    decoder->at = (decoder->at + 1) % DICTIONARY_SIZE;
    out->at[out->used++] = byte;
}

/* A reference: 12 bits where in the dictionary, 4 bits how many bytes but two. */
static void put_reference(struct rtf_decoder *decoder, struct decoded *out, uint32_t reference)
{
    uint32_t from = reference >> 4;
    decoder->complete = from == decoder->at;
    for (uint32_t left = (reference & 15) + 2; left > 0 && !decoder->complete; left--) {
        put(decoder, out, decoder->dictionary[from]);
        from = (from + 1) % DICTIONARY_SIZE;
    }
}

/* A control byte and what its bits tell of, from the lowest on. */
static size_t take_run(struct rtf_decoder *decoder, struct bytes in, struct decoded *out)
{
    size_t taken = 1;
    for (unsigned control = in.at[0] | 0x100u; control > 1 && !decoder->complete; control >>= 1) {
        const size_t width = (control & 1) != 0 ? 2 : 1;
        if (in.left - taken < width) {
            return in.left;
        }
        if (width == 2) {
            put_reference(decoder, out, (uint32_t)in.at[taken] << 8 | (uint32_t)in.at[taken + 1]);
        } else {
            put(decoder, out, in.at[taken]);
        }
        taken += width;
    }
    return taken;
}

static size_t rtf_step(struct decoding_stream *stream, struct bytes in, bool whole,
                       struct decoded *out)
{
    struct rtf_decoder *decoder = (struct rtf_decoder *)stream;
    size_t taken = 0;
    while (!decoder->complete && !decoder->bounded && out->room - out->used >= RUN_ROOM &&
           in.left - taken >= (whole ? 1u : RUN_LOOK)) {
        const size_t before = out->used;
        taken += take_run(decoder, bytes_over(in.at + taken, in.left - taken), out);
        decoder->given += out->used - before;
        decoder->bounded = decoder->given >= decoder->most;
    }
    if (decoder->complete || decoder->bounded) {
        taken = in.left; /* what follows the end counts for the checksum alone */
    }
    decoder->checksum = crc32_on(decoder->checksum, bytes_over(in.at, taken));
    return taken;
}

static void journal_end(const struct rtf_decoder *decoder, const struct header *header,
                        const struct place *place, const struct container_sink *sink)
{
    static const struct fault cut = { OUTCOME_TRUNCATED, "MS-OXRTFCP section 2.2.2",
                                      "a compressed RTF body ends before its end" };
    static const struct fault large = { OUTCOME_BOUND, NULL,
                                        "a compressed RTF body is larger than is decoded" };
    static const struct fault changed = {
        OUTCOME_MALFORMED, "MS-OXRTFCP section 2.1.3.1.5",
        "the checksum of a compressed RTF body is not that of its contents"
    };
    const uint64_t missing =
        header->raw_size > decoder->given ? header->raw_size - decoder->given : 0;
    if (!decoder->base.ended) {
        return; /* the sink wanted no more, and said why */
    }
    if (decoder->bounded) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, &large, missing);
    } else if (!decoder->complete) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, &cut, missing);
    } else if (decoder->checksum != header->checksum) {
        sink->journal(sink->context, place, JOURNAL_NOTE, &changed, 0);
    }
}

static void give_compressed(struct stream *contents, const struct header *header,
                            const struct place *place, const struct container_sink *sink)
{
    static const struct decoding decoding = { "rtf", RUN_LOOK, rtf_step, NULL };
    struct decoding_window window = { 0 };
    struct rtf_decoder decoder = { .at = sizeof(first_words) - 1,
                                   .most = container_decoded_max(sink) };
    memcpy(decoder.dictionary, first_words, sizeof(first_words) - 1);
    decoding_stream_init(&decoder.base, contents, &decoding, &window);
    (void)sink->part(sink->context, place, PART_UNKNOWN, &decoder.base.stream);
    journal_end(&decoder, header, place, sink);
    decoding_window_clear(&window);
    memory_wipe(decoder.dictionary, sizeof(decoder.dictionary));
}

static void give_plain(struct stream *contents, uint64_t wanted, const struct place *place,
                       const struct container_sink *sink)
{
    static const struct fault cut = { OUTCOME_TRUNCATED, "MS-OXRTFCP section 2.2.2",
                                      "an RTF body ends before the length that it declares" };
    (void)sink->part(sink->context, place, PART_UNKNOWN, contents);
    if (contents->offset < wanted && stream_ahead(contents, 1).left == 0) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, &cut, wanted - contents->offset);
    }
}

static const struct fault *compressed_rtf_walk(struct stream *content,
                                               const struct container_sink *sink)
{
    static const struct fault none = { OUTCOME_UNEXPECTED, NULL, "no compressed RTF" };
    static const struct fault trailing = { OUTCOME_UNEXPECTED, NULL,
                                           "other bytes follow the compressed RTF; they were "
                                           "scanned as they stand" };
    struct header header;
    struct section_stream contents;
    struct place place = { .kind = PLACE_READING, .name = bytes_over("rtf", 3) };
    if (!header_read(stream_ahead(content, HEADER_SIZE), &header)) {
        return &none;
    }
    stream_consume(content, HEADER_SIZE);
    const uint64_t length = header.size - (HEADER_SIZE - 4);
    section_stream_init_span(&contents, content, length);
    if (header.compressed) {
        place.length = content->size != STREAM_SIZE_UNKNOWN ? content->size : 0;
        give_compressed(&contents.stream, &header, &place, sink);
    } else {
        place.offset = HEADER_SIZE;
        const uint64_t there =
            content->size != STREAM_SIZE_UNKNOWN ? content->size - HEADER_SIZE : length;
        place.length = length < there ? length : there;
        give_plain(&contents.stream, length, &place, sink);
    }
    (void)section_stream_finish(&contents);
    if (stream_ahead(content, 1).left > 0) {
        sink->journal(sink->context, NULL, JOURNAL_NOTE, &trailing, 0);
    }
    return NULL;
}

const struct container compressed_rtf_container = { .name = "compressed RTF",
                                                    .recognise = compressed_rtf_recognise,
                                                    .walk = compressed_rtf_walk,
                                                    .roomy = true };
