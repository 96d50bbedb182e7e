#include "mail_writing.h"

#include <string.h>
#include <time.h>

#include "text_encoding.h"

#define FIRST_MAIL ((time_t)1517461200) /* 2018-02-01T05:00:00Z */
#define SPACING    600                  /* seconds */

static void date_text(const struct mail_head *head, const char *form, char *text, size_t room)
{
    time_t when = FIRST_MAIL + (time_t)(head->number % 3600) * SPACING;
    struct tm parts;
    gmtime_r(&when, &parts);
    if (strcmp(form, "mbox") == 0) {
        strftime(text, room, "%a %b %e %H:%M:%S %Y", &parts);
        return;
    }
    strftime(text, room, "%a, %d %b %Y %H:%M:%S +0000", &parts);
}

void mbox_line_write(FILE *into, const struct mail_head *head)
{
    char date[64];
    date_text(head, "mbox", date, sizeof(date));
    fprintf(into, "From %s %s\n", head->from, date);
}

void mail_head_write(FILE *into, const struct mail_head *head)
{
    char date[64];
    date_text(head, "mail", date, sizeof(date));
    fprintf(into,
            "Received: from mail.example.org by mx.example.net; %s\n"
            "From: <%s>\nTo: <revocations@example.net>\nSubject: %s\n"
            "Date: %s\nMessage-ID: <replay-%u@example.org>\nMIME-Version: 1.0\n",
            date, head->from, head->subject, date, head->number);
}

static void boundary_line(FILE *into, const struct mail_head *head, const char *end)
{
    fprintf(into, "--=_replay_%u_=%s\n", head->number, end);
}

void mixed_begin(FILE *into, const struct mail_head *head)
{
    mail_head_write(into, head);
    fprintf(into, "Content-Type: multipart/mixed; boundary=\"=_replay_%u_=\"\n\n", head->number);
}

void mixed_text(FILE *into, const struct mail_head *head, struct blob text)
{
    boundary_line(into, head, "");
    fputs("Content-Type: text/plain; charset=utf-8\n\n", into);
    blob_write(into, text);
    fputs("\n", into);
}

void mixed_file(FILE *into, const struct mail_head *head, const char *type, const char *name,
                struct blob content)
{
    boundary_line(into, head, "");
    fprintf(into,
            "Content-Type: %s; name=\"%s\"\nContent-Transfer-Encoding: base64\n"
            "Content-Disposition: attachment; filename=\"%s\"\n\n",
            type, name, name);
    base64_write(into, content, 76, "\n");
}

void mixed_coded_text(FILE *into, const struct mail_head *head, const char *name,
                      struct blob quoted_printable)
{
    boundary_line(into, head, "");
    fprintf(into,
            "Content-Type: text/plain; charset=us-ascii; name=\"%s\"\n"
            "Content-Transfer-Encoding: quoted-printable\n\n",
            name);
    blob_write(into, quoted_printable);
}

void mixed_mail(FILE *into, const struct mail_head *head, struct blob mail)
{
    boundary_line(into, head, "");
    fputs("Content-Type: message/rfc822\n\n", into);
    blob_write(into, mail);
    fputs("\n", into);
}

void mixed_end(FILE *into, const struct mail_head *head)
{
    boundary_line(into, head, "--");
    fputs("\n", into);
}

void ordinary_mail_write(FILE *into, unsigned number)
{
    static const char *const words[] = {
        "order",   "customer", "renewal",  "invoice",     "domain",  "validation",
        "today",   "please",   "advise",   "certificate", "request", "server",
        "apache",  "expires",  "Monday",   "reissue",     "contact", "phone",
        "payment", "approved", "wildcard", "question",    "thanks",  "portal",
    };
    struct mail_head head = { number, "sales@example.org", "Your order" };
    mbox_line_write(into, &head);
    mail_head_write(into, &head);
    fputs("Content-Type: text/plain; charset=utf-8\n\nHello,\n\n", into);
    unsigned state = number * 2654435761u + 1;
    for (unsigned line = 0; line < 20 + number % 20; line++) {
        if (line % 9 == 4) {
            fputs(">From the desk of the support team:\n", into);
        }
        for (unsigned word = 0; word < 9; word++) {
            state = state * 1664525u + 1013904223u;
            fprintf(into, "%s ", words[(state >> 16) % (sizeof(words) / sizeof(words[0]))]);
        }
        fputs("\n", into);
    }
    fputs("\n", into);
}
