#include "containers/git/git_object.h"

#include <stdio.h>
#include <string.h>

/* Digits of 2^64. */
#define SIZE_DIGITS_MAX 20

static const char *const names[] = { "object", "commit", "tree", "blob", "tag" };

const char *git_type_name(enum git_type type)
{
    return names[type <= GIT_TAG ? type : GIT_NONE];
}

static bool take_size(struct bytes *from, uint64_t *size)
{
    struct bytes digits;
    if (!bytes_take_until(from, 0, &digits) || digits.left == 0 || digits.left > SIZE_DIGITS_MAX) {
        return false;
    }
    *size = 0;
    for (size_t i = 0; i < digits.left; i++) {
        uint8_t digit = (uint8_t)(digits.at[i] - '0');
        if (digit > 9 || *size > (UINT64_MAX - digit) / 10) {
            return false;
        }
        *size = *size * 10 + digit;
    }
    return true;
}

bool git_header_take(struct bytes *from, enum git_type *type, uint64_t *size)
{
    for (enum git_type i = GIT_COMMIT; i <= GIT_TAG; i++) {
        struct bytes rest = *from, word;
        size_t length = strlen(names[i]);
        if (bytes_take(&rest, length + 1, &word) && word.at[length] == ' ' &&
            memcmp(word.at, names[i], length) == 0 && take_size(&rest, size)) {
            *from = rest;
            *type = i;
            return true;
        }
    }
    return false;
}

void git_id_begin(struct sha1 *sum, enum git_type type, uint64_t size)
{
    char header[40];
    int length =
        snprintf(header, sizeof(header), "%s %llu", git_type_name(type), (unsigned long long)size);
    sha1_begin(sum);
    sha1_push(sum, bytes_over(header, (size_t)length + 1)); /* with the zero behind it */
}

void git_id_of(enum git_type type, struct bytes content, uint8_t id[GIT_ID_SIZE])
{
    struct sha1 sum;
    git_id_begin(&sum, type, content.left);
    sha1_push(&sum, content);
    sha1_end(&sum, id);
}

bool git_id_print(struct buffer *into, const uint8_t id[GIT_ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * GIT_ID_SIZE];
    for (size_t i = 0; i < GIT_ID_SIZE; i++) {
        text[2 * i] = digits[id[i] >> 4];
        text[2 * i + 1] = digits[id[i] & 15];
    }
    return buffer_append(into, bytes_over(text, sizeof(text)));
}

static int value_of(uint8_t digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool git_id_take(struct bytes *from, uint8_t id[GIT_ID_SIZE])
{
    struct bytes rest = *from, text;
    if (!bytes_take(&rest, 2 * GIT_ID_SIZE, &text)) {
        return false;
    }
    for (size_t i = 0; i < GIT_ID_SIZE; i++) {
        int high = value_of(text.at[2 * i]), low = value_of(text.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        id[i] = (uint8_t)(high << 4 | low);
    }
    *from = rest;
    return true;
}
