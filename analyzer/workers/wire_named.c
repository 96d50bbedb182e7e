#include "workers/wire_named.h"

#include <string.h>

void wire_identity(struct wire_fields *fields, struct public_identity *identity)
{
    identity->algorithm =
        (enum key_algorithm)wire_within(fields, identity->algorithm, KEY_ALGORITHM_NONE, KEY_OTHER);
    identity->curve = (enum curve)wire_within(fields, identity->curve, CURVE_NONE, CURVE_LAST);
    identity->bits = (uint16_t)wire_number(fields, 2, identity->bits);
    wire_array(fields, identity->digest, sizeof(identity->digest));
    wire_array(fields, identity->spki_sha256, sizeof(identity->spki_sha256));
    identity->probe = wire_number(fields, 8, identity->probe);
}

static bool identity_field(struct wire_fields *fields, char identity[KEY_IDENTITY_TEXT])
{
    const size_t length = strnlen(identity, KEY_IDENTITY_TEXT - 1);
    const struct bytes name = wire_window(fields, bytes_over(identity, length));
    if (name.left >= KEY_IDENTITY_TEXT ||
        (name.left > 0 && memchr(name.at, 0, name.left) != NULL)) {
        wire_refuse(fields);
        return false;
    }
    memmove(identity, name.at, name.left);
    identity[name.left] = '\0';
    return true;
}

void wire_hash_match(struct wire_fields *fields, struct hash_match *match)
{
    wire_array(fields, match->spki_sha256, sizeof(match->spki_sha256));
    (void)identity_field(fields, match->identity); /* a refusal stays */
    match->serial = wire_window(fields, match->serial);
    match->provenance = wire_window(fields, match->provenance);
}

void wire_replayed(struct wire_fields *fields, struct replayed *replayed)
{
    replayed->number = wire_number(fields, 8, replayed->number);
    if (!identity_field(fields, replayed->identity)) {
        return;
    }
    replayed->verdict =
        (enum verdict)wire_within(fields, replayed->verdict, VERDICT_NONE, VERDICT_UNSUPPORTED);
    wire_array(fields, replayed->sha256, sizeof(replayed->sha256));
    replayed->proof = wire_window(fields, replayed->proof);
}

void wire_sealing(struct wire_fields *fields, struct sealing *sealing)
{
    (void)identity_field(fields, sealing->identity); /* a refusal stays */
    wire_array(fields, sealing->recipient_sha256, SHA256_LENGTH);
    sealing->recipient = wire_window(fields, sealing->recipient);
    sealing->content = wire_window(fields, sealing->content);
    sealing->note = wire_window(fields, sealing->note);
}
