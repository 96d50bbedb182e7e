/* Functions under test: archive_seek_container with passphrases (archive_opening.h).
 * Input: passphrases, a line each, up to a NUL; then a zip. */
#include <string.h>

#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "scarce_stream.h"

#define TRIES_MAX   8u
#define REFUSED_MAX ((uint64_t)4 << 10) /* by members of a zip that fuzzers make: some hundred */
#define WORK_MAX    ((uint64_t)4 * ARCHIVE_PASSPHRASE_TRY_STEPS * TRIES_MAX)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size, number, spent, digest;
    bool over;        /* no more may be spent */
    uint64_t refused; /* that was asked for all the same */
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    const bool carved = place->kind == PLACE_READING; /* beside what the directory of a zip names */
    require(nature == PART_UNKNOWN && content->offset == 0);
    require(carved ? place->number == 0 : place->kind == PLACE_MEMBER);
    require(place->offset <= walked->size && place->length <= walked->size - place->offset);
    require(carved || place->number > walked->number);
    walked->number = carved ? walked->number : place->number;
    fnv_add(&walked->digest, place->name);
    fnv_add_part(&walked->digest, content);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct walked *walked = context;
    require(fault->outcome != OUTCOME_OK && fault->sentence != NULL);
    require(weight == JOURNAL_UNREAD || unread == 0);
    require(where == NULL || where->kind == PLACE_MEMBER || where->kind == PLACE_READING);
    fnv_add(&walked->digest, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static bool take_passphrase(struct bytes *list, struct bytes *passphrase)
{
    return bytes_take_until(list, '\n', passphrase);
}

/* What was refused once stays so; a member may ask for it once more, and gets nothing. */
static bool spend(void *context, uint64_t steps)
{
    struct walked *walked = context;
    if (walked->over) {
        require(++walked->refused <= REFUSED_MAX);
        return false;
    }
    walked->spent += steps;
    walked->over = walked->spent > WORK_MAX;
    return !walked->over;
}

static uint64_t walk(struct bytes zip, struct bytes list)
{
    struct walked walked = { .size = zip.left };
    const struct container_passphrases given = {
        .context = &walked, .list = list, .take = take_passphrase, .spend = spend
    };
    const struct container_sink sink = { .context = &walked,
                                         .part = take_part,
                                         .mail = container_ignore_mail,
                                         .journal = take_journal,
                                         .passphrases = &given };
    struct memory_stream content;
    memory_stream_init(&content, zip);
    const struct fault *fault = archive_seek_container.walk(&content.stream, &sink);
    require(fault == NULL || fault->outcome != OUTCOME_OK);
    return walked.digest;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    require(archive_walk_prepare());
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes zip = bytes_over(data, size), list;
    if (!bytes_take_until(&zip, 0, &list) || list.left > 256) {
        return 0;
    }
    const struct bytes head = bytes_over(zip.at, zip.left < CONTENT_HEAD ? zip.left : CONTENT_HEAD);
    if (archive_seek_container.recognise(head)) {
        require(walk(zip, list) == walk(zip, list));
    }
    return 0;
}
