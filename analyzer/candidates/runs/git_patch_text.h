#ifndef GIT_PATCH_TEXT_H
#define GIT_PATCH_TEXT_H

#include "candidates/runs/encoded_rows.h"
#include "candidates/runs/noted_text.h"

/* Binary patches of git in the middle of a text: mails of git format-patch, output of git log -p
 * --binary, pasted ones, however they are quoted. Each becomes a reading: its hunks, the one to the
 * new state of the file and the one back, as the lines that begin them, each with the octets of
 * zlib behind it (containers/git/git_patch.h). */

struct git_patch_text {
    struct noted_text text;
    struct encoded_rows rows;
    bool between; /* hunks */
};

/* Does one begin at the anchor? It is read later. */
void git_patch_text_note(const struct leaf_window *window, size_t anchor, unsigned kinds,
                         struct delivery *delivery);

/* Reads what was noted, and goes on with what is open, up to `to` (an offset in the leaf). */
void git_patch_text_scan(struct git_patch_text *patch, const struct leaf_window *window,
                         uint64_t to, struct delivery *delivery);

/* The leaf has ended: delivers what is still open. */
void git_patch_text_finish(struct git_patch_text *patch, struct delivery *delivery);

#endif
