#ifndef CASE_FILE_H
#define CASE_FILE_H

#include "job.h"
#include "record.h"

/* The case: one SQLite file, CASE/case.db, that holds all that is known of
 * evidence, keys, sightings, certificates, CRLs and the journal, and never a
 * private byte. All outputs are pure functions of it. One process at a time
 * writes it (a lock on CASE/case.lock), or several read it.
 *
 * Every function that can fail returns false when the disk or the memory is
 * full or the file is damaged; case_error() has the sentence. The run then stops
 * and can be continued: what was committed stays. */

struct case_file;

enum case_access {
    CASE_CONTINUE, /* make it where it is not there yet */
    CASE_EXISTING, /* it must be there */
    CASE_READ      /* likewise, and nothing is changed: in a folder, too, that cannot be written */
};

/* NULL, with a sentence for the user in `why` (always ends with NUL), when the
 * folder cannot be made or opened, is no case but holds other files, belongs to
 * another version, or is in use by another run. Nothing is changed then. */
struct case_file *case_open(const char *directory, enum case_access access, char *why,
                            size_t why_room);
void case_close(struct case_file *file);
const char *case_error(const struct case_file *file);

/* All that is written between the two is kept, or none of it. */
MUST_CHECK bool case_begin(struct case_file *file);
MUST_CHECK bool case_commit(struct case_file *file);

/* From now on `go_on` is asked every few milliseconds of the database's work; once it says no, what
 * is being done fails, as any failure of the case does. NULL: nobody is asked. */
void case_watch(struct case_file *file, void *context, bool (*go_on)(void *context));

/* Settings that belong to the case: "as_of", "received", "proof_cn", ... A
 * setting that is not there is an empty value. */
MUST_CHECK bool case_put_setting(struct case_file *file, const char *name, const char *value);
MUST_CHECK bool case_get_setting(struct case_file *file, const char *name, struct buffer *value);

enum source_kind { SOURCE_EVIDENCE = 1, SOURCE_INVENTORY = 2, SOURCE_ISSUERS = 3, SOURCE_CRL = 4 };

/* A path as the user gave it. One that is there already keeps its `received`
 * (seconds since 1970), whatever is given now. */
MUST_CHECK bool case_add_root(struct case_file *file, enum source_kind kind, const char *path,
                              int64_t received, int64_t *root);

/* Evidence that was made out of other evidence elsewhere: what of, in the words of who adds it. */
MUST_CHECK bool case_derive_root(struct case_file *file, int64_t root, const char *derived_from);

/* Roots that were added, in byte order of kind and path. */
MUST_CHECK bool case_each_root(struct case_file *file, void *context,
                               bool (*visit)(void *context, enum source_kind kind,
                                             const char *path));

/* A file under a root. `path` is root and relative path, as bytes. */
struct case_source {
    int64_t root;
    enum source_kind kind;
    struct bytes path;
    uint64_t size;
    int64_t modified; /* nanoseconds since 1970 */
};
enum source_known {
    SOURCE_NEW,        /* nothing is known of it yet */
    SOURCE_UNFINISHED, /* to be read; something of it may be there */
    SOURCE_FINISHED    /* it was read to its end, and neither size nor time differs */
};
/* *number is what jobs and records call it: the same at each call for one path
 * of a root. A file that differs is read again, and what was known of it is forgotten. */
MUST_CHECK bool case_add_source(struct case_file *file, const struct case_source *source,
                                uint32_t *number, enum source_known *state);
/* Forgets that a directory could not be read, if that is what stands at the path. */
MUST_CHECK bool case_forget_refusal(struct case_file *file, int64_t root, struct bytes path);
/* Forgets what an interrupted run left of a file: sightings, certificates, journal.
 * What an inventory held stays: inventories add up in a case; but not what was found in ranges
 * that were never joined. */
MUST_CHECK bool case_forget_results(struct case_file *file, uint32_t number);

MUST_CHECK bool case_add_key(struct case_file *file, uint32_t number,
                             const struct key_sighting *sighting);
