#include "reports/proof_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "bytes/pem_text.h"
#include "reports/output_file.h"
#include "reports/output_folder.h"

#define PROOFS     "proofs"
#define PROOFS_NEW "proofs.new"
#define TOGETHER   "proofs.pem"
#define INDEX      "index.csv"
#define FILE_ROOM  (KEY_IDENTITY_TEXT + 16)

/* Each proof of the case that is asked for. */
struct proof_walk {
    unsigned forms;
    void *context;
    bool (*visit)(void *context, const char *name, enum proof_form form, struct bytes proof);
};

static bool walk_forms(void *context, const struct case_proof_view *view)
{
    const struct proof_walk *walk = context;
    struct bytes proof;
    for (unsigned i = 0; i < PROOF_FORMS; i++) {
        const enum proof_form form = (enum proof_form)i;
        if ((walk->forms & PROOF_BIT(form)) != 0 && proofs_find(view->proofs, form, &proof) &&
            !walk->visit(walk->context, view->name, form, proof)) {
            return false;
        }
    }
    return true;
}

static bool each_proof(struct case_file *file, unsigned forms, void *context,
                       bool (*visit)(void *context, const char *name, enum proof_form form,
                                     struct bytes proof))
{
    struct proof_walk walk = { forms, context, visit };
    return case_each_proof(file, &walk, walk_forms);
}

bool proof_report_text(enum proof_form form, struct bytes proof, struct buffer *text)
{
    const char *label = proof_form_rows[form].label;
    return label != NULL ? pem_text_write(proof, label, text) : buffer_append(text, proof);
}

struct proof_writing {
    struct output_folder *folder;
    int failure; /* errno */
};

static bool write_proof(void *context, const char *name, enum proof_form form, struct bytes proof)
{
    struct proof_writing *writing = context;
    struct buffer text = { 0 };
    char file_name[FILE_ROOM];
    (void)snprintf(file_name, sizeof(file_name), "%.*s%s", KEY_IDENTITY_TEXT, name,
                   proof_form_rows[form].end);
    errno = ENOMEM;
    const bool written = proof_report_text(form, proof, &text) &&
                         output_folder_write(writing->folder, file_name, buffer_bytes(&text));
    writing->failure = written ? 0 : errno;
    buffer_clear(&text);
    return written;
}

/* All of them in one file, and where each stands in it. */
struct proof_binding {
    struct output_file *proofs, *index;
    uint64_t offset;
};

static bool bind_proof(void *context, const char *name, enum proof_form form, struct bytes proof)
{
    struct proof_binding *binding = context;
    struct buffer text = { 0 };
    char row[KEY_IDENTITY_TEXT + 64];
    const bool kept = proof_report_text(form, proof, &text);
    if (kept) {
        output_put_text(binding->proofs, name);
        output_put_text(binding->proofs, "\n");
        binding->offset += strlen(name) + 1;
        (void)snprintf(row, sizeof(row), "%.*s,%llu,%zu,%s\r\n", KEY_IDENTITY_TEXT, name,
                       (unsigned long long)binding->offset, text.used, proof_form_rows[form].name);
        output_put_text(binding->index, row);
        output_put(binding->proofs, buffer_bytes(&text));
        binding->offset += text.used;
    }
    buffer_clear(&text);
    return kept;
}

static bool bind_into(struct output_set *set, struct case_file *file, unsigned forms,
                      const char **sentence)
{
    const char *failed = "";
    struct proof_binding binding = { output_set_add(set, TOGETHER), output_set_add(set, INDEX), 0 };
    output_put_text(binding.index, "key_identity,offset,length,form\r\n");
    if (!each_proof(file, forms, &binding, bind_proof)) {
        *sentence = case_error(file);
        return false;
    }
    if (!output_set_sync(set, &failed) || !output_set_place(set, &failed)) {
        *sentence = strerror(errno);
        return false;
    }
    return true;
}

/* As they come, since they may be more than memory holds. */
static bool bind_proofs(struct case_file *file, const char *directory, unsigned forms,
                        const char **sentence)
{
    struct output_set set;
    struct buffer path = { 0 };
    errno = ENOMEM;
    if (!buffer_append_text(&path, directory) || !buffer_append_text(&path, "/" PROOFS_NEW) ||
        !buffer_append_byte(&path, 0) || !output_set_open(&set, (const char *)path.at)) {
        *sentence = strerror(errno);
        buffer_clear(&path);
        return false;
    }
    const bool bound = bind_into(&set, file, forms, sentence);
    output_set_clear(&set);
    buffer_clear(&path);
    return bound;
}

