#include "crypto/passphrase_spelling.h"

#include "bytes/utf16_octets.h"

static bool is_ascii(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (text.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static bool spell_bmp(struct bytes passphrase, struct buffer *octets)
{
    return utf16_octets_write(passphrase, octets) && buffer_append_number(octets, 2, 0);
}

static bool spell_latin(struct bytes passphrase, struct buffer *octets)
{
    if (is_ascii(passphrase)) {
        return false;
    }
    for (size_t i = 0; i < passphrase.left; i++) {
        if (!buffer_append_number(octets, 2, passphrase.at[i])) {
            return false;
        }
    }
    return buffer_append_number(octets, 2, 0);
}

static bool spell(struct bytes passphrase, enum passphrase_spelling spelling, struct buffer *octets)
{
    switch (spelling) {
    case SPELLING_GIVEN:
        return buffer_append(octets, passphrase);
    case SPELLING_BMP:
        return spell_bmp(passphrase, octets);
    case SPELLING_LATIN:
        return spell_latin(passphrase, octets);
    case SPELLING_NONE:
        return passphrase.left == 0;
    case SPELLING_UTF16:
        return utf16_octets_write(passphrase, octets);
    }
    return false;
}

bool passphrase_spelling_write(struct bytes passphrase, enum passphrase_spelling spelling,
                               struct buffer *octets)
{
    struct buffer spelled = { 0 };
    bool done =
        spell(passphrase, spelling, &spelled) && buffer_append(octets, buffer_bytes(&spelled));
    buffer_clear(&spelled);
    return done;
}
