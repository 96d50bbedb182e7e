#include "containers/git_fixture.h"
#include "evidence_run.h"

/* Row 17 of the forms of evidence: keys in repositories of git. */

static const char repository[] =
    "export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='1700000000 +0000'"
    " GIT_COMMITTER_DATE='1700000000 +0000';"
    "git init -q . && git config user.name t && git config user.email t@example.org &&"
    "mkdir src && seq 1 3000 > src/numbers && cat key.pem > src/server.key &&"
    "git add src && git commit -qm first && git rm -q src/server.key && git commit -qm second &&"
    "{ seq 1 1500; cat other.pem; seq 1501 3000; } > src/numbers && git add src &&"
    "git commit -qm third && seq 1 3000 | sed 's/7/8/' > src/numbers && git add src &&"
    "git commit -qm fourth";

static void check(const char *command, unsigned keys, const char *place)
{
    struct record_list list = { 0 };
    struct buffer content = git_run(command);
    run_scan(buffer_bytes(&content), &list);
    ck_assert(buffer_append_byte(&list.lines, 0));
    const char *lines = (const char *)list.lines.at;
    ck_assert_msg(list.keys == keys && list.unread == 0, "%s: %s", command, lines);
    ck_assert_msg(strstr(lines, place) != NULL, "%s: %s", command, lines);
    buffer_clear(&content);
    record_list_clear(&list);
}

/* RFC 9500 and a key of the fixtures, once each: one in a file that a later commit deleted, one
 * in a version of a file that only differs from another. */
START_TEST(row_17_git)
{
    git_do("git gc -q --aggressive");
    check("cat .git/objects/pack/*.pack", 2, " src/server.key (commit ");
    check("cat .git/objects/pack/*.pack", 2, " src/numbers (commit ");
    check("git bundle create -q x.bundle --all; cat x.bundle; rm x.bundle", 2,
          " src/server.key (commit ");
    check("git bundle create -q x.bundle --all; tar cf - x.bundle; rm x.bundle", 2,
          "x.bundle!member ");
    /* Not compressed they show in the raw bytes as well: the case folds the two. */
    check("git -c pack.compression=0 repack -qadF; cat .git/objects/pack/*.pack", 4,
          " src/server.key (commit ");
}
END_TEST

START_TEST(row_17_git_thin)
{
    struct record_list list = { 0 };
    struct buffer content = git_run("git rev-parse HEAD~1 ^HEAD~2 | "
                                    "git pack-objects -q --revs --thin --stdout");
    run_scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.keys, 1);
    ck_assert_uint_gt(list.unread, 0);
    buffer_clear(&content);
    record_list_clear(&list);
}
END_TEST

START_TEST(row_17_git_messages)
{
    git_do("git commit -q --allow-empty -F key.pem --cleanup=verbatim && git gc -q");
    check("git rev-parse HEAD ^HEAD~1 | git pack-objects -q --revs --stdout", 1, "commit ");
    git_do("git tag -a -F other.pem --cleanup=verbatim v1");
    check("git rev-parse v1 ^HEAD | git pack-objects -q --revs --stdout", 1, " tag ");
}
END_TEST

START_TEST(row_17_git_of_sha256)
{
    check("git init -q --object-format=sha256 wide && cd wide && cp ../key.pem . && git add . && "
          "git -c user.name=t -c user.email=t@example.org commit -qm a && git gc -q && "
          "cat .git/objects/pack/*.pack",
          1, " blob@");
}
END_TEST

#define LOOSE "id=$(git hash-object -w key.pem); cat .git/objects/$(echo $id | cut -c1-2)/*"

START_TEST(row_17_git_loose)
{
    check("rm -rf .git/objects/pack; " LOOSE, 1, "!member 1 blob ");
    /* What is left of it is read, and said. */
    struct record_list list = { 0 };
    struct buffer content = git_run(LOOSE " | head -c 1000");
    run_scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.unread, 1);
    buffer_clear(&content);
    record_list_clear(&list);
}
END_TEST

/* A bare stream of zlib is not git's, but begins as its objects do. */
START_TEST(a_stream_of_zlib_is_read_where_that_is_sure)
{
    static const char pack[] = "perl -MCompress::Zlib -0777 -ne 'print compress($_)' ";
    if (system("perl -MCompress::Zlib -e 1 2>/dev/null") == 0) { /* NOLINT: a fixed command */
        char command[128];
        (void)snprintf(command, sizeof(command), "%s key.pem", pack);
        check(command, 1, "!reading @0 zlib");
        (void)snprintf(command, sizeof(command), "seq 30000 | cat - key.pem | %s", pack);
        check(command, 1, "!reading @0 zlib");
    }
    check("printf 'x^2 + y^2 = z^2, and more of it\\n'; cat key.pem", 1, "@");
}
END_TEST

static void prepare(void)
{
    static const char copy[] = "cp " FIXTURES "/keys/ca-north.key key.pem && "
                               "cp " FIXTURES "/keys/attacker-p256.key other.pem";
    run_prepare("");
    git_begin();
    git_do(copy);
    git_do(repository);
}

static void release(void)
{
    git_end();
    run_release();
}

int main(void)
{
    TCase *tests = tcase_create("git_scan");
    if (!git_is_there()) {
        puts("git is not installed: skipped");
        return 0;
    }
    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_add_test(tests, row_17_git);
    tcase_add_test(tests, row_17_git_thin);
    tcase_add_test(tests, row_17_git_messages);
    tcase_add_test(tests, row_17_git_of_sha256);
    tcase_add_test(tests, row_17_git_loose);
    tcase_add_test(tests, a_stream_of_zlib_is_read_where_that_is_sure);
    return run_suite("git_scan", tests);
}
