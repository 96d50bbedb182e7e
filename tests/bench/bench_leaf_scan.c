/* How fast a leaf is scanned: usage: bench_leaf_scan FILE [readings]. Prints
 * GB/s of the best of five passes over the file, in pieces of READ_WINDOW; of processor
 * time, which others on the machine do not add to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bounds.h"
#include "candidates/leaf_scan.h"

static size_t keys, certificates, readings;

static enum offer take_key(void *context, const struct candidate *candidate, bool last)
{
    (void)context;
    (void)candidate;
    (void)last;
    keys++;
    return OFFER_TAKEN;
}

static void take_certificate(void *context, const struct found_certificate *found)
{
    (void)context;
    (void)found;
    certificates++;
}

static void take_reading(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                         uint64_t length)
{
    (void)context;
    (void)decoding;
    (void)decoded;
    (void)offset;
    (void)length;
    readings++;
}

static void note_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    (void)context;
    (void)offset;
    (void)length;
    fprintf(stderr, "unread: %s\n", fault->sentence);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint8_t *read_all(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return NULL;
    }
    *length = (size_t)ftell(file);
    rewind(file);
    uint8_t *memory = malloc(*length + 1);
    if (memory != NULL && fread(memory, 1, *length, file) != *length) {
        *length = 0;
    }
    fclose(file);
    return memory;
}

int main(int count, char **words)
{
    size_t length = 0;
    uint8_t *memory = count > 1 ? read_all(words[1], &length) : NULL;
    if (memory == NULL || !leaf_scan_prepare()) {
        fprintf(stderr, "usage: bench_leaf_scan FILE [readings]\n");
        return 2;
    }
    const struct scan_sink sink = { NULL, take_key, take_certificate, take_reading, note_unread };
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .readings = count > 2 };
    double best = 1e9;
    for (int pass = 0; pass < 5; pass++) {
        keys = certificates = readings = 0;
        double begin = seconds();
        struct leaf_scan *scan = leaf_scan_new(&sink, &span);
        for (size_t at = 0; scan != NULL && at < length; at += READ_WINDOW) {
            size_t piece = length - at < READ_WINDOW ? length - at : READ_WINDOW;
            leaf_scan_push(scan, bytes_over(memory + at, piece));
        }
        if (scan != NULL) {
            leaf_scan_finish(scan);
        }
        leaf_scan_free(scan);
        double taken = seconds() - begin;
        best = taken < best ? taken : best;
    }
    printf("%.4f GB/s, %zu keys, %zu certificates, %zu readings\n", (double)length / best / 1e9,
           keys, certificates, readings);
    free(memory);
    leaf_scan_release();
    return 0;
}
