#include "keys/passphrases.h"

#include "bounds.h"
#include "keys/search_memo.h"

static const uint8_t byte_order_mark[] = { 0xef, 0xbb, 0xbf };

bool passphrases_read(struct bytes list, struct passphrases *passphrases)
{
    struct bytes rest = list, mark;
    *passphrases = (struct passphrases){ 0 };
    if (bytes_take(&rest, sizeof(byte_order_mark), &mark) &&
        bytes_equal(mark, bytes_over(byte_order_mark, sizeof(byte_order_mark)))) {
        list = rest;
    }
    passphrases->memo = search_memo_new();
    return passphrases->memo != NULL && buffer_append(&passphrases->lines, list);
}

void passphrases_clear(struct passphrases *passphrases)
{
    buffer_clear(&passphrases->lines);
    search_memo_free(passphrases->memo);
    passphrases->memo = NULL;
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

/* One search, for one closed key. */
struct attempt {
    const struct closed_key *key;
    struct passphrase_judge judge;
    struct buffer *open;
    uint64_t steps; /* of one try */
    uint64_t spent; /* of those before, of other keys too */
    bool exhausted; /* a try was left out */
};

static bool open_with(const struct attempt *attempt, struct bytes octets)
{
    struct buffer tried = { 0 };
    bool opened = lock_open(&attempt->key->lock, octets, attempt->key->closed, &tried) &&
                  attempt->judge.fits(attempt->judge.context, buffer_bytes(&tried)) &&
                  buffer_append(attempt->open, buffer_bytes(&tried));
    buffer_clear(&tried);
    return opened;
}

static bool try_one(struct attempt *attempt, struct bytes passphrase, size_t round)
{
    enum passphrase_spelling spelling;
    struct buffer octets = { 0 };
    if (!lock_spelling(&attempt->key->lock, round, &spelling) ||
        !passphrase_spelling_write(passphrase, spelling, &octets)) {
        return false;
    }
    attempt->exhausted =
        attempt->exhausted || attempt->spent > DERIVATION_SEARCH_MAX - attempt->steps;
    bool opened = false;
    if (!attempt->exhausted) {
        attempt->spent += attempt->steps;
        opened = open_with(attempt, buffer_bytes(&octets));
    }
    buffer_clear(&octets);
    return opened;
}

static bool try_list(struct attempt *attempt, struct bytes lines, size_t round,
                     struct search_end *end)
{
    const uint8_t *front = lines.at;
    struct bytes line;
    for (size_t tried = 0; !attempt->exhausted && take_line(&lines, &line); tried++) {
        if (tried == PASSPHRASES_MAX) {
            attempt->exhausted = true;
            return false;
        }
        if (try_one(attempt, line, round)) {
            end->hit_at = (size_t)(line.at - front);
            end->hit_length = line.left;
            return true;
        }
    }
    return false;
}

/* Of the list; no octets: the empty one. */
static struct bytes passphrase_at(struct bytes lines, size_t at, size_t length)
{
    return length > 0 ? bytes_over(lines.at + at, length) : bytes_over("", 0);
}

/* The one that fitted last, if any did, the empty one, and all others, in each spelling. */
static bool try_all(struct attempt *attempt, struct bytes lines,
                    const struct passphrase_search *search, struct search_end *end)
{
    const struct bytes last = passphrase_at(lines, search->hit_at, search->hit_length);
    enum passphrase_spelling spelling;
    for (size_t round = 0; lock_spelling(&attempt->key->lock, round, &spelling); round++) {
        end->round = round;
        if (last.left > 0 && try_one(attempt, last, round)) {
            end->hit_at = search->hit_at;
            end->hit_length = last.left;
            return true;
        }
        if (try_one(attempt, bytes_over("", 0), round) || try_list(attempt, lines, round, end)) {
            return true;
        }
    }
    return false;
}

static struct search_end search_for(struct attempt *attempt, struct bytes lines,
                                    const struct passphrase_search *search)
{
    struct search_end end = { 0 };
    attempt->steps = lock_steps(&attempt->key->lock);
    if (attempt->steps > DERIVATION_STEPS_MAX) {
        end.failure = "its key derivation takes more steps than the bound allows";
    } else if (try_all(attempt, lines, search, &end)) {
        end.opened = true;
    } else {
        end.failure = attempt->exhausted
                          ? "the bound on passphrase work was reached before the list's end"
                          : "no passphrase opens it";
    }
    end.spent = attempt->spent;
    return end;
}

static bool conclude(const struct search_end *end, struct passphrase_search *search)
{
    search->spent = end->spent;
    search->failure = end->failure;
    if (end->opened && end->hit_length > 0) {
        search->hit_at = end->hit_at;
        search->hit_length = end->hit_length;
        search->remark = "opened with a listed passphrase";
    } else if (end->opened) {
        search->remark = "opened with the empty passphrase";
    }
    return end->opened;
}

bool passphrases_search(const struct passphrases *passphrases, const struct closed_key *key,
                        const struct passphrase_judge *judge, struct buffer *open,
                        struct passphrase_search *search)
{
    struct attempt attempt = { .key = key, .judge = *judge, .open = open, .spent = search->spent };
    search->remark = NULL;
    search->failure = key->obstacle;
    if (key->obstacle != NULL) {
        return false;
    }
    const struct search_end end = search_for(&attempt, buffer_bytes(&passphrases->lines), search);
    return conclude(&end, search);
}

struct plain_judge {
    bool (*fits)(struct bytes opened);
};

static bool fits_plainly(const void *context, struct bytes opened)
{
    const struct plain_judge *plain = context;
    return plain->fits(opened);
}

/* As the same search ended before, where that is known: then there is one try at most. */
static struct search_end search_again(const struct passphrases *passphrases,
                                      struct attempt *attempt,
                                      const struct passphrase_search *search,
                                      const uint8_t digest[SHA256_LENGTH])
{
    const struct bytes lines = buffer_bytes(&passphrases->lines);
    const struct search_end *known = search_memo_find(passphrases->memo, digest);
    if (known == NULL) {
        const struct search_end end = search_for(attempt, lines, search);
        search_memo_keep(passphrases->memo, digest, &end);
        return end;
    }
    struct search_end end = *known;
    if (end.opened &&
        !try_one(attempt, passphrase_at(lines, end.hit_at, end.hit_length), end.round)) {
        end.opened = false;
        end.failure = "memory ran out while it was opened";
    }
    return end;
}

bool passphrases_open(const struct passphrases *passphrases, const struct closed_key *key,
                      bool (*fits)(struct bytes opened), struct buffer *open,
                      struct passphrase_search *search)
{
    const struct plain_judge plain = { fits };
    struct attempt attempt = {
        .key = key, .judge = { fits_plainly, &plain }, .open = open, .spent = search->spent
    };
    uint8_t digest[SHA256_LENGTH];
    search->remark = NULL;
    search->failure = key->obstacle;
    if (key->obstacle != NULL) {
        return false;
    }
    search_memo_digest(key, fits, search, digest);
    const struct search_end end = search_again(passphrases, &attempt, search, digest);
    return conclude(&end, search);
}
