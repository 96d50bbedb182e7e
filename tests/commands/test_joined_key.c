#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "bounds.h"
#include "candidates/leaf_scan.h"
#include "commands/phases/join_plan.h"
#include "containers/archives/archive_walk.h"
#include "evidence/evidence_join.h"
#include "evidence/evidence_scan.h"
#include "suite.h"

/* Keys cut apart at places drawn by lot, in texts, mails and attachments drawn by lot, come
 * back from the pieces that the scan tells of: proven, at each of them. */

#define ROUNDS     400
#define FILES_MAX  4
#define PIECES_MAX 64

static struct key_examiner *examiner;

static const char *const key_files[] = {
    "shop-p256-a.key", "shop-rsa-a.key",       "shop-ed25519.key",
    "shop-p384.key",   "rfc9500-rsa-2048.key", "encrypted/own-empty.pem",
    "shop-p256-b.key", "ca-north.key",         "openssh/rsa2048-rfc9500.key"
};
#define KEYS (sizeof(key_files) / sizeof(key_files[0]))

static struct buffer keys[KEYS];

static void read_key(const char *name, struct buffer *key)
{
    char path[512], block[512];
    (void)snprintf(path, sizeof(path), "%s/keys/%s", FIXTURES, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    for (size_t read; (read = fread(block, 1, sizeof(block), file)) > 0;) {
        ck_assert(buffer_append(key, bytes_over(block, read)));
    }
    (void)fclose(file);
}

static void prepare(void)
{
    const struct key_examiner_settings settings = { .proof_cn = bytes_over("Test", 4) };
    ck_assert(leaf_scan_prepare() && key_examine_prepare() && archive_walk_prepare());
    examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
    for (size_t i = 0; i < KEYS; i++) {
        read_key(key_files[i], &keys[i]);
    }
}

static void release(void)
{
    key_examiner_free(examiner);
    leaf_scan_release();
    for (size_t i = 0; i < KEYS; i++) {
        buffer_clear(&keys[i]);
    }
}

/* What one round makes, is told and gets. */
struct round {
    uint64_t draws;
    struct buffer files[FILES_MAX];
    size_t file_count;
    struct fragment_list {
        struct join_piece items[PIECES_MAX];
        struct buffer provenances[PIECES_MAX], threads[PIECES_MAX];
        size_t count;
    } told;
    char name[KEY_IDENTITY_TEXT];
    unsigned proven, closed, others;
    char remark[256];
    struct buffer places; /* printed, one per line */
};

static unsigned draw(struct round *round, unsigned below)
{
    round->draws = round->draws * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(round->draws >> 33) % below;
}

static void take_told(void *context, const struct record *record)
{
    struct round *round = context;
    struct fragment_list *told = &round->told;
    if (record->kind != RECORD_FRAGMENT) {
        return;
    }
    ck_assert_uint_lt(told->count, PIECES_MAX);
    struct buffer *provenance = &told->provenances[told->count];
    struct buffer *thread = &told->threads[told->count];
    ck_assert(buffer_append(provenance, record->fragment.provenance));
    ck_assert(buffer_append(thread, record->fragment.thread));
    told->items[told->count++] = (struct join_piece){ .facts = record->fragment.facts,
                                                      .source = record->file,
                                                      .path = bytes_over("evidence/file", 13),
                                                      .provenance = buffer_bytes(provenance),
                                                      .thread = buffer_bytes(thread) };
}

static void take_joined(void *context, const struct record *record)
{
    struct round *round = context;
    if (record->kind != RECORD_KEY) {
        return;
    }
    const struct key_finding *finding = &record->key.finding;
    round->proven += finding->verdict == VERDICT_PROVEN;
    round->closed += finding->verdict == VERDICT_ENCRYPTED;
    round->others += finding->verdict != VERDICT_PROVEN && finding->verdict != VERDICT_ENCRYPTED;
    key_finding_name(finding, round->name);
    (void)snprintf(round->remark, sizeof(round->remark), "%s", finding->remark);
    ck_assert(provenance_print(record->key.provenance, &round->places));
    ck_assert(buffer_append_byte(&round->places, '\n'));
}

static int memory_file(struct bytes content)
{
    int descriptor = memfd_create("evidence", MFD_CLOEXEC);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, content.at, content.left), (ssize_t)content.left);
    return descriptor;
}

