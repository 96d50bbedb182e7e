/* Frames that lie about their length, type, count and owner, spoken by a worker that was taken
 * over: the coordinator ends it, believes nothing, and its other jobs do not suffer. */
#include <sys/socket.h>

#include "workers/some_record.h"
#include "workers/trial.h"
#include "workers/wire.h"
#include "workers/worker_link.h"

#define CHANNEL 3

#define NO_FRAME  "it sent what is no frame of a worker"
#define NOT_GIVEN "it reported on a file that it was not given"
#define TURN      "it spoke out of turn"
#define SILENCE   "no sign of life within the time allowed"
#define TOO_LONG  "one file took longer than allowed"

#define SILENCE_MILLISECONDS   400
#define FILE_TIME_MILLISECONDS 1000

/* Of the worker that lies. */
static struct buffer spoken;

static void put_record(enum record_kind kind, uint32_t file)
{
    struct record record = some_record(kind);
    record.file = file;
    must(wire_put_record(&spoken, &record));
}

static void put_state(enum wire_notice notice, uint64_t job)
{
    must(wire_put_state(&spoken, &(struct wire_state){ .notice = notice, .job = job }));
}

static void put_number(size_t at, size_t width, uint64_t value)
{
    for (size_t i = 0; i < width; i++) {
        spoken.at[at + i] = (uint8_t)(value >> (8 * (width - 1 - i)));
    }
}

static void speak(void)
{
    must(write(CHANNEL, spoken.at, spoken.used) == (ssize_t)spoken.used);
    buffer_reset(&spoken);
}

static void wait_for_the_end(void)
{
    for (;;) {
    }
}

static void say_nothing_more(const struct job *job)
{
    (void)job;
}

static void length_of_none(const struct job *job)
{
    put_record(RECORD_JOURNAL, job->files[0].number);
    put_number(0, 4, 0);
    speak();
}

static void length_past_the_bound(const struct job *job)
{
    put_record(RECORD_JOURNAL, job->files[0].number);
    put_number(0, 4, (uint64_t)FRAME_MAX + 1);
    speak();
}

static void length_one_short(const struct job *job)
{
    put_record(RECORD_JOURNAL, job->files[0].number);
    put_number(0, 4, spoken.used - 4 - 1);
    speak();
}

static void length_over_the_next(const struct job *job)
{
    put_record(RECORD_JOURNAL, job->files[0].number);
    const size_t first = spoken.used;
    put_record(RECORD_FILE_DONE, job->files[0].number);
    put_number(0, 4, first - 4 + 1);
    speak();
}

static void length_that_never_comes(const struct job *job)
{
    put_record(RECORD_JOURNAL, job->files[0].number);
    put_number(0, 4, FRAME_MAX);
    speak();
    wait_for_the_end();
}

/* A sign of life for ever, and never a whole frame. */
static void length_that_trickles(const struct job *job)
{
    put_record(RECORD_JOURNAL, job->files[0].number);
    put_number(0, 4, FRAME_MAX);
    speak();
    for (;;) {
        must(buffer_append_byte(&spoken, 0));
        speak();
        for (volatile unsigned i = 0; i < 3000000; i++) {
        }
    }
}

static void change_kind(const struct job *job, uint8_t kind)
{
    put_record(RECORD_JOURNAL, job->files[0].number);
    put_number(4, 1, kind);
    speak();
}

static void type_zero(const struct job *job)
{
    change_kind(job, 0);
}

static void type_past_the_last(const struct job *job)
{
    change_kind(job, RECORD_OPENED + 1);
}

static void type_of_another_record(const struct job *job)
{
    change_kind(job, RECORD_SEALED);
}

/* What the coordinator says to workers. */
static void type_of_a_job(const struct job *job)
{
    must(wire_put_job(&spoken, job));
    speak();
}

static void ready_again(const struct job *job)
{
    (void)job;
    put_state(NOTICE_READY, 0);
    speak();
}

