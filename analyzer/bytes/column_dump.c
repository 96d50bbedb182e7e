#include "bytes/column_dump.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/hex_text.h"

/* Longer lines are none of a dump: of 64 octets, as od -w64 -c has. */
#define LINE_MAX 320
/* Digits of an offset: od and hexdump have seven, xxd eight. */
#define OFFSET_MIN 4
#define OFFSET_MAX 16
#define WIDTH_MIN  4
#define WIDTH_MAX  21
/* Words that stand before the columns of a line: a mark of quotation, a time stamp, an offset. */
#define WORDS_BEFORE 6
/* Items that show how wide a column is. */
#define ITEMS_SEEN 6
/* Fewer columns, of fewer octets, are no dump where no offset says so. */
#define COLUMNS_MIN 6
#define OCTETS_MIN  16

enum item { ITEM_BINARY, ITEM_OCTAL, ITEM_HEX, ITEM_DECIMAL, ITEM_SIGNED, ITEM_SHOWN, ITEM_NAMED };

/* A new one is a row: how wide a column is, how many octets it stands for, and the least number
 * of digits that it is filled up to. */
static const struct column_dialect {
    size_t width, octets;
    enum item item;
    size_t digits;
} dialects[] = {
    { 9, 1, ITEM_BINARY, 8 },   /* xxd -b */
    { 4, 1, ITEM_OCTAL, 3 },    /* od -b, hexdump -b */
    { 4, 1, ITEM_HEX, 2 },      /* od -t x1c */
    { 4, 1, ITEM_DECIMAL, 1 },  /* od -t u1 */
    { 4, 1, ITEM_SHOWN, 0 },    /* od -c, hexdump -c */
    { 4, 1, ITEM_NAMED, 0 },    /* od -a: of what is ASCII, no more is in it */
    { 5, 1, ITEM_SIGNED, 1 },   /* od -t d1 */
    { 6, 2, ITEM_DECIMAL, 1 },  /* od -t u2, od -d */
    { 7, 2, ITEM_SIGNED, 1 },   /* od -t d2, od -s */
    { 7, 2, ITEM_OCTAL, 6 },    /* od -o */
    { 8, 2, ITEM_DECIMAL, 5 },  /* hexdump -d */
    { 8, 2, ITEM_OCTAL, 6 },    /* hexdump -o */
    { 8, 2, ITEM_HEX, 4 },      /* hexdump -x */
    { 11, 4, ITEM_DECIMAL, 1 }, /* od -t u4 */
    { 12, 4, ITEM_SIGNED, 1 },  /* od -t d4, od -i */
    { 12, 4, ITEM_OCTAL, 11 },  /* od -t o4 */
    { 21, 8, ITEM_DECIMAL, 1 }, /* od -t u8 */
    { 21, 8, ITEM_SIGNED, 1 },  /* od -t d8, od -l */
};
#define DIALECTS (sizeof(dialects) / sizeof(dialects[0]))

static struct bytes part_of(struct bytes line, size_t from, size_t to)
{
    return bytes_over(line.at + from, to - from);
}

static unsigned base_of(enum item item)
{
    return item == ITEM_BINARY ? 2 : item == ITEM_OCTAL ? 8 : item == ITEM_HEX ? 16 : 10;
}

/* Digits alone; the number fits into that many octets. */
static bool read_digits(struct bytes word, enum item item, size_t octets, uint64_t *value)
{
    const uint64_t most = octets == 8 ? UINT64_MAX : ((uint64_t)1 << 8 * octets) - 1;
    const unsigned base = base_of(item);
    uint64_t number = 0;
    for (size_t at = 0; at < word.left; at++) {
        const int digit = hex_digit(word.at[at]);
        if (digit < 0 || (unsigned)digit >= base || number > (most - (unsigned)digit) / base) {
            return false;
        }
        number = number * base + (unsigned)digit;
    }
    *value = number;
    return word.left > 0;
}

static bool read_number(struct bytes word, const struct column_dialect *dialect, uint64_t *value)
{
    const bool decimal = base_of(dialect->item) == 10;
    const bool filled =
        dialect->digits > 1 ? word.left != dialect->digits : word.left > 1 && word.at[0] == '0';
    return (decimal || word.left == dialect->digits) && !filled &&
           read_digits(word, dialect->item, dialect->octets, value);
}

/* As those of a machine are negative: the complement. */
static bool read_signed(struct bytes word, const struct column_dialect *dialect, uint64_t *value)
{
    const bool negative = word.left > 1 && word.at[0] == '-';
    const uint64_t half = (uint64_t)1 << (8 * dialect->octets - 1);
    uint64_t number;
    if (!read_number(negative ? part_of(word, 1, word.left) : word, dialect, &number) ||
        number > (negative ? half : half - 1)) {
        return false;
    }
    *value = negative ? (uint64_t)0 - number : number;
    return true;
}

