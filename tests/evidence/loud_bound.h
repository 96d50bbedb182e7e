#ifndef LOUD_BOUND_H
#define LOUD_BOUND_H

#include "evidence/evidence_run.h"

/* Evidence that just reaches a bound, and what the journal says of it. */

static inline void put(struct buffer *into, const char *text)
{
    ck_assert(buffer_append_text(into, text));
}

static inline void put_octets(struct buffer *into, const void *octets, size_t count)
{
    ck_assert(buffer_append(into, bytes_over(octets, count)));
}

static inline void fill(struct buffer *into, uint8_t octet, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_assert(buffer_append_byte(into, octet));
    }
}

static inline void put_big(struct buffer *into, size_t number)
{
    const uint8_t octets[] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16),
                               (uint8_t)(number >> 8), (uint8_t)number };
    put_octets(into, octets, sizeof(octets));
}

static inline void put_little(struct buffer *into, size_t number)
{
    const uint8_t octets[] = { (uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
                               (uint8_t)(number >> 24) };
    put_octets(into, octets, sizeof(octets));
}

/* Scanned as a file, and within a text: the sentence is there, once. */
static inline struct record_list scan_for(struct bytes content, const char *sentence)
{
    struct record_list list = { 0 };
    run_scan(content, &list);
    const char *text = record_list_text(&list), *found = strstr(text, sentence);
    ck_assert_msg(found != NULL, "%s:\n%s", sentence, text);
    ck_assert_msg(strstr(found + 1, sentence) == NULL, "%s:\n%s", sentence, text);
    return list;
}

static inline void expect(struct buffer *content, const char *sentence, unsigned unread)
{
    struct record_list list = scan_for(buffer_bytes(content), sentence);
    ck_assert_msg(list.unread == unread, "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(content);
}

/* Silence where the bound is just kept. */
static inline void expect_none(struct buffer *content)
{
    struct record_list list = { 0 };
    run_scan(buffer_bytes(content), &list);
    ck_assert_msg(list.unread == 0 && list.notes == 0, "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(content);
}

static inline void prepare(void)
{
    run_prepare("wrong\n");
}

#endif
