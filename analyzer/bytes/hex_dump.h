#ifndef HEX_DUMP_H
#define HEX_DUMP_H

#include "buffer.h"

/* Dumps for people, as hexdump -C, xxd, od -t x1, tcpdump -X and debuggers print them: an offset,
 * up to 32 bytes in hexadecimal, and beside them the same bytes as text. Octal ones of od as well,
 * of octets (-b) and of words (-o, which it does when not told otherwise). */

struct hex_dump_line {
    size_t from, to;        /* of the groups of digits in the line */
    size_t octets;          /* that they stand for */
    size_t word;            /* octets of a group */
    bool base8;             /* its groups are octal */
    bool prefixed;          /* `0x` stands before each */
    size_t digits;          /* of the offset */
    uint64_t offset, octal; /* of the first one, as hexadecimal and as od writes it */
};

/* Finds the groups in one line, behind whatever was put before it. False where the line
 * is none of a dump. */
MUST_CHECK bool hex_dump_find(struct bytes line, struct hex_dump_line *found);

/* True where the offset of a line goes on from the one before. */
bool hex_dump_follows(const struct hex_dump_line *before, const struct hex_dump_line *line);

/* The groups of a line that goes on from the one before; what is none costs one look. */
MUST_CHECK bool hex_dump_find_next(struct bytes line, const struct hex_dump_line *before,
                                   struct hex_dump_line *found);

/* May the ends of its lines be escaped? None is shown, and no blank stands for one before an
 * offset: escapes are of the text beside the digits then, which is no part of it. */
bool hex_dump_hides_ends(struct bytes text);

/* True where one of the first lines is that of a dump: what stands beside its digits is not
 * all of a text. `at`: where that begins in the first line. Where more is left of this than stands
 * beside digits, the text only stands before a dump. */
bool hex_dump_begins(struct bytes text, size_t at);

/* True where the line shows its octets, and nothing else, as text beside the groups, from `at` on:
 * a dot or a blank for each that is none, which at most half of them are. */
MUST_CHECK bool hex_dump_shows_text(struct bytes line, struct hex_dump_line *found, size_t *at);

/* Appends the octets of the groups, in the order of the digits. False when memory ran out. */
MUST_CHECK bool hex_dump_decode(struct bytes line, const struct hex_dump_line *found,
                                struct buffer *into);

/* The other order: hexdump, od -x, od -t x4 and xxd -e print words of a machine that begins with
 * the low octet. Nothing in a dump says which it is. A word that is cut off stays. */
void hex_dump_swap(uint8_t *octets, size_t count, size_t word);

/* How many bytes of `text` the line at its front takes, and how many its end takes: LF, CR,
 * or the same escaped as \n and \r. Where line ends were lost, a line ends before the offset of the
 * next, and its end takes none. */
void hex_dump_line_end(struct bytes text, size_t *line, size_t *end);

#endif
