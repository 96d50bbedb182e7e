#ifndef MAIL_WRITING_H
#define MAIL_WRITING_H

#include "blob.h"

/* Mails of an mbox (RFC 4155, `>From ` quoting) and what hangs on them. */

struct mail_head {
    unsigned number; /* makes the Message-ID, the boundary and the date: an hour apart */
    const char *from, *subject;
};

/* The line that begins a mail in an mbox. */
void mbox_line_write(FILE *into, const struct mail_head *head);
/* Headers up to, and without, the Content-Type. */
void mail_head_write(FILE *into, const struct mail_head *head);
/* A multipart/mixed mail: begin, any number of parts, end. */
void mixed_begin(FILE *into, const struct mail_head *head);
void mixed_text(FILE *into, const struct mail_head *head, struct blob text);
void mixed_file(FILE *into, const struct mail_head *head, const char *type, const char *name,
                struct blob content);
void mixed_coded_text(FILE *into, const struct mail_head *head, const char *name,
                      struct blob quoted_printable);
void mixed_mail(FILE *into, const struct mail_head *head, struct blob mail);
void mixed_end(FILE *into, const struct mail_head *head);
/* A whole mail of plain text, the same for the same number. */
void ordinary_mail_write(FILE *into, unsigned number);

#endif
