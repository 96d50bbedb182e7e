#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "casefile/sample_folder.h"

static void expect_setting(struct case_file *file, const char *name, const char *value)
{
    struct buffer found = { 0 };
    ck_assert(case_get_setting(file, name, &found));
    ck_assert(bytes_equal(buffer_bytes(&found), sample_text(value)));
    buffer_clear(&found);
}

START_TEST(settings_are_kept)
{
    struct case_file *file = sample_open(&folder);
    expect_setting(file, "as_of", "");
    ck_assert(case_put_setting(file, "as_of", "12"));
    ck_assert(case_put_setting(file, "as_of", "13"));
    case_close(file);
    file = sample_open(&folder);
    expect_setting(file, "as_of", "13");
    ck_assert(case_begin(file));
    ck_assert(case_put_setting(file, "as_of", "14"));
    case_close(file); /* without a commit */
    file = sample_open(&folder);
    expect_setting(file, "as_of", "13");
    case_close(file);
}
END_TEST

struct text_list {
    char text[2048];
};

static bool list_root(void *context, enum source_kind kind, const char *path)
{
    struct text_list *list = context;
    size_t used = strlen(list->text);
    (void)snprintf(list->text + used, sizeof(list->text) - used, "%d %s\n", (int)kind, path);
    return true;
}

START_TEST(roots_are_kept_once)
{
    struct case_file *file = sample_open(&folder);
    int64_t one, again, other;
    ck_assert(case_add_root(file, SOURCE_INVENTORY, "z", 5, &other));
    ck_assert(case_add_root(file, SOURCE_EVIDENCE, "b", 5, &one));
    ck_assert(case_add_root(file, SOURCE_EVIDENCE, "b", 6, &again));
    ck_assert(case_add_root(file, SOURCE_EVIDENCE, "a", 5, &other));
    ck_assert_int_eq(one, again);
    ck_assert_int_ne(one, other);
    struct text_list list = { "" };
    ck_assert(case_each_root(file, &list, list_root));
    ck_assert_str_eq(list.text, "1 a\n1 b\n2 z\n");
    case_close(file);
}
END_TEST

static enum source_known source_state(struct case_file *file, const char *path, uint64_t size,
                                      int64_t modified, uint32_t *number)
{
    struct case_source source = { .kind = SOURCE_EVIDENCE, .size = size, .modified = modified };
    enum source_known state;
    source.path = sample_text(path);
    ck_assert(case_add_root(file, SOURCE_EVIDENCE, "ev", 1, &source.root));
    ck_assert(case_add_source(file, &source, number, &state));
    return state;
}

static bool add_source(struct case_file *file, const char *path, uint64_t size, int64_t modified,
                       uint32_t *number)
{
    return source_state(file, path, size, modified, number) == SOURCE_FINISHED;
}

struct key_count {
    char last[KEY_IDENTITY_TEXT];
    uint64_t proven;
};

/* Sightings come by name, so that each key stands in one row. */
static bool count_key(void *context, const struct case_sighting *sighting)
{
    struct key_count *count = context;
    if (sighting->verdict == VERDICT_PROVEN && strcmp(count->last, sighting->name) != 0) {
        count->proven++;
        (void)snprintf(count->last, sizeof(count->last), "%s", sighting->name);
    }
    return true;
}

static uint64_t count_keys(struct case_file *file)
{
    struct key_count count = { 0 };
    ck_assert(case_each_sighting(file, &count, count_key));
    return count.proven;
}

static bool count_match(void *context, uint32_t number, struct bytes content)
{
    (void)number;
    (void)content;
    ++*(uint64_t *)context;
    return true;
}

static uint64_t count_matches(struct case_file *file)
{
    uint64_t count = 0;
    ck_assert(case_each_match(file, &count, count_match));
    return count;
}

static void add_proven(struct case_file *file, uint32_t number, uint8_t seed, uint64_t offset)
{
    struct key_sighting sighting = sample_key(VERDICT_PROVEN, seed);
    sample_add_key(file, number, &sighting, offset);
}

