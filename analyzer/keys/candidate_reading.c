#include "keys/candidate_reading.h"

#include "keys/cut_der.h"
#include "keys/cut_scalar.h"
#include "keys/key_admission.h"
#include "keys/key_reader.h"
#include "keys/redacted_key.h"
#include "keys/redacted_openssh.h"
#include "keys/rsa_salvage.h"
#include "keys/ssh_public_key.h"

static bool fits_key(struct bytes opened)
{
    struct private_key key;
    const bool fits = key_form_read(opened, bytes_over(NULL, 0), &key) != NULL && !key.cut;
    memory_wipe(&key, sizeof(key));
    return fits;
}

/* A cipher of blocks makes noise of all of them that a lost character touched, a stream of all
 * behind it: whether that began within the scalar, or in front of it, nothing says. */
static const char garbled_scalar[] = "it opens, and is damaged behind or within its private number";

/* As many octets may be missing as there are; what is left of it makes another key. */
static const char cut_scalar[] =
    "the private number of an EC key that is cut off, with no public half beside it";

static void examine_closed(struct examination *examination, const struct closed_key *closed,
                           struct bytes parameters, const char *encoding)
{
    struct buffer open = { 0 };
    struct passphrase_search search = { 0 };
    if (!passphrases_open(examination->passphrases, closed, fits_key, &open, &search)) {
        examination_lead(examination, VERDICT_ENCRYPTED, NULL, search.failure, encoding);
        return;
    }
    struct private_key key;
    examination_trust(examination);
    if (key_form_read(buffer_bytes(&open), parameters, &key) != NULL) {
        if (key.garbled && key_is_irrefutable(&key)) {
            examination_malformed(examination, NULL, garbled_scalar, NULL, encoding);
        } else {
            examination_prove(examination, &key, encoding, search.remark);
        }
    }
    memory_wipe(&key, sizeof(key));
    buffer_clear(&open);
}

static bool fits_list(struct bytes opened)
{
    struct private_key key;
    if (!openssh_list_begin(&opened)) {
        return false;
    }
    enum outcome outcome = openssh_list_next(&opened, &key);
    return outcome == OUTCOME_OK || outcome == OUTCOME_UNSUPPORTED;
}

static const char list_damaged[] = "the list of private keys is damaged or cut off";

/* All that stands is in clear: the public halves. */
static void examine_missing_list(struct examination *examination, const struct openssh_blob *blob,
                                 const char *encoding)
{
    struct public_numbers public;
    const bool readable = ssh_public_key_read(blob->publics[0], &public) == OUTCOME_OK;
    examination_malformed(examination, readable ? &public : NULL, list_damaged,
                          "openssh PROTOCOL.key", encoding);
}

static void examine_list(struct examination *examination, const struct openssh_blob *blob,
                         struct bytes list, const char *encoding, const char *opened)
{
    if (!openssh_list_begin(&list)) {
        if (examination->origin == ORIGIN_ARMOUR || (blob->cut && list.left < OPENSSH_LIST_HEAD)) {
            examine_missing_list(examination, blob, encoding);
        }
        return;
    }
    for (size_t i = 0; i < blob->count; i++) {
        struct private_key key;
        struct public_numbers public;
        const bool readable = ssh_public_key_read(blob->publics[i], &public) == OUTCOME_OK;
        const size_t before = list.left;
        enum outcome outcome = openssh_list_next(&list, &key);
        if (outcome == OUTCOME_UNSUPPORTED && readable && list.left == before) {
            outcome = OUTCOME_MALFORMED; /* its type is no other than that of its public half */
        }
        if (outcome == OUTCOME_UNSUPPORTED) {
            examination_lead(examination, VERDICT_UNSUPPORTED, readable ? &public : NULL,
                             "a key type that cannot be proven here, or a key in a security token",
                             encoding);
        } else if (outcome == OUTCOME_OK) {
            if (readable && key.claim_count < KEY_CLAIMS_MAX) {
                key.claims[key.claim_count++] = public;
            }
            /* Numbers of RSA and DSA stand for themselves. Of others a misread one is a number,
             * too: it makes no forgery of what is written beside it. */
            const bool last = i + 1 == blob->count && !blob->more;
            const bool framed = !blob->cut && (!last || openssh_list_ends(list));
            key.cut = key.cut || (!framed && key.public.algorithm != KEY_RSA &&
                                  key.public.algorithm != KEY_DSA);
            examination_prove(examination, &key, encoding, opened);
        } else {
            examination_malformed(examination, readable ? &public : NULL, list_damaged,
                                  "openssh PROTOCOL.key", encoding);
            return;
        }
    }
}

