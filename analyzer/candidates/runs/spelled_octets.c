#include "candidates/runs/spelled_octets.h"

#include <string.h>

#include "bounds.h"
#include "bytes/spelled_octet.h"

/* Numbers that make an array. */
#define OCTETS_MIN 24
/* How far before the anchor the first number may begin: those without a word before it. */
#define BACK 256
/* A string begins its SEQUENCE at most so far before the version in it: four octets. */
#define FRONT_MAX 48
/* Between two strings of source code. */
#define JOINT_MAX 96
/* From the front of a number to the word at it. */
#define WORD_MAX 12
/* One with what stands before it: where less is left, more of them may have been there. */
#define NUMBER_MAX 96

static struct bytes behind(struct bytes text, size_t count)
{
    return bytes_over(text.at + count, text.left - count);
}

static void offer(struct delivery *delivery, const char *name, const struct buffer *octets,
                  uint64_t from, uint64_t to)
{
    if (delivery_owns(delivery, from)) {
        delivery->sink->reading(delivery->sink->context, name, buffer_bytes(octets), from,
                                to - from);
    }
    delivery->spelled_to = to;
}

static bool is_front(struct bytes text, size_t at)
{
    const uint8_t before = at > 0 ? text.at[at - 1] : ' ';
    return !(before >= '0' && before <= '9') && !(before >= 'a' && before <= 'z') &&
           !(before >= 'A' && before <= 'Z') && before != '-' && before != '.' && before != '_';
}

/* The numbers from `at` on, as far as they go: where they end. */
static size_t read_array(struct bytes text, size_t at, size_t most, struct buffer *octets,
                         bool *word)
{
    size_t gap = 0, end = at, count = 0;
    *word = false;
    do {
        struct bytes rest = behind(text, end + gap);
        uint8_t octet;
        bool has_word;
        if (!spelled_octet_take(&rest, &octet, &has_word) ||
            (octets != NULL && !buffer_append_byte(octets, octet))) {
            break;
        }
        *word = *word || has_word;
        end = text.left - rest.left;
        count++;
        gap = count < most ? spelled_octet_gap(rest) : 0;
    } while (gap > 0);
    return count >= most || octets != NULL ? end : at;
}

/* Where the first number stands from which all follow on each other up to the anchor. */
static size_t array_front(struct bytes text, size_t anchor)
{
    size_t at = anchor > BACK ? anchor - BACK : 0, front = anchor;
    while (at < anchor) {
        struct bytes rest = behind(text, at);
        uint8_t octet;
        bool word;
        const bool taken =
            (front < at || is_front(text, at)) && spelled_octet_take(&rest, &octet, &word);
        const size_t gap = taken ? spelled_octet_gap(rest) : 0;
        front = gap == 0 ? anchor : front == anchor ? at : front;
        at = gap == 0 ? at + 1 : text.left - rest.left + gap;
    }
    return front;
}

static void tell_bound(struct delivery *delivery, uint64_t from, uint64_t length)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "an array of bytes is longer than is read at once" };
    if (delivery_owns(delivery, from)) {
        delivery->sink->unread(delivery->sink->context, &bound, from, length);
    }
}

static void read_words(const struct leaf_window *window, size_t anchor, struct delivery *delivery)
{
    const struct bytes text = window->text;
    bool word;
    if (read_array(text, anchor, OCTETS_MIN, NULL, &word) == anchor || !word) {
        return;
    }
    const size_t front = array_front(text, anchor);
    delivery->work += BACK;
    struct buffer octets = { 0 };
    const size_t end = read_array(text, front, SIZE_MAX, &octets, &word);
    if (text.left - end < NUMBER_MAX && !window->ends) {
        tell_bound(delivery, window->base + front, end - front);
    }
    offer(delivery, "byte array", &octets, window->base + front, window->base + end);
    delivery_take(delivery, window->base + front, window->base + end);
    buffer_clear(&octets);
}

/* A SEQUENCE's first octets: how many there are with its content; 0 where they are none. */
static size_t sequence_length(const uint8_t *front, size_t count)
{
    if (front[0] != 0x30) {
        return 0;
    }
    switch (count) {
    case 2:
        return front[1] < 0x80 ? 2 + (size_t)front[1] : 0;
    case 3:
        return front[1] == 0x81 ? 3 + (size_t)front[2] : 0;
    case 4:
        return front[1] == 0x82 ? 4 + ((size_t)front[2] << 8 | front[3]) : 0;
    default:
        return 0;
    }
}

/* Where a string is spelled from, and how many octets it stands for. */
static bool string_front(struct bytes text, size_t anchor, size_t slashes, size_t *front,
                         size_t *length)
{
    const size_t most = anchor < FRONT_MAX ? anchor : FRONT_MAX;
    /* The longest: a part of an escape, of \x04, could be a shorter one. */
    for (size_t back = most; back > 0; back--) {
        struct bytes rest = bytes_over(text.at + anchor - back, back);
        uint8_t octets[4];
        size_t count = 0;
        while (count < sizeof(octets) && spelled_octet_escape(&rest, slashes, &octets[count])) {
            count++;
        }
        if (rest.left == 0 && sequence_length(octets, count) > 0) {
            *front = anchor - back;
            *length = sequence_length(octets, count);
            return true;
        }
    }
    return false;
}

