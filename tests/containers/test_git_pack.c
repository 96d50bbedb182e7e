#include "containers/git/git_pack.h"

#include "containers/git/git_object.h"
#include "containers/git_fixture.h"
#include "containers/part_recorder.h"

#include "bounds.h"

/* A walk as a list of the objects' names without their paths, each held against its content. */
struct listing {
    struct buffer text;
    uint64_t last;
    unsigned unread, notes, parts;
    const char *sentence; /* the last that was journalled */
};

static bool list_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct listing *listing = context;
    struct buffer expected = { 0 };
    uint8_t id[GIT_ID_SIZE];
    struct bytes name = place->name, type, word = name;
    must(place->number == listing->last + 1 || place->number > listing->last);
    must(place->kind == PLACE_MEMBER && place->length > 0);
    listing->last = place->number;
    listing->parts++;
    must(content->size != STREAM_SIZE_UNKNOWN);
    struct bytes seen = stream_ahead(content, 1);
    must(seen.left == content->size);
    if (!bytes_take_until(&name, ' ', &type)) {
        return true;
    }
    enum git_type kind = type.left == 6      ? GIT_COMMIT
                         : type.left == 3    ? GIT_TAG
                         : type.at[0] == 't' ? GIT_TREE
                                             : GIT_BLOB;
    must((kind == GIT_BLOB) == (nature == PART_UNKNOWN));
    git_id_of(kind, seen, id);
    must(git_id_print(&expected, id) && bytes_take(&name, expected.used, &word));
    ck_assert(bytes_equal(word, buffer_bytes(&expected)));
    must(buffer_append(&listing->text, word) && buffer_append_byte(&listing->text, '\n'));
    buffer_clear(&expected);
    return true;
}

static void list_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct listing *listing = context;
    (void)where;
    (void)unread;
    listing->unread += weight == JOURNAL_UNREAD ? 1 : 0;
    listing->notes += weight == JOURNAL_NOTE ? 1 : 0;
    listing->sentence = fault->sentence;
}

static void list_walk(struct listing *listing, struct bytes pack)
{
    const struct container_sink sink = { .context = listing,
                                         .part = list_part,
                                         .journal = list_journal };
    struct memory_stream memory;
    memory_stream_init(&memory, pack);
    ck_assert(git_pack_container.recognise(pack));
    ck_assert_ptr_null(git_pack_container.walk(&memory.stream, &sink));
}

static int compare_lines(const void *one, const void *other)
{
    return memcmp(one, other, 41);
}

/* The same objects as git itself finds. */
static void agree(const char *pack_command, const char *objects_command)
{
    struct buffer pack = git_run(pack_command), expected = git_run(objects_command);
    struct listing listing = { 0 };
    list_walk(&listing, buffer_bytes(&pack));
    qsort(listing.text.at, listing.text.used / 41, 41, compare_lines);
    ck_assert_uint_gt(expected.used, 0);
    ck_assert_uint_eq(listing.text.used, expected.used);
    ck_assert(bytes_equal(buffer_bytes(&listing.text), buffer_bytes(&expected)));
    ck_assert_uint_eq(listing.unread + listing.notes, 0);
    buffer_clear(&listing.text);
    buffer_clear(&pack);
    buffer_clear(&expected);
}

#define ALL "git cat-file --batch-all-objects --batch-check='%(objectname)'"

static const char repository[] =
    "export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='1700000000 +0000'"
    " GIT_COMMITTER_DATE='1700000000 +0000';"
    "git init -q . && git config user.name t && git config user.email t@example.org &&"
    "mkdir -p src/inner && seq 1 3000 > src/numbers && echo a > src/inner/a && git add . &&"
    "git commit -qm first && echo key > src/inner/server.key &&"
    "sed 's/^1500$/changed/' src/numbers > n && mv n src/numbers && git add . &&"
    "GIT_COMMITTER_DATE='1700000100 +0000' git commit -qm second && git rm -q src/inner/server.key "
    "&&"
    "sed 's/^2500$/changed too/' src/numbers > n && mv n src/numbers && git add . &&"
    "GIT_COMMITTER_DATE='1700000200 +0000' git commit -qm third && git tag -a -m note v1 &&"
    "echo b > src/inner/a && GIT_COMMITTER_DATE='1700000300 +0000' git stash -q &&"
    "git gc -q --aggressive";

