#include "containers/pdf/pdf_font.h"

#include "containers/pdf/pdf_glyph.h"
#include "containers/pdf/pdf_lexer.h"
#include "containers/pdf/pdf_string.h"

/* Octets of a hexadecimal string: codes have 2 and targets 8; longer ones are cut. */
static size_t take_octets(const struct pdf_word *word, uint8_t octets[8])
{
    struct buffer held = { 0 };
    struct pdf_word front = *word;
    front.text.left = front.text.left < 64 ? front.text.left : 64;
    size_t count = 0;
    if (word->kind == PDF_HEX && pdf_string_octets(&front, &held)) {
        for (; count < held.used && count < 8; count++) {
            octets[count] = held.at[count];
        }
    }
    buffer_clear(&held);
    return count;
}

static bool take_code(struct bytes *from, size_t *code)
{
    struct pdf_word word;
    uint8_t octets[8];
    if (!pdf_word_take(from, &word) || word.kind != PDF_HEX) {
        return false;
    }
    size_t count = take_octets(&word, octets);
    *code = count == 1 ? octets[0] : count == 2 ? (size_t)octets[0] << 8 | octets[1] : SIZE_MAX;
    return true;
}

static uint64_t target_units(const struct pdf_word *word)
{
    uint8_t octets[8];
    size_t count = take_octets(word, octets);
    uint64_t units = 0;
    if (count <= 2) {
        return pdf_glyph_units(count == 1   ? octets[0]
                               : count == 2 ? (uint32_t)octets[0] << 8 | octets[1]
                                            : 0);
    }
    for (size_t i = 0; i + 1 < count; i += 2) {
        units |= (uint64_t)((uint32_t)octets[i] << 8 | octets[i + 1]) << (48 - 8 * i);
    }
    return units;
}

/* The last unit counts up with the code. */
static uint64_t next_units(uint64_t units, size_t step)
{
    unsigned shift = 48;
    while (shift > 0 && (units >> (shift - 16) & 0xffff) != 0) {
        shift -= 16;
    }
    uint64_t last = (units >> shift) + step;
    uint64_t kept = units & ~((uint64_t)0xffff << shift);
    return kept != 0 ? kept | (last & 0xffff) << shift : pdf_glyph_units(last & 0xffff);
}

static void set_units(struct pdf_font *font, size_t code, uint64_t units)
{
    if (code < font->codes) {
        font->units[code] = units;
    }
}

static void read_characters(struct pdf_font *font, struct bytes *rest)
{
    struct pdf_word word;
    size_t code;
    while (take_code(rest, &code) && pdf_word_take(rest, &word) && word.kind == PDF_HEX) {
        set_units(font, code, target_units(&word));
    }
}

static void read_listed(struct pdf_font *font, size_t code, size_t last, struct bytes *rest)
{
    struct pdf_word word;
    while (pdf_word_take(rest, &word) && word.kind == PDF_HEX) {
        if (code <= last) {
            set_units(font, code++, target_units(&word));
        }
    }
}

static void read_ranges(struct pdf_font *font, struct bytes *rest, size_t *left)
{
    struct pdf_word word;
    size_t first, last;
    while (take_code(rest, &first) && take_code(rest, &last) && pdf_word_take(rest, &word)) {
        if (word.kind == PDF_ARRAY) {
            read_listed(font, first, last, rest);
            continue;
        }
        uint64_t units = target_units(&word);
        for (size_t code = first; code <= last && code<font->codes && * left> 0; code++) {
            set_units(font, code, next_units(units, code - first));
            (*left)--;
        }
    }
}

void pdf_font_map(struct pdf_font *font, struct bytes cmap)
{
    struct pdf_word word;
    size_t left = 4 * (size_t)0x10000; /* codes that ranges set: no code twice but by mistake */
    while (pdf_word_take(&cmap, &word)) {
        if (pdf_word_is(&word, PDF_KEYWORD, "beginbfchar")) {
            read_characters(font, &cmap);
        } else if (pdf_word_is(&word, PDF_KEYWORD, "beginbfrange")) {
            read_ranges(font, &cmap, &left);
        }
    }
}
