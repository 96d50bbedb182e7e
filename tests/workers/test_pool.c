#include "workers/pool.h"

#include "workers/trial.h"

#define LARGE ((size_t)33 << 20)

enum deed {
    DEED_READ,
    DEED_LOOP,       /* for ever, in silence */
    DEED_LARGE,      /* records of 33 MiB */
    DEED_TOO_LARGE,  /* a record that no frame holds */
    DEED_MANY_SMALL, /* 100,000 records */
    DEED_MEMORY,     /* asks for more than the address space has */
    DEED_OFFER       /* offers a share, and waits until its file is zeros */
};

static void tell_text(const struct record_sink *sink, uint32_t file, size_t length)
{
    uint8_t *text = malloc(length);
    if (text == NULL) {
        abort();
    }
    memset(text, 'x', length);
    struct record record = { .kind = RECORD_JOURNAL, .file = file };
    record.journal = (struct journal_entry){ .weight = JOURNAL_NOTE,
                                             .outcome = OUTCOME_BOUND,
                                             .sentence = bytes_over(text, length) };
    sink->record(sink->context, &record);
    free(text);
}

/* A bound that was hit, not a death: 32 blocks of 256 MiB do not fit. */
static void ask_for_memory(const struct record_sink *sink, uint32_t file)
{
    void *blocks[32] = { NULL };
    size_t count = 0;
    while (count < 32 && (blocks[count] = malloc((size_t)256 << 20)) != NULL) {
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        free(blocks[i]);
    }
    tell_text(sink, file, count < 32 ? 1000 + count : 1);
}

static void act(uint8_t deed, uint32_t file, const struct record_sink *sink)
{
    switch (deed) {
    case DEED_LOOP:
        for (;;) {
        }
    case DEED_LARGE:
        for (int i = 0; i < 3; i++) {
            tell_text(sink, file, LARGE);
        }
        break;
    case DEED_TOO_LARGE:
        tell_text(sink, file, FRAME_MAX);
        break;
    case DEED_MANY_SMALL:
        for (int i = 0; i < 100000; i++) {
            tell_text(sink, file, 100);
        }
        break;
    case DEED_MEMORY:
        ask_for_memory(sink, file);
        break;
    default:
        break;
    }
}

static void offer_and_wait(const struct job_file *file, const struct record_sink *sink)
{
    const struct record offer = { .kind = RECORD_SHARE, .file = file->number };
    uint32_t number = file->number;
    sink->record(sink->context, &offer);
    while (number != 0) {
        if (pread(file->fd, &number, sizeof(number), 0) != sizeof(number)) {
            abort();
        }
    }
}

static void work(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    for (size_t i = 0; i < job->count; i++) {
        trial_read_file(&job->files[i], sink);
        if (job->extra.at[0] == DEED_OFFER) {
            offer_and_wait(&job->files[i], sink);
        }
        act(job->extra.at[0], job->files[i].number, sink);
    }
}

static const struct worker_body body = { trial_prepare, work, trial_release };

static struct trial trial;
/* Up to 32 descriptors each, also none at all. */
START_TEST(five_hundred_jobs)
{
    for (size_t i = 0; i < 500; i++) {
        trial_add(&trial, DEED_READ, i % (JOB_FILES_MAX + 1));
    }
    struct pool *pool = trial_pool((unsigned)_i, &body);
    trial_run(&trial, pool);
    for (size_t i = 0; i < 500; i++) {
        trial_expect_read(&trial, i);
    }
    trial_expect_nothing_left(pool);
}
END_TEST

START_TEST(large_records)
{
    trial_add(&trial, DEED_LARGE, 1);
    trial_add(&trial, DEED_MANY_SMALL, 1);
    trial_add(&trial, DEED_LARGE, 2);
    struct pool *pool = trial_pool((unsigned)_i, &body);
    trial_run(&trial, pool);
    ck_assert_uint_eq(trial.jobs[0].large, LARGE);
    ck_assert_uint_eq(trial.jobs[0].records, 3 + 3);
    ck_assert_uint_eq(trial.jobs[1].large, 100);
    ck_assert_uint_eq(trial.jobs[1].records, 3 + 100000);
    ck_assert_uint_eq(trial.jobs[2].records, 2 * (3 + 3));
    trial_expect_nothing_left(pool);
}
END_TEST

static void note_unread(void *context, const struct job *job, const struct record *record)
{
    (void)job;
    if (record->kind == RECORD_JOURNAL) {
        ck_assert_int_eq(record->journal.weight, JOURNAL_UNREAD);
        ck_assert_int_eq(record->journal.outcome, OUTCOME_NO_MEMORY);
        ((struct trial *)context)->jobs[0].large++;
    }
}

