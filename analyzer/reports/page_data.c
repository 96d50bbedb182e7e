#include "reports/page_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "crypto/sha256.h"
#include "reports/page_status.h"
#include "reports/plain_text.h"
#include "reports/proof_report.h"
#include "reports/report_field.h"

static const char column_names[] =
    "[\"status\",\"deadline\",\"issuer\",\"serial\",\"subject\",\"dns_names\",\"not_before\","
    "\"not_after\",\"sha256\",\"precertificate_sha256\",\"spki_sha256\",\"key\",\"clause\","
    "\"issuer_scope\",\"compromised_since\",\"proof\"]";

static void put_string(struct page *page, const char *text)
{
    page_put_json(page, bytes_over(text, strlen(text)));
    page_put(page, ",");
}

/* Cut where it would make a page that no browser opens; certificates.jsonl has all of it. */
static void put_window(struct page *page, struct bytes text)
{
    struct buffer cut = { 0 };
    if (text.left > PAGE_TEXT_MAX) {
        text.left = PAGE_TEXT_MAX;
        while (text.left > 0 && (text.at[text.left] & 0xc0) == 0x80) { /* not within a character */
            text.left--;
        }
        page->failed =
            !buffer_append(&cut, text) || !buffer_append_text(&cut, " ...") || page->failed;
        text = buffer_bytes(&cut);
    }
    page_put_json(page, text);
    page_put(page, ",");
    buffer_clear(&cut);
}

/* Of somebody else's customer. */
static void put_name(struct page *page, struct bytes text)
{
    put_window(page, bytes_over(text.at, page->redacted ? 0 : text.left));
}

static void put_time(struct page *page, bool known, int64_t time)
{
    char text[TIMESTAMP_TEXT] = "";
    put_string(page, known && report_time_text(time, text) ? text : "");
}

static void put_digest(struct page *page, bool known, const uint8_t digest[SHA256_LENGTH])
{
    char text[2 * SHA256_LENGTH + 1] = "";
    if (known) {
        hex_text_write(bytes_over(digest, SHA256_LENGTH), text);
    }
    put_string(page, text);
}

static void put_hex(struct page *page, const uint8_t digest[SHA256_LENGTH])
{
    char text[2 * SHA256_LENGTH + 1];
    hex_text_write(bytes_over(digest, SHA256_LENGTH), text);
    page_put(page, text);
}

static void put_serial(struct page *page, struct bytes serial)
{
    struct buffer text = { 0 };
    page->failed = !hex_text_append(serial, &text) || page->failed;
    put_window(page, buffer_bytes(&text));
    buffer_clear(&text);
}

/* All of them, in the order in which the page tells of them. */
static void put_statuses(struct page *page)
{
    page_put(page, ",\"statuses\":[");
    for (size_t i = 0; i < PAGE_STATUSES; i++) {
        const char *name = certificate_status_name(page_status_at(i));
        page_put(page, i > 0 ? "," : "");
        page_put_json(page, bytes_over(name, strlen(name)));
    }
    page_put(page, "],\"acting\":");
    page_put_number(page, PAGE_STATUSES_ACTING);
}

static void put_row(struct page *page, const struct match_entry *match)
{
    const struct judgement *judgement = &match->judgement;
    const bool proven = match->offer->verdict == VERDICT_PROVEN;
    char proof[PROOF_PATH_TEXT];
    proof_report_path(match, proof);
    page_put(page, "[");
    put_string(page, certificate_status_name(judgement->status));
    put_time(page, judgement->has_deadline, judgement->deadline);
    put_window(page, match->issuer_dn);
    put_serial(page, match->serial);
    put_name(page, match->subject_dn);
    put_name(page, match->dns_names);
    put_time(page, true, match->not_before);
    put_time(page, true, match->not_after);
    put_digest(page, match->has_final, match->sha256);
    put_digest(page, match->has_precertificate, match->precertificate_sha256);
    put_digest(page, true, match->raw_spki_sha256);
    put_string(page, match->identity_text);
    put_string(page, judgement->clause);
    put_string(page, match_issuer_scope(match));
    put_time(page, proven, match_compromised_since(match));
    page_put_json(page, bytes_over(proof, strlen(proof)));
    page_put(page, "]");
}

