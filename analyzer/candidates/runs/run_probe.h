#ifndef RUN_PROBE_H
#define RUN_PROBE_H

#include "bytes/base32.h"
#include "bytes/base85.h"
#include "bytes/charset_text.h"
#include "bytes/column_dump.h"
#include "candidates/delivery.h"

/* Looks for the front of encoded text by samples: cheap on language and on
 * other binary data. */

enum run_kind {
    RUN_NONE,
    RUN_BASE64,
    RUN_BASE85,
    RUN_HEX,
    RUN_DUMP,
    RUN_COLUMN,
    RUN_CHARSET,
    RUN_ARRAY,
    RUN_ESCAPED
};

struct run_start {
    enum run_kind kind;
    enum charset charset;        /* of RUN_CHARSET */
    unsigned escapes;            /* of RUN_ESCAPED: of enum escape_kind */
    enum base32_alphabet base32; /* of RUN_BASE64 */
    enum base85_alphabet base85; /* of RUN_BASE85 */
    struct column_line column;   /* of RUN_COLUMN: its first line */
    size_t at;                   /* in the window */
    size_t sample;               /* what was looked at when it was found, in the window */
};

/* The first run whose sample lies in [from, to) of the window; nothing before
 * `floor` belongs to it. `calm`: as of run_probe_escaped(). */
bool run_probe_find(const struct leaf_window *window, size_t floor, size_t from, size_t to,
                    size_t *calm, struct run_start *start);

/* Text in UTF-16, UTF-32 or EBCDIC around a sample of that class (run_sample.h). */
bool run_charset_starts(const struct leaf_window *window, size_t floor, size_t sample,
                        unsigned class, struct run_start *start);

/* Base32, which is of the alphabet of base64, but for its padding. */
bool run_base32_starts(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start);

/* Base85 whose first characters stand for text, a key or a file that can hold others. */
bool run_base85_starts(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start);

/* Hex around the sample, behind what its line begins with. */
bool run_hex_starts(const struct leaf_window *window, size_t floor, size_t sample,
                    struct run_start *start);

/* Octets escaped as in URLs that are no text, from the first of them on. */
bool run_percent_starts(const struct leaf_window *window, size_t floor, size_t sample,
                        struct run_start *start);

/* How many bytes at the front are a row of hex that a run could begin with; 0 = they are none. */
size_t run_hex_row(struct bytes text);

/* A hex dump around the sample, from the front of its line. */
bool run_dump_starts(const struct leaf_window *window, size_t floor, size_t sample,
                     struct run_start *start);

/* The same of a dump in columns (bytes/column_dump.h). */
bool run_column_starts(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start);

/* An array of numbers that are octets (bytes/octet_list.h) around the sample, and that is no hex.
 */
bool run_array_starts(const struct leaf_window *window, size_t floor, size_t sample,
                      struct run_start *start);

/* Where encoded text at `at` hides behind escapes or mark-up: true when without them it
 * would be a run. `calm`, which may be NULL: the front of the stretch that was looked at last
 * and showed none, in the same window; SIZE_MAX at first. What begins a little behind it was seen
 * with it. */
bool run_probe_escaped(const struct leaf_window *window, size_t floor, size_t at, size_t *calm,
                       struct run_start *start);

/* Goes back from `at` to the first byte of a class of samples, and not far. */
size_t run_probe_front(const struct leaf_window *window, size_t floor, size_t at, unsigned class);

/* Where that ends of what a terminal was told whose ESC stands before `at`; 0 = there is none. */
size_t run_probe_control_end(const struct leaf_window *window, size_t floor, size_t at);

/* How many of the first `most` bytes go on in base64. `-` and `_` belong to the
 * alphabet for URLs, unless so many stand in a row that they are a line. */
size_t run_probe_base64(struct bytes text, size_t most);

/* How many bytes at the front are a row of base64 or of hex that a run could begin with;
 * 0 = they are none. */
size_t run_probe_row(struct bytes text);

/* Cheap: does hex stand behind the escapes at the front, of so many bytes? They may be escaped
 * once more. */
#define RUN_DIGITS_SEEN 96
bool run_probe_digits(struct bytes text);

/* Is a short row parted from the next one by what nobody sees, a soft hyphen or the like? Then
 * no digits are asked for: the row is not language. */
bool run_probe_parted(const struct leaf_window *window, size_t sample);

/* Does a text stand there that is escaped throughout? Whatever it is, it is shown. */
#define RUN_DENSE_SEEN 48
bool run_probe_dense(const struct leaf_window *window, size_t floor, size_t at,
                     struct run_start *start);

#endif