START_TEST(source_is_read_once_unless_it_changes)
{
    struct case_file *file = sample_open(&folder);
    uint32_t number, again, other;
    ck_assert_int_eq(source_state(file, "ev/a", 10, 3, &number), SOURCE_NEW);
    ck_assert_int_eq(source_state(file, "ev/b", 10, 3, &other), SOURCE_NEW);
    ck_assert_uint_ne(number, other);
    add_proven(file, number, 1, 0);
    add_proven(file, number, 2, 0);
    add_proven(file, other, 2, 0);
    ck_assert_int_eq(source_state(file, "ev/a", 10, 3, &again), SOURCE_UNFINISHED);
    ck_assert_uint_eq(again, number);
    sample_finish(file, number);
    ck_assert(add_source(file, "ev/a", 10, 3, &again));
    ck_assert_uint_eq(count_keys(file), 2);
    ck_assert_int_eq(source_state(file, "ev/a", 10, 4, &again),
                     SOURCE_UNFINISHED); /* another time */
    ck_assert_uint_eq(again, number);
    ck_assert_uint_eq(count_keys(file), 1);
    sample_finish(file, number);
    ck_assert(add_source(file, "ev/a", 10, 4, &again));
    ck_assert(!add_source(file, "ev/a", 11, 4, &again)); /* another size */
    case_close(file);
}
END_TEST

START_TEST(source_that_could_not_be_read_is_tried_again)
{
    static const struct {
        enum outcome outcome;
        bool done;
    } ends[] = { { OUTCOME_OK, true },        { OUTCOME_BOUND, true },
                 { OUTCOME_MALFORMED, true }, { OUTCOME_UNREADABLE, false },
                 { OUTCOME_CHANGED, false },  { OUTCOME_LOST, false } };
    struct case_file *file = sample_open(&folder);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const struct file_done done = { .outcome = ends[i].outcome };
        uint32_t number;
        (void)add_source(file, "ev/a", UINT64_MAX, 3, &number);
        ck_assert(case_finish_source(file, number, &done));
        ck_assert_int_eq(add_source(file, "ev/a", UINT64_MAX, 3, &number), ends[i].done);
    }
    case_close(file);
}
END_TEST

START_TEST(forgetting_takes_what_was_seen_nowhere_else)
{
    struct case_file *file = sample_open(&folder);
    uint32_t one = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", 1);
    uint32_t other = sample_source(file, SOURCE_INVENTORY, "inv", "inv/a", 1);
    struct certificate_sighting shared = sample_certificate(1, 0x11);
    struct certificate_sighting alone = sample_certificate(1, 0x12);
    add_proven(file, one, 1, 0);
    sample_add_certificate(file, one, &shared, 0);
    sample_add_certificate(file, one, &alone, 0);
    sample_add_certificate(file, other, &shared, 0);
    ck_assert_uint_eq(count_matches(file), 2);
    ck_assert(case_forget_results(file, one));
    ck_assert_uint_eq(count_keys(file), 0);
    ck_assert_uint_eq(count_matches(file), 0);
    add_proven(file, one, 1, 0);
    ck_assert_uint_eq(count_matches(file), 1);
    case_close(file);
}
END_TEST

START_TEST(inventories_add_up)
{
    struct case_file *file = sample_open(&folder);
    uint32_t evidence = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", 1);
    uint32_t inventory = sample_source(file, SOURCE_INVENTORY, "inv", "inv/a", 1);
    struct certificate_sighting matched = sample_certificate(1, 0x11);
    add_proven(file, evidence, 1, 0);
    sample_add_certificate(file, inventory, &matched, 0);
    ck_assert(case_forget_results(file, inventory));
    ck_assert_uint_eq(count_matches(file), 1);
    case_close(file);
}
END_TEST