/* What cannot be told is not dropped in silence. */
START_TEST(too_large_is_journalled)
{
    trial_add(&trial, DEED_TOO_LARGE, 1);
    struct pool *pool = trial_pool(1, &body);
    struct pool_client client = trial_client(&trial);
    client.record = note_unread;
    ck_assert(pool_run(pool, &client));
    ck_assert_int_eq(trial.jobs[0].end, JOB_ENDED);
    ck_assert_uint_eq(trial.jobs[0].large, 1);
    trial_expect_nothing_left(pool);
}
END_TEST

START_TEST(out_of_memory_is_no_death)
{
    trial_add(&trial, DEED_MEMORY, 1);
    struct pool *pool = trial_pool(1, &body);
    trial_run(&trial, pool);
    trial_expect_read(&trial, 0);
#if !defined(KEYTRAWL_TRAP) /* the address sanitizer leaves no limit on addresses */
    ck_assert_uint_ge(trial.jobs[0].large, 1004);
    ck_assert_uint_le(trial.jobs[0].large, 1007);
#endif
    trial_expect_nothing_left(pool);
}
END_TEST

/* A worker ends after its share of files, and costs nothing by that. */
START_TEST(workers_are_replaced)
{
    struct pool_limits limits = { 30000, 30000, 30000, 4 };
    for (size_t i = 0; i < 20; i++) {
        trial_add(&trial, DEED_READ, 2);
    }
    struct pool *pool = trial_pool(1, &body);
    pool_set_limits(pool, &limits);
    trial_run(&trial, pool);
    size_t changes = 0;
    for (size_t i = 0; i < 20; i++) {
        trial_expect_read(&trial, i);
        changes += i > 0 && trial.jobs[i].pid != trial.jobs[i - 1].pid ? 1 : 0;
    }
    ck_assert_uint_eq(changes, 9);
    trial_expect_nothing_left(pool);
}
END_TEST

/* Stopped in the middle, it can be run again. */
START_TEST(stop_and_go_on)
{
    trial_add(&trial, DEED_LOOP, 1);
    trial_add(&trial, DEED_LOOP, 1);
    trial.stop = true;
    struct pool *pool = trial_pool(2, &body);
    struct pool_client client = trial_client(&trial);
    ck_assert(!pool_run(pool, &client));
    ck_assert_uint_eq(trial.ended, 0);
    ck_assert_uint_eq(trial.given, 2);
    memset(&trial, 0, sizeof(trial));
    trial_add(&trial, DEED_READ, 5);
    trial_run(&trial, pool);
    trial_expect_read(&trial, 0);
    memset(&trial, 0, sizeof(trial));
    trial_run(&trial, pool); /* nothing to do is well done */
    trial_expect_nothing_left(pool);
}
END_TEST

static bool refuse(struct bytes settings, void **state)
{
    (void)settings;
    (void)state;
    return false;
}

START_TEST(unprepared)
{
    static const struct worker_body unable = { refuse, work, trial_release };
    const char *why = NULL;
    ck_assert_ptr_null(pool_new((unsigned)_i, &unable, bytes_over("settings", 8), &why));
    ck_assert_ptr_nonnull(why);
    trial_expect_nothing_left(NULL);
}
END_TEST

/* What the coordinator has open, workers do not: 3 is the channel, and one job's
 * first file comes right behind it. */
static void tell_first_descriptor(void *state, const struct job *job,
                                  const struct record_sink *sink)
{
    (void)state;
    if (job->files[0].fd != 4) {
        abort();
    }
    trial_read_file(&job->files[0], sink);
}

START_TEST(nothing_is_inherited)
{
    static const struct worker_body telling = { trial_prepare, tell_first_descriptor,
                                                trial_release };
    int open_here[40];
    for (size_t i = 0; i < 40; i++) {
        open_here[i] = trial_memory_file(1);
    }
    for (size_t i = 0; i < 10; i++) {
        trial_add(&trial, DEED_READ, 1);
    }
    struct pool *pool = trial_pool(2, &telling);
    trial_run(&trial, pool);
    for (size_t i = 0; i < 10; i++) {
        trial_expect_read(&trial, i);
    }
    pool_free(pool);
    for (size_t i = 0; i < 40; i++) {
        ck_assert_int_eq(close(open_here[i]), 0);
    }
    trial_expect_nothing_left(NULL);
}
END_TEST

/* A held job: no descriptor, its bytes are in `extra`, here more than a socket takes. */
static const uint8_t *held;
static size_t held_given;

