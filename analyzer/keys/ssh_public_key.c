#include "keys/ssh_public_key.h"

#include <string.h>

#include "crypto/curve.h"

static const struct {
    const char *type;
    enum ssh_key_kind kind;
} rows[] = {
    { "ssh-rsa", SSH_RSA },
    { "ecdsa-sha2-nistp256", SSH_ECDSA },
    { "ecdsa-sha2-nistp384", SSH_ECDSA },
    { "ecdsa-sha2-nistp521", SSH_ECDSA },
    { "ssh-ed25519", SSH_ED25519 },
    { "ssh-ed448", SSH_ED448 },
    { "ssh-dss", SSH_DSS },
    { "sk-ssh-ed25519@openssh.com", SSH_TOKEN_ED25519 },
    { "sk-ecdsa-sha2-nistp256@openssh.com", SSH_TOKEN_ECDSA },
};

enum ssh_key_kind ssh_key_kind_of(struct bytes type)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (bytes_equal(type, bytes_over(rows[i].type, strlen(rows[i].type)))) {
            return rows[i].kind;
        }
    }
    return SSH_UNKNOWN;
}

bool ssh_take_string(struct bytes *from, struct bytes *string)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, 4, &length) || !bytes_take(&rest, (size_t)length, string)) {
        return false;
    }
    *from = rest;
    return true;
}

bool ssh_take_natural(struct bytes *from, struct bytes *magnitude)
{
    struct bytes digits;
    if (!ssh_take_string(from, &digits)) {
        return false;
    }
    *magnitude = bytes_without_zeros(digits);
    return true;
}

static bool read_ecdsa(struct bytes *blob, struct public_numbers *read)
{
    struct bytes curve;
    if (!ssh_take_string(blob, &curve) || !ssh_take_string(blob, &read->point)) {
        return false;
    }
    read->algorithm = KEY_EC;
    read->curve = curve_of_ssh_name(curve);
    return read->curve != CURVE_NONE;
}

static bool read_dss(struct bytes *blob, struct public_numbers *read)
{
    read->algorithm = KEY_DSA;
    return ssh_take_natural(blob, &read->p) && ssh_take_natural(blob, &read->q) &&
           ssh_take_natural(blob, &read->g) && ssh_take_natural(blob, &read->y);
}

static bool read_fields(enum ssh_key_kind kind, struct bytes *blob, struct public_numbers *read)
{
    switch (kind) {
    case SSH_RSA:
        read->algorithm = KEY_RSA;
        return ssh_take_natural(blob, &read->e) && ssh_take_natural(blob, &read->n);
    case SSH_ECDSA:
    case SSH_TOKEN_ECDSA:
        return read_ecdsa(blob, read);
    case SSH_ED25519:
    case SSH_TOKEN_ED25519:
        read->algorithm = KEY_ED25519;
        return ssh_take_string(blob, &read->raw);
    case SSH_ED448:
        read->algorithm = KEY_ED448;
        return ssh_take_string(blob, &read->raw);
    case SSH_DSS:
        return read_dss(blob, read);
    case SSH_UNKNOWN:
        break;
    }
    return false;
}

struct bytes ssh_key_type_certified(struct bytes type)
{
    static const char suffix[] = "-cert-v01@openssh.com";
    const size_t width = sizeof(suffix) - 1;
    if (type.left > width && memcmp(type.at + type.left - width, suffix, width) == 0) {
        type.left -= width;
    }
    return type;
}

enum outcome ssh_public_key_read(struct bytes blob, struct public_numbers *numbers)
{
    struct bytes type, nonce;
    if (!ssh_take_string(&blob, &type)) {
        return OUTCOME_TRUNCATED;
    }
    const struct bytes own = ssh_key_type_certified(type);
    if (own.left < type.left && !ssh_take_string(&blob, &nonce)) {
        return OUTCOME_TRUNCATED;
    }
    const enum ssh_key_kind kind = ssh_key_kind_of(own);
    if (kind == SSH_UNKNOWN) {
        return OUTCOME_UNSUPPORTED;
    }
    struct public_numbers read = { 0 };
    if (!read_fields(kind, &blob, &read)) {
        return OUTCOME_MALFORMED;
    }
    *numbers = read;
    return OUTCOME_OK;
}
