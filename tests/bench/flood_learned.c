#include "flood_kind.h"

#include <zlib.h>

#include "flood_body.h"
#include "text_encoding.h"

/* What is learned of the text around it, looked for in stores, put together or searched for. */

#define HEADS_IN_MAIL 2000

static void escaped_octets(FILE *into, struct lot *lot, const char *escape, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(into, "%s%02x", escape, (unsigned)(lot_draw(lot) & 0xff));
    }
}

/* A log of requests, in percent escapes that are base64 for a while. */
static void text_percent(FILE *into, struct lot *lot)
{
    struct blob some = lot_blob(lot, 48);
    fprintf(into, "GET /a?b=%llu&c=", (unsigned long long)lot_draw(lot) % 1000);
    base64_write(into, some, 24, "%0A");
    escaped_octets(into, lot, "%", 20);
    fputs(" HTTP/1.1\n", into);
    blob_clear(&some);
}

static void text_backslash(FILE *into, struct lot *lot)
{
    struct blob some = lot_blob(lot, 36);
    base64_write(into, some, 24, "\\n");
    escaped_octets(into, lot, "\\x", 12);
    fputs("\\\\n", into);
    blob_clear(&some);
}

/* Strings of a list, whose ends change before they are learned twice. */
static void text_strings(FILE *into, struct lot *lot)
{
    static const char *const ends[] = { "\",\n  \"", "\" +\n\"", "' .\n '", "\";\n a[1] = \"" };
    struct blob some = lot_blob(lot, 24);
    base64_write(into, some, 0, "");
    fputs(ends[lot_draw(lot) % 4], into);
    blob_clear(&some);
}

static void text_hex_gaps(FILE *into, struct lot *lot)
{
    escaped_octets(into, lot, "", 16);
    for (size_t i = lot_draw(lot) % 150; i > 0; i--) {
        fputc(i == 7 ? '\n' : ' ', into);
    }
}

/* Heads of keys without their END, on one line, in mails that are put together. */
static void mail_heads(FILE *into, struct lot *lot)
{
    fprintf(into, "From a@b Thu Jan  1 00:00:00 2015\nMessage-ID: <%llu@b>\nSubject: a\n\n",
            (unsigned long long)lot_draw(lot));
    for (size_t i = 0; i < HEADS_IN_MAIL; i++) {
        fputs(i % 2 == 0 ? "-----BEGIN PRIVATE KEY-----\tMII" : "-----BEGIN RSA PRIVATE KEY-----",
              into);
    }
    fputs("\n\n", into);
}

static void mail_head_lines(FILE *into, struct lot *lot)
{
    fprintf(into, "From a@b Thu Jan  1 00:00:00 2015\nMessage-ID: <%llu@b>\nSubject: a\n\n",
            (unsigned long long)lot_draw(lot));
    for (size_t i = 0; i < HEADS_IN_MAIL / 10; i++) {
        struct blob some = lot_blob(lot, 240);
        fputs("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n", into);
        base64_write(into, some, 64, "\n");
        blob_clear(&some);
    }
    fputs("\n", into);
}

#define EXPONENT 65537u

/* Of a number that is no multiple of it. */
static uint64_t inverse_modulo_exponent(uint64_t number)
{
    uint64_t inverse = 1;
    for (uint64_t left = EXPONENT - 2, power = number % EXPONENT; left > 0; left /= 2) {
        inverse = left % 2 == 1 ? inverse * power % EXPONENT : inverse;
        power = power * power % EXPONENT;
    }
    return inverse;
}

/* x with e x - 1 a multiple of a number that has as many divisors as can be. */
static struct blob smooth_exponent(struct lot *lot)
{
    struct blob drawn = lot_odd_blob(lot, 124);
    BIGNUM *number = number_of_blob(drawn), *smooth = NULL;
    BN_CTX *scratch = BN_CTX_new();
    BN_dec2bn(&smooth, "298123464038400"); /* of 2 to 29 */
    BN_mul(number, number, smooth, scratch);
    const uint64_t times = (uint64_t)(EXPONENT - 1 - BN_mod_word(number, EXPONENT)) *
                           inverse_modulo_exponent(BN_mod_word(smooth, EXPONENT)) % EXPONENT;
    BIGNUM *more = BN_dup(smooth);
    BN_mul_word(more, times);
    BN_add(number, number, more);
    BN_add_word(number, 1);
    (void)BN_div_word(number, EXPONENT);
    BN_free(more);
    BN_free(smooth);
    BN_CTX_free(scratch);
    blob_clear(&drawn);
    return blob_of_number(number);
}

