/* make_index FILE COUNT KEYS: a certificate index of COUNT entries of invented keys, KEYS of
 * which can be asked for.
 * make_index --ask FILE KEYS: asks it for these and for as many that it does not hold, and
 * prints how long the answer took, in seconds of the clock and of the processor. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "inventory/entry_sort.h"
#include "inventory/index_lookup.h"
#include "inventory/index_writer.h"

#define CERTIFICATE_SIZE 1000u /* octets that each takes in its inventory */
#define SOURCE_SIZE      (UINT64_C(1) << 32)

static void insist(bool held, const char *what)
{
    if (!held) {
        perror(what);
        exit(EXIT_FAILURE);
    }
}

/* splitmix64: a number that looks like any other. */
static uint64_t scramble(uint64_t number)
{
    number += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

static void add(struct index_writer *writer, struct index_entry entry)
{
    insist(index_writer_add(writer, &entry), "index");
}

/* Keys rise by gaps of their mean and a random part; the known ones go in between. */
static void write_entries(struct index_writer *writer, uint64_t count, uint64_t keys)
{
    struct index_entry *known = calloc(2 * keys + 1, sizeof(*known));
    insist(known != NULL, "keys");
    const uint64_t others = count - keys, gap = UINT64_MAX / (others + 1);
    for (uint64_t i = 0; i < keys; i++) {
        known[i] = (struct index_entry){ index_key_of(KEY_RSA, scramble(i)),
                                         scramble(i) % count * CERTIFICATE_SIZE };
    }
    entry_sort(known, known + keys, keys);
    uint64_t next = 0;
    for (uint64_t i = 0; i < others; i++) {
        const uint64_t key = i * gap + scramble(~i) % gap;
        while (next < keys && known[next].key <= key) {
            add(writer, known[next++]);
        }
        add(writer, (struct index_entry){ key, scramble(i) % count * CERTIFICATE_SIZE });
    }
    while (next < keys) {
        add(writer, known[next++]);
    }
    free(known);
}

static void make(const char *path, uint64_t count, uint64_t keys)
{
    struct index_writer writer;
    const uint64_t size = count * CERTIFICATE_SIZE;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
    insist(fd >= 0, path);
    index_writer_init(&writer, fd);
    write_entries(&writer, count, keys);
    for (uint64_t base = 0; base < size; base += SOURCE_SIZE) {
        char name[64];
        int length = snprintf(name, sizeof(name), "/inventories/%llu.der",
                              (unsigned long long)(base / SOURCE_SIZE));
        const struct index_source source = {
            .path = bytes_over(name, (size_t)length),
            .base = base,
            .size = size - base < SOURCE_SIZE ? size - base : SOURCE_SIZE,
        };
        insist(index_writer_source(&writer, &source), "sources");
    }
    insist(index_writer_end(&writer, size), path);
    index_writer_clear(&writer);
    insist(close(fd) == 0, path);
}

struct told {
    uint64_t places, faults;
};

static void note(void *context, const struct record *record)
{
    struct told *told = context;
    if (record->kind == RECORD_INDEXED) {
        told->places += record->indexed.places.left / 8;
    }
    told->faults += record->kind == RECORD_JOURNAL;
}

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void ask(const char *path, uint64_t keys)
{
    struct public_identity *identities = calloc(2 * keys + 1, sizeof(*identities));
    struct buffer table = { 0 };
    struct key_index index;
    struct told told = { 0 };
    const struct record_sink sink = { &told, note };
    const int fd = open(path, O_RDONLY);
    insist(identities != NULL && fd >= 0, path);
    for (uint64_t i = 0; i < 2 * keys; i++) {
        identities[i].algorithm = KEY_RSA;
        identities[i].probe = i < keys ? scramble(i) : scramble(~i) + 1;
        memcpy(identities[i].digest, &i, sizeof(i));
    }
    insist(key_index_build(identities, 2 * keys, &table), "keys");
    insist(key_index_open(buffer_bytes(&table), &index), "keys");
    const struct job_file file = { .fd = fd, .size = (uint64_t)lseek(fd, 0, SEEK_END) };
    const double clock = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    index_lookup(&file, &index, &sink);
    printf("%.3f s (%.3f s of processor) for %llu keys: %llu places, %llu faults\n",
           seconds(CLOCK_MONOTONIC) - clock, seconds(CLOCK_PROCESS_CPUTIME_ID) - processor,
           (unsigned long long)(2 * keys), (unsigned long long)told.places,
           (unsigned long long)told.faults);
    buffer_clear(&table);
    free(identities);
    (void)close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: make_index FILE COUNT KEYS\n       make_index --ask FILE KEYS\n", stderr);
        return 2;
    }
    const uint64_t keys = strtoull(argv[3], NULL, 10);
    if (strcmp(argv[1], "--ask") == 0) {
        ask(argv[2], keys);
    } else {
        const uint64_t count = strtoull(argv[2], NULL, 10);
        insist(count > keys, "COUNT has to be more than KEYS");
        make(argv[1], count, keys);
    }
    return EXIT_SUCCESS;
}
