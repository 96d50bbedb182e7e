#include "bytes/java_keystore.h"
#include "candidates/packed/packed_form.h"

size_t java_extent_front(struct bytes text)
{
    struct java_keystore store;
    struct java_entry entry;
    size_t entries = 0;
    if (!java_keystore_begin(text, &store)) {
        return 0;
    }
    while (java_keystore_next(&store, &entry)) {
        entries++;
    }
    if (entries == 0) {
        return 0;
    }
    if (store.cut || java_keystore_ends_early(&store)) {
        return PACKED_OPEN;
    }
    return text.left - store.rest.left + (store.left == 0 ? JAVA_KEYSTORE_DIGEST : 0);
}

bool java_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    const struct bytes rest = bytes_over(text.at + anchor, text.left - anchor);
    const size_t span = java_extent_front(rest);
    struct java_keystore store;
    if (span == 0) { /* a chain may have been walked up to its last certificate */
        if (java_keystore_begin(rest, &store) && store.left > 0) {
            *length = rest.left;
        }
        return false;
    }
    *from = anchor;
    *length = span;
    return true;
}