static bool is_proof(const char *name)
{
    const size_t length = strlen(name);
    bool ours = strcmp(name, TOGETHER) == 0 || strcmp(name, INDEX) == 0;
    for (size_t i = 0; i < PROOF_FORMS; i++) {
        const size_t end = strlen(proof_form_rows[i].end);
        ours = ours || (length > end && strcmp(name + length - end, proof_form_rows[i].end) == 0);
    }
    return ours;
}

static bool write_files(struct case_file *file, struct output_folder *folder, unsigned forms,
                        const char **sentence)
{
    struct proof_writing writing = { .folder = folder };
    const bool written = each_proof(file, forms, &writing, write_proof);
    if (!written) {
        *sentence = writing.failure != 0 ? strerror(writing.failure) : case_error(file);
    }
    return written;
}

static bool write_into(struct case_file *file, const char *directory, unsigned forms, bool together,
                       const char **sentence)
{
    struct output_folder folder = {
        .name = PROOFS, .fresh = PROOFS_NEW, .old = PROOFS ".old", .owns = is_proof
    };
    if (!output_folder_open(&folder, directory)) {
        *sentence = strerror(errno);
        return false;
    }
    bool written = together ? bind_proofs(file, directory, forms, sentence)
                            : write_files(file, &folder, forms, sentence);
    if (written && !output_folder_place(&folder)) {
        *sentence = strerror(errno);
        written = false;
    }
    output_folder_close(&folder);
    return written;
}

bool proof_report_write(struct case_file *file, const char *directory, unsigned forms,
                        bool together, char *why, size_t why_room)
{
    const char *sentence = "";
    const bool written = write_into(file, directory, forms, together, &sentence);
    if (!written) {
        (void)snprintf(why, why_room, "cannot write '%s/" PROOFS "': %s", directory, sentence);
    }
    return written;
}

struct proof_noting {
    const struct key_offer_list *offers;
    unsigned forms;
    size_t count;
};

static bool note_proofs(void *context, const struct case_proof_view *view)
{
    struct proof_noting *noting = context;
    const unsigned forms = proofs_among(view->proofs, noting->forms);
    struct key_offer *offer = key_offer_find(noting->offers, view->name);
    for (unsigned i = 0; i < PROOF_FORMS; i++) {
        noting->count += (forms & PROOF_BIT(i)) != 0;
    }
    if (offer != NULL && forms != 0) {
        offer->proofs = forms;
        memcpy(offer->proof_spki_sha256, view->spki_sha256, SHA256_LENGTH);
    }
    return true;
}

bool proof_report_list(struct case_file *file, const struct key_offer_list *offers, unsigned forms,
                       size_t files_max, bool *together)
{
    struct proof_noting noting = { .offers = offers, .forms = forms };
    const bool listed = case_each_proof(file, &noting, note_proofs);
    *together = noting.count > (files_max > 0 ? files_max : PROOF_FILES_MAX);
    for (size_t i = 0; i < offers->count; i++) {
        offers->items[i].proof_together = *together;
    }
    return listed;
}

bool proof_report_file(const struct key_offer *offer, enum proof_form form,
                       char path[PROOF_PATH_TEXT])
{
    const bool there = (offer->proofs & PROOF_BIT(form)) != 0;
    path[0] = '\0';
    if (there && offer->proof_together) {
        (void)snprintf(path, PROOF_PATH_TEXT, PROOFS "/" TOGETHER);
    } else if (there) {
        char identity[KEY_IDENTITY_TEXT];
        key_offer_identity(offer, identity);
        (void)snprintf(path, PROOF_PATH_TEXT, PROOFS "/%s%s", identity, proof_form_rows[form].end);
    }
    return there;
}

bool proof_report_is_of_other_exponent(const struct match_entry *entry)
{
    const struct key_offer *offer = entry->offer;
    return offer->proofs != 0 && entry->identity.algorithm == KEY_RSA &&
           memcmp(offer->proof_spki_sha256, entry->identity.spki_sha256, SHA256_LENGTH) != 0;
}

void proof_report_path(const struct match_entry *entry, char path[PROOF_PATH_TEXT])
{
    path[0] = '\0';
    for (unsigned i = 0; i < PROOF_FORMS && !proof_report_is_of_other_exponent(entry); i++) {
        if (proof_report_file(entry->offer, (enum proof_form)i, path)) {
            return;
        }
    }
}
