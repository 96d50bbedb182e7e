#include "exports/reporter_reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/timestamp.h"
#include "exports/reply_row.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

#define DAY INT64_C(86400)

struct reply {
    struct export_run *run;
    const struct match_list *matches;
    int64_t received; /* the earliest receipt of what is answered */
    uint64_t files, bytes, roots;
    enum verdict section;                     /* whose keys are listed now */
    uint64_t counts[VERDICT_UNSUPPORTED + 1]; /* of keys */
    char last[2 * KEY_IDENTITY_TEXT + 2];     /* the key that was listed last */
    struct buffer names; /* of proven keys, KEY_IDENTITY_TEXT octets each, in order */
};

static void put(struct reply *reply, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct reply *reply, const char *format, ...)
{
    char line[1024];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(line, sizeof(line), format, values);
    va_end(values);
    output_put_text(reply->run->output, line);
}

static bool is_json(const struct reply *reply)
{
    return reply->run->options->json;
}

static bool put_row(struct reply *reply, const struct reply_row *row)
{
    report_put_json_row(reply->run->output, &reply_table, row);
    return true;
}

/* Names of evidence and certificates, safe for a terminal. */
static bool put_plain(struct reply *reply, struct bytes text)
{
    struct buffer plain = { 0 };
    const bool kept = plain_text_print(text, &plain);
    output_put(reply->run->output, buffer_bytes(&plain));
    buffer_clear(&plain);
    return kept;
}

/* The text is good until the next call. */
static const char *time_text(int64_t time)
{
    static char text[TIMESTAMP_TEXT];
    return report_time_text(time, text) ? text : "unknown";
}

static bool is_asked(const struct reply *reply, struct bytes path)
{
    const char *root = reply->run->options->evidence;
    const size_t length = root != NULL ? strlen(root) : 0;
    struct bytes front;
    return bytes_take(&path, length, &front) &&
           (length == 0 || (memcmp(front.at, root, length) == 0 &&
                            (path.left == 0 || path.at[0] == '/' || root[length - 1] == '/')));
}

static bool take_root(void *context, const struct case_root_view *root)
{
    struct reply *reply = context;
    if (root->kind != SOURCE_EVIDENCE || !is_asked(reply, root->path)) {
        return true;
    }
    if (reply->roots == 0 || root->received < reply->received) {
        reply->received = root->received;
    }
    reply->roots++;
    reply->files += root->files;
    reply->bytes += root->bytes;
    return true;
}

static bool is_new(struct reply *reply, const struct case_key_view *key)
{
    char claimed[KEY_IDENTITY_TEXT] = "", text[sizeof(reply->last)];
    if (key->has_claim) {
        public_identity_text(&key->claimed, claimed);
    }
    (void)snprintf(text, sizeof(text), "%.*s %s", KEY_IDENTITY_TEXT, key->name, claimed);
    const bool is_other = strcmp(text, reply->last) != 0;
    memcpy(reply->last, text, sizeof(text));
    return is_other;
}

static bool keep_name(struct reply *reply, const char *name)
{
    char text[KEY_IDENTITY_TEXT] = "";
    (void)snprintf(text, sizeof(text), "%s", name);
    return buffer_append(&reply->names, bytes_over(text, sizeof(text)));
}

static bool count_key(void *context, const struct case_key_view *key,
                      const struct case_key_sighting *sighting)
{
    struct reply *reply = context;
    if (!is_asked(reply, sighting->path) || !is_new(reply, key)) {
        return true;
    }
    reply->counts[key->verdict]++;
    return key->verdict != VERDICT_PROVEN || keep_name(reply, key->name);
}

static void put_spki(struct reply *reply, const struct public_identity *identity)
{
    char digits[2 * SHA256_LENGTH + 1];
    hex_text_write(bytes_over(identity->spki_sha256, SHA256_LENGTH), digits);
    put(reply, "  %s  %s", digits, key_algorithm_name(identity->algorithm));
    if (identity->bits > 0) {
        put(reply, ", %u bits", (unsigned)identity->bits);
    }
    put(reply, "\n");
}

static bool put_key(void *context, const struct case_key_view *key,
                    const struct case_key_sighting *sighting)
{
    struct reply *reply = context;
    if (key->verdict != reply->section || !is_asked(reply, sighting->path) || !is_new(reply, key)) {
        return true;
    }
    if (is_json(reply)) {
        return put_row(reply, &(struct reply_row){ .key = key, .sighting = sighting });
    }
    if (key->has_claim) {
        put_spki(reply, &key->claimed);
    } else if (key->has_identity) {
        put_spki(reply, &key->identity);
    } else {
        put(reply, "  (no public half can be read: %s)\n", sighting->encoding);
    }
    if (sighting->failure != NULL) {
        put(reply, "    %s%s%s\n", sighting->failure, sighting->clause != NULL ? "; " : "",
            sighting->clause != NULL ? sighting->clause : "");
    }
    return true;
}

