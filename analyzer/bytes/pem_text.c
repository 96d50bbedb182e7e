#include "bytes/pem_text.h"

#define LINE_OCTETS 48

static bool put_group(struct bytes group, struct buffer *text)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    char four[5] = "====";
    for (size_t i = 0; i < 3; i++) {
        bits = bits << 8 | (i < group.left ? group.at[i] : 0u);
    }
    for (size_t i = 0; i <= group.left; i++) {
        four[i] = alphabet[bits >> (18 - 6 * i) & 63];
    }
    return buffer_append_text(text, four);
}

bool base64_text_write(struct bytes octets, struct buffer *text)
{
    struct bytes group;
    bool kept = true;
    while (kept && octets.left > 0) {
        kept = bytes_take(&octets, octets.left < 3 ? octets.left : 3, &group) &&
               put_group(group, text);
    }
    return kept;
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
