#include "inventory/table_form.h"

#include <string.h>

#define BEGIN "-----BEGIN "

static const uint8_t *find(struct bytes text, const char *what)
{
    return text.left > 0 ? memmem(text.at, text.left, what, strlen(what)) : NULL;
}

static struct bytes behind(struct bytes text, size_t count)
{
    struct bytes front;
    return bytes_take(&text, count, &front) ? text : (struct bytes){ 0 };
}

static size_t line_length(struct bytes text)
{
    const uint8_t *end = text.left > 0 ? memchr(text.at, '\n', text.left) : NULL;
    return end == NULL ? text.left : (size_t)(end - text.at);
}

uint8_t table_form_delimiter(struct bytes head)
{
    static const char marks[] = ",;\t|";
    uint8_t best = ',';
    size_t most = 0;
    const size_t length = line_length(head);
    for (const char *mark = marks; *mark != 0; mark++) {
        size_t count = 0;
        for (size_t i = 0; i < length; i++) {
            count += head.at[i] == (uint8_t)*mark ? 1 : 0;
        }
        if (count > most) {
            most = count;
            best = (uint8_t)*mark;
        }
    }
    return best;
}

/* Its first line alone. */
static bool has_cells(struct bytes text, uint8_t delimiter)
{
    const size_t length = line_length(text);
    return length > 0 && memchr(text.at, delimiter, length) != NULL;
}

static bool begins_line(struct bytes head, size_t at)
{
    while (at > 0 && (head.at[at - 1] == ' ' || head.at[at - 1] == '\t')) {
        at--;
    }
    return at == 0 || head.at[at - 1] == '\n' || head.at[at - 1] == '\r';
}

bool table_form_begins_pem(struct bytes head, uint8_t delimiter)
{
    size_t at = 0;
    const uint8_t *found;
    while ((found = find(behind(head, at), BEGIN)) != NULL) {
        at = (size_t)(found - head.at);
        const struct bytes line = behind(head, at);
        if (begins_line(head, at) && !has_cells(line, delimiter) &&
            !has_cells(behind(line, line_length(line) + 1), delimiter)) {
            return true;
        }
        at++;
    }
    return false;
}

bool table_form_opens_pem(struct bytes row, struct bytes next, uint8_t delimiter)
{
    const uint8_t *found = find(row, BEGIN);
    if (found == NULL) {
        return false;
    }
    const struct bytes block = behind(row, (size_t)(found - row.at));
    return find(block, "-----END ") == NULL && line_length(block) + 1 >= block.left &&
           !has_cells(block, delimiter) && !has_cells(next, delimiter);
}
