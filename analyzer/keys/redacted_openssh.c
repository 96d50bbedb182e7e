#include "keys/redacted_openssh.h"

#include <string.h>

#include "keys/key_form.h"
#include "keys/openssh_key.h"
#include "keys/redacted_key.h"
#include "keys/ssh_public_key.h"

/* Where all that is known of the content agrees with the text, it is the text. */
static bool mend(struct buffer *content, struct bytes unknown, size_t at, struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (at + i >= content->used ||
            ((content->at[at + i] ^ text.at[i]) & ~(unsigned)unknown.at[at + i]) != 0) {
            return false;
        }
    }
    memcpy(content->at + at, text.at, text.left);
    return true;
}

/* The list of private keys is all that follows the public half. */
static void mend_length(struct buffer *content, struct bytes unknown, size_t at)
{
    const size_t rest = content->used - at - 4;
    const uint8_t length[4] = { (uint8_t)(rest >> 24), (uint8_t)(rest >> 16), (uint8_t)(rest >> 8),
                                (uint8_t)rest };
    (void)mend(content, unknown, at, bytes_over(length, sizeof(length)));
}

static void mend_front(struct buffer *content, struct bytes unknown)
{
    const struct bytes head = openssh_open_head();
    struct bytes rest = buffer_bytes(content), before, public;
    if (mend(content, unknown, 0, head) && bytes_take(&rest, head.left, &before) &&
        ssh_take_string(&rest, &public) && rest.left > 4) {
        mend_length(content, unknown, content->used - rest.left);
    }
}

static void prove_list(struct examination *examination, const struct candidate *candidate,
                       const struct openssh_blob *blob, const struct public_numbers *public)
{
    const char *encoding = key_shells[KEY_SHELL_OPENSSH].name;
    struct bytes list = blob->closed.closed, checks;
    struct private_key key;
    if (!bytes_take(&list, OPENSSH_LIST_HEAD, &checks) ||
        openssh_list_next(&list, &key) != OUTCOME_OK) {
        return;
    }
    if (public != NULL && key.claim_count < KEY_CLAIMS_MAX) {
        key.claims[key.claim_count++] = *public;
    }
    redacted_key_prove(examination, candidate, &key, encoding);
}

static void examine_mended(struct examination *examination, const struct candidate *candidate)
{
    struct openssh_blob blob;
    struct public_numbers public;
    const bool read = openssh_blob_read(candidate->content, &blob) == OUTCOME_OK;
    const bool named = read && redacted_key_knows(candidate, blob.publics[0]) &&
                       ssh_public_key_read(blob.publics[0], &public) == OUTCOME_OK;
    if (read && blob.is_closed) {
        examination_lead(examination, VERDICT_ENCRYPTED, named ? &public : NULL,
                         "it is closed, and redacted in parts",
                         key_shells[KEY_SHELL_OPENSSH_CLOSED].name);
        return;
    }
    if (read) {
        prove_list(examination, candidate, &blob, named ? &public : NULL);
    }
    examination_settle_redacted(examination, named ? &public : NULL,
                                key_shells[KEY_SHELL_OPENSSH].name);
}

void redacted_openssh_examine(struct examination *examination, const struct candidate *candidate)
{
    struct buffer content = { 0 };
    struct candidate mended = *candidate;
    if (buffer_append(&content, candidate->content)) {
        mend_front(&content, candidate->unknown);
        mended.content = buffer_bytes(&content);
        examine_mended(examination, &mended);
    }
    buffer_clear(&content);
}