static void refused_after_all(const struct job *job)
{
    (void)job;
    put_state(NOTICE_REFUSED, 0);
    speak();
}

static void more_block_sums_than_there_are(const struct job *job)
{
    put_record(RECORD_FILE_DONE, job->files[0].number);
    put_number(78, 4, UINT32_MAX);
    speak();
}

static void more_cuts_than_there_are(const struct job *job)
{
    put_record(RECORD_FRAGMENT, job->files[0].number);
    put_number(17, 4, FRAGMENT_CUTS_MAX + 1);
    speak();
}

/* File 1 is of the first job of the run, which another worker has, or had. */
static void begin_of_anothers_file(const struct job *job)
{
    (void)job;
    put_record(RECORD_FILE_BEGIN, trial_file_number(0, 0));
    speak();
}

static void end_of_anothers_file(const struct job *job)
{
    (void)job;
    put_record(RECORD_FILE_DONE, trial_file_number(0, 0));
    speak();
}

static void key_in_anothers_file(const struct job *job)
{
    (void)job;
    put_record(RECORD_KEY, trial_file_number(0, 0));
    speak();
}

static void sealed_key_of_nobodys_file(const struct job *job)
{
    (void)job;
    put_record(RECORD_SEALED, UINT32_MAX);
    speak();
}

static void end_of_another_job(const struct job *job)
{
    put_state(NOTICE_JOB_DONE, job->number + 1);
    speak();
}

/* In one packet, so that no idle worker is asked in between. */
static void end_and_more(const struct job *job)
{
    put_state(NOTICE_JOB_DONE, job->number);
    put_record(RECORD_JOURNAL, job->files[0].number);
    speak();
}

static void end_twice(const struct job *job)
{
    put_state(NOTICE_JOB_DONE, job->number);
    put_state(NOTICE_JOB_DONE, job->number);
    speak();
}

/* Beside a frame that is as good as any. */
static void send_descriptors(const struct job *job)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    put_record(RECORD_PROGRESS, job->files[0].number);
    struct iovec span = { spoken.at, spoken.used };
    struct msghdr message = { .msg_iov = &span,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control) };
    control.header = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)),
                                       .cmsg_level = SOL_SOCKET,
                                       .cmsg_type = SCM_RIGHTS };
    memcpy(CMSG_DATA(&control.header), &job->files[0].fd, sizeof(int));
    must(sendmsg(CHANNEL, &message, 0) == (ssize_t)spoken.used);
    buffer_reset(&spoken);
}

static const struct lie {
    const char *what;
    void (*tell)(const struct job *job);
    const char *fault; /* NULL: it does no harm */
} lies[] = {
    { "none", say_nothing_more, NULL },
    { "no length", length_of_none, NO_FRAME },
    { "a length past the bound", length_past_the_bound, NO_FRAME },
    { "a length that is one short", length_one_short, NO_FRAME },
    { "a length that takes of the next", length_over_the_next, NO_FRAME },
    { "type 0", type_zero, NO_FRAME },
    { "a type past the last", type_past_the_last, NO_FRAME },
    { "another record's type", type_of_another_record, NO_FRAME },
    { "a job", type_of_a_job, NO_FRAME },
    { "ready, when it was", ready_again, TURN },
    { "refused, when it was not", refused_after_all, TURN },
    { "a count of block sums", more_block_sums_than_there_are, NO_FRAME },
    { "a count of cuts", more_cuts_than_there_are, NO_FRAME },
    { "another's file begins", begin_of_anothers_file, NOT_GIVEN },
    { "another's file ends", end_of_anothers_file, NOT_GIVEN },
    { "a key in another's file", key_in_anothers_file, NOT_GIVEN },
    { "a sealed key in nobody's file", sealed_key_of_nobodys_file, NOT_GIVEN },
    { "the end of another job", end_of_another_job, TURN },
    { "more behind the end", end_and_more, TURN },
    { "the end twice", end_twice, TURN },
    { "descriptors", send_descriptors, NO_FRAME },
    /* these two wait for the watchdog */
    { "a length that never comes", length_that_never_comes, SILENCE },
    { "a length that trickles", length_that_trickles, TOO_LONG },
};
#define LIES       (sizeof(lies) / sizeof(lies[0]))
#define TIMED_LIES 2

