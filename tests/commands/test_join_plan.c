#include <string.h>

#include "bounds.h"
#include "commands/phases/join_plan.h"
#include "evidence/mail_thread.h"
#include "provenance.h"
#include "suite.h"

#define TEXTS 64
static struct buffer texts[TEXTS];
static size_t text_count;

static void release(void)
{
    for (size_t i = 0; i < TEXTS; i++) {
        buffer_clear(&texts[i]);
    }
    text_count = 0;
}

static struct bytes thread_of(const char *subject, const char *id, const char *answered)
{
    const struct mail_facts facts = { .subject = bytes_over(subject, strlen(subject)),
                                      .message_id = bytes_over(id, strlen(id)),
                                      .in_reply_to = bytes_over(answered, strlen(answered)) };
    struct buffer *thread = &texts[text_count++];
    ck_assert(mail_thread_put(&facts, thread));
    return buffer_bytes(thread);
}

/* A chain of one place, by its kind and number, and the spot. */
static struct bytes chain_of(enum place_kind kind, uint64_t number)
{
    const struct provenance outer = { .place = { .kind = kind, .number = number } };
    const struct provenance spot = { .outer = &outer, .place = { .kind = PLACE_SPOT } };
    struct buffer *encoded = &texts[text_count++];
    ck_assert(provenance_encode(number > 0 ? &spot : &(struct provenance){ .place = spot.place },
                                encoded));
    return buffer_bytes(encoded);
}

static struct join_piece piece_in(const char *path, uint32_t source, struct bytes provenance,
                                  struct bytes thread)
{
    return (struct join_piece){ .path = bytes_over(path, strlen(path)),
                                .source = source,
                                .provenance = provenance,
                                .thread = thread };
}

static bool near(const struct join_piece *one, const struct join_piece *other)
{
    const bool is_near = join_plan_near(one, other);
    ck_assert_int_eq(join_plan_near(other, one), is_near);
    return is_near;
}

START_TEST(near_in_one_file)
{
    const struct bytes none = { 0 };
    const struct join_piece third =
        piece_in("e/box", 1, chain_of(PLACE_MESSAGE, 3), thread_of("key", "<3@a>", ""));
    const struct join_piece fifth =
        piece_in("e/box", 1, chain_of(PLACE_MESSAGE, 5), thread_of("two", "<5@a>", ""));
    const struct join_piece sixth =
        piece_in("e/box", 1, chain_of(PLACE_MESSAGE, 6), thread_of("three", "<6@a>", ""));
    const struct join_piece reply =
        piece_in("e/box", 1, chain_of(PLACE_MESSAGE, 900), thread_of("x", "<7@a>", "<3@a>"));
    const struct join_piece again =
        piece_in("e/box", 1, chain_of(PLACE_MESSAGE, 900), thread_of("Re: key", "<8@a>", ""));
    ck_assert(near(&third, &fifth));
    ck_assert(!near(&third, &sixth));
    ck_assert(near(&third, &reply));
    ck_assert(near(&third, &again));
    const struct join_piece first = piece_in("e/zip", 2, chain_of(PLACE_MEMBER, 1), none);
    const struct join_piece near_one = piece_in("e/zip", 2, chain_of(PLACE_MEMBER, 17), none);
    const struct join_piece far = piece_in("e/zip", 2, chain_of(PLACE_MEMBER, 18), none);
    ck_assert(near(&first, &near_one));
    ck_assert(!near(&first, &far));
    ck_assert(near(&first, &first));
    const struct join_piece part = piece_in("e/mail", 3, chain_of(PLACE_PART, 1), none);
    const struct join_piece text = piece_in("e/mail", 3, chain_of(PLACE_TEXT, 40), none);
    ck_assert(near(&part, &text));
}
END_TEST

