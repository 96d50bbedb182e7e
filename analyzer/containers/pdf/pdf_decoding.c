#include "containers/pdf/pdf_decoding.h"

#include <string.h>

#include "bounds.h"
#include "containers/pdf/pdf_lexer.h"
#include "limit.h"

static const struct fault many_filters = { OUTCOME_BOUND, NULL,
                                           "more filters on one stream than are undone" };
static const struct fault long_parameters = {
    OUTCOME_BOUND, NULL, "filters of a PDF file have longer parameters than are looked at"
};
static const struct fault unknown_filter = { OUTCOME_UNSUPPORTED, "ISO 32000-2 section 7.4",
                                             "a filter that is not known" };

enum filter { FLATE, LZW, ASCII_85, ASCII_HEX, RUN_LENGTH, NOTHING, PICTURE, UNKNOWN };

static const struct {
    const char *name;
    enum filter filter;
} filters[] = {
    { "FlateDecode", FLATE },
    { "Fl", FLATE },
    { "LZWDecode", LZW },
    { "LZW", LZW },
    { "ASCII85Decode", ASCII_85 },
    { "A85", ASCII_85 },
    { "ASCIIHexDecode", ASCII_HEX },
    { "AHx", ASCII_HEX },
    { "RunLengthDecode", RUN_LENGTH },
    { "RL", RUN_LENGTH },
    { "Crypt", NOTHING },
    { "DCTDecode", PICTURE },
    { "DCT", PICTURE },
    { "JPXDecode", PICTURE },
    { "CCITTFaxDecode", PICTURE },
    { "CCF", PICTURE },
    { "JBIG2Decode", PICTURE },
};

static enum filter filter_of(const struct pdf_word *word)
{
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        if (pdf_word_is(word, PDF_NAME, filters[i].name)) {
            return filters[i].filter;
        }
    }
    return UNKNOWN;
}

/* RFC 1950 section 2.2. */
static bool is_framed(struct bytes head, size_t at)
{
    return head.left >= at + 2 && (head.at[at] & 0x0f) == 8 &&
           (head.at[at] * 256u + head.at[at + 1]) % 31 == 0;
}

/* A frame that is damaged is stepped over. */
static const struct stream_decoder *flate_of(struct stream *from)
{
    struct bytes head = stream_ahead(from, 4);
    for (size_t at = 0; at < 3; at++) {
        if (is_framed(head, at)) {
            stream_consume(from, at);
            return &zlib_decoder;
        }
        if (at < head.left && !pdf_is_space(head.at[at])) {
            break;
        }
    }
    stream_consume(from, head.left < 2 ? head.left : 2);
    return &deflate_decoder;
}

static uint32_t parameter(struct pdf_document *document, struct bytes dictionary, const char *key,
                          uint32_t otherwise)
{
    double number;
    if (!pdf_document_number(document, dictionary, key, &number) || number < 0 ||
        number > UINT32_MAX) {
        return otherwise;
    }
    return (uint32_t)number;
}

static struct pdf_filter_parameters read_parameters(struct pdf_document *document,
                                                    struct bytes dictionary)
{
    return (struct pdf_filter_parameters){
        .early_change = parameter(document, dictionary, "EarlyChange", 1) != 0,
        .predictor = parameter(document, dictionary, "Predictor", 1),
        .colors = parameter(document, dictionary, "Colors", 1),
        .bits = parameter(document, dictionary, "BitsPerComponent", 8),
        .columns = parameter(document, dictionary, "Columns", 1),
    };
}

static void add_filter(struct pdf_decoding *decoding, enum pdf_filter_kind kind,
                       const struct pdf_filter_parameters *parameters, uint64_t most)
{
    struct pdf_stage *stage = &decoding->stages[decoding->count++];
    stage->is_flate = false;
    if (!pdf_filter_stream_init(&stage->as.filter, decoding->last, kind, parameters, most)) {
        decoding->fault = stage->as.filter.stream.fault;
    }
    decoding->last = &stage->as.filter.stream;
}

static void add_flate(struct pdf_decoding *decoding, uint64_t most)
{
    struct pdf_stage *stage = &decoding->stages[decoding->count++];
    const struct stream_decoder *decoder = flate_of(decoding->last);
    stage->is_flate = true;
    compressed_stream_init(&stage->as.flate, decoding->last, decoder);
    stage->as.flate.most = most;
    decoding->last = &stage->as.flate.stream;
}

