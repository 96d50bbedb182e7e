#include "flood_kind.h"

#include <string.h>

#include "flood_body.h"
#include "text_encoding.h"

#define LARGE_BITS 16384  /* include/bounds.h: RSA_BITS_MAX */
#define ITERATIONS 250000 /* DERIVATION_SCAN_MAX */

static void pem_write(FILE *into, const char *label, struct blob body)
{
    fprintf(into, "-----BEGIN %s-----\n", label);
    base64_write(into, body, 64, "\n");
    fprintf(into, "-----END %s-----\n", label);
    blob_clear(&body);
}

static void begin_lines(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("-----BEGIN RSA PRIVATE KEY-----\n", into);
}

static void begin_words(FILE *into, struct lot *lot)
{
    static const char *const lines[] = { "> > BEGIN PRIVATE KEY MIIE\\n",
                                         "-----BEGIN EC PARAMETERS-----\\n&#45;",
                                         "begin",
                                         "=2D=2D-----BEGIN OPENSSH PRIVATE KEY-----b3BlbnNz\\r\\n",
                                         "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ",
                                         "\"-----BEGIN PRIVATE KEY-----\" +\n" };
    fputs(lines[lot_draw(lot) % 6], into);
}

static void begin_cut(FILE *into, struct lot *lot)
{
    struct blob body = lot_blob(lot, 700);
    memcpy(body.at, "\x30\x82\x12\x34\x02\x01\x00\x02\x82\x04\x01\x00", 12);
    fputs("-----BEGIN RSA PRIVATE KEY-----\n", into);
    base64_write(into, body, 64, "\n");
    blob_clear(&body);
}

static void begin_wide(FILE *into, struct lot *lot)
{
    struct blob text, wide;
    FILE *behind = blob_begin(&text);
    pem_write(behind, "RSA PRIVATE KEY", rsa_der(lot, 1024, RSA_DRAWN, RSA_NUMBERS));
    blob_done(behind);
    behind = blob_begin(&wide);
    utf16_write(behind, text);
    blob_done(behind);
    blob_clear(&text);
    blob_pass(into, wide);
}

static void pem_drawn(FILE *into, struct lot *lot)
{
    pem_write(into, "RSA PRIVATE KEY", rsa_der(lot, LARGE_BITS, RSA_DRAWN, RSA_NUMBERS));
}

static void pem_small(FILE *into, struct lot *lot)
{
    pem_write(into, "PRIVATE KEY", rsa_der(lot, 1024, RSA_DRAWN, RSA_NUMBERS));
}

static void pem_no_der(FILE *into, struct lot *lot)
{
    pem_write(into, "RSA PRIVATE KEY", lot_blob(lot, 600));
}

static void pem_redacted(FILE *into, struct lot *lot)
{
    struct blob text;
    FILE *behind = blob_begin(&text);
    struct blob body = lot_blob(lot, 121);
    memcpy(body.at, "\x30\x77\x02\x01\x01\x04\x20", 7);
    memcpy(body.at + 39, "\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\xa1\x44\x03\x42\x00",
           17);
    memcpy(body.at + 56,
           "\x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2"
           "\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96\x4f"
           "\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce"
           "\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5",
           65);
    pem_write(behind, "EC PRIVATE KEY", body);
    blob_done(behind);
    memcpy(text.at + 31 + 20, "XXX", 3);
    if (lot_draw(lot) % 2 == 0) {
        memcpy(text.at + 31 + 20, "***", 3);
    }
    blob_pass(into, text);
}

static void pem_redacted_rsa(FILE *into, struct lot *lot)
{
    struct blob text;
    FILE *behind = blob_begin(&text);
    pem_write(behind, "RSA PRIVATE KEY", rsa_der(lot, LARGE_BITS, RSA_DRAWN, RSA_NUMBERS));
    blob_done(behind);
    for (size_t i = 5800; i < 6000; i++) {
        text.at[i] = text.at[i] == '\n' ? '\n' : '*';
    }
    blob_pass(into, text);
}

static void pem_closed(FILE *into, struct lot *lot)
{
    pem_write(into, "ENCRYPTED PRIVATE KEY", closed_der(lot, ITERATIONS));
}

static void pem_closed_cheap(FILE *into, struct lot *lot)
{
    pem_write(into, "ENCRYPTED PRIVATE KEY", closed_der(lot, 2048));
}

static void pem_scrypt(FILE *into, struct lot *lot)
{
    pem_write(into, "ENCRYPTED PRIVATE KEY", closed_scrypt_der(lot, 8192));
}

static void pem_traditional(FILE *into, struct lot *lot)
{
    fputs("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,", into);
    fprintf(into, "%016llX%016llX\n\n", (unsigned long long)lot_draw(lot),
            (unsigned long long)lot_draw(lot));
    struct blob body = lot_blob(lot, 608);
    base64_write(into, body, 64, "\n");
    blob_clear(&body);
    fputs("-----END RSA PRIVATE KEY-----\n", into);
}

static void pem_openssh(FILE *into, struct lot *lot)
{
    pem_write(into, "OPENSSH PRIVATE KEY", openssh_blob(lot, 24));
}

static void pem_ec_explicit(FILE *into, struct lot *lot)
{
    pem_write(into, "EC PRIVATE KEY", ec_explicit_der(lot));
}

const struct flood_kind flood_armour[] = {
    { "begin-lines", begin_lines, false },
    { "begin-words", begin_words, false },
    { "begin-cut", begin_cut, false },
    { "begin-wide", begin_wide, false },
    { "pem-drawn", pem_drawn, false },
    { "pem-small", pem_small, false },
    { "pem-no-der", pem_no_der, false },
    { "pem-redacted", pem_redacted, true },
    { "pem-redacted-rsa", pem_redacted_rsa, false },
    { "pem-closed", pem_closed, true },
    { "pem-closed-cheap", pem_closed_cheap, true },
    { "pem-scrypt", pem_scrypt, true },
    { "pem-traditional", pem_traditional, true },
    { "pem-openssh", pem_openssh, true },
    { "pem-ec-explicit", pem_ec_explicit, true },
};
const size_t flood_armour_count = sizeof(flood_armour) / sizeof(flood_armour[0]);
