#ifndef GIT_PATCH_LINE_H
#define GIT_PATCH_LINE_H

#include "bytes.h"

/* What a line of a binary patch of git can be (git-diff(1), --binary; git's diff.c and base85.c).
 */
enum git_patch_line {
    GIT_PATCH_OTHER,
    GIT_PATCH_HUNK, /* `literal` or `delta`, and how many octets it inflates to */
    GIT_PATCH_DATA /* a letter for its length, and groups of five characters for four octets each */
};

#define GIT_PATCH_LINE_OCTETS 52

/* A line without its end. */
enum git_patch_line git_patch_line_kind(struct bytes line);

/* What a line of data stands for: how many octets that are. */
size_t git_patch_line_decode(struct bytes line, uint8_t octets[GIT_PATCH_LINE_OCTETS]);

/* Takes the line that begins a hunk, with its end, from the front. False where none stands there:
 * then nothing is taken. */
MUST_CHECK bool git_patch_hunk_take(struct bytes *text, bool *delta, uint64_t *size);

#endif
