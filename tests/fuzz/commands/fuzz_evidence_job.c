/* Functions under test: all that a worker does with evidence, from its job to its records
 * (worker_duties, evidence_scan, ingest, the walks, the readings, the examination of keys)
 *
 * The first octet says how the rest is read, which is a program (evidence_grammar.h) or stands for
 * itself. Whatever it makes:
 * - every octet of a file is accounted for, and what was not examined is told;
 * - every record fits into a frame that the coordinator takes as it was given;
 * - the same comes out however the system hands out the octets, and in whatever order and company
 *   the files are read;
 * - a file gives the keys that it gives in ranges, and as a pipe;
 * - a walk again to a key comes to that key;
 * - no descriptor is left open. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/worker_duties.h"
#include "evidence_grammar.h"
#include "require.h"
#include "workers/wire.h"

#define KEYS_KEPT 32

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum comparison { READ_IN_PIECES, READ_IN_RANGES, READ_AS_PIPE, READ_AS_VOLUMES, COMPARISONS };

/* What one job said of each file. */
struct heard {
    uint64_t digest[GRAMMAR_FILES_MAX]; /* of its records, in their order */
    struct file_done done[GRAMMAR_FILES_MAX];
    uint64_t unread[GRAMMAR_FILES_MAX]; /* octets of the file itself */
    unsigned unread_entries[GRAMMAR_FILES_MAX];
    char keys[GRAMMAR_FILES_MAX][KEYS_KEPT][KEY_IDENTITY_TEXT]; /* proven, each once */
    size_t key_count[GRAMMAR_FILES_MAX];
    struct buffer last_place; /* of a proven key: where it is */
    size_t last_file;
    char last_key[KEY_IDENTITY_TEXT];
    unsigned replays;
};

static void *worker;
static size_t piece_most = SIZE_MAX;

/* In place of the C library's: no more at once than the system might give. */
ssize_t pread(int file, void *into, size_t room, off_t at)
{
    const size_t some = room < piece_most ? room : piece_most;
    return (ssize_t)syscall(SYS_pread64, file, into, some, at);
}

static void digest_add(uint64_t *digest, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.left; i++) {
        *digest = (*digest ^ bytes.at[i]) * 0x100000001b3u;
    }
}

/* As it travels to the coordinator. */
static void require_travels(const struct record *record, uint64_t *digest)
{
    struct buffer frame = { 0 }, again = { 0 }, text = { 0 };
    struct record taken;
    require(wire_put_record(&frame, record));
    struct bytes from = buffer_bytes(&frame);
    require(wire_take_record(&from, &taken, &text) == OUTCOME_OK && from.left == 0);
    require(wire_put_record(&again, &taken));
    require(bytes_equal(buffer_bytes(&again), buffer_bytes(&frame)));
    digest_add(digest, buffer_bytes(&frame));
    buffer_clear(&frame);
    buffer_clear(&again);
    buffer_clear(&text);
}

static void require_printable(struct bytes provenance)
{
    struct buffer line = { 0 };
    require(provenance_print(provenance, &line));
    buffer_clear(&line);
}

static void hear_key(struct heard *heard, size_t file, const struct key_sighting *key)
{
    char name[KEY_IDENTITY_TEXT];
    require_printable(key->provenance);
    if (key->finding.verdict != VERDICT_PROVEN) {
        return;
    }
    key_finding_name(&key->finding, name);
    buffer_reset(&heard->last_place);
    require(buffer_append(&heard->last_place, key->provenance));
    heard->last_file = file;
    memcpy(heard->last_key, name, sizeof(name));
    for (size_t i = 0; i < heard->key_count[file]; i++) {
        if (strcmp(heard->keys[file][i], name) == 0) {
            return;
        }
    }
    if (heard->key_count[file] < KEYS_KEPT) {
        memcpy(heard->keys[file][heard->key_count[file]++], name, sizeof(name));
    }
}