MUST_CHECK bool case_add_certificate(struct case_file *file, uint32_t number,
                                     const struct certificate_sighting *sighting);
MUST_CHECK bool case_add_request(struct case_file *file, uint32_t number,
                                 const struct request_sighting *sighting);
MUST_CHECK bool case_add_journal(struct case_file *file, uint32_t number,
                                 const struct journal_entry *entry);
MUST_CHECK bool case_add_hash_match(struct case_file *file, uint32_t number,
                                    const struct hash_match *match);
MUST_CHECK bool case_add_fragment(struct case_file *file, uint32_t number,
                                  const struct fragment_sighting *fragment);
/* All ranges of a table were read, and are joined: rows that its ranges counted (ROW_OF_RANGE)
 * are now counted from its front. `spans`: of the ranges, in order. */
MUST_CHECK bool case_count_rows(struct case_file *file, uint32_t number,
                                const struct row_span *spans, size_t count);
/* The source was read: ledgers, digest. Sightings of it that are one and the same
 * key seen through a container and again raw are folded into the deepest. */
MUST_CHECK bool case_finish_source(struct case_file *file, uint32_t number,
                                   const struct file_done *done);

/* The bytes of a CRL file, kept because later inventories are judged by it too. */
MUST_CHECK bool case_put_crl_bytes(struct case_file *file, uint32_t number, struct bytes content);
/* The same piece by piece, as `give` has them (false: no more), so that a large one is never in
 * memory. *whole false: they were not `size` octets in all, at most CRL_FILE_MAX; none is kept. */
typedef bool case_piece_give(void *context, struct bytes *piece);
MUST_CHECK bool case_fill_crl_bytes(struct case_file *file, uint32_t number, uint64_t size,
                                    void *context, case_piece_give *give, bool *whole);

/* Replaces all verdicts on signatures and CRLs by new ones (inside begin/commit),
 * and what the judge put into the journal about them. */
MUST_CHECK bool case_clear_judgements(struct case_file *file);
MUST_CHECK bool case_add_judge_journal(struct case_file *file, uint32_t number,
                                       const struct journal_entry *entry);
MUST_CHECK bool case_add_crl(struct case_file *file, const struct crl_facts *crl);
/* Once all were added: a delta whose base is not there is verified no more, and nothing
 * that it says counts. */
MUST_CHECK bool case_settle_deltas(struct case_file *file);
MUST_CHECK bool case_add_revocation(struct case_file *file, const struct revocation *revocation);
MUST_CHECK bool case_add_verified(struct case_file *file,
                                  const struct verified_certificate *verified);

/* Visits, each in a stable order that depends on content alone. Windows are good
 * during the call; false from the visitor stops. */
/* All identities that certificates are joined on: of keys, of leads with a public
 * half, and the claimed ones of forged and malformed keys; where there are leads without one,
 * also those of requests, which may lie beside them. */
MUST_CHECK bool case_each_identity(struct case_file *file, void *context,
                                   bool (*visit)(void *context,
                                                 const struct public_identity *identity));
/* `number` is the source that the content was first seen in. */
typedef bool case_content_visit(void *context, uint32_t number, struct bytes content);
/* Certificates for the judge: issuers that the operator gave (inventories and
 * --issuers), certificates of leaked keys. */
MUST_CHECK bool case_each_issuer(struct case_file *file, void *context, case_content_visit *visit);
MUST_CHECK bool case_each_match(struct case_file *file, void *context, case_content_visit *visit);
/* Issuers once more with the digest of the certificate that each verifies under, zeros where
 * it is none (case_add_verified), and those of leaked keys that verify. */
typedef bool case_settled_visit(void *context, uint32_t number, const uint8_t issuer[SHA256_LENGTH],
                                struct bytes der);
MUST_CHECK bool case_each_settled_issuer(struct case_file *file, void *context,
                                         case_settled_visit *visit);
MUST_CHECK bool case_each_settled_match(struct case_file *file, void *context,
                                        case_settled_visit *visit);
