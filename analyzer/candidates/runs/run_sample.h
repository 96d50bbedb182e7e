#ifndef RUN_SAMPLE_H
#define RUN_SAMPLE_H

#include "bytes.h"

/* Samples of a text at fixed places: every so many bytes of the leaf, so many
 * are looked at. No line of 47 or more encoded characters is missed. */
#define RUN_STRIDE 32
#define RUN_SAMPLE 16

enum run_sample_class {
    RUN_SAMPLE_BASE64 = 1,    /* all of the sample belongs to base64, in either alphabet */
    RUN_SAMPLE_HEX = 2,       /* hex digits and what stands between them */
    RUN_SAMPLE_WIDE = 4,      /* every other byte is zero, and no other one */
    RUN_SAMPLE_QUAD = 8,      /* three of four are zero, and no other one */
    RUN_SAMPLE_EBCDIC = 16,   /* text in code page 037, nearly all of it letters and digits */
    RUN_SAMPLE_ESCAPED = 32,  /* digits of hex, and escapes between them */
    RUN_SAMPLE_DENSE = 64,    /* nothing but escapes, see dense_escapes.h */
    RUN_SAMPLE_COLUMNS = 128, /* characters in columns of four, see column_dump.h */
    RUN_SAMPLE_BASE85 = 256,  /* what may be base85, and is not base64 */
    RUN_SAMPLE_LISTED = 512   /* digits of hex, and what stands between those of arrays */
};

/* RUN_SAMPLE_BASE64 and RUN_SAMPLE_HEX of one byte. */
unsigned run_sample_class(uint8_t byte);

/* The first sample of any class at or after `at`, and before `to`. False when
 * there is none. Uses what the processor offers. */
MUST_CHECK bool run_sample_next(struct bytes text, size_t *at, size_t to, unsigned *class);

/* The same in plain C: what others are measured by. */
MUST_CHECK bool run_sample_next_portable(struct bytes text, size_t *at, size_t to, unsigned *class);

#endif
