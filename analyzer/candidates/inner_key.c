#include "candidates/inner_key.h"

#include <string.h>

/* The certificate's own front, with the serial number 1 of version 1: it looks the same. */
#define FRONT 16
/* Of a key, octets: Ed25519 without its public half takes 46. */
#define KEY_MIN 40

static size_t header_before(struct bytes der, size_t version)
{
    const uint8_t *at = der.at + version;
    size_t length = 0, header = 0;
    if (at[-2] == 0x30 && at[-1] < 0x80) {
        header = 2;
        length = at[-1];
    } else if (at[-3] == 0x30 && at[-2] == 0x81) {
        header = 3;
        length = at[-1];
    } else if (at[-4] == 0x30 && at[-3] == 0x82) {
        header = 4;
        length = (size_t)at[-2] << 8 | at[-1];
    }
    return header > 0 && length >= KEY_MIN && length <= der.left - version ? header : 0;
}

/* A number, an algorithm or a secret. */
static bool is_version(const uint8_t *at)
{
    return at[0] == 0x02 && at[1] == 0x01 && at[2] <= 0x01 &&
           (at[3] == 0x02 || at[3] == 0x30 || at[3] == 0x04);
}

static bool find_structure(struct bytes der, size_t *at)
{
    for (size_t place = FRONT; place < der.left && der.left - place > KEY_MIN; place++) {
        const uint8_t *next =
            memchr(der.at + place, 0x02, der.left - KEY_MIN - place); /* of an INTEGER */
        if (next == NULL) {
            return false;
        }
        place = (size_t)(next - der.at);
        const size_t header = is_version(next) ? header_before(der, place) : 0;
        if (header > 0) {
            *at = place - header;
            return true;
        }
    }
    return false;
}

bool inner_key_find(struct bytes certificate, bool armour, size_t *at)
{
    static const char begin[] = "-----BEGIN ";
    const uint8_t *text = armour && certificate.left > 0
                              ? memmem(certificate.at, certificate.left, begin, sizeof(begin) - 1)
                              : NULL;
    size_t structure;
    const bool found = find_structure(certificate, &structure);
    if (text == NULL && !found) {
        return false;
    }
    const size_t front = text != NULL ? (size_t)(text - certificate.at) : structure;
    *at = found && structure < front ? structure : front;
    return true;
}
