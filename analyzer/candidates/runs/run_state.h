#ifndef RUN_STATE_H
#define RUN_STATE_H

#include "bytes/base32.h"
#include "bytes/base64.h"
#include "bytes/base85.h"
#include "bytes/hex_dump.h"
#include "candidates/delivery.h"
#include "candidates/runs/array_rows.h"
#include "candidates/runs/git_patch_text.h"
#include "candidates/runs/row_gap.h"
#include "candidates/runs/run_probe.h"
#include "candidates/runs/sql_string.h"
#include "candidates/runs/uuencode_text.h"

/* A run of encoded text while it is read: what text_run.c begins and ends, and what the
 * readers of each kind take further. */

/* In bytes: what is looked at beyond a step, and kept of the first line. */
#define RUN_LOOK_AHEAD 256
#define RUN_PREFIX_MAX 96

struct text_run {
    struct delivery *delivery;
    uint64_t cursor; /* all before it was examined */
    uint64_t floor;  /* where the last run ended */
    uint64_t calm;   /* behind the front of what was looked at last for escapes in vain; or 0 */
    enum run_kind kind;
    enum charset charset;
    unsigned escapes;    /* that are undone, of enum escape_kind */
    uint64_t begin, end; /* of the open run */
    uint64_t sample;     /* that showed it */
    uint64_t front;      /* of all that hangs together with it: its owner delivers it */
    uint64_t characters;
    size_t line;  /* characters of the current line */
    size_t whole; /* the same, where soft line breaks end none */
    struct base64_reader reader;
    enum base32_alphabet base32; /* of RUN_BASE64: its characters are of that instead */
    struct base32_reader reader32;
    enum base85_alphabet base85; /* of RUN_BASE85 */
    struct base85_reader reader85;
    struct buffer decoded;
    uint64_t shown_to; /* what was taken is shown all the same, up to here */
    uint64_t bounded;  /* where RUN_HELD_MAX was reached; 0 = it was not */
    bool no_memory;
    uint8_t prefix[RUN_PREFIX_MAX];
    size_t prefix_length;
    struct row_gap gap;
    struct array_rows rows;   /* of RUN_ARRAY */
    size_t row;               /* of the last whole row: bytes of RUN_HEX, else characters */
    size_t word;              /* octets of a group on the first line of RUN_DUMP */
    struct sql_string string; /* these three are read beside the run */
    struct uuencode_text file;
    struct git_patch_text patch;
    struct hex_dump_line dump; /* the last line of RUN_DUMP; without octets: none yet */
    struct column_line column; /* the same of RUN_COLUMN; at first the one that showed it */
};

/* Room for what `length` more bytes of text decode to at most. */
bool run_may_decode(struct text_run *run, size_t length);
/* Memory ran out while it was decoded: what follows is not held. */
void run_ran_out(struct text_run *run);
/* Delivers the open run, if it is worth it; none is open then. */
void run_close(struct text_run *run);

/* Each of these reads on from the cursor; true while the run is still open, when
 * `limit` was reached. */
bool run_base64_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);
bool run_hex_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);
bool run_dump_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);
bool run_base85_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);
bool run_column_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);
bool run_charset_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);
bool run_array_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);
bool run_escaped_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit);

#endif