/* Three numbers as dP, dQ and qInv. */
static void raw_rsa_end(FILE *into, struct lot *lot)
{
    for (int i = 0; i < 3; i++) {
        struct blob exponent = smooth_exponent(lot);
        der_natural_write(into, exponent);
        blob_clear(&exponent);
    }
    fputs("--", into);
}

/* PKCS#12 that is broken behind its front, full of armour. */
static void raw_pfx_armour(FILE *into, struct lot *lot)
{
    struct blob body, some = lot_blob(lot, 300);
    FILE *behind = blob_begin(&body);
    fwrite("\x02\x01\x03\x30\x82\x1f\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 1, 18,
           behind);
    for (int i = 0; i < 12; i++) {
        fputs("-----BEGIN PRIVATE KEY-----\n", behind);
        base64_write(behind, some, 64, "\n");
    }
    blob_done(behind);
    der_wrap(into, SEQUENCE, body);
    blob_clear(&some);
}

/* Chains that break off only in their last certificate. */
static void raw_java_chain(FILE *into, struct lot *lot)
{
    (void)lot;
    fwrite(
        "\xfe\xed\xfe\xed\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\x30\0\x7f\xff"
        "\xff\xff",
        1, 36, into);
    for (int i = 0; i < 40; i++) {
        fwrite("\0\0\0\x02\x30\0", 1, 6, into);
    }
}

static void raw_pfx_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fwrite("\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 1, 18, into);
}

static void text_jwk_public(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("{\"x\":1,", into);
    for (int i = 0; i < 70; i++) {
        fputs("\"kty\":\"RSA\",", into);
    }
    fputs("}\n", into);
}

/* Zeros in zlib, cut off: little that says it makes much. */
static void text_base64_zlib(FILE *into, struct lot *lot)
{
    uint8_t zeros[24 << 10] = { 0 }, packed[1024];
    uLongf length = sizeof(packed);
    zeros[0] = (uint8_t)lot_draw(lot);
    insist(compress2(packed, &length, zeros, sizeof(zeros), 9) == Z_OK, "zlib");
    base64_write(into, (struct blob){ packed, length - 8 - lot_draw(lot) % 8 }, 76, "\n");
    fputs("\n--\n", into);
}

/* Lines of a dump of which none goes on from the one before. */
static void text_dump_octal(FILE *into, struct lot *lot)
{
    fprintf(into, "%07llo", (unsigned long long)lot_draw(lot) & 077777777);
    for (size_t i = 0; i < 16; i++) {
        fprintf(into, " %03o", (unsigned)(lot_draw(lot) & 0xff));
    }
    fputc('\n', into);
}

/* Nor does one end. */
static void text_dump_joined(FILE *into, struct lot *lot)
{
    fprintf(into, "%08llx ", (unsigned long long)lot_draw(lot) & 0xffffffff);
    for (size_t i = 0; i < 16; i++) {
        fprintf(into, " %02x", (unsigned)(lot_draw(lot) & 0xff));
    }
    fputs("  |................| ", into);
}

static void text_jwe_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("{\"ciphertext\":\"\",\"alg\":\"PBES2-", into);
}

const struct flood_kind flood_learned[] = {
    { "text-percent", text_percent, false },       { "text-backslash", text_backslash, false },
    { "text-strings", text_strings, false },       { "text-hex-gaps", text_hex_gaps, false },
    { "mail-heads", mail_heads, false },           { "mail-head-lines", mail_head_lines, false },
    { "raw-rsa-end", raw_rsa_end, false },         { "raw-pfx-armour", raw_pfx_armour, false },
    { "raw-java-chain", raw_java_chain, false },   { "raw-pfx-open", raw_pfx_open, false },
    { "text-jwk-public", text_jwk_public, false }, { "text-base64-zlib", text_base64_zlib, false },
    { "text-dump-octal", text_dump_octal, false }, { "text-dump-joined", text_dump_joined, false },
    { "text-jwe-open", text_jwe_open, false },
};
const size_t flood_learned_count = sizeof(flood_learned) / sizeof(flood_learned[0]);