static bool next_held(void *context, struct job *job)
{
    (void)context;
    if (held_given > 0) {
        return false;
    }
    held_given++;
    memset(job, 0, sizeof(*job));
    job->kind = JOB_REPLAY;
    job->number = 9;
    job->count = 1;
    job->files[0] = (struct job_file){ .number = 5, .fd = -1, .size = LARGE };
    job->table = trial_memory_file(77);
    job->extra = bytes_over(held, LARGE);
    return true;
}

static void work_held(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    uint32_t table = 0;
    ssize_t taken = pread(job->table, &table, sizeof(table), 0);
    struct record record = { .kind = RECORD_FILE_DONE, .file = 5 };
    record.done.rows = taken == sizeof(table) ? table : 0;
    record.done.size = (uint64_t)job->files[0].fd + 1;
    for (size_t i = 0; i < job->extra.left; i++) {
        record.done.parsed += job->extra.at[i];
    }
    sink->record(sink->context, &record);
}

static void take_held(void *context, const struct job *job, const struct record *record)
{
    (void)context;
    ck_assert_uint_eq(job->extra.left, LARGE);
    ck_assert_uint_eq(job->number, 9);
    ck_assert_uint_eq(record->done.rows, 77);
    ck_assert_uint_eq(record->done.size, 0);
    ck_assert_uint_eq(record->done.parsed, 3 * LARGE);
    held_given++;
}

static void end_held(void *context, const struct job *job, enum job_end end, const char *reason)
{
    (void)context;
    (void)job;
    ck_assert_int_eq(end, JOB_ENDED);
    ck_assert_ptr_null(reason);
    held_given++;
}

START_TEST(held_job)
{
    static const struct worker_body holding = { trial_prepare, work_held, trial_release };
    uint8_t *memory = malloc(LARGE);
    ck_assert_ptr_nonnull(memory);
    memset(memory, 3, LARGE);
    held = memory;
    held_given = 0;
    struct pool *pool = trial_pool((unsigned)_i, &holding);
    const struct pool_client client = { NULL, next_held, take_held, end_held, NULL };
    ck_assert(pool_run(pool, &client));
    ck_assert_uint_eq(held_given, 3);
    free(memory);
    trial_expect_nothing_left(pool);
}
END_TEST

/* A client that has its second job only once the first has offered it. */
struct offering {
    struct trial trial;
    int file; /* of the first */
    bool offered;
};

static bool offering_next(void *context, struct job *job)
{
    struct offering *offering = context;
    if ((offering->trial.given == 1 && !offering->offered) || !trial_next(context, job)) {
        return false;
    }
    if (offering->trial.given == 1) {
        offering->file = dup(job->files[0].fd);
    }
    return true;
}

static void offering_record(void *context, const struct job *job, const struct record *record)
{
    static const uint8_t zeros[4];
    struct offering *offering = context;
    trial_record(context, job, record);
    offering->offered = offering->offered || record->kind == RECORD_SHARE;
    if (job->number == 1 && record->kind == RECORD_FILE_DONE) {
        ck_assert_uint_eq(offering->trial.jobs[0].ends, 0);
        ck_assert_int_eq(pwrite(offering->file, zeros, sizeof(zeros), 0), sizeof(zeros));
    }
}

START_TEST(what_is_offered_goes_to_who_is_idle)
{
    struct pool *pool = trial_pool(2, &body);
    struct offering offering = { .file = -1 };
    struct pool_client client = trial_client(&offering.trial);
    client.next = offering_next;
    client.record = offering_record;
    trial_add(&offering.trial, DEED_OFFER, 1);
    trial_add(&offering.trial, DEED_READ, 1);
    ck_assert(pool_run(pool, &client));
    trial_expect_read(&offering.trial, 0);
    trial_expect_read(&offering.trial, 1);
    (void)close(offering.file);
    trial_expect_nothing_left(pool);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pool");
    tcase_set_timeout(tests, 180);
    tcase_add_checked_fixture(tests, trial_remember, NULL);
    tcase_add_loop_test(tests, five_hundred_jobs, 0, 4);
    tcase_add_loop_test(tests, large_records, 0, 3);
    tcase_add_test(tests, what_is_offered_goes_to_who_is_idle);
    tcase_add_test(tests, too_large_is_journalled);
    tcase_add_test(tests, out_of_memory_is_no_death);
    tcase_add_test(tests, workers_are_replaced);
    tcase_add_test(tests, stop_and_go_on);
    tcase_add_loop_test(tests, unprepared, 0, 2);
    tcase_add_test(tests, nothing_is_inherited);
    tcase_add_loop_test(tests, held_job, 0, 3);
    return suite_run_apart("pool", tests);
}
