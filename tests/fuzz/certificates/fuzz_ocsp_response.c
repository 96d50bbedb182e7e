/* Functions under test: ocsp_response_read, ocsp_answer_take, ocsp_response_is_one, ocsp_key_bits
 */

#include "certificates/ocsp_response.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_within(struct bytes part, struct bytes whole)
{
    require(part.left == 0 || (part.at >= whole.at && part.left <= whole.left &&
                               (size_t)(part.at - whole.at) <= whole.left - part.left));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes der = bytes_over(data, size);
    struct ocsp_response response = { 0 };
    struct ocsp_answer answer;
    uint64_t count = 0;
    require_within(ocsp_key_bits(der), der);
    if (ocsp_response_read(der, &response) != NULL) {
        require(response.answers.at == NULL && response.count == 0);
        return 0;
    }
    require(ocsp_response_is_one(der));
    require_within(response.signed_part, der);
    require_within(response.certificates, der);
    /* Each answer that was counted can be taken, and none is left. */
    for (struct bytes rest = response.answers; rest.left > 0; count++) {
        const size_t before = rest.left;
        require(ocsp_answer_take(&rest, &answer));
        require(rest.left < before);
        require(answer.reason >= -1 && answer.reason <= 127);
        require_within(answer.serial, response.answers);
        require_within(answer.key_hash, response.answers);
    }
    require(count == response.count);
    return 0;
}
