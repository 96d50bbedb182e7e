/* Wraps known keys in layers drawn by lot, scans what comes out, and sees that each key
 * comes back: proven, alone, once, and with every container on the way to it in its place.
 *
 * usage: wrapped_keys [-o] FIXTURES SEED COUNT [FOLDER]
 *   -o        damage upon encodings as well (hex in JSON, a dump in a log), and two upon keys
 *             without armour: not all of that is undone, so a count of what is
 *   FIXTURES  the keys/ folder of the fixtures: each file that holds one key is taken
 *   FOLDER    where what was not found is written, one file each
 * The same seed gives the same wrappings; each failure names the seed of its own. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "candidates/leaf_scan.h"
#include "casefile/sighting_fold.h"
#include "containers/archives/archive_walk.h"
#include "evidence/evidence_scan.h"
#include "evidence/ingest.h"
#include "stream.h"
#include "suite.h"
#include "wrapping/layer.h"

#define KEYS_MAX   1024
#define PLACES_MAX 16

struct known {
    char file[256];
    struct buffer content;
    char name[KEY_IDENTITY_TEXT];
    bool armoured;
};

struct result {
    unsigned proven, others;
    const char *wanted; /* the name of the key; NULL: any */
    bool met;           /* it was proven */
    char name[KEY_IDENTITY_TEXT];
    struct buffer places[PLACES_MAX]; /* of what was proven, encoded */
    uint8_t digests[PLACES_MAX][SHA256_LENGTH];
    size_t place_count;
    size_t left;        /* of these, when those in the same bytes are folded */
    struct buffer line; /* and where they are */
};

static struct known known[KEYS_MAX];
static size_t known_count;
static struct key_examiner *examiner;
static bool over_encodings;

static void take_record(void *context, const struct record *record)
{
    struct result *result = context;
    if (record->kind != RECORD_KEY) {
        return;
    }
    const struct key_finding *finding = &record->key.finding;
    char name[KEY_IDENTITY_TEXT];
    key_finding_name(finding, name);
    if (finding->verdict != VERDICT_PROVEN) {
        result->others++;
        return;
    }
    if (result->proven == 0 || strcmp(name, result->name) != 0) {
        result->proven++;
    }
    memcpy(result->name, name, sizeof(name));
    result->met = result->met || result->wanted == NULL || strcmp(name, result->wanted) == 0;
    must(result->place_count < PLACES_MAX);
    memcpy(result->digests[result->place_count], record->key.sha256, SHA256_LENGTH);
    must(buffer_append(&result->places[result->place_count++], record->key.provenance));
}

/* As the case file does it: of the places of one key in the same bytes the deepest stays. */
static void fold(struct result *result)
{
    struct fold_sighting sightings[PLACES_MAX] = { 0 };
    for (size_t i = 0; i < result->place_count; i++) {
        sightings[i].provenance = buffer_bytes(&result->places[i]);
        sightings[i].digest = bytes_over(result->digests[i], SHA256_LENGTH);
    }
    must(sighting_fold(sightings, result->place_count));
    for (size_t i = 0; i < result->place_count; i++) {
        if (!sightings[i].dropped) {
            result->left++;
            must(provenance_print(sightings[i].provenance, &result->line) &&
                 buffer_append_byte(&result->line, ' '));
        }
    }
    must(buffer_append_byte(&result->line, 0));
}

static void result_clear(struct result *result)
{
    for (size_t i = 0; i < result->place_count; i++) {
        buffer_clear(&result->places[i]);
    }
    buffer_clear(&result->line);
}

static void scan(struct bytes content, struct result *result)
{
    const struct record_sink sink = { result, take_record };
    struct ingest ingest = { .examiner = examiner,
                             .sink = &sink,
                             .work = CANDIDATE_WORK_FLOOR,
                             .expansion_left = EXPANSION_MAX };
    const struct ingest_frame top = { .ingest = &ingest };
    struct memory_stream stream;
    memory_stream_init(&stream, content);
    ingest_content(&top, NULL, PART_UNKNOWN, &stream.stream, false);
    leaf_scan_free(ingest.spare);
    fold(result);
}