static bool list_sighting(void *context, const struct case_sighting *sighting)
{
    struct text_list *list = context;
    struct buffer line = { 0 };
    ck_assert(provenance_print(sighting->provenance, &line) && buffer_append_byte(&line, 0));
    size_t used = strlen(list->text);
    (void)snprintf(list->text + used, sizeof(list->text) - used, "%.8s %s %.*s%s %02x\n",
                   sighting->name, verdict_name(sighting->verdict), (int)sighting->path.left,
                   (const char *)sighting->path.at, (const char *)line.at,
                   (unsigned)sighting->sha256[0]);
    buffer_clear(&line);
    return true;
}

static void expect_sightings(struct case_file *file, const char *expected)
{
    struct text_list list = { "" };
    ck_assert(case_each_sighting(file, &list, list_sighting));
    ck_assert_str_eq(list.text, expected);
}

START_TEST(sightings_come_by_key_and_place)
{
    struct case_file *file = sample_open(&folder);
    uint32_t second = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/b", 1);
    uint32_t first = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", 1);
    struct key_sighting forged = sample_key(VERDICT_FORGED, 1);
    struct key_sighting lead = sample_key(VERDICT_ENCRYPTED, 9);
    sample_add_key(file, second, &lead, 3);
    add_proven(file, second, 2, 10);
    add_proven(file, first, 2, 500);
    add_proven(file, first, 2, 20);
    add_proven(file, first, 2, 20); /* the same again: a range that was read twice */
    add_proven(file, first, 1, 1);
    sample_add_key(file, first, &forged, 2);
    expect_sightings(file, "encrypte encrypted ev/b@3+1675 09\n"
                           "rsa-0101 proven ev/a@1+1675 01\n"
                           "rsa-0101 forged ev/a@2+1675 01\n"
                           "rsa-0202 proven ev/a@20+1675 02\n"
                           "rsa-0202 proven ev/a@500+1675 02\n"
                           "rsa-0202 proven ev/b@10+1675 02\n");
    ck_assert_uint_eq(count_keys(file), 2); /* the forgery shadows nothing */
    case_close(file);
}
END_TEST

START_TEST(finishing_folds_sightings_of_a_file)
{
    struct case_file *file = sample_open(&folder);
    uint32_t number = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/mbox", 1);
    uint32_t other = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/raw", 1);
    struct key_sighting sighting = sample_key(VERDICT_PROVEN, 1);
    struct buffer deep = { 0 };
    sample_place(&deep, PLACE_MESSAGE, 1, 100, 200, "id@host");
    sample_place(&deep, PLACE_SPOT, 0, 20, 10, "");
    sighting.provenance = buffer_bytes(&deep);
    ck_assert(case_add_key(file, number, &sighting));
    add_proven(file, number, 1, 120);
    add_proven(file, number, 2, 120); /* another key at the same place */
    add_proven(file, other, 1, 120);  /* the same place of another file */
    sample_finish(file, number);
    sample_finish(file, other);
    expect_sightings(file, "rsa-0101 proven ev/mbox!message 1 id@host@20+10 01\n"
                           "rsa-0101 proven ev/raw@120+1675 01\n"
                           "rsa-0202 proven ev/mbox@120+1675 02\n");
    buffer_clear(&deep);
    case_close(file);
}
END_TEST

static bool list_identity(void *context, const struct public_identity *identity)
{
    struct text_list *list = context;
    size_t used = strlen(list->text);
    (void)snprintf(list->text + used, sizeof(list->text) - used, "%02x %u %02x %llu\n",
                   (unsigned)identity->digest[0], (unsigned)identity->bits,
                   (unsigned)identity->spki_sha256[0], (unsigned long long)identity->probe);
    return true;
}

