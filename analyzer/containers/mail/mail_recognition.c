#include "containers/mail/mail_recognition.h"

#include <string.h>

#include "containers/mail/mail_date.h"
#include "containers/mail/mail_header.h"

/* What it takes, in points: two fields that are likely, or one that nothing but
 * mail has. */
#define POINTS_ENOUGH 2

enum proof_kind {
    PROOF_NAME,    /* the name alone */
    PROOF_ADDRESS, /* its body holds an address */
    PROOF_DATE,
    PROOF_TYPE,   /* its body is type/subtype */
    PROOF_AGAINST /* a field of HTTP */
};

struct proof {
    const char *name;
    enum proof_kind kind;
    int points;
};

static const struct proof proofs[] = {
    { "Received", PROOF_NAME, 2 },
    { "Return-Path", PROOF_NAME, 2 },
    { "Delivered-To", PROOF_NAME, 2 },
    { "X-Original-To", PROOF_NAME, 2 },
    { "Envelope-To", PROOF_NAME, 2 },
    { "Message-ID", PROOF_NAME, 2 },
    { "MIME-Version", PROOF_NAME, 2 },
    { "In-Reply-To", PROOF_NAME, 2 },
    { "DKIM-Signature", PROOF_NAME, 2 },
    { "ARC-Seal", PROOF_NAME, 2 },
    { "X-Mailer", PROOF_NAME, 2 },
    { "X-Mozilla-Status", PROOF_NAME, 2 },
    { "Newsgroups", PROOF_NAME, 2 },
    { "From", PROOF_ADDRESS, 1 },
    { "To", PROOF_ADDRESS, 1 },
    { "Cc", PROOF_ADDRESS, 1 },
    { "Bcc", PROOF_ADDRESS, 1 },
    { "Sender", PROOF_ADDRESS, 1 },
    { "Reply-To", PROOF_ADDRESS, 1 },
    { "Date", PROOF_DATE, 1 },
    { "Subject", PROOF_NAME, 1 },
    { "Content-Type", PROOF_TYPE, 1 },
    { "Content-Transfer-Encoding", PROOF_NAME, 1 },
    { "Content-Disposition", PROOF_NAME, 1 },
    { "Host", PROOF_AGAINST, -4 },
    { "Server", PROOF_AGAINST, -4 },
    { "Set-Cookie", PROOF_AGAINST, -4 },
    { "Cache-Control", PROOF_AGAINST, -4 },
    { "Accept", PROOF_AGAINST, -4 },
    { "Content-Length", PROOF_AGAINST, -1 },
    { "Connection", PROOF_AGAINST, -4 },
};

#define PROOFS (sizeof(proofs) / sizeof(proofs[0]))

static bool body_proves(enum proof_kind kind, struct bytes body)
{
    int64_t date;
    switch (kind) {
    case PROOF_NAME:
    case PROOF_AGAINST:
        return true;
    case PROOF_ADDRESS:
        return memchr(body.at, '@', body.left) != NULL;
    case PROOF_DATE:
        return mail_date_read(body, &date);
    case PROOF_TYPE:
        return memchr(body.at, '/', body.left) != NULL;
    }
    return false;
}

/* Each name counts once. */
static int field_points(const struct mail_field *field, bool met[PROOFS])
{
    for (size_t i = 0; i < PROOFS; i++) {
        if (!met[i] && mail_field_named(field, proofs[i].name) && field->body.left > 0 &&
            body_proves(proofs[i].kind, field->body)) {
            met[i] = true;
            return proofs[i].points;
        }
    }
    return 0;
}

/* Where the block breaks off without an empty line it takes more to be believed. */
bool mail_recognition_of_head(struct bytes head)
{
    struct mail_header_scan scan = { .message = true };
    bool met[PROOFS] = { false };
    struct mail_field field;
    struct bytes block;
    bool ended = mail_header_scan_on(&scan, head, false);
    if (!bytes_take(&head, ended ? scan.length : head.left, &block) || !scan.any_field) {
        return false;
    }
    int points = 0;
    while (mail_field_take(&block, &field)) {
        points += field_points(&field, met);
    }
    return points >= (scan.missing_empty_line ? POINTS_ENOUGH + 1 : POINTS_ENOUGH);
}
