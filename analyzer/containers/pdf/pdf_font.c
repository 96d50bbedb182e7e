#include "containers/pdf/pdf_font.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/pdf/pdf_decoding.h"
#include "containers/pdf/pdf_glyph.h"
#include "containers/pdf/pdf_lexer.h"

#define WIDTH_UNKNOWN 500
#define WIDTH_COURIER 600

static uint16_t width_of(double number)
{
    return (uint16_t)(number < 0 ? 0 : number > 10000 ? 10000 : number);
}

static void set_width(struct pdf_font *font, double code, double width)
{
    if (code >= 0 && code < (double)font->codes) {
        font->widths[(size_t)code] = width_of(width);
    }
}

static void read_simple_widths(struct pdf_document *document, struct pdf_font *font)
{
    struct bytes widths;
    struct pdf_word word;
    double first = 0;
    if (!pdf_document_number(document, font->dictionary, "FirstChar", &first) ||
        !pdf_document_find(document, font->dictionary, "Widths", &widths) ||
        !pdf_word_take(&widths, &word)) {
        return;
    }
    while (pdf_word_take(&widths, &word) && word.kind == PDF_NUMBER) {
        set_width(font, first++, word.number);
    }
}

/* Section 9.7.4.3: `c [w w w]` and `first last w`. */
static void read_wide_widths(struct pdf_document *document, struct pdf_font *font,
                             struct bytes descendant)
{
    struct bytes widths;
    struct pdf_word first, last, width;
    double usual = 1000;
    size_t left = 4 * font->codes;
    (void)!pdf_document_number(document, descendant, "DW", &usual);
    for (size_t i = 0; i < font->codes; i++) {
        font->widths[i] = width_of(usual);
    }
    if (!pdf_document_find(document, descendant, "W", &widths) || !pdf_word_take(&widths, &first)) {
        return;
    }
    while (pdf_word_take(&widths, &first) && first.kind == PDF_NUMBER &&
           pdf_word_take(&widths, &last)) {
        double code = first.number;
        if (last.kind == PDF_ARRAY) {
            while (pdf_word_take(&widths, &width) && width.kind == PDF_NUMBER) {
                set_width(font, code++, width.number);
            }
        } else if (pdf_word_take(&widths, &width)) {
            for (; code <= last.number && code < (double)font->codes && left > 0; left--) {
                set_width(font, code++, width.number);
            }
        }
    }
}

static void read_differences(struct pdf_font *font, struct bytes list)
{
    struct pdf_word word;
    double code = 0;
    while (pdf_word_take(&list, &word) && word.kind != PDF_ARRAY_END) {
        if (word.kind == PDF_NUMBER) {
            code = word.number;
        } else if (word.kind == PDF_NAME && code >= 0 && code < (double)font->codes) {
            font->units[(size_t)code++] = pdf_glyph_named(word.text);
        }
    }
}

static bool is_named(struct bytes value, const char *name)
{
    struct pdf_word word;
    return pdf_word_take(&value, &word) && pdf_word_is(&word, PDF_NAME, name);
}

static void read_encoding(struct pdf_document *document, struct pdf_font *font)
{
    enum pdf_encoding encoding = PDF_ENCODING_STANDARD;
    struct bytes value, base, differences;
    bool there = pdf_document_find(document, font->dictionary, "Encoding", &value);
    base = there ? value : bytes_over(NULL, 0);
    bool list = there && pdf_document_find(document, value, "Differences", &differences);
    if (there && pdf_document_find(document, value, "BaseEncoding", &base)) {
        list = pdf_document_find(document, value, "Differences", &differences);
    }
    encoding = is_named(base, "WinAnsiEncoding") ? PDF_ENCODING_WIN : encoding;
    encoding = is_named(base, "MacRomanEncoding") ? PDF_ENCODING_MAC : encoding;
    for (unsigned code = 0; code < 256; code++) {
        font->units[code] = pdf_glyph_encoded(encoding, (uint8_t)code);
    }
    if (list && differences.left > 0) {
        struct pdf_word open;
        if (pdf_word_take(&differences, &open)) {
            read_differences(font, differences);
        }
    }
}

/* False where there is none. */
static bool read_unicode(struct pdf_document *document, struct pdf_font *font, bool *memory)
{
    struct bytes value;
    uint32_t number;
    uint64_t *looked = &document->looked;
    if (!pdf_dictionary_find(font->dictionary, "ToUnicode", &value, looked) ||
        !pdf_reference_read(value, &number)) {
        return false;
    }
    const struct pdf_object *object = pdf_document_object(document, number);
    if (object == NULL || !object->has_stream) {
        return false;
    }
    struct pdf_decoding decoding;
    struct buffer held = { 0 };
    pdf_decoding_begin(&decoding, document, object, PDF_OBJECT_MAX);
    *memory = stream_hold(decoding.last, PDF_OBJECT_MAX, &held) || held.used > 0;
    (void)pdf_decoding_end(&decoding); /* told with the stream's part */
    document->looked += held.used;
    pdf_font_map(font, buffer_bytes(&held));
    buffer_clear(&held);
    return true;
}

static bool begin_font(struct pdf_document *document, struct pdf_font *font)
{
    bool wide = pdf_document_is(document, font->dictionary, "Subtype", "Type0");
    font->octets = wide ? 2 : 1;
    font->codes = wide ? 0x10000 : 256;
    font->units = calloc(font->codes, sizeof(*font->units));
    font->widths = calloc(font->codes, sizeof(*font->widths));
    return font->units != NULL && font->widths != NULL;
}

static void read_wide(struct pdf_document *document, struct pdf_font *font)
{
    struct bytes list;
    struct pdf_word word;
    if (pdf_document_find(document, font->dictionary, "DescendantFonts", &list)) {
        struct bytes inner = list, first;
        if (pdf_word_take(&inner, &word) && word.kind == PDF_ARRAY &&
            pdf_value_take(&inner, &first)) {
            list = pdf_document_follow(document, first);
        }
    } else {
        list = bytes_over(NULL, 0);
    }
    read_wide_widths(document, font, list);
}

static void read_simple(struct pdf_document *document, struct pdf_font *font)
{
    struct bytes name;
    bool courier = pdf_document_find(document, font->dictionary, "BaseFont", &name) &&
                   memmem(name.at, name.left < 64 ? name.left : 64, "Courier", 7) != NULL;
    for (size_t i = 0; i < font->codes; i++) {
        font->widths[i] = courier ? WIDTH_COURIER : WIDTH_UNKNOWN;
    }
    read_simple_widths(document, font);
    read_encoding(document, font);
}

bool pdf_font_read(struct pdf_document *document, struct bytes dictionary, struct pdf_font *font)
{
    bool memory = true;
    *font = (struct pdf_font){ .dictionary = dictionary };
    if (!begin_font(document, font)) {
        pdf_font_clear(font);
        return false;
    }
    document->looked += font->codes;
    if (font->octets == 2) {
        read_wide(document, font);
    } else {
        read_simple(document, font);
    }
    font->mute = !read_unicode(document, font, &memory) && font->octets == 2;
    if (!memory) {
        pdf_font_clear(font);
    }
    return memory;
}

void pdf_font_clear(struct pdf_font *font)
{
    free(font->units);
    free(font->widths);
    *font = (struct pdf_font){ 0 };
}