static void hear(void *context, const struct record *record)
{
    struct heard *heard = context;
    const size_t file = record->file;
    require(file < GRAMMAR_FILES_MAX);
    if (record->kind == RECORD_PROGRESS) {
        return;
    }
    require_travels(record, &heard->digest[file]);
    switch ((int)record->kind) {
    case RECORD_KEY:
        hear_key(heard, file, &record->key);
        break;
    case RECORD_JOURNAL:
        require_printable(record->journal.provenance);
        require(record->journal.sentence.left > 0);
        heard->unread_entries[file] += record->journal.weight == JOURNAL_UNREAD;
        heard->unread[file] += record->journal.provenance.left == 0 ? record->journal.unread : 0;
        break;
    case RECORD_FILE_DONE:
        heard->done[file] = record->done;
        break;
    case RECORD_REPLAYED:
        heard->replays += strcmp(record->replayed.identity, heard->last_key) == 0;
        break;
    default:
        break;
    }
}

static void heard_clear(struct heard *heard)
{
    buffer_clear(&heard->last_place);
}

static int open_content(struct bytes content)
{
    const int file = memfd_create("evidence", MFD_CLOEXEC);
    require(file >= 0);
    require(content.left == 0 || write(file, content.at, content.left) == (ssize_t)content.left);
    return file;
}

static struct job_file job_of(const struct evidence_files *made, size_t which, enum scan_mode mode)
{
    return (struct job_file){ .number = (uint32_t)which,
                              .fd = open_content(buffer_bytes(&made->files[which])),
                              .size = made->files[which].used,
                              .mode = mode };
}

static void run(struct job *job, struct heard *heard)
{
    const struct record_sink sink = { heard, hear };
    job->table = -1;
    worker_duties.work(worker, job, &sink);
    for (size_t i = 0; i < job->count; i++) {
        require(close(job->files[i].fd) == 0);
    }
    for (size_t i = 0; i < job->volume_count; i++) {
        require(close(job->volumes[i].fd) == 0);
    }
}

static void read_all(const struct evidence_files *made, bool reversed, struct heard *heard)
{
    struct job job = { .kind = JOB_SCAN };
    for (size_t i = 0; i < made->count; i++) {
        const size_t which = reversed ? made->count - 1 - i : i;
        job.files[job.count++] = job_of(made, which, SCAN_WHOLE);
    }
    run(&job, heard);
}

static void require_account(const struct evidence_files *made, const struct heard *heard)
{
    for (size_t i = 0; i < made->count; i++) {
        const struct file_done *done = &heard->done[i];
        const uint64_t size = made->files[i].used;
        /* What a walk finds no member in is told of the file itself, which was scanned all the
         * same. */
        require(done->size == size && done->examined == size && heard->unread[i] <= size);
        require(done->has_digest && done->decoded_examined <= done->decoded);
        require((done->outcome == OUTCOME_OK) == (heard->unread_entries[i] == 0));
    }
}

/* Another worker, to which the files come one by one, the last first, and in pieces. */
static void compare_pieces(const struct evidence_files *made, const struct heard *whole)
{
    struct heard pieces = { 0 };
    piece_most = 1 + made->files[0].used / 5;
    read_all(made, true, &pieces);
    piece_most = SIZE_MAX;
    for (size_t i = 0; i < made->count; i++) {
        require(pieces.digest[i] == whole->digest[i]);
    }
    heard_clear(&pieces);
}

static void require_same_keys(const struct heard *one, const struct heard *other, size_t file)
{
    require(one->key_count[file] == other->key_count[file]);
    for (size_t i = 0; i < one->key_count[file]; i++) {
        bool met = one->key_count[file] == KEYS_KEPT;
        for (size_t k = 0; k < other->key_count[file]; k++) {
            met = met || strcmp(one->keys[file][i], other->keys[file][k]) == 0;
        }
        require(met);
    }
}

static void compare_ranges(const struct evidence_files *made, const struct heard *whole)
{
    struct heard ranges = { 0 };
    struct job job = { .kind = JOB_SCAN };
    const uint64_t size = made->files[0].used;
    job.files[job.count++] = job_of(made, 0, SCAN_DIGEST);
    job.files[job.count++] = job_of(made, 0, SCAN_WALK);
    job.files[job.count++] = job_of(made, 0, SCAN_RANGE);
    job.files[job.count++] = job_of(made, 0, SCAN_RANGE);
    job.files[2].to = job.files[3].from = size / 2;
    job.files[3].to = size;
    run(&job, &ranges);
    require_same_keys(whole, &ranges, 0);
    heard_clear(&ranges);
}

