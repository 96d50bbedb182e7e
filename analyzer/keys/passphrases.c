#include "keys/passphrases.h"

#include "bounds.h"
#include "keys/search_memo.h"

static const uint8_t byte_order_mark[] = { 0xef, 0xbb, 0xbf };

const char passphrases_failed[] = "no passphrase opens it";
const char passphrases_bounded[] = "the bound on passphrase work was reached before the list's end";
const char passphrases_empty[] = "opened with the empty passphrase";
const char passphrases_listed[] = "opened with a listed passphrase";
const char passphrases_evidence[] = "opened with a passphrase found in the evidence";

struct passphrase_turn passphrase_turn_whole(uint64_t work)
{
    return (struct passphrase_turn){ .to = UINT64_MAX, .work = work, .ended = true };
}

static struct bytes without_mark(struct bytes list)
{
    struct bytes rest = list, mark;
    if (bytes_take(&rest, sizeof(byte_order_mark), &mark) &&
        bytes_equal(mark, bytes_over(byte_order_mark, sizeof(byte_order_mark)))) {
        return rest;
    }
    return list;
}

/* Takes the next line that is not empty. */
static bool take_any_line(struct bytes *lines, struct bytes *line)
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
        if (one.left > 0) {
            *line = one;
            return true;
        }
    }
    return false;
}

bool passphrases_take(struct bytes *lines, struct bytes *line)
{
    struct bytes one;
    while (take_any_line(lines, &one)) {
        if (one.left <= PASSPHRASE_LENGTH_MAX) {
            *line = one;
            return true;
        }
    }
    return false;
}

uint64_t passphrases_count(struct bytes list)
{
    struct bytes rest = without_mark(list), line;
    uint64_t count = 0;
    while (count < PASSPHRASES_MAX && passphrases_take(&rest, &line)) {
        count++;
    }
    return count;
}

uint64_t passphrases_left_out(struct bytes list)
{
    struct bytes rest = without_mark(list), line;
    uint64_t lines = 0;
    while (take_any_line(&rest, &line)) {
        lines++;
    }
    return lines - passphrases_count(list);
}

bool passphrases_read(struct bytes list, struct passphrases *passphrases)
{
    *passphrases =
        (struct passphrases){ .listed = passphrases_count(list), .memo = search_memo_new() };
    return passphrases->memo != NULL && buffer_append(&passphrases->lines, without_mark(list));
}

void passphrases_clear(struct passphrases *passphrases)
{
    buffer_clear(&passphrases->lines);
    search_memo_free(passphrases->memo);
    passphrases->memo = NULL;
}

/* Where a search stands: what comes next, and what it is called. */
struct sequence {
    const struct passphrases *passphrases;
    struct bytes lines, found;
    uint64_t next; /* position */
};

static bool sequence_next(struct sequence *sequence, struct bytes *passphrase, const char **remark)
{
    const uint64_t position = sequence->next++;
    if (position == 0) {
        *passphrase = bytes_over("", 0);
        *remark = passphrases_empty;
        return true;
    }
    if (position <= sequence->passphrases->listed) {
        *remark = passphrases_listed;
        return passphrases_take(&sequence->lines, passphrase);
    }
    *remark = passphrases_evidence;
    return passphrases_take(&sequence->found, passphrase);
}

/* One search, for one closed key. */
struct attempt {
    const struct passphrases *passphrases;
    const struct closed_key *key;
    struct passphrase_judge judge;
    struct buffer *open;
    uint64_t steps; /* of one try */
    uint64_t spent; /* of those before, of other keys too */
    bool exhausted; /* a try was left out */
};

/* Whoever waits is told now and then that the search goes on. */
static void give_sign(struct passphrase_turn *turn, uint64_t steps)
{
    turn->silent += steps;
    if (turn->silent >= DERIVATION_SIGN_STEPS && turn->alive != NULL) {
        turn->silent = 0;
        turn->alive(turn->context);
    }
}

static bool open_with(struct attempt *attempt, struct bytes octets)
{
    struct passphrase_turn *turn = attempt->passphrases->turn;
    if (attempt->steps > turn->work || attempt->spent > turn->work - attempt->steps) {
        attempt->exhausted = true;
        return false;
    }
    struct buffer tried = { 0 };
    attempt->spent += attempt->steps;
    bool opened = lock_open(&attempt->key->lock, octets, attempt->key->closed, &tried) &&
                  attempt->judge.fits(attempt->judge.context, buffer_bytes(&tried)) &&
                  buffer_append(attempt->open, buffer_bytes(&tried));
    buffer_clear(&tried);
    give_sign(turn, attempt->steps);
    return opened;
}

static bool try_one(struct attempt *attempt, struct bytes passphrase, size_t round)
{
    enum passphrase_spelling spelling;
    struct buffer octets = { 0 };
    bool opened = !attempt->exhausted && lock_spelling(&attempt->key->lock, round, &spelling) &&
                  passphrase_spelling_write(passphrase, spelling, &octets) &&
                  open_with(attempt, buffer_bytes(&octets));
    buffer_clear(&octets);
    return opened;
}