/* A character, an escape of C or three octal digits; a column that is empty is a blank. */
static bool read_shown(struct bytes word, uint64_t *value)
{
    static const char letters[] = "0abtnvfr", meant[] = "\0\a\b\t\n\v\f\r";
    if (word.left < 2) {
        *value = word.left == 0 ? ' ' : word.at[0];
        return *value >= ' ' && *value <= '~';
    }
    if (word.left == 3) {
        return read_digits(word, ITEM_OCTAL, 1, value);
    }
    const char *place = word.at[1] != '\0' ? strchr(letters, word.at[1]) : NULL;
    if (word.left != 2 || word.at[0] != '\\' || place == NULL) {
        return false;
    }
    *value = (uint8_t)meant[place - letters];
    return true;
}

/* POSIX.1, od -a; `nl` or `lf`. */
static bool read_named(struct bytes word, uint64_t *value)
{
    static const char names[][4] = { "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs",
                                     "ht",  "nl",  "vt",  "ff",  "cr",  "so",  "si",  "dle", "dc1",
                                     "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em",  "sub",
                                     "esc", "fs",  "gs",  "rs",  "us",  "sp",  "del", "lf" };
    static const uint8_t above[] = { 0x7f, '\n' }; /* of those behind "sp" */
    if (word.left == 1) {
        *value = word.at[0];
        return *value > ' ' && *value <= '~';
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (word.left == strlen(names[i]) && memcmp(word.at, names[i], word.left) == 0) {
            *value = i <= ' ' ? i : above[i - ' ' - 1];
            return true;
        }
    }
    return false;
}

/* One column: blanks, at least one, and its item. */
static bool read_column(struct bytes column, const struct column_dialect *dialect, uint64_t *value)
{
    size_t blanks = 0;
    while (blanks < column.left && column.at[blanks] == ' ') {
        blanks++;
    }
    const struct bytes word = part_of(column, blanks, column.left);
    if (blanks == 0 || (word.left > 0 && memchr(word.at, ' ', word.left) != NULL)) {
        return false;
    }
    switch (dialect->item) {
    case ITEM_SHOWN:
        return read_shown(word, value);
    case ITEM_NAMED:
        return read_named(word, value);
    case ITEM_SIGNED:
        return read_signed(word, dialect, value);
    case ITEM_BINARY:
    case ITEM_OCTAL:
    case ITEM_HEX:
    case ITEM_DECIMAL:
        break;
    }
    return read_number(word, dialect, value);
}

/* Behind the last column the line ends, or the same stands as text: behind a gap, as of xxd -b, and
 * between marks, as of od -t u1z. */
static bool ends_well(struct bytes line, size_t at, enum item item)
{
    size_t blanks = 0;
    while (at + blanks < line.left && ascii_is_space(line.at[at + blanks])) {
        blanks++;
    }
    at += blanks;
    return at == line.left || (blanks >= 2 && (item == ITEM_BINARY || line.at[at] == '>'));
}

static bool take_columns(struct bytes line, size_t from, const struct column_dialect *dialect,
                         struct column_line *found)
{
    size_t at = from, columns = 0;
    uint64_t value;
    while (line.left - at >= dialect->width &&
           read_column(part_of(line, at, at + dialect->width), dialect, &value)) {
        at += dialect->width;
        columns++;
    }
    if (columns == 0 || !ends_well(line, at, dialect->item)) {
        return false;
    }
    *found = (struct column_line){ .dialect = dialect,
                                   .from = from,
                                   .columns = columns,
                                   .octets = columns * dialect->octets,
                                   .word = dialect->octets };
    return true;
}

/* The word at or behind `at`. */
static struct bytes next_word(struct bytes line, size_t at, size_t *end)
{
    while (at < line.left && ascii_is_space(line.at[at])) {
        at++;
    }
    *end = at;
    while (*end < line.left && !ascii_is_space(line.at[*end])) {
        (*end)++;
    }
    return part_of(line, at, *end);
}

/* The least distance between the ends of some items, where all others are a multiple of it: the
 * width of a column. 0 = there is none. */
static size_t width_at(struct bytes line, size_t from)
{
    size_t ends[ITEMS_SEEN], count = 0, at = from, least = SIZE_MAX;
    while (count < ITEMS_SEEN && next_word(line, at, &at).left > 0) {
        ends[count++] = at;
    }
    for (size_t i = 1; i < count; i++) {
        least = ends[i] - ends[i - 1] < least ? ends[i] - ends[i - 1] : least;
    }
    for (size_t i = 1; i < count; i++) {
        least = (ends[i] - ends[i - 1]) % least == 0 ? least : 0;
        if (least == 0) {
            break;
        }
    }
    return least >= WIDTH_MIN && least <= WIDTH_MAX ? least : 0;
}