static void work(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    lies[job->extra.at[0]].tell(job);
    trial_read_file(&job->files[0], sink);
}

static const struct worker_body body = { trial_prepare, work, trial_release };

static void take_record(void *context, const struct job *job, const struct record *record)
{
    ck_assert(record->kind == RECORD_PROGRESS || record->file == job->files[0].number);
    ck_assert(record->kind == RECORD_PROGRESS || record->kind == RECORD_FILE_BEGIN ||
              record->kind == RECORD_FILE_DONE);
    trial_record(context, job, record);
}

/* Each comes behind an honest job and before one. */
static void tell_lies(size_t first, size_t count, const struct pool_limits *limits)
{
    static struct trial trial;
    trial_remember();
    for (size_t i = first; i < first + count; i++) {
        trial_add(&trial, 0, 1);
        trial_add(&trial, (uint8_t)i, 1);
    }
    trial_add(&trial, 0, 1);
    struct pool *pool = trial_pool(2, &body);
    if (limits != NULL) {
        pool_set_limits(pool, limits);
    }
    struct pool_client client = trial_client(&trial);
    client.record = take_record;
    ck_assert(pool_run(pool, &client));
    for (size_t i = 0; i < count; i++) {
        const struct trial_job *job = &trial.jobs[2 * i + 1];
        const struct lie *lie = &lies[first + i];
        const char *expected = lie->fault != NULL ? lie->fault : "";
        ck_assert_msg(job->ends == 1, "%s: the job ended %u times", lie->what, job->ends);
        ck_assert_msg(strcmp(job->reason, expected) == 0, "%s: %s", lie->what, job->reason);
        ck_assert_uint_eq(job->done, lie->fault != NULL ? 0 : 1);
        trial_expect_read(&trial, 2 * i);
    }
    trial_expect_read(&trial, 2 * count);
    trial_expect_nothing_left(pool);
}

START_TEST(each_lie_is_found_out)
{
    tell_lies(0, LIES - TIMED_LIES, NULL);
}
END_TEST

START_TEST(each_delay_is_found_out)
{
    static const struct pool_limits limits = { SILENCE_MILLISECONDS, FILE_TIME_MILLISECONDS, 30000,
                                               1000 };
    tell_lies(LIES - TIMED_LIES, TIMED_LIES, &limits);
}
END_TEST

/* The mark where a worker notes its file is its own to write, so it may name any. */
static unsigned told;

static void count_record(void *context, const struct job *job, const struct record *record)
{
    (void)context;
    (void)job;
    ck_assert_int_eq(record->kind, RECORD_FILE_BEGIN);
    ck_assert_uint_eq(record->file, 7);
    told++;
}

START_TEST(mark_of_anothers_file)
{
    const struct pool_client client = { .record = count_record };
    struct worker_link link = { .state = LINK_BUSY, .channel = -1 };
    link.job.count = 2;
    link.job.files[0].number = 5;
    link.job.files[1].number = 7;
    const uint32_t lies_of_marks[] = { 0, 1, 6, 8, UINT32_MAX };
    for (size_t i = 0; i < sizeof(lies_of_marks) / sizeof(lies_of_marks[0]); i++) {
        link_mark_begun(&link, lies_of_marks[i], &client);
    }
    ck_assert_uint_eq(told, 0);
    link_mark_begun(&link, 7, &client);
    link_mark_begun(&link, 7, &client);
    ck_assert_uint_eq(told, 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("frame_lies");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, each_lie_is_found_out);
    tcase_add_test(tests, each_delay_is_found_out);
    tcase_add_test(tests, mark_of_anothers_file);
    return suite_run_apart("frame_lies", tests);
}
