/* Functions under test: revocation_list_read, revocation_entry_take, revocation_list_is_one,
 * list_scope_read, list_points_name */

#include "certificates/revocation_list.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes der = bytes_over(data, size);
    struct revocation_list list = { 0 };
    struct revocation_entry entry;
    struct bytes name;
    uint64_t count = 0;
    struct list_scope scope = { .attribute_certificates = true };
    (void)revocation_list_is_one(der);
    (void)list_points_name(der, bytes_over("folded", 6));
    require(list_scope_read(der, &scope) || !list_scope_covers(&scope, true));
    if (revocation_list_read(der, &list) != NULL) {
        require(list.issuer.at == NULL && list.count == 0);
        return 0;
    }
    /* Each entry that was counted can be taken, and none is left. */
    for (struct bytes rest = list.entries; rest.left > 0; count++) {
        const size_t before = rest.left;
        require(revocation_entry_take(&rest, &entry));
        require(rest.left < before);
        int reason = revocation_entry_reason(&entry);
        require(reason >= -1 && reason <= 255);
        (void)revocation_entry_names_issuer(&entry, &name);
    }
    require(count == list.count);
    return 0;
}