static void open_files(struct round *round, struct job *job)
{
    *job = (struct job){ .kind = JOB_JOIN, .count = round->file_count, .table = -1 };
    for (size_t i = 0; i < round->file_count; i++) {
        const struct bytes content = buffer_bytes(&round->files[i]);
        job->files[i] = (struct job_file){ .number = (uint32_t)(i + 1),
                                           .fd = memory_file(content),
                                           .size = content.left,
                                           .mode = SCAN_WHOLE };
    }
}

static void close_files(const struct job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        (void)close(job->files[i].fd);
    }
}

static struct join_pieces of_kind(const struct round *round, enum fragment_kind kind,
                                  struct join_piece *into)
{
    struct join_pieces pieces = { into, 0 };
    for (size_t i = 0; i < round->told.count; i++) {
        if (round->told.items[i].facts.kind == kind) {
            into[pieces.count++] = round->told.items[i];
        }
    }
    return pieces;
}

static void put_piece(struct buffer *list, const struct join_piece *piece)
{
    const struct join_order order = { (uint8_t)(piece->source - 1), piece->provenance };
    ck_assert(join_order_put(list, &order));
}

/* Each try in a job of its own. */
static void try_plan(struct round *round, const struct join_plan *plan)
{
    const struct record_sink sink = { round, take_joined };
    static const size_t places[] = { 0, 1, 2 };
    for (size_t i = 0; i < plan->count && round->proven + round->closed + round->others == 0; i++) {
        const struct join_try *way = &plan->tries[i];
        const size_t count = way->middle == SIZE_MAX ? 2 : 3;
        struct buffer list = { 0 };
        struct job job;
        ck_assert(join_order_begin(&list, count));
        put_piece(&list, &plan->heads.items[way->head]);
        if (count == 3) {
            put_piece(&list, &plan->middles.items[way->middle]);
        }
        put_piece(&list, &plan->tails.items[way->tail]);
        ck_assert(join_order_put_try(&list, places, count));
        open_files(round, &job);
        job.extra = buffer_bytes(&list);
        evidence_join(examiner, &job, &sink);
        close_files(&job);
        buffer_clear(&list);
    }
}

static void scan_and_join(struct round *round)
{
    const struct record_sink sink = { round, take_told };
    struct join_piece heads[PIECES_MAX], middles[PIECES_MAX], tails[PIECES_MAX];
    struct job job;
    open_files(round, &job);
    for (size_t i = 0; i < job.count; i++) {
        evidence_scan(examiner, &job.files[i], &sink);
    }
    close_files(&job);
    struct join_plan plan = { .heads = of_kind(round, FRAGMENT_HEAD, heads),
                              .middles = of_kind(round, FRAGMENT_MIDDLE, middles),
                              .tails = of_kind(round, FRAGMENT_TAIL, tails) };
    ck_assert(join_plan_pairs(&plan));
    try_plan(round, &plan);
    if (round->proven + round->closed + round->others == 0) {
        ck_assert(join_plan_threes(&plan));
        try_plan(round, &plan);
    }
    free(plan.tries);
}

static void round_clear(struct round *round)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        buffer_clear(&round->files[i]);
    }
    for (size_t i = 0; i < PIECES_MAX; i++) {
        buffer_clear(&round->told.provenances[i]);
        buffer_clear(&round->told.threads[i]);
    }
    buffer_clear(&round->places);
}

/* Cuts a key; each piece is at least so long that it can be told from a word. */
static size_t cut_key(struct round *round, struct bytes key, struct bytes pieces[3])
{
    const uint8_t *body = memchr(key.at, '\n', key.left);
    const uint8_t *end = memmem(key.at, key.left, "-----END", 8);
    ck_assert(body != NULL && end != NULL);
    size_t first = (size_t)(body - key.at), last = (size_t)(end - key.at) - 2;
    const bool threes = last - first > 400 && draw(round, 3) == 0;
    size_t one = first + draw(round, (unsigned)(last - first)), two = last;
    if (threes) {
        one = first + 8 + draw(round, (unsigned)(last - first) / 2 - 150);
        two = one + 140 + draw(round, (unsigned)(last - one) - 140);
    }
    struct bytes rest = key;
    ck_assert(bytes_take(&rest, one, &pieces[0]));
    if (!threes) {
        pieces[1] = rest;
        return 2;
    }
    ck_assert(bytes_take(&rest, two - one, &pieces[1]));
    pieces[2] = rest;
    return 3;
}

