/* Functions under test: list_scope_read, list_scope_covers, list_points_name */

#include "certificates/distinguished_name.h"
#include "certificates/list_scope.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* `name`: where the name lies that is looked for, in front of the points. */
static void look_for(struct bytes name, struct bytes points)
{
    struct buffer folded = { 0 };
    if (distinguished_name_fold(name, &folded) == NULL &&
        list_points_name(points, buffer_bytes(&folded))) {
        require(points.left > name.left); /* it stands in it */
    }
    buffer_clear(&folded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct list_scope scope = { .indirect = true, .attribute_certificates = true };
    const struct bytes value = bytes_over(data, size);
    struct bytes rest = value, name;
    uint64_t length;
    if (!list_scope_read(value, &scope)) {
        require(scope.indirect && scope.attribute_certificates && !scope.authorities);
    } else if (scope.attribute_certificates) {
        require(!list_scope_covers(&scope, true) && !list_scope_covers(&scope, false));
    } else {
        require(list_scope_covers(&scope, true) == !scope.user_certificates);
        require(list_scope_covers(&scope, false) == !scope.authorities);
    }
    if (bytes_take_number(&rest, 1, &length) && bytes_take(&rest, (size_t)length, &name)) {
        look_for(name, rest);
    }
    return 0;
}
