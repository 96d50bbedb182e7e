#include "inventory/index_report.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

static const struct fault bad_sources = { OUTCOME_MALFORMED, NULL,
                                          "the sources of the certificate index are damaged" };
static const struct fault astray = { OUTCOME_MALFORMED, NULL,
                                     "a place of the certificate index lies in no source" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

static void send(const struct index_report *report, struct record *record)
{
    record->file = report->file->number;
    report->sink->record(report->sink->context, record);
}

void index_report_begin(struct index_report *report, const struct job_file *file,
                        const struct record_sink *sink)
{
    *report = (struct index_report){ .file = file, .sink = sink };
    send(report, &(struct record){ .kind = RECORD_FILE_BEGIN });
}

void index_report_fault(struct index_report *report, const struct fault *fault)
{
    struct record record = { .kind = RECORD_JOURNAL };
    if (report->fault != NULL) {
        return;
    }
    report->fault = fault;
    record.journal = (struct journal_entry){
        .weight = JOURNAL_UNREAD,
        .outcome = fault->outcome,
        .sentence = bytes_over(fault->sentence, strlen(fault->sentence)),
        .unread = report->file->size,
    };
    send(report, &record);
}

static uint64_t address_of(uint64_t place)
{
    return place & INDEX_ADDRESS_MAX;
}

static int compare_places(const void *one, const void *other)
{
    const uint64_t left = address_of(*(const uint64_t *)one);
    const uint64_t right = address_of(*(const uint64_t *)other);
    return left == right ? 0 : left < right ? -1 : 1;
}

/* Places of one source, at most INDEX_PLACES_MAX in a record. */
struct telling {
    struct index_report *report;
    struct record record;
    struct buffer offsets;
    uint64_t last; /* offset, and one */
};

static void tell(struct telling *telling)
{
    telling->record.indexed.places = buffer_bytes(&telling->offsets);
    send(telling->report, &telling->record);
    buffer_reset(&telling->offsets);
}

static void add_place(struct telling *telling, uint64_t place, uint64_t offset)
{
    if ((place & INDEX_WALKED) != 0) {
        telling->record.indexed.walked = true;
    }
    if (offset + 1 == telling->last) {
        return;
    }
    telling->last = offset + 1;
    if (!buffer_append_number(&telling->offsets, 8, offset)) {
        index_report_fault(telling->report, &no_memory);
    }
    if (telling->offsets.used >= INDEX_PLACES_MAX * 8 && !telling->record.indexed.walked) {
        tell(telling);
    }
}

static void tell_source(struct index_report *report, const struct index_source *source,
                        const uint64_t *places, size_t count)
{
    struct telling telling = { .report = report, .record = { .kind = RECORD_INDEXED } };
    telling.record.indexed.source = *source;
    for (size_t i = 0; i < count; i++) {
        add_place(&telling, places[i], address_of(places[i]) - source->base);
    }
    if (telling.record.indexed.walked) { /* that reads the other places, too */
        buffer_reset(&telling.offsets);
    }
    tell(&telling);
    buffer_clear(&telling.offsets);
}

static size_t count_within(const struct index_source *source, const uint64_t *places, size_t count)
{
    size_t within = 0;
    while (within < count && address_of(places[within]) - source->base < source->size) {
        within++;
    }
    return within;
}

/* Sources and places rise alike, so one walk tells which belong together. */
static void tell_sources(struct index_report *report, struct bytes sources, uint64_t expected,
                         const uint64_t *places, size_t count)
{
    struct index_source source;
    uint64_t reached = 0, seen = 0;
    size_t at = 0;
    while (sources.left > 0) {
        if (!index_source_take(&sources, &source) || source.base < reached) {
            index_report_fault(report, &bad_sources);
            return;
        }
        reached = source.base + source.size;
        seen++;
        for (; at < count && address_of(places[at]) < source.base; at++) {
            index_report_fault(report, &astray);
        }
        const size_t left = count - at;
        const uint64_t *rest = left != 0 ? places + at : NULL;
        const size_t within = count_within(&source, rest, left);
        tell_source(report, &source, rest, within);
        at += within;
    }
    if (at < count || seen != expected) {
        index_report_fault(report, at < count ? &astray : &bad_sources);
    }
}

void index_report_sources(struct index_report *report, const struct certificate_index *index,
                          uint64_t *places, size_t count)
{
    struct buffer sources = { 0 };
    const struct fault *fault = certificate_index_section(index, INDEX_SOURCES, &sources);
    if (fault != NULL) {
        index_report_fault(report, fault);
    } else {
        if (count > 1) {
            qsort(places, count, sizeof(*places), compare_places);
        }
        tell_sources(report, buffer_bytes(&sources), index->header.sources, places, count);
    }
    buffer_clear(&sources);
}

void index_report_end(struct index_report *report)
{
    struct record record = { .kind = RECORD_FILE_DONE };
    record.done.size = report->file->size;
    record.done.examined = report->fault == NULL ? report->file->size : 0;
    record.done.outcome = report->fault == NULL ? OUTCOME_OK : report->fault->outcome;
    record.done.rows = report->entries;
    record.done.parsed = report->entries;
    send(report, &record);
}