/* Files of CRLs, each content once, and how many octets it has; the octets of one, in pieces. */
MUST_CHECK bool case_each_crl_bytes(struct case_file *file, void *context,
                                    bool (*visit)(void *context, uint32_t number, uint64_t size));
typedef bool case_piece_take(void *context, struct bytes piece);
MUST_CHECK bool case_copy_crl_bytes(struct case_file *file, uint32_t number, void *context,
                                    case_piece_take *take);
/* Sightings, for a replay, without those of joined pieces: file path, encoded provenance with the
 * spot, the digest of the bytes taken, name and verdict of the finding. */
struct case_sighting {
    uint64_t number;
    struct bytes path, provenance;
    uint8_t sha256[SHA256_LENGTH];
    const char *name;
    enum verdict verdict;
};
MUST_CHECK bool case_each_sighting(struct case_file *file, void *context,
                                   bool (*visit)(void *context,
                                                 const struct case_sighting *sighting));
/* Leads that a passphrase may open, each named by the digest of the candidate that it is, or
 * that holds it: several keys of a store are one lead here. */
enum lead_tried {
    LEAD_NOT_TRIED = 0,
    LEAD_TRIED = 1,         /* the list of a run, as far as its budget went */
    LEAD_HARVEST_TRIED = 2, /* and what was found in the evidence */
    LEAD_TRIED_ANYHOW = 3   /* as what is wanted: all leads */
};
/* One sighting of one. `size` and `modified` are the file's when it was scanned. */
struct case_lead {
    uint8_t content_sha256[SHA256_LENGTH];
    uint64_t steps; /* of one try */
    uint32_t source;
    struct bytes path, provenance;
    uint64_t size;
    int64_t modified;
};
/* All sightings of the leads that were not tried as far as `wanted`: cheap ones first, those
 * of one lead together, each by its place. */
MUST_CHECK bool case_each_lead(struct case_file *file, enum lead_tried wanted, void *context,
                               bool (*visit)(void *context, const struct case_lead *lead));
/* Evidence that was read to its end, by path: its number, and the file as it was scanned. */
MUST_CHECK bool case_each_evidence(struct case_file *file, void *context,
                                   bool (*visit)(void *context, uint32_t number,
                                                 const struct case_source *source));
/* Forgets what earlier turns put into the journal about leads that they could not try. */
MUST_CHECK bool case_clear_unlock_journal(struct case_file *file);
MUST_CHECK bool case_add_unlock_journal(struct case_file *file, uint32_t number,
                                        const struct journal_entry *entry);
/* What lay in the candidate that finding.content_sha256 names: seen wherever that lead was,
 * under the name that the last place of `provenance` gives. */
MUST_CHECK bool case_add_opened(struct case_file *file, const struct key_sighting *sighting);
/* What is closed of a candidate, keys one by one: each with its name, ended by NUL. Those that
 * are not among them are leads no more, go, and are told to `gone` in the same way. */
MUST_CHECK bool case_keep_leads(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                                struct bytes closed, struct buffer *gone);
/* Is it one of these, each ended by NUL? */
bool case_name_is_among(struct bytes names, const char *name);
/* *known: a key of that name is a lead of that candidate. */
MUST_CHECK bool case_has_lead(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                              const char *name, bool *known);
/* It stays closed: why, and how much was tried. */
MUST_CHECK bool case_note_lead(struct case_file *file, const uint8_t content_sha256[SHA256_LENGTH],
                               const char *failure, enum lead_tried tried);

/* One piece of a key, or of a message. `size` and `modified` are the file's when it was scanned. */
struct case_fragment {
    uint32_t source;
    struct fragment_facts facts;
    struct bytes path, provenance, thread;
    uint64_t size;
    int64_t modified;
};
/* All pieces of one kind, by their places. */
MUST_CHECK bool case_each_fragment(struct case_file *file, enum fragment_kind kind, void *context,
                                   bool (*visit)(void *context,
                                                 const struct case_fragment *fragment));
