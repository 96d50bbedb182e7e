#include "evidence/message_opening.h"

#include <stdio.h>

#include "bounds.h"
#include "bytes/cms_message.h"
#include "certificates/distinguished_name.h"
#include "crypto/cms_opener.h"
#include "evidence/ingest.h"

static const struct fault no_key = { OUTCOME_ENCRYPTED, "RFC 5652 section 6",
                                     "an encrypted message: --decrypt-with KEY reads it in a new "
                                     "case, --decrypt-with-found-keys where its key leaked" };
static const struct fault other_keys = { OUTCOME_ENCRYPTED, "RFC 5652 section 6",
                                         "an encrypted message that no key of --decrypt-with "
                                         "opens" };
static const struct fault spent = { OUTCOME_BOUND, NULL,
                                    "the bound on tries of keys on the encrypted messages of one "
                                    "file was reached" };
static const struct fault damaged = { OUTCOME_MALFORMED, "RFC 5652 section 6.3",
                                      "an encrypted message is damaged: read as far as it can be "
                                      "decrypted" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to open a message" };

static const struct cms_opener *opener_of(const struct ingest *ingest)
{
    return ingest->examiner != NULL ? key_examiner_opener(ingest->examiner) : ingest->opener;
}

static bool spend(void *context)
{
    struct ingest *ingest = context;
    if (ingest->opening_tries >= CMS_TRIES_FILE_MAX) {
        return false;
    }
    if (++ingest->opening_tries % CMS_TRIES_SIGN == 0) {
        const struct record alive = { .kind = RECORD_PROGRESS, .file = ingest->file };
        ingest->sink->record(ingest->sink->context, &alive);
    }
    return true;
}

static const struct fault *open(void *context, struct bytes message, struct buffer *content)
{
    struct ingest *ingest = context;
    const struct cms_opener *opener = opener_of(ingest);
    if (opener == NULL || cms_opener_count(opener) == 0) {
        return &no_key;
    }
    switch (cms_opener_open(opener, message, ingest, spend, content)) {
    case CMS_OPENED:
        return NULL;
    case CMS_DAMAGED:
        return &damaged;
    case CMS_SPENT:
        return &spent;
    case CMS_NO_MEMORY:
        return &no_memory;
    case CMS_CLOSED:
        break;
    }
    return &other_keys;
}

static bool put_hex(struct bytes octets, struct buffer *text)
{
    char two[4];
    bool put = true;
    for (size_t i = 0; put && i < octets.left && i < SHA256_LENGTH; i++) {
        (void)snprintf(two, sizeof(two), "%02x", octets.at[i]);
        put = buffer_append_text(text, two);
    }
    return put;
}

/* A serial as certificates.jsonl writes it; a name that breaks its rules is left out. */
static bool put_recipient(const struct cms_recipient *recipient, struct buffer *text)
{
    struct buffer name = { 0 };
    if (recipient->issuer.left == 0) {
        return buffer_append_text(text, "key ") && put_hex(recipient->key_id, text);
    }
    bool put = buffer_append_text(text, "serial ") && put_hex(recipient->serial, text);
    if (put && distinguished_name_print(recipient->issuer, &name) == NULL) {
        put = buffer_append_text(text, " of ") && buffer_append(text, buffer_bytes(&name));
    }
    buffer_clear(&name);
    return put;
}

static bool describe(void *context, struct bytes message, struct buffer *text)
{
    struct cms_recipients recipients;
    struct cms_recipient recipient;
    const size_t front = text->used;
    uint64_t told = 0, more = 0;
    bool put = true;
    (void)context;
    if (!cms_recipients_begin(message, &recipients)) {
        return true;
    }
    while (put && cms_recipients_next(&recipients, &recipient)) {
        if (told >= CMS_RECIPIENTS_TOLD_MAX || text->used - front > CMS_RECIPIENTS_TEXT_MAX) {
            more++;
            continue;
        }
        put = buffer_append_text(text, told++ == 0 ? " for " : "; ") &&
              put_recipient(&recipient, text);
    }
    if (put && more > 0) {
        char line[48];
        (void)snprintf(line, sizeof(line), "; and %llu more", (unsigned long long)more);
        put = buffer_append_text(text, line);
    }
    return put;
}

struct container_keys message_opening_keys(struct ingest *ingest)
{
    return (struct container_keys){ .context = ingest, .open = open, .describe = describe };
}
