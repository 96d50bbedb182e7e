#include "commands/explain/explain_text.h"

#include <stdio.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "commands/listing/printed_table.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

/* By hand, a sentence at a time; a check holds it against the tables. */
static const struct report_field sentence_fields[] = {
    { "about", FIELD_TEXT, NULL, .meaning = "what it speaks of, in a word" },
    { "says", FIELD_TEXT, NULL, .meaning = "the sentence" },
};
static const struct report_table sentence_table = {
    sentence_fields, sizeof(sentence_fields) / sizeof(sentence_fields[0])
};

static const struct report_field fields[] = {
    { "asked", FIELD_TEXT, NULL, .meaning = "what was asked for" },
    { "known", FIELD_TRUTH, NULL, .meaning = "whether the case has such a certificate" },
    { "certificate_sha256", FIELD_HEX, NULL, .meaning = "SHA-256 of the certificate" },
    { "serial", FIELD_HEX_UPPER, NULL, .meaning = "its serial number, hexadecimal" },
    { "status", FIELD_TEXT, NULL, .meaning = "its status" },
    { "listed", FIELD_TRUTH, NULL, .meaning = "whether it is on the list" },
    { "sentences", FIELD_ROWS, NULL, .meaning = "why, from the evidence to the status",
      .inner = &sentence_table },
};
const struct report_table explain_table = { fields, sizeof(fields) / sizeof(fields[0]) };

static struct bytes over(const char *words)
{
    return bytes_over(words, strlen(words));
}

static void keep(struct explain_text *text, bool kept)
{
    text->failed = text->failed || !kept;
}

static void put(struct explain_text *text, const char *words)
{
    keep(text, buffer_append_text(text->into, words));
}

static void put_json(struct explain_text *text, const char *name, struct bytes value)
{
    put(text, "\"");
    put(text, name);
    put(text, "\":");
    keep(text, plain_text_print_json(value, text->into));
}

static void put_fingerprint(struct explain_text *text, const struct match_entry *entry)
{
    keep(text, hex_text_append(match_fingerprint(entry), text->into));
}

static void begin_json(struct explain_text *text, const char *word, const struct match_entry *entry)
{
    put(text, "{");
    put_json(text, "asked", over(word));
    if (entry == NULL) {
        put(text, ",\"known\":false,\"certificate_sha256\":null,\"serial\":null,\"status\":null,"
                  "\"listed\":false");
    } else {
        put(text, ",\"known\":true,\"certificate_sha256\":\"");
        put_fingerprint(text, entry);
        put(text, "\",\"serial\":\"");
        keep(text, hex_text_append_upper(entry->serial, text->into));
        put(text, "\",");
        put_json(text, "status", over(certificate_status_name(entry->judgement.status)));
        put(text, entry->judgement.listed ? ",\"listed\":true" : ",\"listed\":false");
    }
    put(text, ",\"sentences\":[");
}

void explain_text_begin(struct explain_text *text, const char *word,
                        const struct match_entry *entry)
{
    text->count = 0;
    text->about = NULL;
    if (text->json) {
        begin_json(text, word, entry);
        return;
    }
    if (entry == NULL) {
        keep(text, plain_text_print(over(word), text->into));
        put(text, ": the case has no certificate of a found key that fits\n");
        return;
    }
    put(text, "serial ");
    keep(text, hex_text_append_upper(entry->serial, text->into));
    put(text, ", sha256 ");
    put_fingerprint(text, entry);
    put(text, entry->judgement.listed ? ": on the list\n" : ": not on the list\n");
}

static void close_sentence(struct explain_text *text)
{
    if (text->about == NULL) {
        return;
    }
    if (text->json) {
        put(text, text->count > 1 ? ",{" : "{");
        put_json(text, "about", over(text->about));
        put(text, ",");
        put_json(text, "says", buffer_bytes(&text->sentence));
        put(text, "}");
    } else {
        char front[24];
        (void)snprintf(front, sizeof(front), "  %-13s", text->about);
        put(text, front);
        keep(text, buffer_append(text->into, buffer_bytes(&text->sentence)));
        put(text, "\n");
    }
    buffer_reset(&text->sentence);
    text->about = NULL;
}

void explain_text_open(struct explain_text *text, const char *about)
{
    close_sentence(text);
    text->about = about;
    text->count++;
}

void explain_text_put(struct explain_text *text, const char *words)
{
    keep(text, buffer_append_text(&text->sentence, words));
}

void explain_text_put_plain(struct explain_text *text, struct bytes words)
{
    keep(text, plain_text_print(words, &text->sentence));
}

void explain_text_put_number(struct explain_text *text, uint64_t number, const char *one,
                             const char *many)
{
    char words[32];
    (void)snprintf(words, sizeof(words), "%llu ", (unsigned long long)number);
    explain_text_put(text, words);
    explain_text_put(text, number == 1 ? one : many);
}

void explain_text_put_time(struct explain_text *text, int64_t time)
{
    char words[TIMESTAMP_TEXT];
    explain_text_put(text, report_time_text(time, words) ? words : "a time past all calendars");
}

void explain_text_end(struct explain_text *text)
{
    close_sentence(text);
    put(text, text->json ? "]}\n" : "");
    buffer_clear(&text->sentence);
}