START_TEST(identities_of_keys_and_claims_are_joined_on)
{
    struct case_file *file = sample_open(&folder);
    uint32_t number = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", 1);
    struct key_sighting malformed = sample_key(VERDICT_MALFORMED, 7);
    struct key_sighting lead = sample_key(VERDICT_ENCRYPTED, 8);
    struct key_sighting larger = sample_key(VERDICT_PROVEN, 1);
    malformed.finding.claimed = sample_identity(5);
    malformed.finding.has_claim = true;
    memset(larger.finding.identity.spki_sha256, 0xff, SHA256_LENGTH); /* another exponent */
    larger.finding.identity.probe = UINT64_MAX;
    sample_add_key(file, number, &larger, 4);
    add_proven(file, number, 1, 5);
    add_proven(file, number, 3, 5);
    sample_add_key(file, number, &malformed, 1);
    sample_add_key(file, number, &lead, 2);
    struct text_list list = { "" };
    ck_assert(case_each_identity(file, &list, list_identity));
    ck_assert_str_eq(list.text, "01 2048 fe 18446744073709551615\n03 2048 fc 3\n05 2048 fa 5\n");
    case_close(file);
}
END_TEST

static bool list_content(void *context, uint32_t number, struct bytes content)
{
    struct text_list *list = context;
    size_t used = strlen(list->text);
    ck_assert_uint_ne(number, 0);
    (void)snprintf(list->text + used, sizeof(list->text) - used, "%.*s\n", (int)content.left,
                   (const char *)content.at);
    return true;
}

START_TEST(judge_gets_issuers_and_matches)
{
    struct case_file *file = sample_open(&folder);
    uint32_t evidence = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", 1);
    uint32_t inventory = sample_source(file, SOURCE_INVENTORY, "inv", "inv/a", 1);
    uint32_t issuers = sample_source(file, SOURCE_ISSUERS, "iss", "iss/a", 1);
    static const struct {
        uint8_t print, key;
        uint32_t flags;
        const char *der;
    } rows[] = { { 9, 1, CERTIFICATE_CA, "ca of the evidence" },
                 { 8, 40, CERTIFICATE_CA, "ca of the inventory" },
                 { 7, 41, CERTIFICATE_CA, "given issuer" },
                 { 6, 2, CERTIFICATE_SERVER_AUTH, "server" },
                 { 5, 42, CERTIFICATE_SERVER_AUTH, "unrelated" } };
    const uint32_t numbers[] = { evidence, inventory, issuers, inventory, evidence };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct certificate_sighting sighting = sample_certificate(rows[i].key, rows[i].print);
        sighting.certificate.flags = rows[i].flags;
        sighting.certificate.der = sample_text(rows[i].der);
        sample_add_certificate(file, numbers[i], &sighting, 0);
    }
    struct certificate_sighting keyless = sample_certificate(0, 4);
    keyless.certificate.identity = (struct public_identity){ 0 };
    sample_add_certificate(file, inventory, &keyless, 0);
    add_proven(file, evidence, 1, 5);
    add_proven(file, evidence, 2, 5);
    struct text_list list = { "" };
    ck_assert(case_each_issuer(file, &list, list_content));
    ck_assert_str_eq(list.text, "given issuer\nca of the inventory\n");
    list.text[0] = '\0';
    ck_assert(case_each_match(file, &list, list_content));
    ck_assert_str_eq(list.text, "server\nca of the evidence\n");
    case_close(file);
}
END_TEST

static bool stop_at_once(void *context, uint32_t number, struct bytes content)
{
    (void)context;
    (void)number;
    (void)content;
    return false;
}

START_TEST(visitor_can_stop)
{
    struct case_file *file = sample_open(&folder);
    uint32_t number = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", 1);
    struct certificate_sighting sighting = sample_certificate(1, 2);
    sample_add_certificate(file, number, &sighting, 0);
    add_proven(file, number, 1, 5);
    ck_assert(!case_each_match(file, NULL, stop_at_once));
    ck_assert_str_eq(case_error(file), "out of memory");
    ck_assert(case_begin(file) && case_commit(file));
    case_close(file);
}
END_TEST