static size_t spellings_of(const struct lock *lock)
{
    enum passphrase_spelling spelling;
    size_t rounds = 0;
    while (lock_spelling(lock, rounds, &spelling)) {
        rounds++;
    }
    return rounds;
}

/* In each of its spellings. */
static bool try_passphrase(struct attempt *attempt, struct bytes passphrase, const char *remark,
                           struct search_end *end)
{
    const size_t rounds = spellings_of(&attempt->key->lock);
    for (size_t round = 0; round < rounds && !attempt->exhausted; round++) {
        if (try_one(attempt, passphrase, round)) {
            *end = (struct search_end){
                .opened = true, .hit = passphrase, .remark = remark, .round = round
            };
            return true;
        }
    }
    return false;
}

/* Those of the turn. *next: behind the last that was tried. */
static bool try_turn(struct attempt *attempt, struct search_end *end, uint64_t *next)
{
    const struct passphrase_turn *turn = attempt->passphrases->turn;
    struct sequence sequence = { .passphrases = attempt->passphrases,
                                 .lines = buffer_bytes(&attempt->passphrases->lines),
                                 .found = attempt->passphrases->found };
    struct bytes passphrase;
    const char *remark;
    while (sequence_next(&sequence, &passphrase, &remark)) {
        *next = sequence.next - 1;
        if (*next < turn->from) {
            continue;
        }
        attempt->exhausted = attempt->exhausted || *next >= turn->to;
        if (!attempt->exhausted && try_passphrase(attempt, passphrase, remark, end)) {
            *next = sequence.next;
            return true;
        }
        if (attempt->exhausted) {
            return false;
        }
    }
    *next = sequence.next - 1;
    return false;
}

/* The one that fitted last, if any did, then those of the turn. */
static struct search_end search_for(struct attempt *attempt, const struct passphrase_search *search)
{
    struct passphrase_turn *turn = attempt->passphrases->turn;
    struct search_end end = { 0 };
    uint64_t next = 0;
    bool opened =
        (search->hit.left > 0 && try_passphrase(attempt, search->hit, search->hit_remark, &end)) ||
        try_turn(attempt, &end, &next);
    turn->next = next > turn->next ? next : turn->next;
    if (!opened) {
        end.bounded = attempt->exhausted;
        end.failure = attempt->exhausted ? passphrases_bounded : passphrases_failed;
    }
    end.spent = attempt->spent;
    return end;
}

static bool conclude(const struct attempt *attempt, const struct search_end *end,
                     struct passphrase_search *search)
{
    struct passphrase_turn *turn = attempt->passphrases->turn;
    turn->ended = turn->ended && !end->bounded;
    turn->spent += end->spent - search->spent;
    search->spent = end->spent;
    search->failure = end->failure;
    if (end->opened) {
        turn->opened = true;
        search->remark = end->remark;
        search->hit = end->hit;
        search->hit_remark = end->remark;
    }
    return end->opened;
}

/* False where no passphrase can open it here. */
static bool begin(struct attempt *attempt, struct passphrase_search *search)
{
    search->remark = NULL;
    search->failure = attempt->key->obstacle;
    if (attempt->key->obstacle != NULL) {
        return false;
    }
    attempt->spent = search->spent;
    attempt->steps = lock_steps(&attempt->key->lock);
    if (attempt->steps > DERIVATION_STEPS_MAX) {
        search->failure = "its key derivation takes more steps than the bound allows";
        return false;
    }
    attempt->steps += lock_opening_steps(attempt->key->closed.left);
    attempt->passphrases->turn->steps += attempt->steps * spellings_of(&attempt->key->lock);
    return true;
}

bool passphrases_search(const struct passphrases *passphrases, const struct closed_key *key,
                        const struct passphrase_judge *judge, struct buffer *open,
                        struct passphrase_search *search)
{
    struct attempt attempt = {
        .passphrases = passphrases, .key = key, .judge = *judge, .open = open
    };
    if (!begin(&attempt, search)) {
        return false;
    }
    const struct search_end end = search_for(&attempt, search);
    return conclude(&attempt, &end, search);
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
static struct search_end search_again(struct attempt *attempt,
                                      const struct passphrase_search *search,
                                      const uint8_t digest[SHA256_LENGTH])
{
    struct search_memo *memo = attempt->passphrases->memo;
    const struct search_end *known = search_memo_find(memo, digest);
    if (known == NULL) {
        const struct search_end end = search_for(attempt, search);
        search_memo_keep(memo, digest, &end);
        return end;
    }
    struct search_end end = *known;
    if (end.opened && !try_one(attempt, end.hit, end.round)) {
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
    const struct passphrase_judge judge = { fits_plainly, &plain };
    struct attempt attempt = {
        .passphrases = passphrases, .key = key, .judge = judge, .open = open
    };
    uint8_t digest[SHA256_LENGTH];
    if (passphrases->turn->to != UINT64_MAX) { /* each turn is of other passphrases */
        return passphrases_search(passphrases, key, &judge, open, search);
    }
    if (!begin(&attempt, search)) {
        return false;
    }
    search_memo_digest(key, fits, search, passphrases->turn->work, digest);
    const struct search_end end = search_again(&attempt, search, digest);
    return conclude(&attempt, &end, search);
}
