#include "candidates/passphrase_words.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/text_word.h"

/* How far behind a keyword its separator may stand: "password for the attached key is: x". */
#define ANNOUNCEMENT_MAX 64

/* Lower case; the longer ones before those that they begin with. Letters of ASCII are
 * compared without regard to case. */
static const char *const keywords[] = {
    "password",
    "passphrase",
    "passwort",
    "passcode",
    "passwd",
    "pass phrase",
    "pass",
    "pwd",
    "pw",
    "pin",
    "kennwort",
    "kenn wort",
    "mot de passe",
    "mdp",
    "contrase\303\261a", /* contraseña */
    "contrasena",
    "clave",
    "senha",
    "palavra-passe",
    "has\305\202o", /* hasło */
    "haslo",
    "heslo",
    "wachtwoord",
    "l\xc3\xb6senord", /* lösenord */
    "parola",
    "secret",
    "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c",             /* пароль */
    "\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c",             /* Пароль */
    "\xe5\xaf\x86\xe7\xa0\x81",                                     /* 密码 */
    "\xe5\xaf\x86\xe7\xa2\xbc",                                     /* 密碼 */
    "\xe5\x8f\xa3\xe4\xbb\xa4",                                     /* 口令 */
    "\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89", /* パスワード */
    "\xec\x95\x94\xed\x98\xb8",                                     /* 암호 */
    "\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8",             /* 비밀번호 */
};
#define KEYWORDS (sizeof(keywords) / sizeof(keywords[0]))

/* What may stand between a keyword and the word. */
static const char *const separators[] = {
    ":",
    "=",
    "->",
    "=>",
    "\xef\xbc\x9a" /* full width colon */,
    " is ",
    " is:",
    " ist ",
    " lautet ",
    " est ",
    " es ",
    "\xe3\x81\xaf" /* は */,
    "\xe6\x98\xaf" /* 是 */,
    "\xe4\xb8\xba" /* 为 */,
};
#define SEPARATORS (sizeof(separators) / sizeof(separators[0]))

/* Marks that stand in pairs around what is quoted. */
static const struct {
    const char *opening, *closing;
} quotes[] = {
    { "\"", "\"" },
    { "'", "'" },
    { "`", "`" },
    { "\xe2\x80\x9c", "\xe2\x80\x9d" },
    { "\xe2\x80\x9e", "\xe2\x80\x9c" },
    { "\xe2\x80\x98", "\xe2\x80\x99" },
    { "\xc2\xab", "\xc2\xbb" },
    { "\xe3\x80\x8c", "\xe3\x80\x8d" },
    { "<", ">" },
    { "[", "]" },
};
#define QUOTES (sizeof(quotes) / sizeof(quotes[0]))

void passphrase_words_clear(struct passphrase_words *words)
{
    buffer_clear(&words->lines);
    words->count = 0;
}

static struct bytes after(struct bytes text, size_t count)
{
    return bytes_over(text.at + count, text.left - count);
}

/* Does the text begin with it? */
static bool begins(struct bytes text, const char *word)
{
    const size_t length = strlen(word);
    if (text.left < length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (ascii_lower(text.at[i]) != (uint8_t)word[i]) {
            return false;
        }
    }
    return true;
}

static bool is_known(const struct passphrase_words *words, struct bytes word)
{
    struct bytes lines = buffer_bytes(&words->lines), line;
    while (bytes_take_until(&lines, '\n', &line)) {
        if (bytes_equal(line, word)) {
            return true;
        }
    }
    return false;
}

static bool add_word(struct passphrase_words *words, struct bytes word)
{
    if (word.left == 0 || word.left > PASSPHRASE_LENGTH_MAX ||
        memchr(word.at, '\n', word.left) != NULL || is_known(words, word)) {
        return true;
    }
    if (words->count >= HARVEST_CANDIDATES_MAX) {
        words->bounded = true;
        return true;
    }
    words->count++;
    return buffer_append(&words->lines, word) && buffer_append_byte(&words->lines, '\n');
}

/* Without the punctuation that a sentence puts behind a word. */
static struct bytes without_tail(struct bytes word)
{
    while (word.left > 0 && strchr(".,;:!?)]}>\"'*_", word.at[word.left - 1]) != NULL) {
        word.left--;
    }
    return word;
}

static struct bytes without_head(struct bytes word)
{
    while (word.left > 0 && strchr("([{<\"'*_", word.at[0]) != NULL) {
        word = after(word, 1);
    }
    return word;
}

static struct bytes line_at(struct bytes text)
{
    const uint8_t *end = text.left > 0 ? memchr(text.at, '\n', text.left) : NULL;
    return end != NULL ? bytes_over(text.at, (size_t)(end - text.at)) : text;
}

static struct bytes word_at(struct bytes text)
{
    size_t length = 0;
    while (length < text.left && text.at[length] > ' ') {
        length++;
    }
    return bytes_over(text.at, length);
}

/* What stands between quotation marks, to the end of the line. False: no quotation. */
static bool take_quoted(struct bytes line, struct bytes *quoted)
{
    for (size_t i = 0; i < QUOTES; i++) {
        if (!begins(line, quotes[i].opening)) {
            continue;
        }
        const struct bytes rest = after(line, strlen(quotes[i].opening));
        const size_t width = strlen(quotes[i].closing);
        const uint8_t *end =
            rest.left > 0 ? memmem(rest.at, rest.left, quotes[i].closing, width) : NULL;
        if (end != NULL) {
            *quoted = bytes_over(rest.at, (size_t)(end - rest.at));
            return true;
        }
    }
    return false;
}