struct key_places {
    struct page *page;
    const struct match_list *matches;
    const struct key_offer_list *offers;
    const struct key_offer **offered; /* of the rows, by address */
    size_t count;
    char last[KEY_IDENTITY_TEXT]; /* the key whose places are being written; empty: none yet */
    uint64_t seen, false_seen;    /* places, and those of forged and malformed keys among them */
    struct buffer places;         /* of that key, as JSON */
};

static bool list_offers(struct key_places *keys, size_t rows)
{
    keys->offered = calloc(rows + 1, sizeof(*keys->offered));
    if (keys->offered == NULL) {
        return false;
    }
    for (size_t i = 0; i < rows; i++) {
        keys->offered[keys->count++] = match_list_at(keys->matches, i)->offer;
    }
    if (keys->count > 0) {
        qsort(keys->offered, keys->count, sizeof(*keys->offered), key_offer_order);
    }
    return true;
}

/* What the evidence offers for the key of a row; NULL for any other key. */
static const struct key_offer *offer_of(const struct key_places *keys, const char *name)
{
    const struct key_offer *offer = key_offer_find(keys->offers, name);
    return offer != NULL && bsearch(&offer, keys->offered, keys->count, sizeof(*keys->offered),
                                    key_offer_order) != NULL
               ? offer
               : NULL;
}

static void end_key(struct key_places *keys, bool *first)
{
    if (keys->last[0] == '\0') {
        return;
    }
    page_put(keys->page, *first ? "" : ",\n");
    *first = false;
    page_put_json(keys->page, bytes_over(keys->last, strlen(keys->last)));
    page_put(keys->page, ":[");
    page_put_number(keys->page, keys->seen);
    page_put(keys->page, ",[");
    output_put(keys->page->file, buffer_bytes(&keys->places));
    page_put(keys->page, "],");
    page_put_number(keys->page, keys->false_seen);
    page_put(keys->page, "]");
}

struct place_writing {
    struct key_places keys;
    bool first;
};

/* Into memory, since how many there are is known at their end alone. */
static bool add_place(struct key_places *keys, enum verdict verdict,
                      const struct case_key_sighting *sighting)
{
    struct buffer line = { 0 }, mail = { 0 };
    struct output_file held = { .descriptor = -1 };
    struct page page = { .file = &held };
    bool kept = plain_text_print_path(sighting->path, &line) &&
                provenance_print(sighting->provenance, &line) &&
                (!sighting->has_mail ||
                 (buffer_append_text(&mail, "from ") && buffer_append(&mail, sighting->mail_from) &&
                  buffer_append_text(&mail, ": ") && buffer_append(&mail, sighting->mail_subject)));
    if (kept) {
        page_put(&page, keys->places.used > 0 ? ",[" : "[");
        put_window(&page, buffer_bytes(&line));
        put_time(&page, sighting->mail_date != MAIL_DATE_UNKNOWN, sighting->mail_date);
        put_window(&page, buffer_bytes(&mail));
        put_string(&page, sighting->encoding != NULL ? sighting->encoding : "");
        put_string(&page, verdict_name(verdict));
        put_digest(&page, true, sighting->sha256);
        page_put_json(&page, bytes_over(sighting->failure != NULL ? sighting->failure : "",
                                        sighting->failure != NULL ? strlen(sighting->failure) : 0));
        page_put(&page, "]");
        kept = !page.failed && held.failure == 0 &&
               buffer_append(&keys->places, buffer_bytes(&held.held));
    }
    buffer_clear(&held.held);
    buffer_clear(&line);
    buffer_clear(&mail);
    return kept;
}

