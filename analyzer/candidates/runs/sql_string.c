#include "candidates/runs/sql_string.h"

#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "bytes/der.h"
#include "bytes/sql_escape.h"
#include "candidates/anchors.h"

/* The header of a SEQUENCE and the version of a key. */
#define FRONT_MAX 7

/* Before the first octet of a string. */
static const char introducer[] = "_binary '";
#define INTRODUCER (sizeof(introducer) - 1)

/* Where a string would begin: behind the quotation mark of the anchor, or as a key or a store that
 * the anchor is part of; the place of the anchor itself where there is none. */
static size_t front_of(struct bytes text, size_t anchor, unsigned kinds)
{
    const size_t behind = anchor + ANCHOR_LENGTH;
    if ((kinds & ANCHOR_SPELLED) != 0 && text.at[anchor] == '\'') {
        return anchor + 1;
    }
    if ((kinds & ANCHOR_SPELLED) != 0 && text.at[anchor] == 'P') { /* a zip */
        return anchor;
    }
    if ((kinds & ANCHOR_SPELLED) != 0 && behind >= INTRODUCER &&
        memcmp(text.at + behind - INTRODUCER, introducer, INTRODUCER) == 0) {
        return behind;
    }
    /* 30, a length and 02 01 before an escaped zero; or the version of an EC key behind the two. */
    const size_t back = (kinds & ANCHOR_SPELLED) != 0 ? 4 : (kinds & ANCHOR_VERSION) != 0 ? 2 : 0;
    return back > 0 && anchor >= back && text.at[anchor - back] == DER_SEQUENCE ? anchor - back
                                                                                : anchor;
}

static const char blanks[] = " \t\r\n,(=";

static bool is_behind_blank(struct bytes text, size_t at)
{
    return at == 0 || memchr(blanks, text.at[at - 1], sizeof(blanks) - 1) != NULL;
}

/* A word that says of what kind the string is, directly before its quotation mark: both need no
 * blank between them. */
static bool is_introduced(struct bytes text, size_t at)
{
    static const char *const words[] = { "_binary", "E" };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const size_t length = strlen(words[i]);
        if (at >= length &&
            strncasecmp((const char *)text.at + at - length, words[i], length) == 0 &&
            is_behind_blank(text, at - length)) {
            return true;
        }
    }
    return false;
}

/* The quotation mark before it, which is no octet of another string, nor of anything else: a blank,
 * a comma or a parenthesis stands before it, or a word that belongs to it. 0 for none. */
static uint8_t quote_before(struct bytes text, size_t at)
{
    const uint8_t quote = at > 0 ? text.at[at - 1] : 0;
    return (quote == '\'' || quote == '"') &&
                   (is_behind_blank(text, at - 1) || is_introduced(text, at - 1))
               ? quote
               : 0;
}

/* Of an escaped key whose version is 0, with a long length: how many octets it is of; or 0. */
static uint64_t bare_key(struct bytes text)
{
    uint8_t front[FRONT_MAX];
    size_t count = 0, escapes = 0;
    while (count < FRONT_MAX && text.left > 0) {
        struct bytes taken;
        const bool escape = sql_escape_plain(bytes_over(text.at, 1), 0) == 0;
        front[count] = text.at[0];
        if ((escape && sql_escape_read(text, 0, &front[count]) != SQL_ESCAPE_TAKEN) ||
            !bytes_take(&text, escape ? 2 : 1, &taken)) {
            break;
        }
        escapes += escape ? 1 : 0;
        count++;
    }
    const size_t header = count == FRONT_MAX && front[1] > 0x80 ? 2u + (front[1] & 0x7fu) : count;
    const bool version = header + 3 <= count && memcmp(front + header, "\x02\x01\0", 3) == 0;
    const uint64_t span = version && escapes > 0 ? der_span(bytes_over(front, count)) : 0;
    return span <= KEY_DER_MAX ? span : 0;
}