static void add_stage(struct pdf_decoding *decoding, enum filter filter,
                      const struct pdf_filter_parameters *parameters, uint64_t most)
{
    switch (filter) {
    case FLATE:
        add_flate(decoding, most);
        break;
    case LZW:
        add_filter(decoding, PDF_FILTER_LZW, parameters, most);
        break;
    case ASCII_85:
        add_filter(decoding, PDF_FILTER_ASCII_85, parameters, most);
        break;
    case ASCII_HEX:
        add_filter(decoding, PDF_FILTER_ASCII_HEX, parameters, most);
        break;
    case RUN_LENGTH:
        add_filter(decoding, PDF_FILTER_RUN_LENGTH, parameters, most);
        break;
    case UNKNOWN:
        decoding->fault = &unknown_filter;
        break;
    case PICTURE:
    case NOTHING:
        break;
    }
    if ((filter == FLATE || filter == LZW) && parameters->predictor > 1) {
        add_filter(decoding, PDF_FILTER_PREDICTOR, parameters, most);
    }
}

/* What stands in brackets, or the one value without them. */
static struct bytes inside(struct bytes value)
{
    struct bytes rest = value;
    struct pdf_word word;
    return pdf_word_take(&rest, &word) && word.kind == PDF_ARRAY ? rest : value;
}

/* A text that many streams may share. */
static struct bytes in_sight(struct pdf_document *document, struct bytes parameters)
{
    if (parameters.left > PDF_PARAMETERS_MAX) {
        pdf_document_say(document, &long_parameters);
        parameters.left = PDF_PARAMETERS_MAX;
    }
    return parameters;
}

static void add_all(struct pdf_decoding *decoding, struct pdf_document *document,
                    struct bytes names, struct bytes parameters, uint64_t most)
{
    struct bytes name, with;
    struct pdf_word word;
    for (size_t i = 0; pdf_value_take(&names, &name); i++) {
        struct bytes target = pdf_document_follow(document, name);
        if (!pdf_word_take(&target, &word) || word.kind != PDF_NAME) {
            return;
        }
        if (i == PDF_FILTERS_MAX) {
            decoding->fault = &many_filters;
            return;
        }
        if (!pdf_value_take(&parameters, &with)) {
            with = bytes_over(NULL, 0);
        }
        const struct pdf_filter_parameters read =
            read_parameters(document, in_sight(document, pdf_document_follow(document, with)));
        enum filter filter = filter_of(&word);
        decoding->is_picture = filter == PICTURE;
        add_stage(decoding, filter, &read, most);
        if (decoding->fault != NULL || filter == PICTURE) {
            return;
        }
    }
}

void pdf_decoding_begin(struct pdf_decoding *decoding, struct pdf_document *document,
                        const struct pdf_object *object, uint64_t most)
{
    struct bytes text = pdf_document_text(document, object), names, parameters;
    bool there = stream_seek(document->content, object->stream_at);
    const uint64_t ratio = limit_of(LIMIT_RATIO);
    uint64_t ratio_most = object->stream_length * ratio + RATIO_LOOKED_AT;
    section_stream_init_span(&decoding->raw, document->content, there ? object->stream_length : 0);
    decoding->count = 0;
    decoding->last = &decoding->raw.stream;
    decoding->was_closed = pdf_encryption_closes(document, object);
    if (decoding->was_closed) {
        pdf_opened_stream_init(&decoding->opened, decoding->last, document, object,
                               document->opening.streams);
        decoding->last = &decoding->opened.decoding.stream;
    }
    decoding->is_picture = false;
    decoding->fault = NULL;
    most =
        object->stream_length > UINT64_MAX / (2 * ratio) || ratio_most > most ? most : ratio_most;
    if (!pdf_document_find(document, text, "Filter", &names)) {
        return;
    }
    if (!pdf_document_find(document, text, "DecodeParms", &parameters) &&
        !pdf_document_find(document, text, "DP", &parameters)) {
        parameters = bytes_over(NULL, 0);
    }
    add_all(decoding, document, inside(in_sight(document, names)),
            inside(in_sight(document, parameters)), most);
}

const struct fault *pdf_decoding_end(struct pdf_decoding *decoding)
{
    const struct fault *fault = decoding->fault;
    for (size_t i = 0; i < decoding->count; i++) {
        struct pdf_stage *stage = &decoding->stages[i];
        const struct fault *own =
            stage->is_flate ? stage->as.flate.stream.fault : stage->as.filter.stream.fault;
        fault = fault == NULL ? own : fault;
    }
    while (decoding->count > 0) {
        struct pdf_stage *stage = &decoding->stages[--decoding->count];
        if (stage->is_flate) {
            compressed_stream_clear(&stage->as.flate);
        } else {
            pdf_filter_stream_clear(&stage->as.filter);
        }
    }
    if (decoding->was_closed) {
        pdf_opened_stream_clear(&decoding->opened);
    }
    buffer_clear(&decoding->raw.held); /* what was not read is stepped over by a seek */
    return fault;
}
