#include <string.h>

#include "commands/check_list.h"
#include "suite.h"

static struct public_identity identity_of(uint8_t number)
{
    struct public_identity identity = { .algorithm = KEY_EC, .curve = CURVE_P256, .bits = 256 };
    memset(identity.digest, number, sizeof(identity.digest));
    return identity;
}

/* Number 0: it has none. */
static void add_key(struct check_list *list, enum verdict verdict, uint8_t identity,
                    uint8_t claimed)
{
    const struct key_finding finding = { .verdict = verdict,
                                         .has_identity = identity > 0,
                                         .identity = identity_of(identity),
                                         .has_claim = claimed > 0,
                                         .claimed = identity_of(claimed),
                                         .failure = verdict != VERDICT_PROVEN ? "why" : NULL };
    ck_assert(check_list_add_key(list, &finding));
}

/* A place of the file itself, so far from its front. */
static void spot(struct buffer *encoded, uint64_t offset)
{
    const struct provenance node = { .place = {
                                         .kind = PLACE_SPOT, .offset = offset, .length = 10 } };
    ck_assert(provenance_encode(&node, encoded));
}

static void add_certificate(struct check_list *list, size_t file, uint8_t key, uint64_t offset)
{
    struct certificate_sighting sighting = { .matched = false };
    struct buffer encoded = { 0 };
    spot(&encoded, offset);
    sighting.provenance = buffer_bytes(&encoded);
    sighting.certificate.identity = identity_of(key);
    memset(sighting.certificate.sha256, key, SHA256_LENGTH);
    sighting.certificate.subject_dn = bytes_over("CN=a", 4);
    ck_assert(check_list_add_certificate(list, file, &sighting));
    buffer_clear(&encoded);
}

static void add_request(struct check_list *list, size_t file, uint8_t key)
{
    struct request_sighting sighting = { .identity = identity_of(key) };
    struct buffer encoded = { 0 };
    spot(&encoded, 0);
    sighting.provenance = buffer_bytes(&encoded);
    ck_assert(check_list_add_request(list, file, &sighting));
    buffer_clear(&encoded);
}

static const struct {
    const char *what;
    struct {
        enum verdict verdict;
        uint8_t identity, claimed;
    } keys[3];
    enum check_answer answer; /* to the certificate of key 1 */
    int by;                   /* which key says so; -1: none */
} answers[] = {
    { "its own", { { VERDICT_PROVEN, 1, 0 } }, CHECK_YES, 0 },
    { "another", { { VERDICT_PROVEN, 2, 0 } }, CHECK_NO, -1 },
    { "several", { { VERDICT_PROVEN, 2, 0 }, { VERDICT_PROVEN, 1, 0 } }, CHECK_YES, 1 },
    { "closed, unknown", { { VERDICT_ENCRYPTED, 0, 0 } }, CHECK_OPEN, 0 },
    { "closed, its own", { { VERDICT_ENCRYPTED, 1, 0 } }, CHECK_OPEN, 0 },
    { "closed, another", { { VERDICT_ENCRYPTED, 2, 0 } }, CHECK_NO, -1 },
    { "closed beside open",
      { { VERDICT_ENCRYPTED, 0, 0 }, { VERDICT_PROVEN, 1, 0 } },
      CHECK_YES,
      1 },
    { "of an unknown kind", { { VERDICT_UNSUPPORTED, 0, 0 } }, CHECK_OPEN, 0 },
    { "a forgery that claims it", { { VERDICT_FORGED, 1, 0 } }, CHECK_NO, 0 },
    { "another's that claims it", { { VERDICT_FORGED, 2, 1 } }, CHECK_NO, 0 },
    { "damaged, claims it", { { VERDICT_MALFORMED, 0, 1 } }, CHECK_NO, 0 },
    { "damaged, claims nothing", { { VERDICT_MALFORMED, 0, 0 } }, CHECK_NO, -1 },
    { "a forgery beside the true one",
      { { VERDICT_FORGED, 1, 0 }, { VERDICT_PROVEN, 1, 0 } },
      CHECK_YES,
      1 },
};

START_TEST(a_proven_key_alone_says_yes)
{
    struct check_list list = { 0 };
    for (size_t i = 0; i < 3 && answers[_i].keys[i].verdict != VERDICT_NONE; i++) {
        add_key(&list, answers[_i].keys[i].verdict, answers[_i].keys[i].identity,
                answers[_i].keys[i].claimed);
    }
    add_certificate(&list, 1, 1, 0);
    add_request(&list, 1, 1);
    ck_assert(check_list_answer(&list));
    ck_assert_uint_eq(list.count, 2);
    for (size_t i = 0; i < list.count; i++) {
        ck_assert_msg(list.items[i].answer == answers[_i].answer, "%s", answers[_i].what);
        ck_assert_msg(list.items[i].key == (answers[_i].by < 0 ? NULL : &list.keys[answers[_i].by]),
                      "%s", answers[_i].what);
    }
    check_list_clear(&list);
}
END_TEST

START_TEST(items_come_once_in_the_order_of_files)
{
    struct check_list list = { 0 };
    struct buffer encoded = { 0 };
    static const char sentence[] = "cut off";
    add_certificate(&list, 2, 1, 500);
    add_certificate(&list, 1, 7, 700);
    add_certificate(&list, 1, 6, 0);
    add_certificate(&list, 1, 7, 100); /* the same at another place */
    spot(&encoded, 900);
    ck_assert(check_list_add_unread(&list, 1, buffer_bytes(&encoded),
                                    bytes_over(sentence, sizeof(sentence) - 1)));
    ck_assert(check_list_answer(&list));
    ck_assert_uint_eq(list.count, 4);
    ck_assert_uint_eq(list.items[0].sha256[0], 6);
    ck_assert_uint_eq(list.items[1].sha256[0], 7);
    ck_assert_int_eq(list.items[2].answer, CHECK_UNREAD);
    ck_assert_uint_eq(list.items[3].file, 2);
    ck_assert(!list.items[3].inside);
    buffer_clear(&encoded);
    check_list_clear(&list);
}
END_TEST

START_TEST(nothing_is_answered_with_nothing)
{
    struct check_list list = { 0 };
    ck_assert(check_list_answer(&list));
    ck_assert_uint_eq(list.count, 0);
    check_list_clear(&list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("check_list");
    tcase_add_loop_test(tests, a_proven_key_alone_says_yes, 0,
                        sizeof(answers) / sizeof(answers[0]));
    tcase_add_test(tests, items_come_once_in_the_order_of_files);
    tcase_add_test(tests, nothing_is_answered_with_nothing);
    return suite_run("check_list", tests);
}