static void examine_openssh(struct examination *examination, const struct openssh_blob *blob)
{
    static const struct fault more = { OUTCOME_BOUND, "openssh PROTOCOL.key",
                                       "it says that it holds more keys than are read of one" };
    if (blob->more) {
        examination_bound(examination, &more);
    }
    if (!blob->is_closed) {
        examine_list(examination, blob, blob->closed.closed, key_shells[KEY_SHELL_OPENSSH].name,
                     NULL);
        return;
    }
    struct buffer open = { 0 };
    struct passphrase_search search = { 0 };
    if (passphrases_open(examination->passphrases, &blob->closed, fits_list, &open, &search)) {
        examine_list(examination, blob, buffer_bytes(&open),
                     key_shells[KEY_SHELL_OPENSSH_CLOSED].name, search.remark);
        buffer_clear(&open);
        return;
    }
    for (size_t i = 0; i < blob->count; i++) {
        struct public_numbers public;
        const bool readable = ssh_public_key_read(blob->publics[i], &public) == OUTCOME_OK;
        examination_lead(examination, VERDICT_ENCRYPTED, readable ? &public : NULL, search.failure,
                         key_shells[KEY_SHELL_OPENSSH_CLOSED].name);
    }
}

/* By its structure, whatever the armour says: a closed traditional PEM alone has none. */
static bool read_structure(const struct candidate *candidate, struct candidate_reading *reading)
{
    const struct bytes content = candidate->content;
    reading->reader = key_reader_of(candidate->form);
    if (reading->reader != NULL) {
        return true;
    }
    reading->form = key_form_read(content, candidate->parameters, &reading->key);
    reading->is_openssh =
        reading->form == NULL && openssh_blob_read(content, &reading->openssh) == OUTCOME_OK;
    if (reading->form != NULL || reading->is_openssh) {
        return true;
    }
    if (candidate->form == CANDIDATE_PEM_ENCRYPTED) {
        reading->is_closed = encrypted_pem_read(content, candidate->dek_info, &reading->vector,
                                                &reading->closed) == OUTCOME_OK;
    } else {
        reading->is_closed = encrypted_pkcs8_read(content, &reading->closed) == OUTCOME_OK;
    }
    return reading->is_closed;
}

/* An armour says that a key stands in it, whatever became of its structure. */
static bool may_be_broken(const struct candidate *candidate,
                          const struct candidate_reading *reading)
{
    if (candidate->origin != ORIGIN_ARMOUR || candidate->unknown.left > 0 || reading->is_closed ||
        reading->is_openssh) {
        return false;
    }
    bool closed;
    return candidate->form == CANDIDATE_DER
               ? reading->form == NULL ||
                     (reading->key.public.algorithm == KEY_RSA && reading->key.cut)
               : candidate->form == CANDIDATE_OPENSSH && reading->form == NULL &&
                     (openssh_blob_front(candidate->content, &closed) ||
                      openssh_blob_remains(candidate->content, candidate->label));
}

