/* What the framing refuses, and that a refusal moves nothing. */
#include "workers/wire.h"

#include "workers/some_record.h"

/* Of one test. */
static struct buffer frames;

static void clear_buffers(void)
{
    buffer_clear(&frames);
}

/* Takes from an exact copy, and sees to it that a failure moves nothing. */
static enum outcome take_copy(const uint8_t *memory, size_t length)
{
    uint8_t *copy = exact_copy(memory, length);
    struct bytes from = bytes_over(copy, length);
    const struct bytes before = from;
    struct record record, untouched;
    memset(&record, 0x5a, sizeof(record));
    untouched = record;
    struct buffer kept = { 0 };
    ck_assert(buffer_append_text(&kept, "kept"));
    enum outcome outcome = wire_take_record(&from, &record, &kept);
    if (outcome != OUTCOME_OK) {
        ck_assert(from.at == before.at && from.left == before.left);
        ck_assert_mem_eq(&record, &untouched, sizeof(record));
        ck_assert_uint_eq(kept.used, 4);
    }
    buffer_clear(&kept);
    free(copy);
    return outcome;
}

START_TEST(every_shorter_frame)
{
    struct record record = some_record((enum record_kind)_i);
    ck_assert(wire_put_record(&frames, &record));
    for (size_t length = 0; length < frames.used; length++) {
        ck_assert_int_eq(take_copy(frames.at, length), OUTCOME_TRUNCATED);
    }
    ck_assert_int_eq(take_copy(frames.at, frames.used), OUTCOME_OK);
}
END_TEST

static void set_length(size_t length)
{
    for (size_t i = 0; i < 4; i++) {
        frames.at[i] = (uint8_t)(length >> (8 * (3 - i)));
    }
}

/* A frame that is whole by its own length, but whose fields are cut or too many. */
START_TEST(every_shorter_body)
{
    struct record record = some_record((enum record_kind)_i);
    ck_assert(wire_put_record(&frames, &record));
    size_t whole = frames.used;
    for (size_t length = 4; length < whole; length++) {
        set_length(length - 4);
        ck_assert_int_eq(take_copy(frames.at, length), OUTCOME_MALFORMED);
    }
    ck_assert(buffer_append_byte(&frames, 0));
    set_length(whole + 1 - 4);
    ck_assert_int_eq(take_copy(frames.at, whole + 1), OUTCOME_MALFORMED);
}
END_TEST

/* One value changed in a good frame. `at` counts from the frame's first byte;
 * 5 is where `file` stands, 9 the first field of the kind. */
static const struct refusal {
    const char *what;
    enum record_kind kind;
    size_t at, width;
    uint64_t value;
} refusals[] = {
    { "no length", RECORD_PROGRESS, 0, 4, 0 },
    { "a length past FRAME_MAX", RECORD_PROGRESS, 0, 4, FRAME_MAX + 1 },
    { "the largest length", RECORD_PROGRESS, 0, 4, UINT32_MAX },
    { "kind 0", RECORD_PROGRESS, 4, 1, 0 },
    { "a kind past the last", RECORD_PROGRESS, 4, 1, RECORD_SHARE + 1 },
    { "a job where a record should be", RECORD_PROGRESS, 4, 1, 0x40 },
    { "another record's kind", RECORD_PROGRESS, 4, 1, RECORD_FILE_DONE },
    { "an outcome past the last", RECORD_FILE_DONE, 9, 4, OUTCOME_LOST + 1 },
    { "a boolean of 2", RECORD_FILE_DONE, 45, 1, 2 },
    { "block sums past the frame", RECORD_FILE_DONE, 78, 4, 1000 },
    { "block sums past all memory", RECORD_FILE_DONE, 78, 4, UINT32_MAX },
    { "a proof past the frame", RECORD_KEY, 9, 4, 5000 },
    { "verdict none", RECORD_KEY, 18, 4, VERDICT_NONE },
    { "a verdict past the last", RECORD_KEY, 18, 4, VERDICT_UNSUPPORTED + 1 },
    { "an algorithm past the last", RECORD_KEY, 22, 4, KEY_OTHER + 1 },
    { "a curve past the last", RECORD_KEY, 26, 4, CURVE_LAST + 1 },
    { "a boolean of 2 after the steps", RECORD_KEY, 260, 1, 2 },
    { "text that says it is there by 3", RECORD_KEY, 261, 1, 3 },
    { "text with NUL in it", RECORD_KEY, 266, 1, 0 },
    { "text that is too long", RECORD_KEY, 262, 4, 512 },
    { "weight 0", RECORD_JOURNAL, 9, 4, 0 },
    { "a weight past the last", RECORD_JOURNAL, 9, 4, JOURNAL_UNREAD + 1 },
    { "a provenance of unknown places", RECORD_JOURNAL, 21, 1, PLACE_VOLUMES + 1 },
    { "a reason below none", RECORD_REVOCATION, 81, 8, UINT64_MAX - 1 },
    { "a reason past int", RECORD_REVOCATION, 81, 8, (uint64_t)INT32_MAX + 1 },
    { "no state", RECORD_REVOCATION, 89, 4, 0 },
    { "a state past the last", RECORD_REVOCATION, 89, 4, REVOCATION_UNKNOWN + 1 },
    { "a list of no form", RECORD_CRL, 41, 4, 0 },
    { "a list of a form past the last", RECORD_CRL, 41, 4, CRL_FORM_OCSP + 1 },
    { "an identity with NUL in it", RECORD_REPLAYED, 21, 1, 0 },
    { "a long identity", RECORD_REPLAYED, 17, 4, KEY_IDENTITY_TEXT },
    { "a proof of a structure past the last", RECORD_PROOF, 9, 4, STRUCTURE_JWS + 1 },
    { "a proof of a statement past the last", RECORD_PROOF, 13, 4, STATES_GIVEN + 1 },
    { "a fragment of no kind", RECORD_FRAGMENT, 9, 4, 0 },
    { "a fragment of a kind past the last", RECORD_FRAGMENT, 9, 4, FRAGMENT_MESSAGE + 1 },
    { "a fragment without a length", RECORD_FRAGMENT, 17, 4, 0 },
    { "a fragment with too many lengths", RECORD_FRAGMENT, 17, 4, FRAGMENT_CUTS_MAX + 1 },
    { "a replayed verdict past the last", RECORD_REPLAYED, 21 + 95, 4, VERDICT_UNSUPPORTED + 1 },
    { "a shown text with a control character", RECORD_SHOWN, 26, 1, 0x1b },
    { "a shown text with what is no ASCII", RECORD_SHOWN, 44, 1, 0x9b },
    { "a relative path of a source", RECORD_INDEXED, 13, 1, 'a' },
    { "a path of a source with NUL in it", RECORD_INDEXED, 15, 1, 0 },
};

