#ifndef EVIDENCE_GRAMMAR_H
#define EVIDENCE_GRAMMAR_H

#include "buffer.h"

/* Evidence that is made of an input of the fuzzer: the input is a program of short steps, each of
 * which holds whatever its octets are, so that a change of one octet is a change of structure: a
 * mail around a zip around a key, two archives behind each other, an octet that is wrong in one.
 *
 * step (octet modulo)   operands   what becomes of the content at hand
 *   literal             count      so many octets of the input are appended
 *   seed                which      a key, or what else seldom comes about by chance
 *   container           which      it becomes the content of a member, an attachment, a stream
 *   text                which      its lines and characters are spelled in another way
 *   begin                          it is put aside, and a new one begins
 *   end                            it is appended to what was put aside last
 *   damage              2, octet   an octet at that place is changed
 *   cut                 2          it ends at that place
 *   next                           the file is done, and another begins */

#define GRAMMAR_FILES_MAX 3

struct evidence_files {
    struct buffer files[GRAMMAR_FILES_MAX];
    size_t count; /* at least 1 */
};

void evidence_of_program(struct bytes program, struct evidence_files *made);
void evidence_files_clear(struct evidence_files *made);

#endif
