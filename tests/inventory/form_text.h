#ifndef FORM_TEXT_H
#define FORM_TEXT_H

#include <check.h>
#include <stdio.h>
#include <zlib.h>

#include "buffer.h"
#include "inventory/certificate_source.h"

/* Writes certificates in the forms in which inventories carry them. */

static inline void put(struct buffer *out, const char *text)
{
    ck_assert(buffer_append_text(out, text));
}

static inline void put_number(struct buffer *out, size_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%zu", number);
    put(out, text);
}

static inline void put_base64(struct buffer *out, struct bytes der, bool padded)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < der.left; i += 3) {
        uint32_t group = 0;
        const size_t count = der.left - i < 3 ? der.left - i : 3;
        for (size_t j = 0; j < 3; j++) {
            group = group << 8 | (j < count ? der.at[i + j] : 0u);
        }
        for (size_t j = 0; j < 4; j++) {
            if (j <= count || padded) {
                const char digit = j <= count ? alphabet[group >> (18 - 6 * j) & 63] : '=';
                ck_assert(buffer_append_byte(out, (uint8_t)digit));
            }
        }
    }
}

static inline void put_hex(struct buffer *out, struct bytes der)
{
    for (size_t i = 0; i < der.left; i++) {
        char pair[3];
        snprintf(pair, sizeof(pair), "%02x", der.at[i]);
        put(out, pair);
    }
}

/* The text of PEM, with `line_end` for each of its line ends. */
static inline void put_pem(struct buffer *out, struct bytes der, const char *line_end)
{
    struct buffer text = { 0 };
    put_base64(&text, der, true);
    put(out, "-----BEGIN CERTIFICATE-----");
    put(out, line_end);
    for (size_t at = 0; at < text.used; at += 64) {
        const size_t length = text.used - at < 64 ? text.used - at : 64;
        ck_assert(buffer_append(out, bytes_over(text.at + at, length)));
        put(out, line_end);
    }
    put(out, "-----END CERTIFICATE-----");
    put(out, line_end);
    buffer_clear(&text);
}

static inline void put_gzip(struct buffer *out, struct bytes content)
{
    z_stream stream = { 0 };
    union {
        const uint8_t *read;
        uint8_t *next;
    } from = { .read = content.at };
    ck_assert(buffer_reserve(out, compressBound((uLong)content.left) + 64));
    ck_assert_int_eq(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = from.next;
    stream.avail_in = (uInt)content.left;
    stream.next_out = out->at;
    stream.avail_out = (uInt)out->room;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->used = stream.total_out;
    ck_assert_int_eq(deflateEnd(&stream), Z_OK);
}

/* A sink that notes what it is given. */
#define SPOT_LOG_MAX 32
struct spot_log {
    size_t certificates, unread, aside;
    uint8_t issuer_key[SPOT_LOG_MAX][SHA256_LENGTH];
    size_t issuer_key_length[SPOT_LOG_MAX];
};

static inline void spot_log_certificate(void *context, struct bytes der,
                                        const struct source_spot *spot)
{
    struct spot_log *log = context;
    ck_assert_uint_lt(log->certificates, SPOT_LOG_MAX);
    ck_assert_uint_gt(der.left, 0);
    const size_t at = log->certificates++;
    log->issuer_key_length[at] = spot->issuer_key.left;
    if (spot->issuer_key.left == SHA256_LENGTH) {
        memcpy(log->issuer_key[at], spot->issuer_key.at, SHA256_LENGTH);
    }
}

static inline void spot_log_unread(void *context, const struct fault *fault,
                                   const struct source_spot *spot)
{
    struct spot_log *log = context;
    (void)spot;
    ck_assert_ptr_nonnull(fault);
    log->unread++;
}

static inline void spot_log_aside(void *context, const struct fault *note,
                                  const struct source_spot *spot)
{
    struct spot_log *log = context;
    (void)note;
    (void)spot;
    log->aside++;
}

static inline struct certificate_sink spot_log_sink(struct spot_log *log)
{
    return (struct certificate_sink){ .context = log,
                                      .certificate = spot_log_certificate,
                                      .unread = spot_log_unread,
                                      .aside = spot_log_aside };
}

#endif
