#include "keys/passphrases.h"

#include "bounds.h"

static const uint8_t byte_order_mark[] = { 0xef, 0xbb, 0xbf };

bool passphrases_read(struct bytes list, struct passphrases *passphrases)
{
    struct bytes rest = list, mark;
    *passphrases = (struct passphrases){ 0 };
    if (bytes_take(&rest, sizeof(byte_order_mark), &mark) &&
        bytes_equal(mark, bytes_over(byte_order_mark, sizeof(byte_order_mark)))) {
        list = rest;
    }
    return buffer_append(&passphrases->lines, list);
}

void passphrases_clear(struct passphrases *passphrases)
{
    buffer_clear(&passphrases->lines);
}

/* Takes the next line that can be tried. */
static bool take_line(struct bytes *lines, struct bytes *line)
{
    while (lines->left > 0) {
        struct bytes one;
        if (!bytes_take_until(lines, '\n', &one)) {
            one = *lines;
            *lines = bytes_over(NULL, 0);
        }
        if (one.left > 0 && one.at[one.left - 1] == '\r') {
            one.left--;
        }
        if (one.left > 0 && one.left <= PASSPHRASE_LENGTH_MAX) {
            *line = one;
            return true;
        }
    }
    return false;
}

static bool try_one(const struct closed_key *key, struct bytes passphrase,
                    const struct passphrase_judge *judge, struct buffer *open)
{
    struct buffer tried = { 0 };
    bool opened = lock_open(&key->lock, passphrase, key->closed, &tried) &&
                  judge->fits(judge->context, buffer_bytes(&tried)) &&
                  buffer_append(open, buffer_bytes(&tried));
    buffer_clear(&tried);
    return opened;
}

/* False when the work on this key and those before it comes to the bound. */
static bool afford(struct passphrase_search *search, uint64_t steps)
{
    if (search->spent > DERIVATION_SEARCH_MAX - steps) {
        search->failure = "the bound on passphrase work was reached before the list's end";
        return false;
    }
    search->spent += steps;
    return true;
}

static bool try_list(struct bytes lines, const struct closed_key *key, uint64_t steps,
                     const struct passphrase_judge *judge, struct buffer *open,
                     struct passphrase_search *search)
{
    const uint8_t *front = lines.at;
    struct bytes line;
    for (size_t tried = 0; take_line(&lines, &line); tried++) {
        if (tried == PASSPHRASES_MAX) {
            search->failure = "the bound on passphrase work was reached before the list's end";
            return false;
        }
        if (!afford(search, steps)) {
            return false;
        }
        if (try_one(key, line, judge, open)) {
            search->hit_at = (size_t)(line.at - front);
            search->hit_length = line.left;
            return true;
        }
    }
    search->failure = "no passphrase opens it";
    return false;
}

static bool try_last(struct bytes lines, const struct closed_key *key, uint64_t steps,
                     const struct passphrase_judge *judge, struct buffer *open,
                     struct passphrase_search *search)
{
    return search->hit_length > 0 && afford(search, steps) &&
           try_one(key, bytes_over(lines.at + search->hit_at, search->hit_length), judge, open);
}

bool passphrases_search(const struct passphrases *passphrases, const struct closed_key *key,
                        const struct passphrase_judge *judge, struct buffer *open,
                        struct passphrase_search *search)
{
    const struct bytes lines = buffer_bytes(&passphrases->lines);
    search->remark = NULL;
    search->failure = key->obstacle;
    if (key->obstacle != NULL) {
        return false;
    }
    const uint64_t steps = lock_steps(&key->lock);
    if (steps > DERIVATION_STEPS_MAX) {
        search->failure = "its key derivation takes more steps than the bound allows";
        return false;
    }
    bool opened = try_last(lines, key, steps, judge, open, search);
    if (!opened) {
        if (!afford(search, steps)) {
            return false;
        }
        if (try_one(key, bytes_over("", 0), judge, open)) {
            search->remark = "opened with the empty passphrase";
            return true;
        }
        opened = try_list(lines, key, steps, judge, open, search);
    }
    search->remark = opened ? "opened with a listed passphrase" : NULL;
    return opened;
}

struct plain_judge {
    bool (*fits)(struct bytes opened);
};

static bool fits_plainly(const void *context, struct bytes opened)
{
    const struct plain_judge *plain = context;
    return plain->fits(opened);
}

bool passphrases_open(const struct passphrases *passphrases, const struct closed_key *key,
                      bool (*fits)(struct bytes opened), struct buffer *open,
                      struct passphrase_search *search)
{
    const struct plain_judge plain = { fits };
    const struct passphrase_judge judge = { fits_plainly, &plain };
    return passphrases_search(passphrases, key, &judge, open, search);
}
