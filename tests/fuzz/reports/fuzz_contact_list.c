/* Functions under test: contact_list_read, contact_list_find, public_suffixes_read,
 * public_suffixes_domain */

#include "reports/contact_list.h"
#include "reports/public_suffix.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each row is found by its own keys. */
static void look_up(const struct contact_list *list)
{
    for (int kind = 0; kind < CONTACT_KEYS; kind++) {
        for (size_t i = 0; i < list->counts[kind]; i++) {
            size_t count;
            const struct contact_entry *found =
                contact_list_find(list, (enum contact_key)kind, list->entries[kind][i].key, &count);
            require(found != NULL && count > 0 &&
                    found + count <= list->entries[kind] + list->counts[kind]);
            require(list->entries[kind][i].row > 0 && list->entries[kind][i].row < list->rows);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct contact_list list;
    struct public_suffixes suffixes;
    const struct bytes text = bytes_over(data, size);
    require(contact_list_read(text, &list));
    look_up(&list);
    contact_list_clear(&list);
    const size_t front = size / 2;
    require(public_suffixes_read(bytes_over(data, front), &suffixes));
    const struct bytes host = bytes_over(data + front, size - front);
    const struct bytes domain = public_suffixes_domain(&suffixes, host);
    require(domain.left <= host.left);
    require(domain.left == 0 || domain.at + domain.left == host.at + host.left);
    public_suffixes_clear(&suffixes);
    return 0;
}