START_TEST(refused_by_name)
{
    const struct refusal *refusal = &refusals[_i];
    struct record record = some_record(refusal->kind);
    ck_assert(wire_put_record(&frames, &record));
    ck_assert_int_eq(take_copy(frames.at, frames.used), OUTCOME_OK);
    for (size_t i = 0; i < refusal->width; i++) {
        frames.at[refusal->at + i] = (uint8_t)(refusal->value >> (8 * (refusal->width - 1 - i)));
    }
    ck_assert_msg(take_copy(frames.at, frames.used) == OUTCOME_MALFORMED, "%s", refusal->what);
}
END_TEST

START_TEST(damaged_flags)
{
    struct record record = some_record(RECORD_CERTIFICATE);
    ck_assert(wire_put_record(&frames, &record));
    size_t at = 9 + 4 + 3 + 3 * SHA256_LENGTH + 4 + 4 + 2 + 2 * SHA256_LENGTH + 8;
    ck_assert_uint_eq(frames.at[at + 3], CERTIFICATE_CA | CERTIFICATE_CRL_SIGN);
    frames.at[at + 2] = 0x10; /* a flag that is none */
    ck_assert_int_eq(take_copy(frames.at, frames.used), OUTCOME_MALFORMED);
}
END_TEST

START_TEST(job_refusals)
{
    struct job job = some_job(), found;
    ck_assert(wire_put_job(&frames, &job));
    const struct {
        size_t at;
        uint8_t value;
    } changes[] = { { 4, RECORD_PROGRESS },    { 8, 0 },  { 8, JOB_FRAGMENTS + 1 },
                    { 20, JOB_FILES_MAX + 1 }, { 25, 2 }, { 37, SCAN_SHARE + 1 } };
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        uint8_t kept = frames.at[changes[i].at];
        frames.at[changes[i].at] = changes[i].value;
        struct bytes from = buffer_bytes(&frames);
        ck_assert_int_eq(wire_take_job(&from, &found), OUTCOME_MALFORMED);
        ck_assert_uint_eq(from.left, frames.used);
        frames.at[changes[i].at] = kept;
    }
    for (size_t length = 0; length < frames.used; length++) {
        uint8_t *copy = exact_copy(frames.at, length);
        struct bytes from = bytes_over(copy, length);
        ck_assert_int_eq(wire_take_job(&from, &found), OUTCOME_TRUNCATED);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("wire_refusals");
    tcase_add_checked_fixture(tests, NULL, clear_buffers);
    tcase_add_loop_test(tests, every_shorter_frame, RECORD_FILE_BEGIN, RECORD_SHARE + 1);
    tcase_add_loop_test(tests, every_shorter_body, RECORD_FILE_BEGIN, RECORD_SHARE + 1);
    tcase_add_loop_test(tests, refused_by_name, 0, sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_test(tests, damaged_flags);
    tcase_add_test(tests, job_refusals);
    return suite_run("wire_refusals", tests);
}
