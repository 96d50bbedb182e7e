#include "containers/documents/ebcdic_text.h"

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/utf8.h"
#include "containers/streams/decoding_stream.h"

/* Fewer say nothing. */
#define OCTETS_LEAST 64u
#define NEWLINE      0x15u
#define LINE_FEED    0x25u

/* Of code page 037, the code points of Latin-1. */
static const uint8_t page_037[256] = {
    0x00, 0x01, 0x02, 0x03, 0x9c, 0x09, 0x86, 0x7f, 0x97, 0x8d, 0x8e, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
    0x10, 0x11, 0x12, 0x13, 0x9d, 0x85, 0x08, 0x87, 0x18, 0x19, 0x92, 0x8f, 0x1c, 0x1d, 0x1e, 0x1f,
    0x80, 0x81, 0x82, 0x83, 0x84, 0x0a, 0x17, 0x1b, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x05, 0x06, 0x07,
    0x90, 0x91, 0x16, 0x93, 0x94, 0x95, 0x96, 0x04, 0x98, 0x99, 0x9a, 0x9b, 0x14, 0x15, 0x9e, 0x1a,
    0x20, 0xa0, 0xe2, 0xe4, 0xe0, 0xe1, 0xe3, 0xe5, 0xe7, 0xf1, 0xa2, 0x2e, 0x3c, 0x28, 0x2b, 0x7c,
    0x26, 0xe9, 0xea, 0xeb, 0xe8, 0xed, 0xee, 0xef, 0xec, 0xdf, 0x21, 0x24, 0x2a, 0x29, 0x3b, 0xac,
    0x2d, 0x2f, 0xc2, 0xc4, 0xc0, 0xc1, 0xc3, 0xc5, 0xc7, 0xd1, 0xa6, 0x2c, 0x25, 0x5f, 0x3e, 0x3f,
    0xf8, 0xc9, 0xca, 0xcb, 0xc8, 0xcd, 0xce, 0xcf, 0xcc, 0x60, 0x3a, 0x23, 0x40, 0x27, 0x3d, 0x22,
    0xd8, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0xab, 0xbb, 0xf0, 0xfd, 0xfe, 0xb1,
    0xb0, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0xaa, 0xba, 0xe6, 0xb8, 0xc6, 0xa4,
    0xb5, 0x7e, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0xa1, 0xbf, 0xd0, 0xdd, 0xde, 0xae,
    0x5e, 0xa3, 0xa5, 0xb7, 0xa9, 0xa7, 0xb6, 0xbc, 0xbd, 0xbe, 0x5b, 0x5d, 0xaf, 0xa8, 0xb4, 0xd7,
    0x7b, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0xad, 0xf4, 0xf6, 0xf2, 0xf3, 0xf5,
    0x7d, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0xb9, 0xfb, 0xfc, 0xf9, 0xfa, 0xff,
    0x5c, 0xf7, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0xb2, 0xd4, 0xd6, 0xd2, 0xd3, 0xd5,
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0xb3, 0xdb, 0xdc, 0xd9, 0xda, 0x9f,
};

static uint8_t character_500(uint8_t octet)
{
    static const uint8_t others[][2] = { { 0x4a, '[' }, { 0x4f, '!' },  { 0x5a, ']' },
                                         { 0x5f, '^' }, { 0xb0, 0xa2 }, { 0xba, 0xac },
                                         { 0xbb, '|' } };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (others[i][0] == octet) {
            return others[i][1];
        }
    }
    return page_037[octet];
}

static uint8_t character_1047(uint8_t octet)
{
    static const uint8_t others[][2] = { { 0x5f, '^' },  { 0xad, '[' },  { 0xb0, 0xac },
                                         { 0xba, 0xdd }, { 0xbb, 0xa8 }, { 0xbd, ']' } };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (others[i][0] == octet) {
            return others[i][1];
        }
    }
    return page_037[octet];
}

static uint8_t character_037(uint8_t octet)
{
    return page_037[octet];
}

/* What the code pages differ in, where they are looked at alike. */
static bool is_bracket(uint8_t octet)
{
    return octet == 0x4a || octet == 0xad || octet == 0xb0 || octet == 0xba || octet == 0xbb ||
           octet == 0xbd || octet == 0x5f;
}

/* No text in another set has so many letters among octets from 80 on, and none in 20 and 0A. */
static bool ebcdic_recognise(struct bytes head)
{
    const size_t count = head.left < CONTENT_HEAD ? head.left : CONTENT_HEAD;
    const size_t others_most = count / 50;
    size_t letters = 0, others = 0, blanks = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t octet = head.at[i], character = page_037[octet];
        const bool blank = octet == 0x40 || octet == NEWLINE || octet == LINE_FEED;
        const bool control = octet < 0x40 && !blank && octet != 0x05 && octet != 0x0d;
        if (control || octet == 0xff) {
            return false;
        }
        blanks += blank ? 1 : 0;
        letters += ascii_is_alphanumeric(character) ? 1 : 0;
        others += character > 0x7e && !blank && !is_bracket(octet) ? 1 : 0;
        if (others > others_most + 1) {
            return false;
        }
    }
    return count >= OCTETS_LEAST && letters >= OCTETS_LEAST / 2 && blanks > 0 &&
           letters >= (count - blanks) / 2;
}

static bool stands_in(struct bytes head, uint8_t octet)
{
    for (size_t i = 0; i < head.left && i < CONTENT_HEAD; i++) {
        if (head.at[i] == octet) {
            return true;
        }
    }
    return false;
}

static size_t ebcdic_step(struct bytes in, struct decoded *out, uint8_t (*character)(uint8_t octet))
{
    size_t taken = 0;
    for (; taken < in.left && out->room - out->used >= 2; taken++) {
        const uint8_t octet = in.at[taken];
        const uint32_t rune = octet == NEWLINE || octet == LINE_FEED ? '\n' : character(octet);
        out->used += utf8_write(rune, out->at + out->used);
    }
    return taken;
}

static size_t step_037(struct decoding_stream *stream, struct bytes in, bool whole,
                       struct decoded *out)
{
    (void)stream;
    (void)whole;
    return ebcdic_step(in, out, character_037);
}

static size_t step_500(struct decoding_stream *stream, struct bytes in, bool whole,
                       struct decoded *out)
{
    (void)stream;
    (void)whole;
    return ebcdic_step(in, out, character_500);
}

static size_t step_1047(struct decoding_stream *stream, struct bytes in, bool whole,
                        struct decoded *out)
{
    (void)stream;
    (void)whole;
    return ebcdic_step(in, out, character_1047);
}

/* By the brackets: elsewhere they are capitals with accents and signs of currencies. */
static const struct decoding *page_of(struct bytes head)
{
    static const struct decoding pages[] = { { "cp037", 1, step_037, NULL },
                                             { "cp500", 1, step_500, NULL },
                                             { "cp1047", 1, step_1047, NULL } };
    if (stands_in(head, 0xad) || stands_in(head, 0xbd)) {
        return &pages[2];
    }
    return stands_in(head, 0x4a) && !stands_in(head, 0xba) ? &pages[1] : &pages[0];
}

static const struct fault *ebcdic_walk(struct stream *content, const struct container_sink *sink)
{
    const struct decoding *decoding = page_of(stream_ahead(content, CONTENT_HEAD));
    decoding_walk(decoding, content, sink, NULL, NULL);
    return NULL;
}

const struct container ebcdic_text_container = {
    .name = "ebcdic", .recognise = ebcdic_recognise, .walk = ebcdic_walk, .roomy = true
};