static void examine_reader(struct examination *examination, const struct key_reader *reader,
                           const struct candidate *candidate)
{
    const struct bytes content = candidate->content;
    if (reader->examine != NULL) {
        reader->examine(examination, content);
        return;
    }
    static const struct fault digits = { OUTCOME_BOUND, NULL,
                                         "a number of it has more decimal digits than are read" };
    struct written_numbers numbers = { 0 };
    struct private_key key;
    if (!written_numbers_begin(&numbers, content.left + WRITTEN_SPARE)) {
        examination->bounded = true;
        return;
    }
    enum outcome outcome = reader->read(content, &numbers, &key);
    if (outcome == OUTCOME_OK) {
        examination_prove(examination, &key, reader->name, NULL);
        if (examination->origin == ORIGIN_ARMOUR &&
            (!examination_has_proven(examination) || examination_has_forged(examination))) {
            cut_scalar_complete(examination, candidate, &key, reader->name);
        }
    } else if (outcome == OUTCOME_UNSUPPORTED) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "a key type that cannot be proven here", reader->name);
    } else if (outcome == OUTCOME_TRUNCATED && examination->origin != ORIGIN_PACKED) {
        examination_malformed(examination, NULL, cut_scalar, NULL, reader->name);
    } else if (numbers.bounded) {
        examination_bound(examination, &digits);
    }
    written_numbers_clear(&numbers);
}

static void examine_structure(struct examination *examination, const struct candidate *candidate,
                              const struct candidate_reading *reading)
{
    if (candidate->unknown.left > 0) {
        if (candidate->form == CANDIDATE_OPENSSH) {
            redacted_openssh_examine(examination, candidate);
        } else {
            redacted_key_examine(examination, candidate);
        }
    } else if (reading->reader != NULL) {
        examine_reader(examination, reading->reader, candidate);
    } else if (reading->form != NULL) {
        examination_prove(examination, &reading->key, reading->form->name, NULL);
        if (candidate->origin == ORIGIN_ARMOUR && examination_has_forged(examination)) {
            redacted_key_unmask(examination, candidate, &reading->key, reading->form->name);
        }
    } else if (reading->is_closed) {
        examine_closed(
            examination, &reading->closed, candidate->parameters,
            key_shells[candidate->form == CANDIDATE_PEM_ENCRYPTED ? KEY_SHELL_PEM : KEY_SHELL_PKCS8]
                .name);
    } else if (reading->is_openssh) {
        examine_openssh(examination, &reading->openssh);
    }
}

/* The numbers of a broken structure; what the structure said goes where they prove more. */
static void examine_broken(struct examination *examination, const struct candidate *candidate)
{
    static const char cut[] = "the structure is cut off before numbers that would prove it";
    static const char torn[] = "characters of it were lost or added: its numbers are not in sight";
    const struct bytes content = candidate->content;
    struct private_key key;
    bool closed;
    if (openssh_blob_front(content, &closed)) {
        examination_malformed(
            examination, NULL, cut, "openssh PROTOCOL.key",
            key_shells[closed ? KEY_SHELL_OPENSSH_CLOSED : KEY_SHELL_OPENSSH].name);
        return;
    }
    if (candidate->form == CANDIDATE_OPENSSH) {
        examination_malformed(examination, NULL, torn, "openssh PROTOCOL.key",
                              key_shells[KEY_SHELL_OPENSSH].name);
        return;
    }
    if (!examination_has_proven(examination) && rsa_salvage_read(content, &key) == OUTCOME_OK) {
        examination_prove(examination, &key, "pkcs1", NULL);
        examination_settle(examination);
    }
    const char *front = cut_der_front(content);
    if (examination->count == 0 && front != NULL) {
        examination_malformed(examination, NULL, cut, NULL, front);
    }
}

bool candidate_reading_read(struct candidate_reading *reading, const struct candidate *candidate,
                            bool last)
{
    const bool readable = candidate->unknown.left > 0 || read_structure(candidate, reading);
    reading->broken = last && may_be_broken(candidate, reading);
    return readable || reading->broken;
}

void candidate_reading_examine(const struct candidate_reading *reading,
                               const struct candidate *candidate, struct examination *examination)
{
    examine_structure(examination, candidate, reading);
    if (reading->broken) {
        examine_broken(examination, candidate);
    }
}

void candidate_reading_clear(struct candidate_reading *reading)
{
    buffer_clear(&reading->vector);
}