/* How many bytes at the front lead from the end of one string to the next one, which on another
 * line may have the other quotation mark. */
static size_t joint_of(struct bytes text, uint8_t *quote)
{
    size_t lines = 0;
    if (text.left == 0 || text.at[0] != *quote) {
        return 0;
    }
    for (size_t at = 1; at < text.left && at < JOINT_MAX; at++) {
        lines += text.at[at] == '\n' || (text.at[at - 1] == '\\' && text.at[at] == 'n') ? 1 : 0;
        const bool other = lines > 0 && (text.at[at] == '"' || text.at[at] == '\'');
        if (text.at[at] == *quote || other) {
            *quote = text.at[at];
            return lines <= 2 ? at + 1 : 0;
        }
    }
    return 0;
}

/* Lines that were broken on the way, quoted or not. */
static size_t break_of(struct bytes text)
{
    size_t at = 0;
    while (at < text.left && at < 2 && (text.at[at] == '\r' || text.at[at] == '\n')) {
        at++;
    }
    while (at > 0 && text.left - at > 1 && text.at[at] == '>' && text.at[at + 1] == ' ') {
        at += 2;
    }
    return at;
}

/* `hex`: no octet of it was spelled in another way than `\x30`. */
static size_t read_string(struct bytes text, size_t front, size_t slashes, size_t length,
                          struct buffer *octets, bool *hex)
{
    const uint8_t before = front > 0 ? text.at[front - 1] : '\0';
    uint8_t quote = before == '"' || before == '\'' ? before : '\0';
    /* Where the program itself was quoted, its marks are escaped. */
    bool escaped = quote != '\0' && front > 1 && text.at[front - 2] == '\\';
    struct bytes rest = behind(text, front);
    *hex = true;
    while (rest.left > 0 && octets->used < length) {
        const bool marked = escaped && rest.left > 1 && rest.at[0] == '\\' && rest.at[1] == quote;
        const struct bytes mark = behind(rest, marked ? 1 : 0);
        const size_t joint = quote != '\0' ? joint_of(mark, &quote) : 0;
        const size_t skipped = joint > 0 ? joint + (marked ? 1 : 0) : break_of(rest);
        uint8_t octet;
        if (skipped > 0) {
            rest = behind(rest, skipped);
            escaped = joint > 0 ? rest.at[-2] == '\\' : escaped;
            continue;
        }
        *hex = *hex && rest.left > slashes && rest.at[0] == '\\' && rest.at[slashes] == 'x';
        if (marked || (quote != '\0' && rest.at[0] == quote) ||
            !spelled_octet_escape(&rest, slashes, &octet) || !buffer_append_byte(octets, octet)) {
            break;
        }
    }
    return text.left - rest.left;
}

/* The version, and what a key has behind it: a number, an algorithm or a secret. */
static bool is_version(struct bytes text, size_t slashes)
{
    uint8_t octets[4];
    for (size_t i = 0; i < sizeof(octets); i++) {
        if (!spelled_octet_escape(&text, slashes, &octets[i])) {
            return false;
        }
    }
    return octets[0] == 2 && octets[1] == 1 && octets[2] <= 3 &&
           (octets[3] == 0x02 || octets[3] == 0x30 || octets[3] == 0x04);
}

/* False where no string of a key has its version at `version`. */
static bool read_escapes_at(const struct leaf_window *window, size_t version,
                            struct delivery *delivery)
{
    const struct bytes text = window->text;
    const size_t slashes = spelled_octet_slashes(behind(text, version));
    size_t front, length;
    delivery->work += 8;
    if (!is_version(behind(text, version), slashes) ||
        !string_front(text, version, slashes, &front, &length)) {
        return false;
    }
    struct buffer octets = { 0 };
    bool hex;
    const size_t end = read_string(text, front, slashes, length, &octets, &hex);
    delivery->work += end - front;
    if (!hex) { /* which is read as such */
        offer(delivery, "escaped octets", &octets, window->base + front, window->base + end);
    }
    buffer_clear(&octets);
    return true;
}

/* A length that ends in the octet of a backslash stands before the version as two of them. */
static void read_escapes(const struct leaf_window *window, size_t anchor, struct delivery *delivery)
{
    size_t first = anchor;
    while (first > 0 && window->text.at[first - 1] == '\\') {
        first--;
    }
    const size_t slashes = anchor - first + 1;
    if (!read_escapes_at(window, first, delivery) && slashes % 3 == 0) {
        (void)read_escapes_at(window, first + slashes / 3 * 2, delivery);
    }
}

/* Where the number begins that the anchor's word belongs to. */
static size_t word_front(struct bytes text, size_t anchor)
{
    for (size_t back = anchor < WORD_MAX ? anchor : WORD_MAX; back > 0; back--) {
        struct bytes rest = behind(text, anchor - back);
        uint8_t octet;
        bool word;
        if (is_front(text, anchor - back) && spelled_octet_take(&rest, &octet, &word) && word &&
            text.left - rest.left > anchor) {
            return anchor - back;
        }
    }
    return anchor;
}

void spelled_octets_read(const struct leaf_window *window, size_t anchor, struct delivery *delivery)
{
    if (window->base + anchor < delivery->spelled_to) {
        return;
    }
    if (window->text.at[anchor] == '\\') {
        read_escapes(window, anchor, delivery);
        return;
    }
    read_words(window, word_front(window->text, anchor), delivery);
}