static bool take_sighting(void *context, const struct case_key_view *key,
                          const struct case_key_sighting *sighting)
{
    struct place_writing *writing = context;
    struct key_places *keys = &writing->keys;
    char claimed[KEY_IDENTITY_TEXT] = "";
    const char *name = key->name;
    if (!key->has_identity && key->has_claim) {
        public_identity_text(&key->claimed, claimed);
        name = claimed;
    }
    if (offer_of(keys, name) == NULL) {
        return true;
    }
    if (strcmp(name, keys->last) != 0) {
        end_key(keys, &writing->first);
        (void)snprintf(keys->last, sizeof(keys->last), "%s", name);
        keys->seen = 0;
        keys->false_seen = 0;
        buffer_reset(&keys->places);
    }
    keys->false_seen += key->verdict == VERDICT_FORGED || key->verdict == VERDICT_MALFORMED;
    return ++keys->seen > PAGE_SIGHTINGS_MAX || keys->page->redacted ||
           add_place(keys, key->verdict, sighting);
}

static bool put_proof(struct page *page, const char *path, enum proof_form form, struct bytes proof)
{
    struct buffer text = { 0 };
    uint8_t digest[SHA256_LENGTH];
    const bool kept = proof_report_text(form, proof, &text);
    sha256_of(buffer_bytes(&text), digest);
    page_put(page, "[");
    put_string(page, proof_form_rows[form].words);
    put_string(page, path);
    page_put(page, "\"");
    put_hex(page, digest);
    page_put(page, "\"]");
    buffer_clear(&text);
    return kept;
}

/* Each that the key has: what it is, its file, and its digest as it stands in that, so that it
 * can be compared. */
static bool put_proofs(void *context, const struct case_proof_view *view)
{
    struct place_writing *writing = context;
    struct page *page = writing->keys.page;
    const struct key_offer *offer = offer_of(&writing->keys, view->name);
    char path[PROOF_PATH_TEXT];
    struct bytes proof;
    bool kept = true, first = true;
    if (offer == NULL || offer->proofs == 0) {
        return true;
    }
    page_put(page, writing->first ? "" : ",\n");
    writing->first = false;
    page_put_json(page, bytes_over(view->name, strlen(view->name)));
    page_put(page, ":[");
    for (unsigned i = 0; i < PROOF_FORMS && kept; i++) {
        const enum proof_form form = (enum proof_form)i;
        if (proof_report_file(offer, form, path) && proofs_find(view->proofs, form, &proof)) {
            page_put(page, first ? "" : ",");
            first = false;
            kept = put_proof(page, path, form, proof);
        }
    }
    page_put(page, "]");
    return kept;
}

bool page_data_put(struct page *page, struct case_file *file, const struct match_list *matches,
                   const struct key_offer_list *offers)
{
    const size_t rows = matches->count < PAGE_ROWS_MAX ? matches->count : PAGE_ROWS_MAX;
    struct place_writing writing = { .keys = { .page = page, .matches = matches, .offers = offers },
                                     .first = true };
    page_put(page, "<script type=\"application/json\" id=\"data\">{\"columns\":");
    page_put(page, column_names);
    put_statuses(page);
    page_put(page, ",\"rows\":[\n");
    for (size_t i = 0; i < rows; i++) {
        page_put(page, i > 0 ? ",\n" : "");
        put_row(page, match_list_at(matches, i));
    }
    page_put(page, "],\"keys\":{\n");
    bool put = rows == 0 || (list_offers(&writing.keys, rows) &&
                             case_each_certified_sighting(file, &writing, take_sighting));
    end_key(&writing.keys, &writing.first);
    page_put(page, "},\"proofs\":{\n");
    writing.first = true;
    put = put && (rows == 0 || case_each_proof(file, &writing, put_proofs));
    page_put(page, "}}</script>\n");
    free(writing.keys.offered);
    buffer_clear(&writing.keys.places);
    return put && !page->failed;
}
