#include "commands/explain/explain_unknown.h"

#include <stdlib.h>
#include <string.h>

struct searched {
    const struct explain_subject *subject;
    uint64_t files, bytes;                  /* of evidence */
    uint64_t inventories, certificates;     /* sources of them, and how many were read */
    uint64_t unreadable;                    /* of these */
    uint64_t unread;                        /* entries of the journal */
    uint64_t keys[VERDICT_UNSUPPORTED + 1]; /* by verdict */
    uint64_t hashes;                        /* serials beside the hash of a found key */
    char last[KEY_IDENTITY_TEXT];
};

static bool take_root(void *context, const struct case_root_view *root)
{
    struct searched *searched = context;
    if (root->kind == SOURCE_EVIDENCE) {
        searched->files += root->files;
        searched->bytes += root->bytes;
    } else if (root->kind != SOURCE_CRL) {
        searched->inventories += root->files;
        searched->certificates += root->parsed;
        searched->unreadable += root->failed;
    }
    return true;
}

static bool take_journal(void *context, enum source_kind kind, struct bytes path,
                         const struct journal_entry *entry)
{
    struct searched *searched = context;
    (void)kind;
    (void)path;
    searched->unread += entry->weight == JOURNAL_UNREAD ? 1 : 0;
    return true;
}

/* Sightings come by key. */
static bool take_sighting(void *context, const struct case_key_view *key,
                          const struct case_key_sighting *sighting)
{
    struct searched *searched = context;
    (void)sighting;
    if (strncmp(searched->last, key->name, sizeof(searched->last) - 1) != 0) {
        searched->keys[key->verdict]++;
        memset(searched->last, 0, sizeof(searched->last));
        memcpy(searched->last, key->name, strnlen(key->name, sizeof(searched->last) - 1));
    }
    return true;
}

static bool take_hash(void *context, const struct case_hash_view *match)
{
    struct searched *searched = context;
    struct buffer serial = { 0 };
    const char *digits = (const char *)searched->subject->digits.at;
    if (searched->subject->digits.used == 0) {
        return true;
    }
    const bool kept = buffer_append(&serial, match->serial) && buffer_append_byte(&serial, 0);
    const char *said = kept ? (const char *)serial.at : "";
    searched->hashes +=
        kept && strcmp(digits + strspn(digits, "0"), said + strspn(said, "0")) == 0 ? 1 : 0;
    buffer_clear(&serial);
    return kept;
}

static void say_key(const struct explain_subject *subject, const struct case_reading *reading,
                    struct explain_text *text)
{
    for (size_t i = 0; i < subject->count; i++) {
        char identity[KEY_IDENTITY_TEXT];
        public_identity_text(&subject->certificates[i].identity, identity);
        explain_text_open(text, "key");
        explain_text_put(text, "The certificate of the file has the key ");
        explain_text_put(text, identity);
        explain_text_put(text, key_offer_find(&reading->offers, identity) != NULL
                                   ? ", which stands in the evidence; no match has seen the "
                                     "certificate."
                                   : ", and nothing in the evidence is or claims to be its private "
                                     "half.");
    }
    const struct key_offer *offer = key_offer_find(&reading->offers, subject->word);
    if (subject->count == 0 && offer != NULL) {
        explain_text_open(text, "key");
        explain_text_put(text, "A key of that identity was found, ");
        explain_text_put(text, verdict_name(offer->verdict));
        explain_text_put(text, ", and it is in no certificate that was matched.");
    }
}

static void say_searched(const struct searched *searched, const struct case_reading *reading,
                         struct explain_text *text)
{
    explain_text_open(text, "searched");
    explain_text_put_number(text, reading->matches.count, "certificate", "certificates");
    explain_text_put(text, " of found keys, by serial number, fingerprint, key and name. Of "
                           "certificates whose key was not found the case keeps nothing.");
    explain_text_open(text, "keys");
    explain_text_put_number(text, searched->keys[VERDICT_PROVEN], "key is proven; ",
                            "keys are proven; ");
    const uint64_t leads = searched->keys[VERDICT_ENCRYPTED] + searched->keys[VERDICT_UNSUPPORTED];
    explain_text_put_number(text, leads, "is a lead, which may be the key of anything.",
                            "are leads, any of which may be its key.");
    explain_text_open(text, "inventories");
    explain_text_put_number(text, searched->certificates, "certificate", "certificates");
    explain_text_put(text, " of ");
    explain_text_put_number(text, searched->inventories, "file was", "files were");
    explain_text_put(text, " compared with the keys");
    if (searched->unreadable > 0) {
        explain_text_put(text, "; ");
        explain_text_put_number(text, searched->unreadable, "could not be read",
                                "could not be read");
    }
    explain_text_put(text, ".");
    explain_text_open(text, "evidence");
    explain_text_put_number(text, searched->files, "file", "files");
    explain_text_put(text, ", ");
    explain_text_put_number(text, searched->bytes, "byte; ", "bytes; ");
    explain_text_put_number(text, searched->unread, "place was not examined (keytrawl journal).",
                            "places were not examined (keytrawl journal).");
}

static void say_change(const struct searched *searched, struct explain_text *text)
{
    if (searched->hashes > 0) {
        explain_text_open(text, "hash");
        explain_text_put(text, "An inventory that tells keys by their hash alone has this serial "
                               "number beside that of a found key: see hash_matches.csv.");
    }
    explain_text_open(text, "change");
    explain_text_put(text,
                     "The inventory that holds the certificate (match --certs), more evidence "
                     "(scan), or a passphrase that opens a lead (unlock).");
}

bool explain_unknown(struct case_file *file, const struct explain_subject *subject,
                     const struct case_reading *reading, struct explain_text *text)
{
    struct searched searched = { .subject = subject };
    if (!case_each_root_view(file, &searched, take_root) ||
        !case_each_journal(file, &searched, take_journal) ||
        !case_each_key_sighting(file, &searched, take_sighting) ||
        !case_each_hash_match(file, &searched, take_hash)) {
        return false;
    }
    explain_text_begin(text, subject->word, NULL);
    say_key(subject, reading, text);
    say_searched(&searched, reading, text);
    say_change(&searched, text);
    explain_text_end(text);
    return true;
}