static const char *const befores[] = { "", "continued:\n", "Hello,\n\nhere is the rest\n", "rest\n",
                                       "(second part)\n\n" };
static const char *const behinds[] = {
    "", "\n", "\nto be continued\n", "\n\nRegards\n", "\n-- \nbob\n", "\ncontinued\nBob\n"
};

static void put_text(struct round *round, struct buffer *into, struct bytes piece, const char *mark)
{
    bool fresh = true;
    ck_assert(buffer_append_text(into, befores[draw(round, 5)]));
    for (size_t i = 0; i < piece.left; i++) {
        ck_assert(!fresh || buffer_append_text(into, mark));
        ck_assert(buffer_append_byte(into, piece.at[i]));
        fresh = piece.at[i] == '\n';
    }
    ck_assert(buffer_append_text(into, behinds[draw(round, 6)]));
}

static void put_mail(struct round *round, struct buffer *into, unsigned number, const char *subject,
                     struct bytes piece)
{
    char head[256];
    (void)snprintf(head, sizeof(head),
                   "From a@b Tue Feb 27 10:%02u:00 2018\nFrom: a@b\nSubject: %s\n"
                   "Message-ID: <%u@b>\n\n",
                   number, subject, number);
    ck_assert(buffer_append_text(into, head));
    put_text(round, into, piece, draw(round, 3) == 0 ? "> " : "");
    ck_assert(buffer_append_text(into, "\n\n"));
}

/* One mailbox: pieces in any order, and other mails between. */
static void put_mailbox(struct round *round, const struct bytes *pieces, size_t count)
{
    const unsigned turn = draw(round, (unsigned)count), noise = draw(round, 4);
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) {
        put_mail(round, &round->files[0], ++number, i == 0 ? "the key" : "Re: the key",
                 pieces[(i + turn) % count]);
        for (unsigned j = 0; j < noise; j++) {
            put_mail(round, &round->files[0], ++number, "something else", bytes_over("words", 5));
        }
    }
    round->file_count = 1;
}

static void put_files(struct round *round, const struct bytes *pieces, size_t count, bool mails)
{
    const unsigned turn = draw(round, (unsigned)count);
    for (size_t i = 0; i < count; i++) {
        const struct bytes piece = pieces[(i + turn) % count];
        if (mails) {
            put_mail(round, &round->files[i], (unsigned)i + 1, "key, part 1", piece);
        } else {
            ck_assert(buffer_append(&round->files[i], piece));
        }
    }
    round->file_count = count;
}

/* All in one mail, as attachments. */
static void put_attachments(struct round *round, const struct bytes *pieces, size_t count)
{
    struct buffer *into = &round->files[0];
    ck_assert(buffer_append_text(into, "From: a@b\nSubject: split\nMIME-Version: 1.0\n"
                                       "Content-Type: multipart/mixed; boundary=xx\n\n"));
    for (size_t i = 0; i < count; i++) {
        ck_assert(buffer_append_text(into, "--xx\nContent-Type: application/octet-stream\n\n") &&
                  buffer_append(into, pieces[i]) && buffer_append_text(into, "\n"));
    }
    ck_assert(buffer_append_text(into, "--xx--\n"));
    round->file_count = 1;
}