/* Nothing before it on its line, or in its column. */
static bool is_bare(const struct leaf_window *window, size_t at)
{
    const uint8_t before = at > 0 ? window->text.at[at - 1] : '\n';
    return (at > 0 || window->base == 0) && (before == '\n' || before == '\t') &&
           bare_key(bytes_over(window->text.at + at, window->text.left - at)) > 0;
}

void sql_string_note(const struct leaf_window *window, size_t anchor, unsigned kinds,
                     struct delivery *delivery)
{
    const unsigned wanted = ANCHOR_SPELLED | ANCHOR_DER | ANCHOR_VERSION | ANCHOR_JAVA;
    const size_t at = (kinds & wanted) != 0 ? front_of(window->text, anchor, kinds) : 0;
    const uint64_t begin = window->base + at;
    if ((kinds & wanted) == 0 || delivery_is_taken(delivery, begin) ||
        !(quote_before(window->text, at) != 0 ||
          ((kinds & ANCHOR_DER) != 0 && is_bare(window, at)))) {
        return;
    }
    noted_text_add(&delivery->strings, begin, delivery);
}

/* What is as it stands was seen as it stands. */
static void close_string(void *context, struct delivery *delivery)
{
    struct sql_string *string = context;
    static const struct noted_faults faults = {
        { OUTCOME_BOUND, NULL, "a string of SQL is longer than is held in memory" },
        { OUTCOME_NO_MEMORY, NULL, "no memory to decode a string of SQL" },
    };
    const bool worth = string->escapes > 0 && noted_text_worth(&string->text, delivery);
    noted_text_close(&string->text, "SQL string", worth, &faults, delivery);
}

/* One that is read from its front to its length; less of it where its end is not seen. */
static size_t still_wanted(const struct sql_string *string, size_t shown)
{
    const uint64_t left = string->wanted - string->passed;
    return string->wanted == 0 || left > shown ? shown : (size_t)left;
}

/* True while the string is still open, when `to` was reached. */
static bool read_on(void *context, const struct leaf_window *window, uint64_t to,
                    const struct delivery *delivery)
{
    struct sql_string *string = context;
    const uint8_t quote = string->quote;
    while (string->text.cursor < to) {
        const size_t at = (size_t)(string->text.cursor - window->base);
        const size_t shown = still_wanted(string, (size_t)(to - string->text.cursor));
        const size_t plain = sql_escape_plain(bytes_over(window->text.at + at, shown), quote);
        noted_text_hold(&string->text, bytes_over(window->text.at + at, plain), delivery);
        string->text.cursor += plain;
        string->passed += plain;
        if (shown == 0) {
            return false;
        }
        if (plain == shown) {
            continue;
        }
        uint8_t octet;
        const struct bytes rest =
            bytes_over(window->text.at + at + plain, window->text.left - at - plain);
        if (sql_escape_read(rest, quote, &octet) != SQL_ESCAPE_TAKEN) {
            return false;
        }
        noted_text_hold(&string->text, bytes_over(&octet, 1), delivery);
        string->text.cursor += 2;
        string->passed++;
        string->escapes++;
    }
    return true;
}

static void open_string(void *context, const struct leaf_window *window, uint64_t begin)
{
    struct sql_string *string = context;
    const size_t at = (size_t)(begin - window->base);
    const struct bytes rest = bytes_over(window->text.at + at, window->text.left - at);
    noted_text_open(&string->text, begin);
    string->quote = quote_before(window->text, at);
    string->wanted = string->quote != 0 ? 0 : bare_key(rest);
    string->passed = 0;
    string->escapes = 0;
}

void sql_string_scan(struct sql_string *string, const struct leaf_window *window, uint64_t to,
                     struct delivery *delivery)
{
    static const struct noted_kind kind = { open_string, read_on, close_string };
    noted_text_scan(&string->text, &kind, string, &delivery->strings, window, to, delivery);
}

void sql_string_finish(struct sql_string *string, struct delivery *delivery)
{
    if (string->text.open) {
        close_string(string, delivery);
    }
}
