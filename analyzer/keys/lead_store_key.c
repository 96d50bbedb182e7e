#include <string.h>

#include "keys/key_reader.h"

/* Stores that are known by their magic number: whoever found them has looked at the rest. */
static const struct {
    const char *magic;
    size_t length;
    const char *encoding, *what;
} stores[] = {
    { "SQLite format 3", 16, "nss", "the key database of an NSS profile, which is not read" },
    { "\x00\x06\x15\x61", 4, "nss", "the key database of an old NSS profile, which is not read" },
    { "kych", 4, "keychain", "a keychain of macOS, which is not read" },
    { "\x01\x00\x00\x00\xd0\x8c\x9d\xdf", 8, "dpapi",
      "a private key under the data protection of Windows, which is not opened" },
};

void lead_store_key_examine(struct examination *examination, struct bytes content)
{
    for (size_t i = 0; i < sizeof(stores) / sizeof(stores[0]); i++) {
        if (content.left > stores[i].length &&
            memcmp(content.at, stores[i].magic, stores[i].length) == 0) {
            examination_lead(examination, VERDICT_UNSUPPORTED, NULL, stores[i].what,
                             stores[i].encoding);
            return;
        }
    }
}
