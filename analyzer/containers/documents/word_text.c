#include "containers/documents/word_text.h"

#include "bounds.h"
#include "bytes/utf16_octets.h"

/* Where things stand in the FIB, MS-DOC section 2.5.1, as Word 97 and all since have it. */
#define MAGIC        0xa5ecu
#define FLAGS        10
#define ENCRYPTED    0x0100u
#define SECOND_TABLE 0x0200u
#define CLX_AT       0x1a2
#define CLX_LENGTH   0x1a6
#define FIB_LEAST    0x1aa
/* Sections 2.9.38 and 2.9.209: what the parts of a Clx begin with. */
#define PROPERTIES 1
#define PIECES     2
/* A piece: 4 octets in the list of positions, 8 that describe it. */
#define POSITION   4
#define DESCRIPTOR 8
#define EIGHT_BITS 0x40000000u

static const struct fault encrypted = { OUTCOME_ENCRYPTED, "MS-DOC section 2.2.6",
                                        "the text of the Word document is encrypted" };
static const struct fault no_pieces = { OUTCOME_MALFORMED, "MS-DOC section 2.9.38",
                                        "the list of a Word document's pieces is damaged: its "
                                        "text was read as it stands" };
static const struct fault cut_piece = { OUTCOME_TRUNCATED, "MS-DOC section 2.9.177",
                                        "pieces of a Word document's text are not there" };
static const struct fault many_pieces = {
    OUTCOME_BOUND, "MS-DOC section 2.9.177",
    "the pieces of a Word document share more text than is put together"
};
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the text of a Word document" };

static uint32_t number(struct bytes from, size_t at, size_t width)
{
    return at > from.left || width > from.left - at ? 0
                                                    : (uint32_t)bytes_little(from.at + at, width);
}

enum word_text_table word_text_table(struct bytes document)
{
    if (document.left < FIB_LEAST || number(document, 0, 2) != MAGIC) {
        return WORD_TEXT_NONE;
    }
    return (number(document, FLAGS, 2) & SECOND_TABLE) != 0 ? WORD_TEXT_TABLE_1 : WORD_TEXT_TABLE_0;
}

/* Section 2.9.73: 0x80 to 0x9f of windows-1252. */
static uint16_t unit_of(uint8_t octet)
{
    static const uint16_t high[32] = { 0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020,
                                       0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d,
                                       0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d,
                                       0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
                                       0x0153, 0x009d, 0x017e, 0x0178 };
    return octet >= 0x80 && octet < 0xa0 ? high[octet - 0x80] : octet;
}

/* Section 2.4.1 and 2.8.25: what the characters below a space stand for. False: for nothing that
 * is seen. */
static bool show(uint16_t *unit)
{
    switch (*unit) {
    case 0x07: /* the end of a cell or a row */
    case 0x0b: /* of a line */
    case 0x0c: /* of a page or a section */
    case 0x0d: /* of a paragraph */
    case 0x0e: /* of a column */
        *unit = '\n';
        return true;
    case 0x1e: /* a hyphen that breaks no line */
        *unit = '-';
        return true;
    case 0xa0: /* a space that breaks none */
        *unit = ' ';
        return true;
    default:
        return *unit >= 0x20 || *unit == '\t' || *unit == '\n';
    }
}

static bool append_piece(struct bytes piece, size_t width, struct buffer *units)
{
    for (size_t at = 0; at + width <= piece.left; at += width) {
        uint16_t unit = width == 1 ? unit_of(piece.at[at]) : (uint16_t)number(piece, at, 2);
        if (!show(&unit)) {
            continue;
        }
        const uint8_t shown[2] = { (uint8_t)unit, (uint8_t)(unit >> 8) };
        if (!buffer_append(units, bytes_over(shown, 2))) {
            return false;
        }
    }
    return true;
}

/* Section 2.9.38: some of PROPERTIES, then the list of pieces. */
static bool find_pieces(struct bytes clx, struct bytes *pieces)
{
    uint64_t kind;
    struct bytes skipped, length;
    while (bytes_take_number(&clx, 1, &kind)) {
        if (kind == PIECES) {
            return bytes_take(&clx, 4, &length) && bytes_take(&clx, number(length, 0, 4), pieces);
        }
        if (kind != PROPERTIES || !bytes_take(&clx, 2, &length) ||
            !bytes_take(&clx, number(length, 0, 2), &skipped)) {
            return false;
        }
    }
    return false;
}

/* What is there of a piece. */
static struct bytes piece_of(struct bytes document, uint32_t where, uint64_t length)
{
    struct bytes before, piece;
    if (!bytes_take(&document, where, &before)) {
        return bytes_over(NULL, 0);
    }
    const size_t there = length < document.left ? (size_t)length : document.left;
    return bytes_take(&document, there, &piece) ? piece : bytes_over(NULL, 0);
}

/* Sections 2.8.35 and 2.9.177. */
static const struct fault *join_pieces(struct bytes document, struct bytes pieces,
                                       struct buffer *units)
{
    const size_t count =
        pieces.left < POSITION ? 0 : (pieces.left - POSITION) / (POSITION + DESCRIPTOR);
    const struct fault *fault = NULL;
    uint64_t left = (uint64_t)WORD_TEXT_TIMES * document.left;
    for (size_t i = 0; i < count; i++) {
        const uint32_t begin = number(pieces, POSITION * i, 4);
        const uint32_t end = number(pieces, POSITION * (i + 1), 4);
        const uint32_t where = number(pieces, POSITION * (count + 1) + DESCRIPTOR * i + 2, 4);
        const size_t width = (where & EIGHT_BITS) != 0 ? 1 : 2;
        const uint32_t at = (where & (EIGHT_BITS - 1)) / (width == 1 ? 2 : 1);
        const uint64_t length = end > begin ? (uint64_t)(end - begin) * width : 0;
        const struct bytes piece = piece_of(document, at, length);
        if (piece.left > left) {
            return &many_pieces;
        }
        left -= piece.left;
        if (piece.left < length) {
            fault = &cut_piece;
        }
        if (!append_piece(piece, width, units)) {
            return &no_memory;
        }
    }
    return fault;
}

const struct fault *word_text_read(struct bytes document, struct bytes table, struct buffer *text)
{
    struct buffer units = { 0 };
    struct bytes before, clx, pieces;
    if ((number(document, FLAGS, 2) & ENCRYPTED) != 0) {
        return &encrypted;
    }
    if (!bytes_take(&table, number(document, CLX_AT, 4), &before) ||
        !bytes_take(&table, number(document, CLX_LENGTH, 4), &clx) || !find_pieces(clx, &pieces)) {
        return &no_pieces;
    }
    const struct fault *fault = join_pieces(document, pieces, &units);
    if (!utf16_octets_read_little(buffer_bytes(&units), text)) {
        fault = &no_memory;
    }
    buffer_clear(&units);
    return fault;
}
