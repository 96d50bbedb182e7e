#include "bytes/pem_text.h"

#define LINE_OCTETS 48

static void put_group(struct bytes group, uint8_t four[4])
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; i++) {
        bits = bits << 8 | (i < group.left ? group.at[i] : 0u);
    }
    for (size_t i = 0; i < 4; i++) {
        four[i] = i <= group.left ? (uint8_t)alphabet[bits >> (18 - 6 * i) & 63] : '=';
    }
}

bool base64_text_write(struct bytes octets, struct buffer *text)
{
    struct bytes group;
    if (!buffer_reserve(text, (octets.left + 2) / 3 * 4)) {
        return false;
    }
    while (bytes_take(&octets, octets.left < 3 ? octets.left : 3, &group) && group.left > 0) {
        put_group(group, text->at + text->used);
        text->used += 4;
    }
    return true;
}

static bool put_boundary(const char *word, const char *label, struct buffer *pem)
{
    return buffer_append_text(pem, word) && buffer_append_text(pem, label) &&
           buffer_append_text(pem, "-----\n");
}

bool pem_text_write(struct bytes der, const char *label, struct buffer *pem)
{
    struct bytes line;
    bool kept = put_boundary("-----BEGIN ", label, pem);
    while (kept && der.left > 0) {
        kept = bytes_take(&der, der.left < LINE_OCTETS ? der.left : LINE_OCTETS, &line) &&
               base64_text_write(line, pem) && buffer_append_byte(pem, '\n');
    }
    return kept && put_boundary("-----END ", label, pem);
}
