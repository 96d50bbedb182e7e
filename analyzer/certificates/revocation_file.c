#include "certificates/revocation_file.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/der.h"
#include "certificates/judged_list.h"
#include "certificates/judged_response.h"
#include "certificates/ocsp_response.h"
#include "certificates/pem_block.h"

#define BASE64_LOOKED_AT 64 /* octets: what DER makes of itself in base64 is plain by then */

static const struct fault no_list = { OUTCOME_UNEXPECTED, "RFC 5280 section 5.1",
                                      "no revocation list and no OCSP response in it" };
static const struct fault damaged_block = { OUTCOME_MALFORMED, "RFC 7468 section 2",
                                            "revocation list or OCSP response in PEM is damaged" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

static void judge_one(struct bytes der, struct bytes named, const struct judged_case *given)
{
    if (ocsp_response_is_one(der)) {
        judged_response_run(der, named, given);
    } else {
        judged_list_run(der, named, given);
    }
}

/* The element at the front; all of it where what follows is none, so that the reader sees it. */
static struct bytes take_element(struct bytes *from)
{
    struct bytes rest = *from, whole = *from, content;
    if (der_take(&rest, DER_LENIENT, DER_SEQUENCE, &content) == OUTCOME_OK && rest.left > 0 &&
        der_next_is(rest, DER_SEQUENCE)) {
        whole.left -= rest.left;
        *from = rest;
        return whole;
    }
    *from = (struct bytes){ 0 };
    return whole;
}

static void judge_elements(struct bytes der, struct bytes named, const struct judged_case *given)
{
    struct bytes rest = der;
    const struct bytes first = take_element(&rest);
    judge_one(first, rest.left == 0 ? named : first, given);
    while (rest.left > 0) {
        const struct bytes next = take_element(&rest);
        judge_one(next, next, given);
    }
}

static bool is_wanted(struct bytes label)
{
    return bytes_equal(label, bytes_over("X509 CRL", 8)) ||
           bytes_equal(label, bytes_over("CRL", 3)) ||
           bytes_equal(label, bytes_over("OCSP RESPONSE", 13));
}

/* Goes through the blocks: counts them, or (`judging`) judges each. */
static size_t walk_blocks(struct bytes content, const struct judged_case *given, bool judging,
                          size_t blocks)
{
    struct bytes rest = content, passed;
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end = PEM_NONE;
    size_t count = 0;
    bool fits;
    while ((fits = pem_block_next(rest, true, &room, &block, &end)) && end != PEM_NONE) {
        const bool wanted = is_wanted(block.label);
        count += wanted ? 1 : 0;
        if (judging && wanted && end == PEM_BLOCK) {
            judge_one(block.content, blocks == 1 ? content : block.content, given);
        } else if (judging && wanted) {
            judged_case_fault(given, &damaged_block, block.end - block.begin);
        }
        if (!bytes_take(&rest, block.end, &passed)) {
            break;
        }
    }
    if (!fits && judging) {
        judged_case_fault(given, &no_memory, rest.left);
    }
    buffer_clear(&room);
    return count;
}

/* Base64 of a SEQUENCE begins with M, and with nothing else than base64 before its lines end. */
static bool is_base64(struct bytes content)
{
    if (content.left == 0 || content.at[0] != 'M') {
        return false;
    }
    const size_t front = content.left < BASE64_LOOKED_AT ? content.left : BASE64_LOOKED_AT;
    for (size_t i = 0; i < front; i++) {
        if (!base64_standard(content.at[i]) && strchr("=\r\n", content.at[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* False when it is no base64 of what is read here. */
static bool judge_base64(struct bytes content, const struct judged_case *given)
{
    struct buffer der = { 0 };
    const bool decoded = is_base64(content) && base64_decode(content, &der) &&
                         der_next_is(buffer_bytes(&der), DER_SEQUENCE);
    if (decoded) {
        judge_elements(buffer_bytes(&der), content, given);
    }
    buffer_clear(&der);
    return decoded;
}

void revocation_file_run(struct bytes content, const struct judged_case *given)
{
    if (der_next_is(content, DER_SEQUENCE)) {
        judge_elements(content, content, given);
        return;
    }
    const size_t blocks = walk_blocks(content, given, false, 0);
    if (blocks > 0) {
        (void)walk_blocks(content, given, true, blocks);
        return;
    }
    if (!judge_base64(content, given)) {
        judged_case_fault(given, &no_list, content.left);
    }
}