START_TEST(a_pack_gives_all_that_git_finds)
{
    agree("cat .git/objects/pack/*.pack", ALL);
}
END_TEST

START_TEST(differences_to_ids_are_resolved)
{
    agree("git rev-list --objects --all | cut -d' ' -f1 | "
          "git pack-objects -q --no-reuse-delta --window=50 --stdout",
          "git rev-list --objects --all | cut -c1-40 | LC_ALL=C sort");
}
END_TEST

START_TEST(a_bundle_is_a_pack_behind_a_head)
{
    agree("git bundle create -q ../$(basename $PWD)/x.bundle --all; cat x.bundle; rm x.bundle",
          "git rev-list --objects --all | cut -c1-40 | LC_ALL=C sort");
}
END_TEST

START_TEST(a_file_is_named_by_the_oldest_commit_that_has_it)
{
    struct buffer pack = git_run("cat .git/objects/pack/*.pack");
    struct buffer blob = git_run("printf '<blob %s src/inner/server.key (commit %s)>' "
                                 "$(echo key | git hash-object --stdin) "
                                 "$(git rev-parse HEAD~1)");
    struct buffer same = git_run("printf '<blob %s src/inner/a (commit %s)>' "
                                 "$(echo a | git hash-object --stdin) $(git rev-parse HEAD~2)");
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&pack));
    const char *text = part_recorder_walk(&recorder, &git_pack_container, &memory.stream);
    ck_assert(buffer_append_byte(&blob, 0) && buffer_append_byte(&same, 0));
    ck_assert_msg(strstr(text, (const char *)blob.at) != NULL, "%s", (const char *)blob.at);
    ck_assert_msg(strstr(text, (const char *)same.at) != NULL, "%s", (const char *)same.at);
    part_recorder_clear(&recorder);
    buffer_clear(&pack);
    buffer_clear(&blob);
    buffer_clear(&same);
}
END_TEST

/* A repository that is told from outside: of any size. */
START_TEST(a_large_repository_gives_all_that_git_finds)
{
    const char *from = getenv("KEYTRAWL_GIT_REPOSITORY");
    char pack[512], objects[512];
    (void)snprintf(pack, sizeof(pack), "cat %s/objects/pack/*.pack", from);
    (void)snprintf(objects, sizeof(objects),
                   "git --git-dir=%s show-index < "
                   "$(ls %s/objects/pack/*.idx) | cut -d' ' -f2 | LC_ALL=C sort",
                   from, from);
    agree(pack, objects);
}
END_TEST

static void prepare(void)
{
    git_begin();
    git_do(repository);
}

int main(void)
{
    TCase *tests = tcase_create("git_pack");
    if (!git_is_there()) {
        puts("git is not installed: skipped");
        return 0;
    }
    tcase_add_unchecked_fixture(tests, prepare, git_end);
    tcase_add_test(tests, a_pack_gives_all_that_git_finds);
    tcase_add_test(tests, differences_to_ids_are_resolved);
    tcase_add_test(tests, a_bundle_is_a_pack_behind_a_head);
    tcase_add_test(tests, a_file_is_named_by_the_oldest_commit_that_has_it);
    if (getenv("KEYTRAWL_GIT_REPOSITORY") != NULL) {
        tcase_set_timeout(tests, 600);
        tcase_add_test(tests, a_large_repository_gives_all_that_git_finds);
    }
    return suite_run("git_pack", tests);
}
