#include <string.h>

#include "bounds.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/packed/packed_form.h"

/* Private keys of ssh.com (Tectia) without their armour, and key files of SSH version 1, which
 * never had one. */

#define SSHCOM_TYPE_MAX 128
/* "1\n\0" in "SSH PRIVATE KEY FILE FORMAT 1.1\n\0". */
#define SSH1_PLACE 30
/* Cipher, and four octets that nobody uses. */
#define SSH1_RESERVED 5
#define SSH1_BLOCK    8
static const uint8_t ssh1_magic[] = "SSH PRIVATE KEY FILE FORMAT 1.1\n";

/* A type in words and braces, as `if-modn{sign{rsa-pkcs1-sha1},encrypt{rsa-pkcs1v2-oaep}}`. */
static bool has_type(struct bytes blob)
{
    struct bytes front, type;
    uint64_t length;
    if (!bytes_take(&blob, 8, &front) || !bytes_take_number(&blob, 4, &length) || length < 4 ||
        length > SSHCOM_TYPE_MAX || !bytes_take(&blob, (size_t)length, &type)) {
        return false;
    }
    return memchr(type.at, '{', type.left) != NULL && type.at[type.left - 1] == '}';
}

bool sshcom_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    const struct bytes blob = bytes_over(text.at + anchor, text.left - anchor);
    const size_t whole = sshcom_blob_length(blob);
    if (whole == 0 || !has_type(blob)) {
        return false;
    }
    *from = anchor;
    *length = whole;
    return true;
}

/* A count of bits, then as many octets as they take. */
static bool skip_number(struct bytes *from)
{
    struct bytes octets;
    uint64_t bits;
    return bytes_take_number(from, 2, &bits) && bits > 0 && bits <= RSA_BITS_MAX &&
           bytes_take(from, (size_t)(bits + 7) / 8, &octets);
}

/* Four octets, d, and three numbers of half its length, up to whole blocks: what is closed has
 * no other length than that of such a key. */
static size_t private_length(size_t modulus_bits, size_t left)
{
    const size_t width = (modulus_bits + 7) / 8;
    const size_t all = 4 + 4 * 2 + width + 3 * ((width + 1) / 2);
    const size_t padded = (all + SSH1_BLOCK - 1) / SSH1_BLOCK * SSH1_BLOCK;
    return left < padded ? left : padded;
}

bool ssh1_file_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    if (anchor < SSH1_PLACE) {
        return false;
    }
    const size_t begin = anchor - SSH1_PLACE;
    const struct bytes file = bytes_over(text.at + begin, text.left - begin);
    struct bytes rest = file, magic, reserved, comment;
    uint64_t bits, octets;
    if (!bytes_take(&rest, sizeof(ssh1_magic), &magic) ||
        memcmp(magic.at, ssh1_magic, sizeof(ssh1_magic)) != 0 ||
        !bytes_take(&rest, SSH1_RESERVED, &reserved) || !bytes_take_number(&rest, 4, &bits) ||
        bits > 8 * KEY_NUMBER_MAX || !skip_number(&rest) || !skip_number(&rest) ||
        !bytes_take_number(&rest, 4, &octets) || !bytes_take(&rest, (size_t)octets, &comment)) {
        return false;
    }
    *from = begin;
    *length = file.left - rest.left + private_length((size_t)bits, rest.left);
    return true;
}
