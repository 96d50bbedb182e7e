#include "flood_kind.h"

#include <string.h>

#include "flood_body.h"
#include "text_encoding.h"

static void base64_number(FILE *into, struct blob number)
{
    struct blob text;
    FILE *behind = blob_begin(&text);
    base64_write(behind, number, 0, "");
    blob_done(behind);
    blob_pass(into, text);
}

static void fields_write(FILE *into, struct lot *lot, const char *const fields[RSA_NUMBERS + 1])
{
    struct rsa_forgery forgery;
    rsa_forge(lot, 4096, RSA_DRAWN, &forgery);
    for (size_t i = 0; i < RSA_NUMBERS; i++) {
        fputs(fields[i], into);
        base64_number(into, forgery.numbers[i]);
    }
    fputs(fields[RSA_NUMBERS], into);
    rsa_forgery_clear(&forgery);
}

static void text_jwk(FILE *into, struct lot *lot)
{
    static const char *const fields[] = { "{\"kty\":\"RSA\",\"n\":\"",
                                          "\",\"e\":\"",
                                          "\",\"d\":\"",
                                          "\",\"p\":\"",
                                          "\",\"q\":\"",
                                          "\",\"dp\":\"",
                                          "\",\"dq\":\"",
                                          "\",\"qi\":\"",
                                          "\"}\n" };
    fields_write(into, lot, fields);
}

static void text_jwk_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("{\"kty\":\"RSA\",\"d\":\"AQ\",", into);
}

static void text_jwk_escaped(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("{\\\"kty\\\":\\\"EC\\\",\\\"d\\\":", into);
}

static void text_xml(FILE *into, struct lot *lot)
{
    static const char *const fields[] = { "<RSAKeyValue><Modulus>",
                                          "</Modulus><Exponent>",
                                          "</Exponent><D>",
                                          "</D><P>",
                                          "</P><Q>",
                                          "</Q><DP>",
                                          "</DP><DQ>",
                                          "</DQ><InverseQ>",
                                          "</InverseQ></RSAKeyValue>\n" };
    fields_write(into, lot, fields);
}

static void text_xml_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("<RSAKeyValue><D>AQ==</D><Modulus>&lt;", into);
}

static void text_dnssec(FILE *into, struct lot *lot)
{
    static const char *const fields[] = {
        "Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\nModulus: ",
        "\nPublicExponent: ",
        "\nPrivateExponent: ",
        "\nPrime1: ",
        "\nPrime2: ",
        "\nExponent1: ",
        "\nExponent2: ",
        "\nCoefficient: ",
        "\n"
    };
    fields_write(into, lot, fields);
}

static void text_dnssec_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("Private-key-format: v1.3\nAlgorithm: 8\n", into);
}

static void listed_number(FILE *into, struct blob number)
{
    for (size_t i = 0; i < number.length; i++) {
        fprintf(into, "%s%02x%s", i % 15 == 0 ? "    " : "", number.at[i],
                i + 1 == number.length ? "\n"
                : i % 15 == 14         ? ":\n"
                                       : ":");
    }
}

static void text_listing(FILE *into, struct lot *lot)
{
    static const char *const names[] = { "modulus:\n",         "",
                                         "privateExponent:\n", "prime1:\n",
                                         "prime2:\n",          "exponent1:\n",
                                         "exponent2:\n",       "coefficient:\n" };
    struct rsa_forgery forgery;
    rsa_forge(lot, 4096, RSA_DRAWN, &forgery);
    fputs("Private-Key: (4096 bit, 2 primes)\n", into);
    for (size_t i = 0; i < RSA_NUMBERS; i++) {
        if (i == 1) {
            fputs("publicExponent: 65537 (0x10001)\n", into);
            continue;
        }
        fputs(names[i], into);
        listed_number(into, forgery.numbers[i]);
    }
    rsa_forgery_clear(&forgery);
}

static void text_listing_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("Private-Key: (2048 bit)\nmodulus:\n    00:b0:d1:83:\nprivateExponent:\n    48:2e:9f:\n",
          into);
}

static void text_putty(FILE *into, struct lot *lot)
{
    fputs("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: aes256-cbc\nComment: x\nPublic-Lines: 3\n",
          into);
    struct blob body = lot_blob(lot, 144), salt = lot_blob(lot, 16), closed = lot_blob(lot, 320);
    memcpy(body.at, "\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\0\x7a", 22);
    base64_write(into, body, 64, "\n");
    fputs("Key-Derivation: Argon2id\nArgon2-Memory: 8192\nArgon2-Passes: 13\n"
          "Argon2-Parallelism: 1\nArgon2-Salt: ",
          into);
    for (size_t i = 0; i < 16; i++) {
        fprintf(into, "%02x", salt.at[i]);
    }
    fputs("\nPrivate-Lines: 7\n", into);
    base64_write(into, closed, 64, "\n");
    fputs("Private-MAC: ", into);
    for (size_t i = 0; i < 32; i++) {
        fprintf(into, "%02x", closed.at[i]);
    }
    fputs("\n", into);
    blob_clear(&body);
    blob_clear(&salt);
    blob_clear(&closed);
}

static void text_putty_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n", into);
}

static void text_agent(FILE *into, struct lot *lot)
{
    static const char *const fields[] = { "(private-key (rsa (n #", "#)(e #", "#)(d #", "#)(p #",
                                          "#)(q #" };
    struct rsa_forgery forgery;
    rsa_forge(lot, 4096, RSA_DRAWN, &forgery);
    fputs("Key: ", into);
    for (size_t i = 0; i < 5; i++) {
        fputs(fields[i], into);
        for (size_t j = 0; j < forgery.numbers[i].length; j++) {
            fprintf(into, "%02X", forgery.numbers[i].at[j]);
        }
    }
    fputs("#)))\n", into);
    rsa_forgery_clear(&forgery);
}

static void text_agent_open(FILE *into, struct lot *lot)
{
    (void)lot;
    fputs("Key: (private-key (rsa (n #00C1#)(e #", into);
}

const struct flood_kind flood_text[] = {
    { "text-jwk", text_jwk, false },
    { "text-jwk-open", text_jwk_open, false },
    { "text-jwk-escaped", text_jwk_escaped, false },
    { "text-xml", text_xml, false },
    { "text-xml-open", text_xml_open, false },
    { "text-dnssec", text_dnssec, false },
    { "text-dnssec-open", text_dnssec_open, false },
    { "text-listing", text_listing, false },
    { "text-listing-open", text_listing_open, false },
    { "text-putty", text_putty, true },
    { "text-putty-open", text_putty_open, false },
    { "text-agent", text_agent, false },
    { "text-agent-open", text_agent_open, false },
};
const size_t flood_text_count = sizeof(flood_text) / sizeof(flood_text[0]);