static void compare_pipe(const struct evidence_files *made, const struct heard *whole)
{
    struct heard pipe = { 0 };
    struct job job = { .kind = JOB_SCAN };
    job.files[job.count++] = job_of(made, 0, SCAN_WHOLE);
    job.files[0].size = UINT64_MAX;
    require(lseek(job.files[0].fd, 0, SEEK_SET) == 0);
    run(&job, &pipe);
    require(pipe.done[0].size == made->files[0].used && pipe.done[0].examined == pipe.done[0].size);
    require(memcmp(pipe.done[0].sha256, whole->done[0].sha256, SHA256_LENGTH) == 0);
    require_same_keys(whole, &pipe, 0);
    heard_clear(&pipe);
}

static void read_set(const struct evidence_files *made, struct heard *heard)
{
    struct job job = { .kind = JOB_SCAN };
    job.files[job.count++] = job_of(made, 0, SCAN_WHOLE);
    for (size_t i = 1; i < made->count; i++) {
        job.volumes[job.volume_count++] =
            (struct job_volume){ open_content(buffer_bytes(&made->files[i])), made->files[i].used };
    }
    job.files[0].volume_count = (uint32_t)job.volume_count;
    run(&job, heard);
}

static void compare_volumes(const struct evidence_files *made)
{
    struct heard whole = { 0 }, pieces = { 0 };
    read_set(made, &whole);
    piece_most = 1 + made->files[0].used / 5;
    read_set(made, &pieces);
    piece_most = SIZE_MAX;
    require(whole.digest[0] == pieces.digest[0]);
    heard_clear(&whole);
    heard_clear(&pieces);
}

/* As `show` and the second phases do. */
static void require_walk_again(const struct evidence_files *made, struct heard *heard)
{
    struct job job = { .kind = JOB_REPLAY, .count = 1, .number = 7 };
    struct buffer place = heard->last_place;
    if (place.used == 0) {
        return;
    }
    heard->last_place = (struct buffer){ 0 };
    job.extra = buffer_bytes(&place);
    job.files[0] = job_of(made, heard->last_file, SCAN_WHOLE);
    run(&job, heard);
    require(heard->replays == 1);
    buffer_clear(&place);
}

static int lowest_free_descriptor(void)
{
    const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    require(file >= 0 && close(file) == 0);
    return file;
}

static void compare(enum comparison comparison, const struct evidence_files *made,
                    const struct heard *whole)
{
    switch (comparison) {
    case READ_IN_PIECES:
        compare_pieces(made, whole);
        break;
    case READ_IN_RANGES:
        compare_ranges(made, whole);
        break;
    case READ_AS_PIPE:
        compare_pipe(made, whole);
        break;
    case READ_AS_VOLUMES:
        compare_volumes(made);
        break;
    case COMPARISONS:
        break;
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const struct worker_settings settings = { .proofs = true, .work = 64 };
    struct buffer text = { 0 };
    (void)argc;
    (void)argv;
    require(worker_settings_write(&settings, &text));
    require(worker_duties.prepare(buffer_bytes(&text), &worker));
    buffer_clear(&text);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes input = bytes_over(data, size);
    struct evidence_files made = { .count = 1 };
    struct heard whole = { 0 };
    uint64_t how;
    if (!bytes_take_number(&input, 1, &how)) {
        return 0;
    }
    if (how >= 128) {
        require(buffer_append(&made.files[0], input));
    } else {
        evidence_of_program(input, &made);
    }
    const int before = lowest_free_descriptor();
    read_all(&made, false, &whole);
    require_account(&made, &whole);
    compare((enum comparison)(how % COMPARISONS), &made, &whole);
    require_walk_again(&made, &whole);
    require(lowest_free_descriptor() == before);
    heard_clear(&whole);
    evidence_files_clear(&made);
    return 0;
}
