#ifndef EVIDENCE_RUN_H
#define EVIDENCE_RUN_H

#include "candidates/leaf_scan.h"
#include "containers/archives/archive_walk.h"
#include "keys/key_fixture.h"
#include "record_list.h"

/* The set-up of tests that put a content through the whole scan: an examiner for each of
 * them, and a scan of a file that lives in memory. */

static struct key_examiner *run_examiner;
static const char *run_passphrases;
static bool run_only_scans;

/* One that remembers nothing of what others showed. */
static inline void run_renew(void)
{
    key_examiner_free(run_examiner);
    run_examiner = examiner_with(run_passphrases);
    if (run_only_scans) {
        key_examiner_set_work(run_examiner, DERIVATION_SCAN_MAX);
    }
}

/* As much work is spent on a closed key as after a scan. The passphrases outlive the tests. */
static inline void run_prepare(const char *passphrases)
{
    ck_assert(leaf_scan_prepare());
    ck_assert(key_examine_prepare());
    ck_assert(archive_walk_prepare());
    run_passphrases = passphrases;
    run_renew();
}

/* As little as a scan spends. */
static inline void run_prepare_scanning(const char *passphrases)
{
    run_only_scans = true;
    run_prepare(passphrases);
}

static inline void run_release(void)
{
    key_examiner_free(run_examiner);
    run_examiner = NULL;
    leaf_scan_release();
}

/* As suite_run(), of tests that one of the above prepared. */
static inline int run_suite(const char *module, TCase *tests)
{
    tcase_add_checked_fixture(tests, run_renew, NULL);
    return suite_run(module, tests);
}

static inline void run_scan_into(struct bytes content, const struct record_sink *sink)
{
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    evidence_scan(run_examiner, &file, sink);
    (void)close(descriptor);
}

/* All of it was examined. */
static inline void run_scan(struct bytes content, struct record_list *list)
{
    const struct record_sink sink = { list, record_list_add };
    run_scan_into(content, &sink);
    ck_assert_uint_eq(list->done.size, content.left);
    ck_assert_uint_eq(list->done.examined, content.left);
    ck_assert_uint_eq(list->progress.bytes, content.left);
}

/* A walk again to the last key of the list gives the same key, once. */
static inline void run_replay(struct bytes content, const struct record_list *list)
{
    struct record_list again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    const int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    evidence_replay(run_examiner, &file, buffer_bytes(&list->provenance), 42, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list->name);
    (void)close(descriptor);
    record_list_clear(&again);
}

#endif
