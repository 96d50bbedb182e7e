#ifndef ROW_GAP_H
#define ROW_GAP_H

#include "bytes.h"

/* What stands between two rows of one encoded text, where it is more than a line end: how
 * strings end and begin in source code, the number or the time stamp of the next line. It is
 * learned between the first two, and recognised where numbers and words in it have changed. */

#define ROW_GAP_MAX 160

struct row_gap {
    uint8_t text[ROW_GAP_MAX];
    size_t length; /* 0: none was learned */
};

/* Learns from what follows a row. `begins`: does a row begin at the front of this text? False
 * where none does behind a line end, and where escapes are to be undone first. */
MUST_CHECK bool row_gap_learn(struct row_gap *gap, struct bytes text, bool (*begins)(struct bytes));

/* Begins a row of hex here, and not the numbers before one? Of base64? */
#define ROW_GAP_DIGITS_MIN 16 /* a date with a time has fewer */
bool row_gap_before_hex(struct bytes text);
bool row_gap_before_base64(struct bytes text);

/* How many bytes at the front begin no row of hex that another one is looked for behind: up to
 * what stands in none, with fewer digits before it than that takes. 0 = one may. Cheap, where a row
 * would be read from each of them: a date is such text. */
size_t row_gap_dull(struct bytes text);

/* How long a soft line break of quoted-printable is between two pairs of hex digits, with what
 * parts them; 0 = there is none. */
size_t row_gap_soft(struct bytes text);

/* Does the text end with a soft line break? */
bool row_gap_is_soft(struct bytes before);

/* How long such a gap is at the front of the text; 0 = there is none. */
size_t row_gap_match(const struct row_gap *gap, struct bytes text);

/* Characters of a line that quoted-printable breaks: as many as go in before its `=`. */
#define SOFT_LINE_MIN 70
#define SOFT_LINE_MAX 75

/* Where a row begins that a soft line break of quoted-printable parts from the one at `at`, in a
 * line that is full and has something else before it; `at` where none does. */
size_t row_gap_soft_front(struct bytes text, size_t floor, size_t at);

#endif
