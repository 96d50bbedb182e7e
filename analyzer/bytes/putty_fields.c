#include "bytes/putty_fields.h"

#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"

#define MARK        "PuTTY-User-Key-File-"
#define MARK_LENGTH 20
/* Strings of source code that are joined: a word of these alone. */
#define JOINT_MAX 2

enum field_kind {
    FIELD_WORD,
    FIELD_REST,  /* any words */
    FIELD_LINES, /* a number, then base64 */
    FIELD_LAST   /* a word, and nothing behind it */
};

enum field_name {
    ENCRYPTION,
    COMMENT,
    PUBLIC_LINES,
    DERIVATION,
    MEMORY,
    PASSES,
    PARALLELISM,
    SALT,
    PRIVATE_LINES,
    MAC,
    HASH,
    FIELDS
};

static const struct {
    const char *name;
    enum field_kind kind;
} rows[FIELDS] = {
    [ENCRYPTION] = { "Encryption:", FIELD_WORD },
    [COMMENT] = { "Comment:", FIELD_REST },
    [PUBLIC_LINES] = { "Public-Lines:", FIELD_LINES },
    [DERIVATION] = { "Key-Derivation:", FIELD_WORD },
    [MEMORY] = { "Argon2-Memory:", FIELD_WORD },
    [PASSES] = { "Argon2-Passes:", FIELD_WORD },
    [PARALLELISM] = { "Argon2-Parallelism:", FIELD_WORD },
    [SALT] = { "Argon2-Salt:", FIELD_WORD },
    [PRIVATE_LINES] = { "Private-Lines:", FIELD_LINES },
    [MAC] = { "Private-MAC:", FIELD_LAST },
    [HASH] = { "Private-Hash:", FIELD_LAST },
};

struct word {
    size_t from, to;
    bool fresh; /* a line end stands before it */
};

struct walk {
    struct bytes text;
    size_t at;
    bool one_line, whole;
    bool spoiled;         /* the public lines hold what is no base64 */
    size_t end;           /* one past the last word that fits */
    enum field_name open; /* the field that is being read */
    size_t value_from;    /* behind its name */
    size_t words;         /* of its value, so far */
    struct bytes values[FIELDS];
    bool seen[FIELDS];
};

bool putty_fields_begin(struct bytes text)
{
    return text.left >= MARK_LENGTH && memcmp(text.at, MARK, MARK_LENGTH) == 0;
}

static bool is_gap(uint8_t character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r' ||
           character == '"' || character == '\'';
}

static bool is_joint(struct bytes word)
{
    for (size_t i = 0; i < word.left && i <= JOINT_MAX; i++) {
        if (memchr("+.,;&", word.at[i], 5) == NULL) {
            return false;
        }
    }
    return word.left <= JOINT_MAX;
}

/* Takes the next word, and steps over what joins strings. `fresh` becomes true where a line
 * end stands before it. */
static bool next_word(struct bytes text, size_t *at, size_t *from, bool *fresh)
{
    size_t begin = *at, end;
    do {
        while (begin < text.left && is_gap(text.at[begin])) {
            *fresh = *fresh || text.at[begin] == '\n' || text.at[begin] == '\r';
            begin++;
        }
        end = begin;
        while (end < text.left && !is_gap(text.at[end])) {
            end++;
        }
        *from = begin;
        begin = end;
    } while (end > *from && is_joint(bytes_over(text.at + *from, end - *from)));
    *at = end;
    return end > *from;
}

static bool take_word(struct walk *walk, struct word *word)
{
    struct word taken = { .to = walk->at };
    if (!next_word(walk->text, &taken.to, &taken.from, &taken.fresh)) {
        return false;
    }
    *word = taken;
    walk->at = taken.to;
    return true;
}

static bool is_base64(const struct walk *walk, const struct word *word)
{
    for (size_t i = word->from; i < word->to; i++) {
        if (!base64_standard(walk->text.at[i]) && walk->text.at[i] != '=') {
            return false;
        }
    }
    return true;
}

static bool is_padded(struct bytes base64)
{
    return base64.left > 0 && base64.at[base64.left - 1] == '=';
}

/* FIELDS where the word is no name. */
static enum field_name name_of(const struct walk *walk, const struct word *word)
{
    const struct bytes text = bytes_over(walk->text.at + word->from, word->to - word->from);
    for (size_t i = 0; (word->fresh || walk->one_line) && i < FIELDS; i++) {
        if (bytes_equal(text, bytes_over(rows[i].name, strlen(rows[i].name)))) {
            return (enum field_name)i;
        }
    }
    return FIELDS;
}

static void stretch(struct walk *walk, enum field_name name, const struct word *word)
{
    struct bytes *value = &walk->values[name];
    const uint8_t *from = value->left > 0 ? value->at : walk->text.at + word->from;
    *value = bytes_over(from, (size_t)(walk->text.at + word->to - from));
}

