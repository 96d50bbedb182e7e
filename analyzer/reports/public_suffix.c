#include "reports/public_suffix.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"

static int compare_texts(const void *one, const void *other)
{
    return bytes_compare(*(const struct bytes *)one, *(const struct bytes *)other);
}

/* A rule ends with the first blank; comments begin with two solidi. */
static bool take_rule(struct bytes line, struct bytes *rule)
{
    size_t length = 0;
    while (length < line.left && line.at[length] > ' ') {
        if (line.at[length] >= 0x7f) {
            return false;
        }
        length++;
    }
    *rule = bytes_over(line.at, length);
    return length > 0 && !(length >= 2 && memcmp(line.at, "//", 2) == 0);
}

static bool add_rule(struct public_suffixes *suffixes, size_t *room, struct bytes rule)
{
    struct bytes *rules = item_room(suffixes->rules, suffixes->count, room, 1024, sizeof(*rules));
    if (rules == NULL) {
        return false;
    }
    suffixes->rules = rules;
    suffixes->rules[suffixes->count++] = rule;
    return true;
}

bool public_suffixes_read(struct bytes text, struct public_suffixes *suffixes)
{
    struct bytes line, rule;
    size_t room = 0;
    *suffixes = (struct public_suffixes){ 0 };
    while (text.left > 0) {
        if (!bytes_take_until(&text, '\n', &line) && !bytes_take(&text, text.left, &line)) {
            break;
        }
        if (take_rule(line, &rule) && !add_rule(suffixes, &room, rule)) {
            public_suffixes_clear(suffixes);
            return false;
        }
    }
    if (suffixes->count > 0) {
        qsort(suffixes->rules, suffixes->count, sizeof(*suffixes->rules), compare_texts);
    }
    return true;
}

void public_suffixes_clear(struct public_suffixes *suffixes)
{
    free(suffixes->rules);
    *suffixes = (struct public_suffixes){ 0 };
}

/* Is this rule in the list, with `mark` in front? */
static bool has_rule(const struct public_suffixes *suffixes, const char *mark, struct bytes name)
{
    uint8_t text[260];
    const size_t length = strlen(mark);
    if (suffixes->count == 0 || name.left > sizeof(text) - length) {
        return false;
    }
    memcpy(text, mark, length);
    memcpy(text + length, name.at, name.left);
    const struct bytes rule = bytes_over(text, length + name.left);
    return bsearch(&rule, suffixes->rules, suffixes->count, sizeof(rule), compare_texts) != NULL;
}

static struct bytes behind_label(struct bytes name)
{
    struct bytes label;
    return bytes_take_until(&name, '.', &label) ? name : (struct bytes){ 0 };
}

/* Is all of this name a public suffix? An exception wins over the rule with the asterisk;
 * where no rule fits, a name of one label is one. */
static bool is_suffix(const struct public_suffixes *suffixes, struct bytes name)
{
    const struct bytes parent = behind_label(name);
    if (has_rule(suffixes, "!", name)) {
        return false;
    }
    return parent.left == 0 || has_rule(suffixes, "", name) || has_rule(suffixes, "*.", parent);
}

static bool is_address(struct bytes host)
{
    if (memchr(host.at, ':', host.left) != NULL) {
        return true;
    }
    for (size_t i = 0; i < host.left; i++) {
        if ((host.at[i] < '0' || host.at[i] > '9') && host.at[i] != '.') {
            return false;
        }
    }
    return true;
}

struct bytes public_suffixes_domain(const struct public_suffixes *suffixes, struct bytes host)
{
    if (host.left == 0 || is_address(host)) {
        return (struct bytes){ 0 };
    }
    struct bytes below = { 0 };
    for (struct bytes name = host; name.left > 0; name = behind_label(name)) {
        if (is_suffix(suffixes, name)) {
            return below;
        }
        below = name;
    }
    return (struct bytes){ 0 };
}
