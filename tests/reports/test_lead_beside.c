#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "provenance.h"
#include "reports/beside_match.h"
#include "suite.h"

/* A chain of two places at most, `kind number name`, and the spot. */
struct link {
    enum place_kind kind;
    uint64_t number;
    const char *name;
};

static void put_chain(const struct link links[2], uint64_t spot, struct buffer *encoded)
{
    struct provenance nodes[3];
    const struct provenance *chain = NULL;
    size_t count = 0;
    for (size_t i = 0; i < 2 && links[i].number > 0; i++) {
        const struct place place = { .kind = links[i].kind,
                                     .number = links[i].number,
                                     .name = bytes_over(links[i].name, strlen(links[i].name)) };
        nodes[count] = (struct provenance){ .outer = chain, .place = place };
        chain = &nodes[count++];
    }
    nodes[count] =
        (struct provenance){ .outer = chain, .place = { .kind = PLACE_SPOT, .offset = spot } };
    ck_assert(provenance_encode(&nodes[count], encoded));
}

#define MESSAGE(number)                                                                            \
    {                                                                                              \
        PLACE_MESSAGE, number, ""                                                                  \
    }
#define PART(number, name)                                                                         \
    {                                                                                              \
        PLACE_PART, number, name                                                                   \
    }
#define MEMBER(number, name)                                                                       \
    {                                                                                              \
        PLACE_MEMBER, number, name                                                                 \
    }

static const struct {
    const char *what, *path, *other_path;
    struct link chain[2], other[2];
    enum beside_ground ground;
} pairs[] = {
    { "one file", "e/a.pem", "e/a.pem", { { 0 } }, { { 0 } }, BESIDE_SAME_TEXT },
    { "one stem", "e/a.key", "e/a.crt", { { 0 } }, { { 0 } }, BESIDE_SAME_NAME },
    { "two dots", "e/www.a.key", "e/www.a.pem", { { 0 } }, { { 0 } }, BESIDE_SAME_NAME },
    { "two stems", "e/www.a.key", "e/www.b.key", { { 0 } }, { { 0 } }, BESIDE_SAME_DIRECTORY },
    { "dots alone", "e/.key", "e/.crt", { { 0 } }, { { 0 } }, BESIDE_SAME_DIRECTORY },
    { "no ending", "e/key", "e/crt", { { 0 } }, { { 0 } }, BESIDE_SAME_DIRECTORY },
    { "another directory", "e/a.key", "e/d/a.crt", { { 0 } }, { { 0 } }, BESIDE_NOT },
    { "no directory", "a.key", "a.crt", { { 0 } }, { { 0 } }, BESIDE_SAME_NAME },
    { "one text in a mail",
      "e/m",
      "e/m",
      { MESSAGE(1), PART(1, "") },
      { MESSAGE(1), PART(1, "") },
      BESIDE_SAME_TEXT },
    { "two parts",
      "e/m",
      "e/m",
      { MESSAGE(1), PART(1, "") },
      { MESSAGE(1), PART(2, "a.crt") },
      BESIDE_SAME_MAIL },
    { "two parts with names",
      "e/m",
      "e/m",
      { MESSAGE(1), PART(1, "a.key") },
      { MESSAGE(1), PART(2, "a.crt") },
      BESIDE_SAME_NAME },
    { "two mails",
      "e/m",
      "e/m",
      { MESSAGE(1), PART(1, "a.key") },
      { MESSAGE(2), PART(1, "a.crt") },
      BESIDE_NOT },
    { "two members of one stem",
      "e/z",
      "e/z",
      { MEMBER(3, "d/a.key") },
      { MEMBER(9, "d/a.pem") },
      BESIDE_SAME_NAME },
    { "two members of one folder",
      "e/z",
      "e/z",
      { MEMBER(3, "d/a.key") },
      { MEMBER(9, "d/b.pem") },
      BESIDE_SAME_DIRECTORY },
    { "two folders", "e/z", "e/z", { MEMBER(3, "d/a.key") }, { MEMBER(9, "c/a.pem") }, BESIDE_NOT },
    { "a member and a file beside it",
      "e/a.zip",
      "e/a.crt",
      { MEMBER(1, "a.key") },
      { { 0 } },
      BESIDE_NOT },
    { "a decoded file",
      "e/a.key",
      "e/a.crt.gz",
      { { 0 } },
      { { PLACE_READING, 1, "gzip" } },
      BESIDE_SAME_NAME },
    { "two decoded members",
      "e/z",
      "e/z",
      { MEMBER(3, "d/a.key.zst"), { PLACE_READING, 1, "zstd" } },
      { MEMBER(9, "d/a.pem.lz4"), { PLACE_READING, 1, "lz4" } },
      BESIDE_SAME_NAME },
    { "another decoded member",
      "e/z",
      "e/z",
      { MEMBER(3, "d/a.key.zst"), { PLACE_READING, 1, "zstd" } },
      { MEMBER(9, "d/b.pem.lz4"), { PLACE_READING, 1, "lz4" } },
      BESIDE_SAME_DIRECTORY },
    { "an ending alone", "e/.gz", "e/.xz", { { 0 } }, { { 0 } }, BESIDE_SAME_DIRECTORY },
};