/* Writes on until it is killed; everything of a finished round is committed. */
static void write_for_ever(void)
{
    struct case_file *file = sample_open(&folder);
    uint32_t number = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/a", 1);
    for (uint64_t round = 0;; round++) {
        char text[32];
        ck_assert(case_begin(file));
        for (uint64_t i = 0; i < 50; i++) {
            add_proven(file, number, (uint8_t)i, 50 * round + i);
        }
        (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)round + 1);
        ck_assert(case_put_setting(file, "rounds", text));
        ck_assert(case_commit(file));
    }
}

struct sighting_count {
    uint64_t count;
};

static bool count_sighting(void *context, const struct case_sighting *sighting)
{
    (void)sighting;
    ((struct sighting_count *)context)->count++;
    return true;
}

START_TEST(killed_writer_leaves_its_last_commit)
{
    pid_t writer = fork();
    ck_assert_int_ge(writer, 0);
    if (writer == 0) {
        write_for_ever();
    }
    (void)usleep(40000u + 17000u * (unsigned)_i);
    ck_assert_int_eq(kill(writer, SIGKILL), 0);
    int status;
    ck_assert_int_eq(waitpid(writer, &status, 0), writer);
    ck_assert(WIFSIGNALED(status));
    struct case_file *file = sample_open(&folder);
    struct buffer rounds = { 0 };
    struct sighting_count seen = { 0 };
    ck_assert(case_get_setting(file, "rounds", &rounds) && buffer_append_byte(&rounds, 0));
    ck_assert(case_each_sighting(file, &seen, count_sighting));
    ck_assert_uint_eq(seen.count, 50 * strtoull((const char *)rounds.at, NULL, 10));
    buffer_clear(&rounds);
    case_close(file);
}
END_TEST

/* In a child: the limit on file sizes stands for a full disk. */
static void fill_disk(void)
{
    struct case_file *file = sample_open(&folder);
    const struct rlimit limit = { 400000, 400000 };
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    uint32_t number = sample_source(file, SOURCE_CRL, "crl", "crl/a", 1);
    struct buffer content = { 0 };
    ck_assert(buffer_reserve(&content, 1u << 20));
    memset(content.at, 'x', 1u << 20);
    content.used = 1u << 20;
    ck_assert(case_begin(file));
    bool kept = case_put_crl_bytes(file, number, buffer_bytes(&content)) && case_commit(file);
    ck_assert(!kept);
    ck_assert_ptr_nonnull(strstr(case_error(file), "; what was stored before stays"));
    buffer_clear(&content);
    case_close(file);
}

START_TEST(full_disk_is_told_and_loses_nothing)
{
    struct case_file *file = sample_open(&folder);
    ck_assert(case_put_setting(file, "as_of", "12"));
    case_close(file);
    pid_t writer = fork();
    ck_assert_int_ge(writer, 0);
    if (writer == 0) {
        fill_disk();
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(writer, &status, 0), writer);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    file = sample_open(&folder);
    expect_setting(file, "as_of", "12");
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("case");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, settings_are_kept);
    tcase_add_test(tests, roots_are_kept_once);
    tcase_add_test(tests, source_is_read_once_unless_it_changes);
    tcase_add_test(tests, source_that_could_not_be_read_is_tried_again);
    tcase_add_test(tests, forgetting_takes_what_was_seen_nowhere_else);
    tcase_add_test(tests, inventories_add_up);
    tcase_add_test(tests, sightings_come_by_key_and_place);
    tcase_add_test(tests, finishing_folds_sightings_of_a_file);
    tcase_add_test(tests, identities_of_keys_and_claims_are_joined_on);
    tcase_add_test(tests, judge_gets_issuers_and_matches);
    tcase_add_test(tests, visitor_can_stop);
    tcase_add_loop_test(tests, killed_writer_leaves_its_last_commit, 0, 6);
    tcase_add_test(tests, full_disk_is_told_and_loses_nothing);
    tcase_set_timeout(tests, 60);
    return suite_run("case_file", tests);
}
