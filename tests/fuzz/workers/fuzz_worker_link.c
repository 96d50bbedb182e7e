/* Functions under test: link_receive, link_hand_over, link_mark_begun, with all that the
 * coordinator reads of a worker that was taken over. The first octet says in how large steps the
 * rest arrives, the second how many files the job has; behind a zero octet of the third comes what
 * a worker would say before any job. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "require.h"
#include "workers/wire.h"
#include "workers/worker_link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FIRST_FILE 7
#define JOB_NUMBER 5
#define HEAD       3

struct hearing {
    size_t files;
    bool over; /* the job */
};

/* All that passes is of the job that is under way; text and windows are there to be read. */
static void hear(void *context, const struct job *job, const struct record *record)
{
    const struct hearing *hearing = context;
    require(!hearing->over && job->number == JOB_NUMBER);
    require(record->kind >= RECORD_FILE_BEGIN && record->kind <= RECORD_OPENED);
    require(record->kind == RECORD_PROGRESS ||
            (record->file >= FIRST_FILE && record->file < FIRST_FILE + hearing->files));
    struct buffer again = { 0 };
    require(wire_put_record(&again, record));
    buffer_clear(&again);
}

static void make_ready(struct worker_link *link, struct link_ears *ears, int worker)
{
    struct buffer ready = { 0 };
    require(wire_put_state(&ready, &(struct wire_state){ .notice = NOTICE_READY }));
    require(send(worker, ready.at, ready.used, MSG_NOSIGNAL) == (ssize_t)ready.used);
    buffer_clear(&ready);
    require(link_receive(link, ears) == LINK_READY);
}

static void give_job(struct worker_link *link, size_t files)
{
    struct job job = { .kind = JOB_SCAN, .number = JOB_NUMBER, .count = files, .table = -1 };
    for (size_t i = 0; i < files; i++) {
        job.files[i] = (struct job_file){
            .number = (uint32_t)(FIRST_FILE + i), .fd = -1, .size = 1, .mode = SCAN_WHOLE
        };
    }
    require(link_hand_over(link, &job, 0));
    while (link->outgoing.used > 0) {
        require(link_send(link) == LINK_QUIET);
    }
}

/* False where the coordinator would hear no more of it. */
static bool judge(const struct worker_link *link, enum link_event event, enum link_state before)
{
    switch (event) {
    case LINK_QUIET:
        require(link->state == before);
        return true;
    case LINK_READY:
        require(before == LINK_STARTING && link->state == LINK_IDLE);
        return true;
    case LINK_JOB_DONE:
        require(before == LINK_BUSY && link->state == LINK_IDLE);
        return true;
    case LINK_LYING: /* whose job is under way still is, so that it ends as lost */
        require(link->state == before && link->fault != NULL);
        return false;
    case LINK_CLOSED:
    case LINK_NO_MEMORY:
        break;
    }
    return false;
}

static void speak(struct worker_link *link, struct link_ears *ears, struct hearing *hearing,
                  int worker, struct bytes said, size_t step)
{
    struct bytes part;
    bool heard = true;
    while (heard && said.left > 0) {
        require(bytes_take(&said, said.left < step ? said.left : step, &part));
        require(send(worker, part.at, part.left, MSG_NOSIGNAL) == (ssize_t)part.left);
        const enum link_state before = link->state;
        const enum link_event event = link_receive(link, ears);
        heard = judge(link, event, before);
        hearing->over = hearing->over || event == LINK_JOB_DONE;
        require(link->incoming.room <= 2 * (FRAME_MAX + (size_t)1024 * 1024));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int ends[2];
    if (size < HEAD) {
        return 0;
    }
    struct hearing hearing = { .files = data[1] % (JOB_FILES_MAX + 1) };
    const struct pool_client client = { .context = &hearing, .record = hear };
    struct buffer text = { 0 };
    struct link_ears ears = { .client = &client, .text = &text };
    struct worker_link link = { .state = LINK_ASKED };
    /* a job without files may speak of any: none of that kind here */
    hearing.files += hearing.files == 0 ? 1 : 0;
    require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    link_open(&link, 1, ends[0], 0);
    if (data[2] != 0) {
        make_ready(&link, &ears, ends[1]);
        give_job(&link, hearing.files);
    }
    /* what one send() takes arrives by one look: 64 KiB are read at once */
    speak(&link, &ears, &hearing, ends[1], bytes_over(data + HEAD, size - HEAD),
          ((size_t)data[0] + 1) * 16);
    link_clear(&link);
    buffer_clear(&text);
    (void)close(ends[1]);
    return 0;
}