static void know(const char *folder, const char *file)
{
    char path[512];
    uint8_t block[4096];
    struct known *key = &known[known_count];
    struct result result = { 0 };
    snprintf(path, sizeof(path), "%s/%s", folder, file);
    FILE *stream = fopen(path, "rb");
    must(stream != NULL && known_count < KEYS_MAX);
    size_t length;
    while ((length = fread(block, 1, sizeof(block), stream)) > 0) {
        must(buffer_append(&key->content, bytes_over(block, length)));
    }
    fclose(stream);
    scan(buffer_bytes(&key->content), &result);
    if (result.proven == 1 && result.others == 0 && key->content.used < 40000) {
        snprintf(key->file, sizeof(key->file), "%s", file);
        memcpy(key->name, result.name, sizeof(key->name));
        key->armoured = memmem(key->content.at, key->content.used, "-----BEGIN ", 11) ==
                        (void *)key->content.at;
        known_count++;
    } else {
        buffer_clear(&key->content);
    }
    result_clear(&result);
}

static int by_name(const struct dirent **one, const struct dirent **other)
{
    return strcmp((*one)->d_name, (*other)->d_name);
}

static void know_all(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, by_name);
    must(count >= 0);
    for (int i = 0; i < count; i++) {
        char path[512];
        struct stat status;
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && stat(path, &status) == 0) {
            if (S_ISDIR(status.st_mode)) {
                know_all(path);
            } else {
                know(folder, entries[i]->d_name);
            }
        }
        free(entries[i]);
    }
    free(entries);
}

/* At most two of what damages text (of what is written without armour one), an encoding, and
 * containers, in any order but that damage comes first; now and then damage once more upon an
 * encoding. */
static void wrap(struct wrapping *wrapping)
{
    static const enum layer_class damages[] = { LAYER_SHAPE,  LAYER_PREFIX,  LAYER_ESCAPE,
                                                LAYER_ESCAPE, LAYER_SETTING, LAYER_PREFIX,
                                                LAYER_CHARSET };
    unsigned most = wrapping->armoured || over_encodings ? 3 : 2;
    for (unsigned count = wrapping_draw(wrapping, most); count > 0; count--) {
        wrapping_add(wrapping,
                     damages[wrapping_draw(wrapping, sizeof(damages) / sizeof(damages[0]))]);
    }
    for (unsigned count = wrapping_draw(wrapping, 4); count > 0; count--) {
        wrapping_add(wrapping, wrapping_draw(wrapping, 3) == 0 ? LAYER_ENCODING : LAYER_CONTAINER);
    }
    if (over_encodings && wrapping->outermost == LAYER_ENCODING &&
        wrapping_draw(wrapping, 2) == 0) {
        wrapping_add(wrapping,
                     damages[wrapping_draw(wrapping, sizeof(damages) / sizeof(damages[0]))]);
    }
}

/* Every archive and mail on the way stands in the place, the outermost first. */
static bool has_place(const struct result *result, const char *what)
{
    static const struct {
        const char *layer, *place;
    } places[] = {
        { " in_zip", "!member" },   { " in_tar", "!member" },       { " in_cpio", "!member" },
        { " in_7z", "!member" },    { " in_iso", "!member" },       { " in_attachment", "!part" },
        { " in_mbox", "!message" }, { " in_quoted_mail", "!part" }, { " in_gzip", "gzip" },
        { " in_xz", "xz" },         { " in_bzip2", "bzip2" },
    };
    const char *line = (const char *)result->line.at;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (strstr(what, places[i].layer) != NULL && strstr(line, places[i].place) == NULL) {
            return false;
        }
    }
    return true;
}