START_TEST(cut_by_lot)
{
    struct round round = { .draws = (uint64_t)_i * 7919 + 1 };
    struct bytes pieces[3];
    const size_t key = draw(&round, KEYS);
    const size_t count = cut_key(&round, buffer_bytes(&keys[key]), pieces);
    const unsigned setting = draw(&round, 4);
    switch (setting) {
    case 0:
        put_mailbox(&round, pieces, count);
        break;
    case 1:
        put_attachments(&round, pieces, count);
        break;
    default:
        put_files(&round, pieces, count, setting == 2);
    }
    scan_and_join(&round);
    const bool unstated = strcmp(key_files[key], "shop-ed25519.key") == 0;
    ck_assert_msg(round.proven == (unstated ? 0 : count) && round.closed == 0 &&
                      round.others == (unstated ? count : 0),
                  "round %d: %s in %zu at %zu, setting %u: proven at %u places, %zu pieces told",
                  _i, key_files[key], count, pieces[0].left, setting, round.proven,
                  round.told.count);
    ck_assert_ptr_nonnull(strstr(round.remark, count == 2 ? "repaired: joined from two places"
                                                          : "repaired: joined from three places"));
    round_clear(&round);
}
END_TEST

/* Any octets make a key of them: nothing says whose end this is. */
START_TEST(no_public_half_is_no_proof)
{
    static const char one[] = "-----BEGIN PRIVATE KEY-----\n"
                              "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHC";
    static const char *const ends[] = { "AkKCwwNDg8QERITFBUWFxgZGhscHR4f",
                                        "AkKCwwNDg8QERITWltcXV5fYGFiY2Rl" };
    struct round round = { .file_count = 2 };
    ck_assert(buffer_append_text(&round.files[0], one) &&
              buffer_append_text(&round.files[1], ends[_i]) &&
              buffer_append_text(&round.files[1], "\n-----END PRIVATE KEY-----\n"));
    scan_and_join(&round);
    ck_assert_uint_eq(round.proven + round.closed, 0);
    ck_assert_uint_eq(round.others, 2);
    round_clear(&round);
}
END_TEST

/* Two keys of one size: the front of one proves nothing with the end of the other. */
START_TEST(pieces_of_two_keys)
{
    const struct bytes one = buffer_bytes(&keys[_i == 0 ? 1 : 0]);
    const struct bytes other = buffer_bytes(&keys[_i == 0 ? 4 : 6]);
    for (size_t at = 90; at + 90 < one.left && at + 90 < other.left; at += 61) {
        struct round round = { .file_count = 2 };
        ck_assert(buffer_append(&round.files[0], bytes_over(one.at, at)));
        ck_assert(buffer_append(&round.files[1], bytes_over(other.at + at, other.left - at)));
        scan_and_join(&round);
        ck_assert_msg(round.proven + round.closed + round.others == 0, "at %zu: %s", at,
                      round.remark);
        round_clear(&round);
    }
}
END_TEST

static void put_encoded(struct buffer *into, struct bytes piece)
{
    uint8_t line[4096];
    ck_assert_uint_lt(piece.left, sizeof(line) / 4 * 3 - 3);
    const int length = EVP_EncodeBlock(line, piece.at, (int)piece.left);
    ck_assert(buffer_append(into, bytes_over(line, (size_t)length)));
}

/* Pieces in encoded texts of a file that is too large to be looked at as a whole for them. */
START_TEST(far_apart_in_a_large_file)
{
    const struct bytes key = buffer_bytes(&keys[1]);
    struct round round = { .file_count = 1 };
    struct buffer *into = &round.files[0];
    const size_t cuts[] = { 0, 200 + 211 * (size_t)_i, key.left };
    for (size_t i = 0; i < 2; i++) {
        while (into->used < (i + 1) * (size_t)MIB) {
            ck_assert(buffer_append_text(into, "Nothing but words stands in this line.\n"));
        }
        put_encoded(into, bytes_over(key.at + cuts[i], cuts[i + 1] - cuts[i]));
        ck_assert(buffer_append_text(into, "\n"));
    }
    scan_and_join(&round);
    ck_assert_msg(round.proven == 2 && round.closed + round.others == 0, "%zu pieces told, %u",
                  round.told.count, round.proven);
    ck_assert_ptr_nonnull(strstr((const char *)round.places.at, "reading"));
    round_clear(&round);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("joined key");
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_add_loop_test(tests, cut_by_lot, 0, ROUNDS);
    tcase_add_loop_test(tests, pieces_of_two_keys, 0, 2);
    tcase_add_loop_test(tests, far_apart_in_a_large_file, 0, 5);
    tcase_add_loop_test(tests, no_public_half_is_no_proof, 0, 2);
    return suite_run("joined_key", tests);
}
