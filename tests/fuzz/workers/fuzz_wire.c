/* Functions under test: wire_take_record, wire_take_job, wire_take_state and their opposites */
#include <string.h>

#include "require.h"
#include "workers/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was taken is a prefix of what was given, and writing it again gives the
 * same bytes: every value has one encoding. */
static void require_same(struct bytes before, struct bytes after, struct buffer *again)
{
    require(after.left < before.left && after.at == before.at + (before.left - after.left));
    require(again->used == before.left - after.left);
    require(memcmp(again->at, before.at, again->used) == 0);
    buffer_clear(again);
}

static void require_unmoved(struct bytes before, struct bytes after)
{
    require(after.at == before.at && after.left == before.left);
}

static void try_record(struct bytes given)
{
    struct bytes from = given;
    struct record record;
    struct buffer text = { 0 }, again = { 0 };
    enum outcome outcome = wire_take_record(&from, &record, &text);
    if (outcome == OUTCOME_OK) {
        require(wire_put_record(&again, &record));
        require_same(given, from, &again);
    } else {
        require(outcome == OUTCOME_TRUNCATED || outcome == OUTCOME_MALFORMED);
        require_unmoved(given, from);
        require(text.used == 0);
    }
    buffer_clear(&text);
}

static void try_job(struct bytes given)
{
    struct bytes from = given;
    struct job job;
    struct buffer again = { 0 };
    if (wire_take_job(&from, &job) != OUTCOME_OK) {
        require_unmoved(given, from);
        return;
    }
    require(job.count <= JOB_FILES_MAX &&
            wire_job_descriptors(&job) <= JOB_FILES_MAX + JOB_VOLUMES_MAX + 1);
    require(wire_put_job(&again, &job));
    require_same(given, from, &again);
}

static void try_state(struct bytes given)
{
    struct bytes from = given;
    struct wire_state state;
    struct buffer again = { 0 };
    if (wire_take_state(&from, &state) != OUTCOME_OK) {
        require_unmoved(given, from);
        return;
    }
    require(wire_put_state(&again, &state));
    require_same(given, from, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes given = bytes_over(data, size);
    try_record(given);
    try_job(given);
    try_state(given);
    return 0;
}
