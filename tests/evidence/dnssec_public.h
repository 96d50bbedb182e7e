#ifndef DNSSEC_PUBLIC_H
#define DNSSEC_PUBLIC_H

#include "evidence/row_check.h"

/* The public half beside a BIND private key: a DNSKEY or KEY record as text, RFC 4034
 * section 2; the numbers in it by RFC 3110, 2536, 2539, 6605 and 8080. */

static inline struct bytes dnssec_take(struct bytes *from, size_t count)
{
    struct bytes taken;
    ck_assert(bytes_take(from, count, &taken));
    return taken;
}

static inline struct bytes dnssec_take_counted(struct bytes *from)
{
    uint64_t length;
    ck_assert(bytes_take_number(from, 2, &length));
    return dnssec_take(from, (size_t)length);
}

static inline void dnssec_rsa(struct bytes rdata, struct public_numbers *numbers)
{
    numbers->algorithm = KEY_RSA;
    numbers->e = dnssec_take(&rdata, dnssec_take(&rdata, 1).at[0]);
    numbers->n = rdata;
}

static inline void dnssec_dsa(struct bytes rdata, struct public_numbers *numbers)
{
    const size_t width = 64 + 8 * (size_t)dnssec_take(&rdata, 1).at[0];
    numbers->algorithm = KEY_DSA;
    numbers->q = dnssec_take(&rdata, 20);
    numbers->p = dnssec_take(&rdata, width);
    numbers->g = dnssec_take(&rdata, width);
    numbers->y = rdata;
}

static inline void dnssec_dh(struct bytes rdata, struct public_numbers *numbers)
{
    numbers->algorithm = KEY_DH;
    numbers->p = dnssec_take_counted(&rdata);
    numbers->g = dnssec_take_counted(&rdata);
    numbers->y = dnssec_take_counted(&rdata);
}

static inline void dnssec_numbers(unsigned algorithm, struct bytes rdata, struct buffer *point,
                                  struct public_numbers *numbers)
{
    switch (algorithm) {
    case 2:
        dnssec_dh(rdata, numbers);
        break;
    case 3:
    case 6:
        dnssec_dsa(rdata, numbers);
        break;
    case 13:
    case 14:
        must(buffer_append_byte(point, 4) && buffer_append(point, rdata));
        numbers->algorithm = KEY_EC;
        numbers->curve = algorithm == 13 ? CURVE_P256 : CURVE_P384;
        numbers->point = buffer_bytes(point);
        break;
    case 15:
    case 16:
        numbers->algorithm = algorithm == 15 ? KEY_ED25519 : KEY_ED448;
        numbers->raw = rdata;
        break;
    default:
        dnssec_rsa(rdata, numbers);
        break;
    }
}

/* The name of the key in a `.key` file. */
static inline void dnssec_public_name(const char *fixture, char name[KEY_IDENTITY_TEXT])
{
    struct buffer file = fixture_read(fixture), rdata = { 0 }, point = { 0 };
    must(buffer_append_byte(&file, 0));
    const char *record = strstr((const char *)file.at, "IN");
    while (record != NULL && strstr(record + 1, "example") != NULL) { /* behind BIND's remarks */
        record = strstr(strstr(record + 1, "example"), "IN");
    }
    unsigned flags, protocol, algorithm;
    int length = 0;
    ck_assert_msg(record != NULL && sscanf(record, "IN %*s %u %u %u %n", &flags, &protocol,
                                           &algorithm, &length) == 3,
                  "%s", fixture);
    const char *remark = strchr(record, ';');
    const size_t left = remark != NULL ? (size_t)(remark - record) : strlen(record);
    ck_assert(base64_decode(bytes_over(record + length, left - (size_t)length), &rdata));
    struct public_numbers numbers = { .algorithm = KEY_ALGORITHM_NONE };
    struct public_identity identity;
    dnssec_numbers(algorithm, buffer_bytes(&rdata), &point, &numbers);
    ck_assert_int_eq(public_identity_of(&numbers, &identity), OUTCOME_OK);
    public_identity_text(&identity, name);
    buffer_clear(&file);
    buffer_clear(&rdata);
    buffer_clear(&point);
}

#endif
