#include "evidence/raw_pass.h"

bool raw_pass_begin(struct raw_pass *pass, bool digest, bool summed)
{
    pass->counted = true;
    return content_sums_begin(&pass->sums, digest, summed);
}

void raw_pass_push(struct raw_pass *pass, struct bytes piece)
{
    content_sums_push(&pass->sums, piece);
    if (pass->reader != NULL) {
        leaf_reader_push(pass->reader, piece);
    }
    pass->examined += pass->counted ? piece.left : 0;
}

void raw_pass_seal(struct raw_pass *pass)
{
    content_sums_seal(&pass->sums);
    pass->counted = false;
}

void raw_pass_end(struct raw_pass *pass, struct file_done *done)
{
    if (pass->reader != NULL) {
        leaf_reader_finish(pass->reader);
    }
    raw_pass_seal(pass);
    content_sums_end(&pass->sums, done);
    done->examined = pass->examined;
}

void raw_pass_clear(struct raw_pass *pass)
{
    content_sums_clear(&pass->sums);
    *pass = (struct raw_pass){ 0 };
}
