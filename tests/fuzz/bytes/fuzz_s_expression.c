/* Functions under test: s_expression_take, s_expression_leave, s_expression_length */

#include "bytes/s_expression.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes whole = bytes_over(data, size);
    struct bytes rest = whole, before = whole;
    struct s_token token;
    while (s_expression_take(&rest, &token)) {
        require(rest.left < before.left && rest.at + rest.left == data + size);
        require(token.text.left == 0 ||
                (token.text.at >= before.at && token.text.at + token.text.left <= rest.at));
        before = rest;
    }
    require(rest.left == before.left);
    const size_t length = s_expression_length(whole);
    require(length <= size && (length == 0 || (data[0] == '(' && data[length - 1] == ')')));
    return 0;
}
