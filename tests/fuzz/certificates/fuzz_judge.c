/* Functions under test: judge_case_run and all that it reads: issuers, certificates, lists */
#include <stdlib.h>

#include "certificates/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void note(void *context, const struct record *record)
{
    size_t *records = context;
    ++*records;
    if (record->kind != RECORD_VERIFIED && record->kind != RECORD_CRL &&
        record->kind != RECORD_REVOCATION && record->kind != RECORD_JOURNAL) {
        abort();
    }
}

/* The same bytes in each of the parts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes content = bytes_over(data, size);
    size_t records = 0;
    const struct record_sink sink = { .context = &records, .record = note };
    struct buffer table = { 0 };
    judge_case_run(content, &sink);
    if (judge_case_add(&table, JUDGE_ISSUER, 7, content) &&
        judge_case_add(&table, JUDGE_CERTIFICATE, 7, content) &&
        judge_case_add(&table, JUDGE_SETTLED_ISSUER, 7, content) &&
        judge_case_add(&table, JUDGE_SETTLED_CERTIFICATE, 7, content) &&
        judge_case_add(&table, JUDGE_CRL, 7, content)) {
        records = 0;
        judge_case_run(buffer_bytes(&table), &sink);
        if (records == 0) {
            abort(); /* a list is told of, or why not */
        }
    }
    buffer_clear(&table);
    return 0;
}