static bool read_offset(struct bytes word, uint64_t offsets[3])
{
    static const enum item bases[] = { ITEM_OCTAL, ITEM_DECIMAL, ITEM_HEX };
    if (word.left > 0 && word.at[word.left - 1] == ':') {
        word.left--;
    }
    if (word.left < OFFSET_MIN || word.left > OFFSET_MAX ||
        !read_digits(word, ITEM_HEX, 8, &offsets[2])) {
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        offsets[i] = UINT64_MAX;
        (void)read_digits(word, bases[i], 8, &offsets[i]);
    }
    return true;
}

/* Columns of any dialect that is as wide as those there: behind the offset that ends at `at`, or,
 * where `end` is not 0, of which the first item ends there. */
static bool find_at(struct bytes line, size_t at, size_t end, struct column_line *found)
{
    const size_t width = width_at(line, at), from = end == 0 ? at : end - width;
    for (size_t i = 0; i < DIALECTS && width > 0 && from <= line.left; i++) {
        if (dialects[i].width == width && take_columns(line, from, &dialects[i], found)) {
            return true;
        }
    }
    return false;
}

static bool find_numbered(struct bytes line, const struct column_dialect *dialect,
                          struct column_line *found)
{
    struct column_line read;
    uint64_t offsets[3];
    size_t at = 0;
    for (unsigned words = 0; words < WORDS_BEFORE; words++) {
        const struct bytes word = next_word(line, at, &at);
        if (word.left == 0) {
            break;
        }
        if (read_offset(word, offsets) && (dialect != NULL ? take_columns(line, at, dialect, &read)
                                                           : find_at(line, at, 0, &read))) {
            read.numbered = true;
            memcpy(read.offsets, offsets, sizeof(offsets));
            *found = read;
            return true;
        }
    }
    return false;
}

/* Nothing but blanks and a mark of quotation before them: the items are all that there is. */
static bool find_bare(struct bytes line, struct column_line *found)
{
    struct column_line read;
    size_t at = 0;
    for (unsigned words = 0; words < 2; words++) {
        size_t end;
        if (next_word(line, at, &end).left == 0) {
            break;
        }
        if (find_at(line, at, end, &read) &&
            (read.columns >= COLUMNS_MIN || read.octets >= OCTETS_MIN)) {
            *found = read;
            return true;
        }
        at = end;
    }
    return false;
}

bool column_dump_find(struct bytes line, const struct column_line *like, struct column_line *found)
{
    struct column_line read;
    if (line.left < WIDTH_MIN || line.left > LINE_MAX) {
        return false;
    }
    if (like == NULL) {
        return find_numbered(line, NULL, found) || find_bare(line, found);
    }
    if (like->numbered) {
        return find_numbered(line, like->dialect, found);
    }
    if (like->from > line.left || !take_columns(line, like->from, like->dialect, &read)) {
        return false;
    }
    *found = read;
    return true;
}

bool column_dump_find_other(struct bytes line, struct column_line *found)
{
    struct column_line read;
    for (size_t i = (size_t)(found->dialect - dialects) + 1; i < DIALECTS; i++) {
        if (dialects[i].width == found->dialect->width &&
            take_columns(line, found->from, &dialects[i], &read)) {
            read.numbered = found->numbered;
            memcpy(read.offsets, found->offsets, sizeof(read.offsets));
            *found = read;
            return true;
        }
    }
    return found->numbered && find_bare(line, found);
}

bool column_dump_follows(const struct column_line *before, const struct column_line *line)
{
    bool follows = !line->numbered;
    for (size_t i = 0; i < 3; i++) {
        follows = follows || (before->offsets[i] < UINT64_MAX - before->octets &&
                              line->offsets[i] == before->offsets[i] + before->octets);
    }
    return follows && before->dialect == line->dialect && before->numbered == line->numbered;
}

bool column_dump_decode(struct bytes line, const struct column_line *found, struct buffer *into)
{
    const struct column_dialect *dialect = found->dialect;
    for (size_t i = 0; i < found->columns; i++) {
        const size_t at = found->from + i * dialect->width;
        uint64_t value;
        if (!read_column(part_of(line, at, at + dialect->width), dialect, &value)) {
            return true; /* no line that was found */
        }
        for (size_t octet = dialect->octets; octet > 0; octet--) {
            if (!buffer_append_byte(into, (uint8_t)(value >> 8 * (octet - 1)))) {
                return false;
            }
        }
    }
    return true;
}