START_TEST(near_in_two_files)
{
    const struct bytes none = { 0 }, spot = chain_of(PLACE_SPOT, 0);
    const struct join_piece one = piece_in("e/part1", 1, spot, none);
    const struct join_piece beside = piece_in("e/part2", 2, spot, none);
    const struct join_piece below = piece_in("e/d/part2", 3, spot, none);
    ck_assert(near(&one, &beside));
    ck_assert(!near(&one, &below));
    const struct join_piece mail = piece_in("m/cur/1", 4, spot, thread_of("key", "<1@a>", ""));
    const struct join_piece same = piece_in("m/new/2", 5, spot, thread_of("Re: key", "<2@a>", ""));
    const struct join_piece other = piece_in("m/cur/3", 6, spot, thread_of("two", "<3@a>", ""));
    const struct join_piece sent = piece_in("sent/9", 7, spot, thread_of("x", "<9@a>", "<1@a>"));
    const struct join_piece away = piece_in("sent/8", 8, spot, thread_of("key", "<8@a>", ""));
    ck_assert(near(&mail, &same));
    ck_assert(!near(&mail, &other));
    ck_assert(near(&mail, &sent));
    ck_assert(!near(&mail, &away));
    ck_assert(!near(&mail, &one));
}
END_TEST

static struct join_piece long_piece(enum fragment_kind kind, uint32_t wanted, uint32_t cut,
                                    uint32_t other)
{
    struct join_piece piece = piece_in("e/f", 1, chain_of(PLACE_SPOT, 0), (struct bytes){ 0 });
    piece.facts = (struct fragment_facts){ kind, wanted, other > 0 ? 2 : 1, { cut, other } };
    return piece;
}

START_TEST(lengths_that_fit)
{
    const struct join_piece head = long_piece(FRAGMENT_HEAD, 184, 64, 70);
    const struct join_piece tail = long_piece(FRAGMENT_TAIL, 0, 110, 114);
    const struct join_piece wrong = long_piece(FRAGMENT_TAIL, 0, 111, 113);
    const struct join_piece middle = long_piece(FRAGMENT_MIDDLE, 0, 4, 0);
    const struct join_piece blind = long_piece(FRAGMENT_HEAD, 0, 0, 0);
    const struct join_piece brief = long_piece(FRAGMENT_TAIL, 0, 8, 39);
    const struct join_piece *pair[] = { &head, &tail }, *bad[] = { &head, &wrong };
    const struct join_piece *three[] = { &head, &middle, &tail };
    const struct join_piece *any[] = { &blind, &tail }, *none[] = { &blind, &brief };
    ck_assert(join_plan_fits(pair, 2));
    ck_assert(!join_plan_fits(bad, 2));
    ck_assert(join_plan_fits(three, 3)); /* 70 + 4 + 110 */
    ck_assert(join_plan_fits(any, 2));
    ck_assert(!join_plan_fits(none, 2));
}
END_TEST

/* A head among more tails than are tried: the bound is kept, and said. */
START_TEST(tries_are_bounded)
{
    struct join_piece heads[2], tails[40], middles[1];
    heads[0] = long_piece(FRAGMENT_HEAD, 184, 64, 0);
    heads[1] = heads[0];
    heads[1].joined = true;
    middles[0] = long_piece(FRAGMENT_MIDDLE, 0, 64, 0);
    for (size_t i = 0; i < 40; i++) {
        tails[i] = long_piece(FRAGMENT_TAIL, 0, 120, 0);
    }
    struct join_plan plan = { { heads, 2 }, { middles, 1 }, { tails, 40 }, NULL, 0, 0, false };
    ck_assert(join_plan_pairs(&plan));
    ck_assert_uint_eq(plan.count, 2 * JOIN_HEAD_TRIES_MAX);
    ck_assert(plan.bounded && plan.heads.items[0].bounded);
    plan.tails.count = 3;
    plan.bounded = false;
    ck_assert(join_plan_pairs(&plan));
    ck_assert_uint_eq(plan.count, 6);
    ck_assert_uint_eq(plan.tries[5].head, 1);
    ck_assert_uint_eq(plan.tries[5].tail, 2);
    ck_assert(!plan.bounded);
    ck_assert(join_plan_threes(&plan)); /* 64 + 64 + 120 is too much */
    ck_assert_uint_eq(plan.count, 0);
    for (size_t i = 0; i < 3; i++) {
        tails[i].facts.cuts[0] = 56;
    }
    ck_assert(join_plan_threes(&plan));
    ck_assert_uint_eq(plan.count, 3); /* of the head that was not joined */
    ck_assert_uint_eq(plan.tries[0].head, 0);
    free(plan.tries);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("join plan");
    tcase_add_checked_fixture(tests, NULL, release);
    tcase_add_test(tests, near_in_one_file);
    tcase_add_test(tests, near_in_two_files);
    tcase_add_test(tests, lengths_that_fit);
    tcase_add_test(tests, tries_are_bounded);
    return suite_run("join_plan", tests);
}