static bool has_any(const char *what, const char *const *layers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(what, layers[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* What is left of a key of more primes in the literals of these may be p, q and dP and nothing
 * else: a key of two primes of its own, and what shows that there are more is not in it. It stands
 * beside the key, which has to come back all the same. */
static bool is_of_more_primes(const struct wrapping *wrapping)
{
    static const char *const copying[] = { "in_lz4", "in_zstd" };
    return wrapping->more_primes &&
           has_any(wrapping->what, copying, sizeof(copying) / sizeof(copying[0]));
}

/* Proven, alone, and once. What some layers make of it is half legible in their own bytes: a
 * lead beside the key. What others cannot make smaller stands there as it is: another place. */
static bool is_held(const struct result *result, const struct wrapping *wrapping)
{
    const char *what = wrapping->what;
    static const char *const legible[] = { "in_lz4", "in_zstd", "in_quoted_mail" };
    static const char *const packed[] = { "in_lz4", "in_zstd", "in_quoted_mail", "in_zip", "in_7z",
                                          "_xz",    "_gz" };
    return result->met && (result->proven == 1 || is_of_more_primes(wrapping)) &&
           (result->others == 0 || has_any(what, legible, sizeof(legible) / sizeof(legible[0]))) &&
           (result->left == 1 || has_any(what, packed, sizeof(packed) / sizeof(packed[0]))) &&
           has_place(result, what);
}

static void keep(const char *folder, uint64_t seed, const struct wrapping *wrapping)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%llu", folder, (unsigned long long)seed);
    FILE *stream = fopen(path, "wb");
    must(stream != NULL);
    must(fwrite(wrapping->content.at, 1, wrapping->content.used, stream) == wrapping->content.used);
    must(fclose(stream) == 0);
}

static bool try_seed(uint64_t seed, const char *folder)
{
    struct wrapping wrapping = { .seed = seed };
    const struct known *key = &known[wrapping_draw(&wrapping, (unsigned)known_count)];
    must(buffer_append(&wrapping.content, buffer_bytes(&key->content)));
    wrapping.armoured = key->armoured;
    wrapping.more_primes = strstr(key->file, "-primes") != NULL;
    wrapping.text = true;
    for (size_t i = 0; i < key->content.used; i++) {
        uint8_t next = key->content.at[i];
        wrapping.text =
            wrapping.text && next < 0x80 && (next >= ' ' || next == '\n' || next == '\r');
    }
    wrap(&wrapping);
    struct result result = { .wanted = key->name };
    scan(buffer_bytes(&wrapping.content), &result);
    const bool held = is_held(&result, &wrapping);
    if (!held) {
        printf("MISS %llu %s:%s (%u proven, %u others) %s\n", (unsigned long long)seed, key->file,
               wrapping.what, result.proven, result.others, (const char *)result.line.at);
        if (folder != NULL) {
            keep(folder, seed, &wrapping);
        }
    }
    result_clear(&result);
    buffer_clear(&wrapping.content);
    return held;
}

static void prepare(const char *fixtures)
{
    static const char listed[] = "correct horse\nchangeit\nlisted\n";
    const struct key_examiner_settings settings = { .passphrases =
                                                        bytes_over(listed, sizeof(listed) - 1),
                                                    .proof_cn = bytes_over("Test", 4),
                                                    .proofs = true };
    must(leaf_scan_prepare() && key_examine_prepare() && archive_walk_prepare());
    examiner = key_examiner_new(&settings);
    must(examiner != NULL);
    know_all(fixtures);
    must(known_count > 0);
}

int main(int count, char **words)
{
    if (count > 1 && strcmp(words[1], "-o") == 0) {
        over_encodings = true;
        words++;
        count--;
    }
    if (count < 4) {
        fprintf(stderr, "usage: wrapped_keys [-o] FIXTURES SEED COUNT [FOLDER]\n");
        return 2;
    }
    uint64_t seed = strtoull(words[2], NULL, 10), tries = strtoull(words[3], NULL, 10);
    unsigned long long missed = 0;
    prepare(words[1]);
    for (uint64_t i = 0; i < tries; i++) {
        missed += try_seed(seed + i, count > 4 ? words[4] : NULL) ? 0 : 1;
    }
    printf("%zu keys, %llu wrapped: %llu passed, %llu failed\n", known_count,
           (unsigned long long)tries, (unsigned long long)tries - missed, missed);
    for (size_t i = 0; i < known_count; i++) {
        buffer_clear(&known[i].content);
    }
    key_examiner_free(examiner);
    leaf_scan_release();
    return missed == 0 ? 0 : 1;
}