START_TEST(grounds)
{
    struct buffer chain = { 0 }, other = { 0 };
    put_chain(pairs[_i].chain, 0, &chain);
    put_chain(pairs[_i].other, 900, &other);
    const struct beside_place key = { bytes_over(pairs[_i].path, strlen(pairs[_i].path)),
                                      buffer_bytes(&chain),
                                      { 0 } };
    const struct beside_place certificate = {
        bytes_over(pairs[_i].other_path, strlen(pairs[_i].other_path)), buffer_bytes(&other), { 0 }
    };
    ck_assert_msg(beside_ground_of(&key, &certificate) == pairs[_i].ground, "%s: %s",
                  pairs[_i].what, beside_ground_name(beside_ground_of(&key, &certificate), false));
    ck_assert_int_eq(beside_ground_of(&certificate, &key), pairs[_i].ground);
    buffer_clear(&chain);
    buffer_clear(&other);
}
END_TEST

static const struct {
    const char *what, *key, *certificate;
    bool beside;
    enum beside_ground ground;
} named[] = {
    { "the same", "1", "1", true, BESIDE_SAME_ID },
    { "another", "1", "2", true, BESIDE_NOT },
    { "of the key alone", "1", "", true, BESIDE_SAME_TEXT },
    { "of the certificate alone", "", "1", true, BESIDE_SAME_TEXT },
    { "the same, far away", "1", "1", false, BESIDE_NOT },
};

START_TEST(local_key_ids)
{
    const struct link none[2] = { { 0 } };
    struct buffer chain = { 0 }, other = { 0 };
    put_chain(none, 0, &chain);
    put_chain(none, 900, &other);
    const char *path = named[_i].beside ? "e/all.pem" : "d/all.pem";
    const struct beside_place key = { bytes_over("e/all.pem", 9), buffer_bytes(&chain),
                                      bytes_over(named[_i].key, strlen(named[_i].key)) };
    const struct beside_place certificate = { bytes_over(path, 9), buffer_bytes(&other),
                                              bytes_over(named[_i].certificate,
                                                         strlen(named[_i].certificate)) };
    ck_assert_msg(beside_ground_of(&key, &certificate) == named[_i].ground, "%s: %s",
                  named[_i].what, beside_ground_name(beside_ground_of(&key, &certificate), false));
    buffer_clear(&chain);
    buffer_clear(&other);
}
END_TEST

/* So many files with a certificate each, and one in `own`, if any: in the order of their paths. */
static struct beside_list crowd(size_t count, const char *own, struct bytes chain)
{
    struct beside_list list = { .certificate_count = count + (own != NULL ? 1 : 0) };
    list.certificates = calloc(list.certificate_count, sizeof(*list.certificates));
    ck_assert_ptr_nonnull(list.certificates);
    for (size_t i = 0; i < list.certificate_count; i++) {
        char path[32];
        snprintf(path, sizeof(path), "e/%06zu.crt", i);
        const char *name = i < count ? path : own;
        ck_assert(buffer_append_text(&list.texts, name));
        list.certificates[i].place.path.left = strlen(name);
        memcpy(list.certificates[i].sha256, &i, sizeof(i));
    }
    size_t used = 0;
    for (size_t i = 0; i < list.certificate_count; i++) {
        struct beside_certificate *certificate = &list.certificates[i];
        certificate->place.path.at = list.texts.at + used;
        certificate->place.provenance = chain;
        certificate->directory = bytes_over(list.texts.at + used, 2);
        used += certificate->place.path.left;
    }
    return list;
}

static const struct {
    const char *what, *key, *own;
    size_t others;
    bool bounded;
    enum beside_ground ground;
} crowds[] = {
    { "its own file comes last", "e/z.pem", "e/z.pem", BESIDE_LOOKED_MAX + 9, false,
      BESIDE_SAME_TEXT },
    { "one of its name", "e/000007.key", NULL, BESIDE_LOOKED_MAX, false, BESIDE_SAME_NAME },
    { "one of its name among more", "e/000007.key", NULL, BESIDE_LOOKED_MAX + 1, true, BESIDE_NOT },
    { "none of its name", "e/z.key", NULL, BESIDE_LOOKED_MAX + 1, true, BESIDE_NOT },
};

START_TEST(crowds_are_told)
{
    const struct link none[2] = { { 0 } };
    struct buffer chain = { 0 };
    put_chain(none, 0, &chain);
    struct beside_list list = crowd(crowds[_i].others, crowds[_i].own, buffer_bytes(&chain));
    const struct bytes path = bytes_over(crowds[_i].key, strlen(crowds[_i].key));
    struct beside_sight sight = { .place = { path, buffer_bytes(&chain), { 0 } },
                                  .directory = bytes_over(path.at, 2) };
    list.sights = &sight;
    list.sight_count = 1;
    ck_assert(beside_match_all(&list));
    ck_assert_msg(sight.bounded == crowds[_i].bounded, "%s", crowds[_i].what);
    ck_assert_uint_eq(list.match_count, crowds[_i].ground == BESIDE_NOT ? 0 : 1);
    ck_assert(list.match_count == 0 || list.matches[0].ground == crowds[_i].ground);
    free(list.matches);
    free(list.certificates);
    buffer_clear(&list.texts);
    buffer_clear(&chain);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lead beside");
    tcase_add_loop_test(tests, grounds, 0, (int)(sizeof(pairs) / sizeof(pairs[0])));
    tcase_add_loop_test(tests, local_key_ids, 0, (int)(sizeof(named) / sizeof(named[0])));
    tcase_add_loop_test(tests, crowds_are_told, 0, (int)(sizeof(crowds) / sizeof(crowds[0])));
    return suite_run("lead_beside", tests);
}