/* Adds a word to the value of a field. False where it cannot belong to it. */
static bool add_word(struct walk *walk, enum field_name name, const struct word *word)
{
    walk->words++;
    switch (rows[name].kind) {
    case FIELD_WORD:
    case FIELD_LAST:
        if (walk->words > 1) {
            return false;
        }
        stretch(walk, name, word);
        return true;
    case FIELD_LINES:
        if (walk->words == 1) {
            return true; /* how many lines */
        }
        if (!is_base64(walk, word) || is_padded(walk->values[name])) {
            walk->spoiled = walk->spoiled || name == PUBLIC_LINES;
            return name == PUBLIC_LINES && word->to - walk->value_from <= PUTTY_SPOILED_MAX;
        }
        stretch(walk, name, word);
        return true;
    case FIELD_REST:
        break;
    }
    return true;
}

/* A comment stands between its name and the next one, blanks and all: the MAC covers it. */
static void set_comment(struct walk *walk, size_t from, size_t to)
{
    const uint8_t *text = walk->text.at;
    from += from < to && text[from] == ' ' ? 1 : 0;
    while (to > from && (text[to - 1] == '\n' || text[to - 1] == '\r' ||
                         (walk->one_line && is_gap(text[to - 1])))) {
        to--;
    }
    walk->values[COMMENT] = bytes_over(text + from, to - from);
}

/* Begins a field. False where it was there before. */
static bool begin_field(struct walk *walk, enum field_name name, const struct word *word)
{
    if (walk->seen[name]) {
        return false;
    }
    if (walk->open == COMMENT) {
        set_comment(walk, walk->value_from, word->from);
    }
    walk->seen[name] = true;
    walk->words = 0;
    walk->open = name;
    walk->end = walk->value_from = word->to;
    return true;
}

/* Takes a word of the field that is open. False where it does not belong to one. */
static bool go_on(struct walk *walk, const struct word *word)
{
    if (walk->open == FIELDS || !add_word(walk, walk->open, word)) {
        return false;
    }
    if (walk->open == COMMENT) { /* as long as no other field follows, it may be anything */
        return word->to - walk->value_from <= PUTTY_COMMENT_MAX;
    }
    if (walk->open == PUBLIC_LINES && walk->spoiled) { /* likewise */
        return true;
    }
    walk->end = word->to;
    return true;
}

/* Reads fields until one is the last, or does not fit. False where the text ended first. */
static bool walk_fields(struct walk *walk)
{
    struct word word;
    for (bool first = true; take_word(walk, &word); first = false) {
        walk->one_line = first ? !word.fresh : walk->one_line;
        enum field_name name = name_of(walk, &word);
        if (name != FIELDS ? !begin_field(walk, name, &word) : !go_on(walk, &word)) {
            return true;
        }
        if (walk->open != FIELDS && rows[walk->open].kind == FIELD_LAST && walk->words == 1) {
            walk->whole = true;
            return true;
        }
    }
    return false;
}

bool putty_fields_read(struct bytes text, struct putty_fields *fields)
{
    struct walk walk = { .text = text, .at = MARK_LENGTH + 2, .open = FIELDS };
    struct word algorithm;
    if (!putty_fields_begin(text) || text.left < MARK_LENGTH + 2 || text.at[MARK_LENGTH] < '1' ||
        text.at[MARK_LENGTH] > '3' || text.at[MARK_LENGTH + 1] != ':' ||
        !take_word(&walk, &algorithm)) {
        return false;
    }
    walk.end = walk.at;
    bool ended = walk_fields(&walk);
    const struct bytes *values = walk.values;
    *fields = (struct putty_fields){
        .version = (unsigned)(text.at[MARK_LENGTH] - '0'),
        .algorithm = bytes_over(text.at + algorithm.from, algorithm.to - algorithm.from),
        .encryption = values[ENCRYPTION],
        .comment = values[COMMENT],
        .public_lines = walk.spoiled ? bytes_over(NULL, 0) : values[PUBLIC_LINES],
        .private_lines = values[PRIVATE_LINES],
        .derivation = values[DERIVATION],
        .memory = values[MEMORY],
        .passes = values[PASSES],
        .parallelism = values[PARALLELISM],
        .salt = values[SALT],
        .mac = values[HASH].left > 0 ? values[HASH] : values[MAC],
        .hashed = values[HASH].left > 0,
        .whole = walk.whole,
        .open = !ended || walk.at == text.left,
        .end = walk.end,
    };
    return true;
}

bool putty_fields_next_word(struct bytes *lines, struct bytes *word)
{
    size_t at = 0, from;
    bool fresh = false;
    struct bytes gap;
    return next_word(*lines, &at, &from, &fresh) && bytes_take(lines, from, &gap) &&
           bytes_take(lines, at - from, word);
}