static bool put_section(struct reply *reply, enum verdict verdict, const char *title)
{
    if (reply->counts[verdict] == 0) {
        return true;
    }
    if (!is_json(reply)) {
        put(reply, "\n%s: %llu\n(SHA-256 of the SubjectPublicKeyInfo)\n", title,
            (unsigned long long)reply->counts[verdict]);
    }
    reply->section = verdict;
    reply->last[0] = '\0';
    return case_each_key_sighting(reply->run->file, reply, put_key);
}

static int compare_names(const void *one, const void *other)
{
    return strcmp(one, other);
}

static bool is_of_these(const struct reply *reply, const struct match_entry *match)
{
    const size_t count = reply->names.used / KEY_IDENTITY_TEXT;
    return count > 0 && bsearch(match->identity_text, reply->names.at, count, KEY_IDENTITY_TEXT,
                                compare_names) != NULL;
}

static bool put_certificate(struct reply *reply, const struct match_entry *match)
{
    char digits[2 * SHA256_LENGTH + 1];
    struct buffer serial = { 0 };
    if (is_json(reply)) {
        return put_row(reply, &(struct reply_row){ .match = match });
    }
    bool kept = hex_text_append(match->serial, &serial);
    hex_text_write(match_fingerprint(match), digits);
    if (kept) {
        put(reply, "  %s\n    serial ", digits);
        output_put(reply->run->output, buffer_bytes(&serial));
        put(reply, ", ");
        kept = put_plain(reply, match->issuer_dn);
        put(reply, "\n    %s", certificate_status_name(match->judgement.status));
    }
    if (match->judgement.listed && match->judgement.has_deadline) {
        put(reply, " by %s", time_text(match->judgement.deadline));
    }
    put(reply, " (%s)\n", match->judgement.clause);
    buffer_clear(&serial);
    return kept;
}

static bool put_certificates(struct reply *reply, bool listed)
{
    uint64_t count = 0;
    bool kept = true;
    for (size_t i = 0; i < reply->matches->count; i++) {
        const struct match_entry *match = match_list_at(reply->matches, i);
        count += match->judgement.listed == listed && is_of_these(reply, match);
    }
    if (count == 0 && !listed) {
        return true;
    }
    if (!is_json(reply)) {
        put(reply, "\n%s: %llu\n",
            listed ? "Certificates to be revoked, reason keyCompromise"
                   : "Certificates of proven keys that are not on the list, and why",
            (unsigned long long)count);
    }
    for (size_t i = 0; kept && i < reply->matches->count; i++) {
        const struct match_entry *match = match_list_at(reply->matches, i);
        if (match->judgement.listed == listed && is_of_these(reply, match)) {
            kept = put_certificate(reply, match);
        }
    }
    return kept;
}

static void put_front(struct reply *reply)
{
    if (is_json(reply)) {
        const struct reply_row receipt = { .received = reply->received,
                                           .due = reply->received + DAY,
                                           .files = reply->files,
                                           .bytes = reply->bytes };
        (void)put_row(reply, &receipt);
        return;
    }
    put(reply, "Preliminary report on a certificate problem report (BR 4.9.5)\n\n");
    put(reply, "Received %s: %llu file%s, %llu bytes.\n", time_text(reply->received),
        (unsigned long long)reply->files, reply->files == 1 ? "" : "s",
        (unsigned long long)reply->bytes);
    put(reply, "This answer is due by %s.\n\n", time_text(reply->received + DAY));
    put(reply,
        "A key counts as compromised when its public half could be derived from it, and a\n"
        "signature made with it verified. All certificates with such a key are revoked by\n"
        "their issuers (BR 6.1.2), within 24 hours of receipt, those of CAs within seven days\n"
        "(BR 4.9.1.1, 4.9.1.2).\n");
}

static bool put_all(struct reply *reply)
{
    put_front(reply);
    const bool put_it =
        put_section(reply, VERDICT_PROVEN, "Keys proven to be compromised") &&
        put_section(reply, VERDICT_FORGED,
                    "Forged: the claimed public key does not belong to it") &&
        put_section(reply, VERDICT_MALFORMED, "No keys: their numbers do not fit each other") &&
        put_section(reply, VERDICT_ENCRYPTED, "Encrypted keys that are not open yet") &&
        put_section(reply, VERDICT_UNSUPPORTED, "Keys of kinds that could not be proven") &&
        put_certificates(reply, true) && put_certificates(reply, false);
    if (put_it && !is_json(reply) && reply->counts[VERDICT_PROVEN] == 0) {
        put(reply,
            "\nNo key could be proven, so nothing is revoked on this report. If you hold more,\n"
            "such as a passphrase, send it.\n");
    }
    return put_it;
}

bool reporter_reply_write(struct export_run *run, const struct match_list *matches)
{
    struct reply reply = { .run = run, .matches = matches };
    bool written = case_each_root_view(run->file, &reply, take_root);
    if (written && reply.roots == 0) {
        return export_run_fail(run, "the case holds no such evidence");
    }
    written = written && case_each_key_sighting(run->file, &reply, count_key);
    if (written && reply.names.used > 0) {
        qsort(reply.names.at, reply.names.used / KEY_IDENTITY_TEXT, KEY_IDENTITY_TEXT,
              compare_names);
    }
    written = written && put_all(&reply);
    buffer_clear(&reply.names);
    return written || export_run_fail(run, case_error(run->file));
}
