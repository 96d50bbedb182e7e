#include "evidence/fragment_files.h"

#include "bytes/tap_stream.h"
#include "containers/message_fragment.h"
#include "containers/section_stream.h"
#include "evidence/file_pass.h"

static bool is_scan(const struct ingest *ingest)
{
    return ingest->targets == NULL && ingest->harvest == NULL && ingest->mails == NULL &&
           ingest->shown == NULL;
}

bool fragment_files_tell(const struct ingest_frame *frame, struct bytes id, uint64_t number,
                         uint64_t total)
{
    struct ingest *ingest = frame->ingest;
    const struct provenance all = { .place = { .kind = PLACE_SPOT, .length = ingest->size } };
    struct buffer encoded = { 0 };
    if (!is_scan(ingest) || frame->chain != NULL || ingest->size == STREAM_SIZE_UNKNOWN ||
        number > UINT32_MAX || total > UINT32_MAX) {
        return false;
    }
    const bool told = provenance_encode(&all, &encoded);
    if (told) {
        const struct record record = { .kind = RECORD_FRAGMENT,
                                       .file = ingest->file,
                                       .fragment = { .facts = { .kind = FRAGMENT_MESSAGE,
                                                                .wanted = (uint32_t)number,
                                                                .cut_count = 1,
                                                                .cuts = { (uint32_t)total } },
                                                     .provenance = buffer_bytes(&encoded),
                                                     .thread = id } };
        ingest->sink->record(ingest->sink->context, &record);
    }
    buffer_clear(&encoded);
    return told;
}

/* What stands in the mail around a fragment was read when its file was. */
static bool take_file(struct message_fragments *fragments, struct stream *content, uint64_t number,
                      uint64_t size, const struct container_sink *sink)
{
    const uint64_t offset = content->offset;
    struct section_stream mail;
    struct tap_stream tap;
    struct bytes name, type;
    bool ends, goes_on = true;
    section_stream_init_span(&mail, content, size);
    message_fragment_fields(message_fragment_header(&mail.stream, &ends), &name, &type);
    if (ends && type.left > 0 && message_fragments_take(fragments, type, number, offset)) {
        tap_stream_init(&tap, &mail.stream, fragments, message_fragments_tap);
        stream_drain(&tap.stream);
        goes_on = message_fragments_settle(fragments, sink);
    }
    (void)section_stream_finish(&mail);
    return goes_on;
}

static const struct fault *walk_files(struct stream *content, const struct container_sink *sink)
{
    const struct file_stream *set = (const struct file_stream *)content;
    struct message_fragments fragments = { .shared = sink->fragment_octets };
    bool goes_on = take_file(&fragments, content, 1, set->first_size, sink);
    for (size_t i = 0; goes_on && i < set->volume_count; i++) {
        goes_on = take_file(&fragments, content, i + 2, set->volumes[i].size, sink);
    }
    if (goes_on) {
        message_fragments_end(&fragments, sink);
    }
    message_fragments_clear(&fragments);
    return NULL;
}

const struct container fragment_files_container = { .name = "message/partial",
                                                    .walk = walk_files,
                                                    .rereads = true };

void fragment_files_scan(struct key_examiner *examiner, const struct job_file *file,
                         struct bytes paths, const struct record_sink *sink)
{
    struct file_pass pass;
    file_pass_begin_set(&pass, examiner, file, sink);
    pass.set.place.name = paths;
    file_pass_walk(&pass);
    if (pass.file.stream.fault != NULL) {
        file_pass_journal(&pass, pass.file.stream.fault, 0);
    }
    file_pass_clear(&pass);
}
