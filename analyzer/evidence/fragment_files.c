#include "evidence/fragment_files.h"

#include "bytes/tap_stream.h"
#include "containers/mail/message_fragment.h"
#include "containers/streams/section_stream.h"
#include "evidence/file_pass.h"
#include "evidence/fragment_names.h"

static bool is_scan(const struct ingest *ingest)
{
    return ingest->targets == NULL && ingest->harvest == NULL && ingest->mails == NULL &&
           ingest->shown == NULL;
}

bool fragment_files_tell(const struct ingest_frame *frame, struct bytes id, uint64_t number,
                         uint64_t total, const struct place *spot)
{
    struct ingest *ingest = frame->ingest;
    struct provenance all = { .place = { .kind = PLACE_SPOT, .length = ingest->size } };
    struct buffer encoded = { 0 };
    if (!is_scan(ingest) || frame->chain != NULL || ingest->size == STREAM_SIZE_UNKNOWN ||
        number > UINT32_MAX || total > UINT32_MAX) {
        return false;
    }
    if (spot != NULL) {
        all.place.offset = spot->offset;
        all.place.length = spot->length;
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
static bool take_mail(struct message_fragments *fragments, struct stream *content, uint64_t number,
                      const struct fragment_span *span, const struct container_sink *sink)
{
    const uint64_t offset = span->offset;
    struct section_stream mail;
    struct tap_stream tap;
    struct bytes name, type;
    bool ends, goes_on = true;
    if (!stream_seek(content, offset)) {
        return true;
    }
    section_stream_init_span(&mail, content, span->length);
    message_fragment_fields(message_fragment_header(&mail.stream, &ends), &name, &type);
    if (ends && type.left > 0 && message_fragments_take(fragments, type, number, offset)) {
        tap_stream_init(&tap, &mail.stream, fragments, message_fragments_tap);
        stream_drain(&tap.stream);
        goes_on = message_fragments_settle(fragments, sink);
    }
    (void)section_stream_finish(&mail);
    return goes_on;
}

/* The next mail of the set, in its octets: a file, or where in it the names say that one stands. */
struct set_mail {
    struct bytes names; /* that are left */
    struct fragment_span span;
    uint64_t number;    /* counts mails */
    size_t file;        /* counts from 0 */
    uint64_t from, end; /* of the file */
    bool spans;         /* one of its mails was taken */
};

static void go_to_file(struct set_mail *mail, const struct file_stream *set, size_t file)
{
    mail->from = file == 0 ? 0 : mail->end;
    mail->end = file == 0                   ? set->first_size
                : file <= set->volume_count ? mail->end + set->volumes[file - 1].size
                                            : mail->end;
    mail->file = file;
    mail->spans = false;
}

/* Names are of a place, which may be anybody's. */
static bool take_span(struct set_mail *mail)
{
    struct fragment_span span;
    const uint64_t size = mail->end - mail->from;
    while (fragment_names_take(&mail->names, &span)) {
        mail->spans = true;
        if (span.offset <= size && span.length <= size - span.offset) {
            mail->span = (struct fragment_span){ mail->from + span.offset, span.length };
            mail->number++;
            return true;
        }
    }
    return false;
}

static bool next_mail(struct set_mail *mail, const struct file_stream *set)
{
    while (mail->file <= set->volume_count) {
        if (take_span(mail)) {
            return true;
        }
        const bool whole = !mail->spans;
        mail->span = (struct fragment_span){ mail->from, mail->end - mail->from };
        (void)fragment_names_way(&mail->names);
        go_to_file(mail, set, mail->file + 1);
        if (whole) {
            mail->number++;
            return true;
        }
    }
    return false;
}

static const struct fault *walk_files(struct stream *content, const struct container_sink *sink)
{
    const struct file_stream *set = (const struct file_stream *)content;
    struct message_fragments fragments = { .shared = sink->fragment_octets };
    struct set_mail mail = { .names = set->names };
    bool goes_on = true;
    go_to_file(&mail, set, 0);
    while (goes_on && next_mail(&mail, set)) {
        goes_on = take_mail(&fragments, content, mail.number, &mail.span, sink);
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
    file_pass_name_set(&pass, paths);
    file_pass_walk(&pass);
    if (pass.file.stream.fault != NULL) {
        file_pass_journal(&pass, pass.file.stream.fault, 0);
    }
    file_pass_clear(&pass);
}
