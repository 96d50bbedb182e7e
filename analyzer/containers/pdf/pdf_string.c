#include "containers/pdf/pdf_string.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/utf16_octets.h"

/* A digit that is missing at the end is zero. */
static bool hex_octets(struct bytes text, struct buffer *into)
{
    unsigned value = 0, digits = 0;
    for (size_t i = 0; i < text.left; i++) {
        int digit = hex_digit(text.at[i]);
        if (digit < 0) {
            continue;
        }
        value = value << 4 | (unsigned)digit;
        if (++digits % 2 == 0 && !buffer_append_byte(into, (uint8_t)value)) {
            return false;
        }
    }
    return digits % 2 == 0 || buffer_append_byte(into, (uint8_t)(value << 4));
}

static bool is_octal(struct bytes text, size_t at)
{
    return at < text.left && text.at[at] >= '0' && text.at[at] <= '7';
}

/* Behind a backslash at `at`: where to go on; `octet` is -1 where it stands for nothing. */
static size_t escape_length(struct bytes text, size_t at, int *octet)
{
    static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
    if (at == text.left) {
        *octet = -1;
        return 0;
    }
    const char *letter = text.at[at] != 0 ? strchr(letters, text.at[at]) : NULL;
    if (is_octal(text, at)) {
        size_t digits = 0;
        *octet = 0;
        while (digits < 3 && is_octal(text, at + digits)) {
            *octet = *octet * 8 + (text.at[at + digits++] - '0');
        }
        *octet &= 0xff;
        return digits;
    }
    bool broken = text.at[at] == '\r' || text.at[at] == '\n'; /* a line that goes on */
    *octet = broken ? -1 : letter != NULL ? (uint8_t)meant[letter - letters] : text.at[at];
    return text.at[at] == '\r' && text.left - at > 1 && text.at[at + 1] == '\n' ? 2 : 1;
}

static bool literal_octets(struct bytes text, struct buffer *into)
{
    size_t at = 0;
    while (at < text.left) {
        int octet = text.at[at++];
        if (octet == '\\') {
            at += escape_length(text, at, &octet);
        }
        if (octet >= 0 && !buffer_append_byte(into, (uint8_t)octet)) {
            return false;
        }
    }
    return true;
}

bool pdf_string_octets(const struct pdf_word *word, struct buffer *into)
{
    return word->kind == PDF_HEX ? hex_octets(word->text, into) : literal_octets(word->text, into);
}

bool pdf_string_text(const struct pdf_word *word, struct buffer *into)
{
    struct buffer held = { 0 };
    bool memory = pdf_string_octets(word, &held);
    struct bytes octets = buffer_bytes(&held);
    bool marked = octets.left >= 2 && octets.at[0] + octets.at[1] == 0xfe + 0xff &&
                  (octets.at[0] == 0xfe || octets.at[0] == 0xff);
    struct bytes mark;
    if (marked && bytes_take(&octets, 2, &mark)) {
        memory = memory && (mark.at[0] == 0xfe ? utf16_octets_read(octets, into)
                                               : utf16_octets_read_little(octets, into));
    } else {
        memory = memory && buffer_append(into, octets);
    }
    buffer_clear(&held);
    return memory;
}

static bool add_strings(struct bytes text, struct buffer *into)
{
    struct pdf_word word;
    while (pdf_word_take(&text, &word)) {
        if ((word.kind == PDF_STRING || word.kind == PDF_HEX) && word.text.left > 0 &&
            (!pdf_string_text(&word, into) || !buffer_append_byte(into, '\n'))) {
            return false;
        }
    }
    return true;
}

bool pdf_string_all(const struct pdf_document *document, struct buffer *into)
{
    struct bytes packed = buffer_bytes(&document->texts), before;
    for (size_t i = 0; i < document->swept; i++) {
        /* one by one: what is not closed ends with its object */
        if (!add_strings(pdf_document_text(document, &document->objects[i]), into)) {
            return false;
        }
    }
    return !bytes_take(&packed, document->packed_at, &before) || add_strings(packed, into);
}