/* Sightings in sets of files (PLACE_VOLUMES). Windows are good during the call. */
struct set_sighting {
    int64_t id, shown;
    bool certificate, malformed;
    struct bytes path, provenance; /* of its source */
};
MUST_CHECK bool case_each_set_sighting(struct case_file *file, void *context,
                                       bool (*visit)(void *context,
                                                     const struct set_sighting *sighting));
MUST_CHECK bool case_drop_set_sighting(struct case_file *file, const struct set_sighting *sighting);
/* Pieces in sets that have names: each scan reads these anew. */
MUST_CHECK bool case_forget_set_pieces(struct case_file *file);

/* What the joining could not try: told anew each time. */
MUST_CHECK bool case_clear_join_journal(struct case_file *file);
MUST_CHECK bool case_add_join_journal(struct case_file *file, uint32_t number,
                                      const struct journal_entry *entry);
/* The same of messages that lie in several files. */
MUST_CHECK bool case_clear_fragment_journal(struct case_file *file);
MUST_CHECK bool case_add_fragment_journal(struct case_file *file, uint32_t number,
                                          const struct journal_entry *entry);
/* As case_add_key(), of a key that stands in several places, or in none and was computed: no
 * replay finds it at one. A closed one that was opened since is not kept as a lead again. */
MUST_CHECK bool case_add_joined(struct case_file *file, uint32_t number,
                                const struct key_sighting *sighting);
/* What else was seen in a piece that was joined to a key goes: what was said of it by itself,
 * and with `proven` also that the key is closed. */
MUST_CHECK bool case_settle_joined(struct case_file *file, uint32_t number, struct bytes provenance,
                                   bool proven);

/* An encrypted message of the evidence that nothing has opened yet: where it is, without a spot.
 * `size` and `modified` are the file's when it was scanned. */
struct case_message {
    uint32_t source;
    struct bytes path, provenance;
    uint64_t size;
    int64_t modified;
};
/* What the journal calls encrypted, by path and place: messages, and what else may be. */
MUST_CHECK bool case_each_encrypted(struct case_file *file, void *context,
                                    bool (*visit)(void *context,
                                                  const struct case_message *message));
/* How many archive members and documents stayed closed, of those that a passphrase may open. */
MUST_CHECK bool case_count_closed(struct case_file *file, uint64_t *count);
/* It was opened, and what it holds was added: it is not unread any more, and the ledger of
 * decoded bytes is that of a scan that could open it. */
MUST_CHECK bool case_settle_message(struct case_file *file, uint32_t number,
                                    struct bytes provenance, const struct opened_message *opened);
/* Once all messages of a source were: its outcome, and sightings that are one (as
 * case_finish_source()). */
MUST_CHECK bool case_settle_opened(struct case_file *file, uint32_t number);

/* RSA keys by name, those that leaked or those that were computed alone: `proof` (empty where none
 * was kept) has the modulus; where the key stands first, and what is remarked there ("" without).
 */
struct case_modulus {
    const char *name, *remark;
    struct bytes proof, provenance;
    uint32_t source;
};
MUST_CHECK bool case_each_modulus(struct case_file *file, bool computed, void *context,
                                  bool (*visit)(void *context, const struct case_modulus *modulus));
/* What could not be looked at for primes in common: told anew each time. */
MUST_CHECK bool case_clear_prime_journal(struct case_file *file);
MUST_CHECK bool case_add_prime_journal(struct case_file *file, uint32_t number,
                                       const struct journal_entry *entry);

/* Replaces the proof of a proven key (after --proof-cn). */
MUST_CHECK bool case_put_proof(struct case_file *file, const char *name, struct bytes proof);

/* A proven key that was sealed (--seal-to). `given`: SHA-256 of the recipient's certificate as the
 * file that was named holds it. What is sealed for the same one already stays. */
MUST_CHECK bool case_put_sealed(struct case_file *file, const uint8_t given[SHA256_LENGTH],
                                const struct sealing *sealing);
MUST_CHECK bool case_is_sealed(struct case_file *file, const uint8_t given[SHA256_LENGTH],
                               const char *name, bool *sealed);

#endif