/* What stands between marks of HTML, at the front of the line or up to the first of them. */
static struct bytes between_tags(struct bytes line)
{
    const uint8_t *end;
    while (line.left > 0 && line.at[0] == '<' && (end = memchr(line.at, '>', line.left)) != NULL) {
        line = text_trimmed(after(line, (size_t)(end - line.at) + 1));
    }
    end = line.left > 0 ? memchr(line.at, '<', line.left) : NULL;
    return end != NULL ? text_trimmed(bytes_over(line.at, (size_t)(end - line.at)))
                       : bytes_over(NULL, 0);
}

/* The passphrase begins here, or with the next line that is not empty. */
static bool add_value(struct bytes text, struct passphrase_words *words)
{
    while (text.left > 0 && text.at[0] <= ' ') {
        text = after(text, 1);
    }
    struct bytes line = text_trimmed(line_at(text)), word = word_at(line), quoted;
    if (!add_word(words, between_tags(line)) ||
        (take_quoted(line, &quoted) && !add_word(words, quoted))) {
        return false;
    }
    return add_word(words, without_head(without_tail(word))) && add_word(words, word) &&
           add_word(words, without_tail(line)) && add_word(words, line);
}

/* Where the value begins: behind the separator, or behind the keyword itself. */
static struct bytes value_after(struct bytes text)
{
    struct bytes line = line_at(text);
    line.left = line.left < ANNOUNCEMENT_MAX ? line.left : ANNOUNCEMENT_MAX;
    for (size_t at = 0; at < line.left; at++) {
        for (size_t i = 0; i < SEPARATORS; i++) {
            if (begins(after(line, at), separators[i])) {
                struct bytes rest = after(text, at + strlen(separators[i]));
                while (rest.left > 0 && (rest.at[0] == ':' || rest.at[0] == '=' ||
                                         rest.at[0] == '>' || rest.at[0] == ' ')) {
                    rest = after(rest, 1);
                }
                return rest;
            }
        }
    }
    return text;
}

/* "pin" is no part of "shipping", but "dbPassword" and "PGP_PASS" are announcements. */
static bool stands_alone(struct bytes text, size_t at, size_t length)
{
    const uint8_t first = text.at[at];
    if (!ascii_is_letter(first)) {
        return true;
    }
    const bool hump = at > 0 && ascii_is_letter(text.at[at - 1]) &&
                      text.at[at - 1] == ascii_lower(text.at[at - 1]) &&
                      first != ascii_lower(first);
    const bool within =
        at > 0 && (ascii_is_letter(text.at[at - 1]) || ascii_is_digit(text.at[at - 1]));
    const size_t end = at + length;
    return (!within || hump) && (end == text.left || !ascii_is_letter(text.at[end]));
}

static const char *keyword_at(struct bytes text, size_t at)
{
    for (size_t i = 0; i < KEYWORDS; i++) {
        if (begins(after(text, at), keywords[i]) && stands_alone(text, at, strlen(keywords[i]))) {
            return keywords[i];
        }
    }
    return NULL;
}

bool passphrase_words_announced(struct bytes text, struct passphrase_words *words)
{
    for (size_t at = 0; at < text.left && !words->bounded; at++) {
        const char *keyword = keyword_at(text, at);
        if (keyword == NULL) {
            continue;
        }
        const struct bytes rest = after(text, at + strlen(keyword)), value = value_after(rest);
        if (!add_value(value, words) || (value.at != rest.at && !add_value(rest, words))) {
            return false;
        }
        at += strlen(keyword) - 1;
    }
    return true;
}

/* A word of the text, by where it stands. */
struct near_word {
    size_t at, length, distance;
};

static int compare_near(const void *one, const void *other)
{
    const struct near_word *left = one, *right = other;
    int order = left->distance < right->distance ? -1 : left->distance > right->distance;
    return order != 0 ? order : left->at < right->at ? -1 : left->at > right->at;
}

static size_t distance_of(size_t at, size_t end, size_t from, size_t to)
{
    return end <= from ? from - end : at >= to ? at - to : 0;
}

/* Splits at blanks and at the marks of HTML. */
static bool is_within_word(uint8_t byte)
{
    return byte > ' ' && byte != 0x7f && byte != '<' && byte != '>';
}

static bool is_worth_trying(struct bytes word)
{
    return word.left >= HARVEST_WORD_MIN && word.left <= HARVEST_WORD_MAX;
}

static size_t list_words(struct bytes text, size_t from, size_t to, struct near_word *list)
{
    size_t count = 0;
    for (size_t at = 0; at < text.left;) {
        size_t end = at;
        while (end < text.left && is_within_word(text.at[end])) {
            end++;
        }
        const bool inside = at < to && end > from;
        if (is_worth_trying(bytes_over(text.at + at, end - at)) && !inside) {
            list[count++] = (struct near_word){ at, end - at, distance_of(at, end, from, to) };
        }
        at = end + 1;
    }
    return count;
}

bool passphrase_words_near(struct bytes text, size_t from, size_t to,
                           struct passphrase_words *words)
{
    /* A word and the blank behind it take more bytes than the least length. */
    struct near_word *list = calloc(text.left / HARVEST_WORD_MIN + 1, sizeof(*list));
    if (list == NULL) {
        return false;
    }
    const size_t count = list_words(text, from, to, list);
    bool kept = true;
    qsort(list, count, sizeof(*list), compare_near);
    for (size_t i = 0; kept && i < count && !words->bounded; i++) {
        const struct bytes word = bytes_over(text.at + list[i].at, list[i].length);
        const struct bytes bare = without_head(without_tail(word));
        kept = (!is_worth_trying(bare) || add_word(words, bare)) && add_word(words, word);
    }
    free(list);
    return kept;
}
