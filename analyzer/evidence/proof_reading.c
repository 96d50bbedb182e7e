#include "evidence/proof_reading.h"

#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "certificates/certificate_frame.h"
#include "certificates/certificate_read.h"
#include "certificates/pem_block.h"
#include "certificates/proof_check.h"
#include "evidence/file_stream.h"

static const struct fault too_large = { OUTCOME_BOUND, NULL, "larger than any proof" };
static const struct fault no_certificate = { OUTCOME_UNEXPECTED, NULL,
                                             "no certificate stands in it" };

struct proof_reading {
    const struct record_sink *sink;
    const struct job_file *file; /* that is read now */
    struct bytes cn;
    struct buffer spkis;
    size_t certificates; /* of this file */
};

static void send(const struct proof_reading *reading, struct record *record)
{
    record->file = reading->file->number;
    reading->sink->record(reading->sink->context, record);
}

static void send_fault(const struct proof_reading *reading, const struct fault *fault)
{
    struct record record = { .kind = RECORD_JOURNAL };
    record.journal = (struct journal_entry){
        .weight = JOURNAL_UNREAD,
        .outcome = fault->outcome,
        .sentence = bytes_over(fault->sentence, strlen(fault->sentence)),
        .unread = reading->file->size,
    };
    send(reading, &record);
}

static void take_certificate(struct proof_reading *reading, struct bytes der)
{
    struct record record = { .kind = RECORD_CERTIFICATE };
    struct certificate *certificate = &record.certificate.certificate;
    struct certificate_frame frame;
    const struct fault *fault = certificate_frame_read(der, &frame);
    if (fault == NULL) {
        fault = certificate_read(der, certificate);
    }
    if (fault != NULL) {
        send_fault(reading, fault);
        return;
    }
    reading->certificates++;
    send(reading, &record);
    certificate_clear(certificate);
    if (!buffer_append(&reading->spkis, frame.spki)) {
        buffer_reset(&reading->spkis); /* a JWS that needs one of them is then refused */
    }
}

static bool is_certificate(struct bytes label)
{
    return bytes_equal(label, bytes_over("CERTIFICATE", 11)) ||
           bytes_equal(label, bytes_over("X509 CERTIFICATE", 16)) ||
           bytes_equal(label, bytes_over("TRUSTED CERTIFICATE", 19));
}

static void take_certificates(struct proof_reading *reading, struct bytes content)
{
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end = PEM_NONE;
    if (content.left > 0 && certificate_span(content) == content.left) {
        take_certificate(reading, content);
        return;
    }
    while (pem_block_next(content, true, &room, &block, &end) &&
           (end == PEM_BLOCK || (end == PEM_DAMAGED && block.end > block.begin))) {
        if (end == PEM_BLOCK && is_certificate(block.label)) {
            take_certificate(reading, block.content);
        }
        content = bytes_over(content.at + block.end, content.left - block.end);
    }
    buffer_clear(&room);
}

static void take_proof(void *context, const struct checked_proof *checked)
{
    const struct proof_reading *reading = context;
    struct record record = { .kind = RECORD_PROOF };
    record.proof = *checked;
    send(reading, &record);
}

static void read_file(struct proof_reading *reading, const struct job *job, size_t index)
{
    struct file_stream stream;
    struct buffer content = { 0 };
    struct record done = { .kind = RECORD_FILE_DONE };
    reading->file = &job->files[index];
    reading->certificates = 0;
    send(reading, &(struct record){ .kind = RECORD_FILE_BEGIN });
    file_stream_init(&stream, reading->file->fd, reading->file->size);
    const bool whole = stream_hold(&stream.stream, PROOF_FILE_MAX, &content);
    const struct proof_setting setting = { .cn = reading->cn,
                                           .spkis = buffer_bytes(&reading->spkis) };
    if (!whole || stream.stream.fault != NULL) {
        done.done.outcome =
            stream.stream.fault != NULL ? stream.stream.fault->outcome : OUTCOME_BOUND;
        send_fault(reading, stream.stream.fault != NULL ? stream.stream.fault : &too_large);
    } else if (index == 0) {
        proof_check_file(buffer_bytes(&content), &setting, reading, take_proof);
    } else {
        take_certificates(reading, buffer_bytes(&content));
        if (reading->certificates == 0) {
            send_fault(reading, &no_certificate);
        }
    }
    done.done.size = done.done.examined = content.used;
    send(reading, &done);
    buffer_clear(&content);
    file_stream_clear(&stream);
}

static bool take_extra(struct proof_reading *reading, struct bytes extra)
{
    struct bytes der;
    struct certificate_frame frame;
    uint64_t length;
    if (!bytes_take_number(&extra, 4, &length) ||
        !bytes_take(&extra, (size_t)length, &reading->cn)) {
        return false;
    }
    while (der_take_whole(&extra, DER_LENIENT, DER_SEQUENCE, &der) == OUTCOME_OK) {
        if (certificate_frame_read(der, &frame) == NULL &&
            !buffer_append(&reading->spkis, frame.spki)) {
            return false;
        }
    }
    return true;
}

void proof_reading_run(const struct job *job, const struct record_sink *sink)
{
    struct proof_reading reading = { .sink = sink };
    if (!take_extra(&reading, job->extra)) {
        reading.cn = (struct bytes){ 0 }; /* less is known: less is proven */
    }
    for (size_t i = 1; i < job->count; i++) {
        read_file(&reading, job, i);
    }
    if (job->count > 0) {
        read_file(&reading, job, 0);
    }
    buffer_clear(&reading.spkis);
}
