#ifndef BOUNDS_H
#define BOUNDS_H

#include <stddef.h>
#include <stdint.h>

/* Every limit of the program, each with its unit and its reason. A bound counts
 * work, never time, so that the same input gives the same output; reaching one
 * is a journal entry, and never cancels the raw scan of the bytes it stands in.
 * What cannot hide a key, a certificate or a revocation is silent, and says why:
 * "in silence". How far the grammar of one form looks (from a mark to its number, over what stands
 * before a line) stands where that form is read. Those that sound evidence may reach are options
 * (limit.h), with these as the usual values; others are none, for one of these reasons:
 * - silence: nothing is lost that a larger value would bring.
 * - a multiple of the content (TIMES, EACH, FACTOR, FLOOR): what goes past it comes again.
 * - the form: nothing of it is longer, or nests deeper (its comment says in which program).
 * - what a passphrase costs: --passphrase-work says what may be spent on it, after the scan.
 * - what is pieced together or shown (JOIN, THREAD, HARVEST, SHOWN, PAGE): keys are told besides.
 * - inventories and CRLs, which are the operator's own: the bound is told, the file can be cut.
 * - how work is shared (SHARE, RANGE, JOB, BLOCK): its results are the same for any value. */

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

/* Nesting. Real evidence was seen at 9; a bomb nests without end. */
#define CONTAINER_DEPTH_MAX 32
/* What an operator may raise it to, and the next: each is a recursion, and they fit the stack. */
#define CONTAINER_DEPTH_MOST 64
#define DECODINGS_MOST       16
/* Decodings in a row (base64 in hex in gzip ...): each is one more recursion. */
#define DECODINGS_MAX 8

/* Bytes. One decoded object: a quarter-hour of text scanning at most. */
#define DECODED_OBJECT_MAX (4 * GIB)
/* All that one evidence file may expand to: the larger of the two. */
#define EXPANSION_MAX    (64 * GIB)
#define EXPANSION_FACTOR 1000u
/* A ratio says nothing of small files (1 KB of zeros is 1000:1 too). */
#define RATIO_MAX       1000u
#define RATIO_LOOKED_AT (64 * MIB)
/* Formats that must seek are held in memory when they are nested; two of them
 * inside each other still fit a worker's address space. */
#define HELD_MAX (256 * MIB)
/* A base64 or hex run inside text is decoded in memory. */
#define RUN_HELD_MAX (64 * MIB)

/* What a decompressor may ask for: xz -9 takes 65 MiB. */
#define DECODER_MEMORY_MAX (256 * MIB)

/* Entries per container: the largest package archives hold 400,000. */
#define ENTRIES_MAX 1000000u
/* Zeros shown for one hole of a sparse member: longer ones are cut by multiples of it, in
 * silence: they are nothing but zeros. */
#define HOLE_SHOWN_MAX MIB
/* Calls into libarchive in a row that neither fail nor bring a byte. */
#define ARCHIVE_IDLE_MAX 10000u
/* A member whose damage ends libarchive's reading: the archive is opened again
 * behind it, at the price of its directory each time. */
#define ARCHIVE_REOPENED_MAX 64u

/* Candidates. The longest that was ever seen whole: RSA-16384 in PEM in base64
 * in UTF-16 takes 47 KiB; escapes and quoting may double it. */
#define CANDIDATE_SPAN_MAX ((size_t)128 << 10)
/* The same where a word stands before each octet, in source code: RSA-16384 takes 158 KiB as
 * `(uint8_t) 0x30, ` in lines of eight. */
#define SPELLED_SPAN_MAX ((size_t)192 << 10)
/* DER of one private key, as much as is seen from its front: RSA-16384 in PKCS#8 takes 9.3 KiB,
 * attributes may stand behind that. */
#define KEY_DER_MAX  CANDIDATE_SPAN_MAX
#define RSA_BITS_MAX 16384u /* OpenSSL's own limit */
/* Primes of one RSA key beside p and q: OpenSSL makes three, for 16,384 bits. More of them go in
 * silence: n, e and d prove the key. */
#define RSA_OTHER_PRIMES_MAX 6
/* INTEGERs in a row that are held against each other: a key has nine. In silence: what follows
 * them begins a row of its own. */
#define RSA_REMAINS_MAX        12
#define DISCRETE_BITS_MAX      10000u /* modulus of DSA and DH: OpenSSL's own limit */
#define SIGNING_ORDER_BITS_MAX 576u   /* of a curve or DSA subgroup: sect571r1, whole octets */
/* Octets of one number of a key that is found at all: past the bits that are computed with it is a
 * lead, and nothing makes keys of 131,072 bits. */
#define KEY_NUMBER_MAX ((size_t)16 << 10)
/* Digits of a number in decimal: RSA of 16,384 bits takes 4,933, and the conversion is
 * quadratic (half a millisecond for so many). */
#define DECIMAL_DIGITS_MAX 5000u
/* Text before the armour of a bag of PKCS#12 where its attributes may stand, bytes: names, and
 * subject and issuer of the certificate. A localKeyID further to the front only says which
 * certificate beside a lead may be its own; without it the place says so. */
#define BAG_ATTRIBUTES_BACK ((size_t)4 << 10)
/* Octets of a PVK file's salt within which its key is looked for: all programs write 16. */
#define PVK_SALT_MAX ((size_t)64 << 10)
/* Bits that are searched for: of a scalar three characters of base64, in a thousand steps (eight
 * milliseconds); of a seed two, each of whose values is tried (a tenth of a second). And how many
 * searches are made per stretch of 64 KiB. */
#define SCALAR_UNKNOWN_BITS_MAX 18
#define SEED_UNKNOWN_BITS_MAX   12
#define SCALAR_SEARCHES_MAX     8u
/* Characters of the header of a JSON Web Encryption: those of a passphrase take 200, a chain of
 * certificates in it some thousand. */
#define JWE_HEADER_MAX ((size_t)16 << 10)
/* Recipients of one, in whose parts a passphrase is looked for. */
#define JWE_RECIPIENTS_MAX 64u
/* Keys in one openssh-key-v1 blob: ssh-keygen writes and reads exactly one. */
#define OPENSSH_KEYS_MAX 16u
/* What of the text forms no program writes longer: in silence, as it tells a key from what only
 * begins like one. Headers of an armour, bytes; armours that stand inside of one, each read by
 * itself too; comment of a PuTTY key, and its public lines where somebody made them unreadable (of
 * RSA-8192 they take 1,500); value of a JWK's member where braces are missing (x5c holds
 * certificates), and places before it that look like a member and are none. */
#define ARMOUR_HEADERS_MAX 4096
#define ARMOUR_NESTED_MAX  4
#define PUTTY_COMMENT_MAX  4096
#define PUTTY_SPOILED_MAX  4096
#define JWK_BARE_VALUE_MAX ((size_t)16 << 10)
#define JWK_BARE_TRIES_MAX 16
/* Text in which escapes are undone is delivered in pieces of so many bytes, and more up to where it
 * speaks in words: neither a key nor the base64 of a file stands there. Where it never does, a
 * piece ends at RUN_HELD_MAX, which is said. */
#define ESCAPED_PIECE_MAX ((size_t)1 << 20)
/* Bytes of a row of base64 in such a text, without any escape: as long as that of any key. What is
 * longer is a row of base64 by itself, and read as such. */
#define ESCAPED_ROW_MAX ((size_t)64 << 10)
/* Octets of an alias in a Java keystore, and of the sealed object of a secret key (some 700): what
 * is longer is none, and scanned like any bytes, in silence. */
#define JAVA_ALIAS_MAX  1024
#define JAVA_OBJECT_MAX ((size_t)16 << 10)
/* Public numbers of an OpenPGP key of DSA or ElGamal and what stands before them, octets: of
 * ElGamal with 4,096 bits, the most that GnuPG makes, they take 1,550. In silence, and only where
 * neither armour nor the front of a file shows the key. */
#define OPENPGP_PUBLIC_MAX ((size_t)2 << 10)
/* Front of a database in which the names of its tables are looked for, bytes: they stand on its
 * first pages. In silence: it only makes a lead. */
#define DATABASE_SCHEMA_REACH ((size_t)128 << 10)
/* Lists in lists of gpg-agent, pieces in pieces of an OCTET STRING in BER: keys have five, and
 * none. In silence: what nests deeper has not the form of a key. */
#define S_EXPRESSION_DEPTH_MAX 16
#define OCTET_PIECES_DEPTH_MAX 4
/* SafeContents in SafeContents of PKCS#12 (RFC 7292 section 4.2.6), which nobody was seen to make.
 */
#define BAG_DEPTH_MAX 4
/* Keys in one store (PKCS#12, Java, PGP): the largest seen held a few hundred. */
#define STORE_KEYS_MAX 4096u
/* Bags of a PKCS#12 store: each key with the certificates of its chain. */
#define STORE_BAGS_MAX (4 * STORE_KEYS_MAX)
/* Parts of one: programs write one per kind of bag; each takes a buffer or two. */
#define STORE_PARTS_MAX 64u
/* A store that is a content of its own is held in memory, bytes: a truststore with 10,000
 * certificates takes 15 MB. */
#define STORE_HELD_MAX ((size_t)16 << 20)
/* Certificates in the wild stay under 64 KiB; the DER length field allows more. In evidence, where
 * they only say what lies beside a key, as much as is seen from one place, in silence. */
#define CERTIFICATE_DER_MAX ((size_t)1 << 20)
/* RDNs of a name: printed last first, so they are noted. Real names stay under 20. */
#define NAME_PARTS_MAX 256
/* Values of one RDN; more than two were never seen. */
#define PART_VALUES_MAX 16
/* Issuers of one name whose keys are tried on one signature: re-keyed and
 * cross-signed CAs come to a handful. */
#define ISSUER_TRIES_MAX 64u
/* Certificates of CAs that stand above one: chains of four, each cross-signed a few times. */
#define ISSUER_CHAIN_MAX 32u
/* Certificates in one OCSP response whose keys are tried on its signature: one is usual,
 * some send the chain along. */
#define OCSP_CERTIFICATES_MAX 16u
/* A bag of certificates (PKCS#7) is decoded in memory: 40,000 of them. */
#define BAG_HELD_MAX (64 * MIB)
/* Bytes of one row of a table: the largest certificate in hexadecimal, with what stands
 * beside it. */
#define ROW_HELD_MAX (16 * MIB)
/* Columns of one table that hold certificates: EJBCA has two, chains take a few more. */
#define CERTIFICATE_COLUMNS_MAX 16u
/* Cells that are remembered until a column of certificates shows itself. */
#define CELLS_PENDING_MAX 256u
/* Bytes of a table's first row that are kept for the names of its columns: else they go by their
 * numbers, in silence, as they do without names; that no column has a name that was given is said.
 */
#define HEADING_HELD_MAX ((size_t)64 << 10)
/* Issuers of one source that are told apart for its row in sources.csv: the whole of CT
 * has some thousands. Others are not counted there, in silence: it is said of no certificate. */
#define SOURCE_ISSUERS_MAX   4096u
#define SOURCE_ISSUERS_SLOTS ((size_t)2 * SOURCE_ISSUERS_MAX)
/* Columns of a file of contacts, and its bytes: some hundred for each of a million
 * certificates. */
#define CONTACT_COLUMNS_MAX 64
#define CONTACT_FILE_MAX    (256 * MIB)
/* Bytes of one section of a certificate index that are held in memory: the directory of
 * 10^10 entries takes 314 MB, the sources of 1,000,000 files 200 MB. */
#define INDEX_SECTION_MAX (512 * MIB)
/* Bytes of one path in it: far past what systems allow in one call. */
#define INDEX_PATH_MAX ((size_t)64 << 10)
/* Entries that a build sorts at once: with the room for it half a gibibyte. */
#define INDEX_RUN_ENTRIES ((size_t)16 << 20)
/* Runs of a build, and what is merged at once, a quarter of a mebibyte each: the index beside them.
 * 4 x 10^9 certificates; who has more is told to build again. */
#define INDEX_RUNS_MAX   255u
#define INDEX_MERGED_MAX 256u
/* Places of one source in one message. */
#define INDEX_PLACES_MAX ((size_t)64 << 10)
/* What is read at a place of an inventory at first: most certificates lie within. */
#define PLACE_WINDOW ((size_t)40 << 10)
/* Dumps of databases: columns of a table (MySQL allows 4,096, PostgreSQL 1,600), octets of
 * a name (64 and 63), tables whose columns are remembered, and bytes of their names. Columns
 * beyond go by their number, in silence: certificates are known by what they are. */
#define SQL_COLUMNS_MAX    4096u
#define SQL_NAME_MAX       256u
#define SQL_TABLES_MAX     4096u
#define SQL_NAMES_HELD_MAX ((size_t)4 << 20)
/* Words of a statement before its rows, the names of columns not among them. */
#define SQL_WORDS_MAX 64u
/* Bytes that are looked at for the first word of a statement. */
#define SQL_STATEMENT_FRONT 64u
/* Steps of SQLite's machine for a database: a value takes one or two, and an octet or more,
 * unless a damaged tree leads to it a thousand times. */
#define SQLITE_STEPS_MIN    10000000u
#define SQLITE_STEPS_FACTOR 4u
/* Bytes of one CRL file: 10,000,000 entries. */
#define CRL_FILE_MAX (512 * MIB)
/* Bytes of CRL files that one job of the judge holds; a larger file is a job of its own. */
#define JUDGE_LISTS_MAX (32 * MIB)
/* Bytes that are read around anchors, for nothing, per stretch of 64 KiB: a text
 * made to look like keys throughout is still read at a megabyte a second. What
 * is found is not counted; a document about keys stays under a tenth. */
#define CANDIDATE_WORK_MAX (4 * MIB)
/* Bytes of DER that looks like a key and is none, per stretch of 64 KiB: all of it is
 * digested, and one may lie in the other. What does not overlap never comes to that. */
#define STRUCTURE_WORK_MAX MIB
/* As CANDIDATE_WORK_MAX, of an evidence file with all that it decodes to: so much, and for each
 * stretch a little more, as 64 MiB of such text may take twenty times as long as plain ones. A
 * document about keys spends a fraction of the floor. */
#define CANDIDATE_WORK_FLOOR   (64 * MIB)
#define CANDIDATE_WORK_STRETCH (MIB / 8)
/* Where that is spent (which is said), what is written as programs write it is still read, as far
 * as the next anchor of its kind: bytes read for nothing per stretch and kind, each a few times. */
#define CANDIDATE_NARROW_MAX (MIB / 2)
/* Files of proofs in one case, one a key: file systems and those who copy them bear more badly;
 * of more keys all proofs stand in one file, with an index. */
#define PROOF_FILES_MAX 100000u
/* The file with the certificate that keys are sealed to, bytes: a few thousand, with a chain more.
 */
#define RECIPIENT_FILE_MAX MIB
/* What the key of that certificate must withstand, bits: RSA of 2048 or EC of 224 (SP 800-57 part
 * 1). What is sealed is to outlive its way to the responder, and mails are kept. */
#define RECIPIENT_SECURITY_BITS 112

/* One file that is given to be checked as a proof, or as a certificate beside it, in bytes: it is
 * held in memory. A proof has a few thousand; there is room for bundles. */
#define PROOF_FILE_MAX (UINT64_C(16) << 20)

/* Keys that the signatures in one file only name, and a case is searched for: each takes a walk
 * over its certificates. */
#define PROOF_KEYS_WANTED_MAX 64u

/* Signatures of one JWS in the general form: each hashes the payload again, which may be as large
 * as the file. Nobody signs a statement with more keys than he mails one by one. */
#define JWS_SIGNATURES_MAX 64u

/* Octets of what a proof says that are repeated: more is no sentence. */
#define PROOF_SAID_MAX 256u
/* What report.html shows of a large case, so that a browser bears it: certificates, places of one
 * key, lines of the journal, files of each kind. The other outputs hold all. */
#define PAGE_ROWS_MAX      50000u
#define PAGE_SIGHTINGS_MAX 10u
#define PAGE_TEXT_MAX      4096u /* octets of one text in a row: of names there may be thousands */
#define PAGE_JOURNAL_MAX   500u
#define PAGE_INCIDENT_MAX  200u /* a table without pages, eleven columns wide */
#define PAGE_SOURCES_MAX   2000u
/* Matches, bytes, that are held in memory before they go to a file in the folder of the case: some
 * ten thousand. */
#define MATCHES_HELD_MAX ((size_t)8 << 20)
/* Octets of leaked moduli whose product is made at once (32,768 of 2,048 bits, trees of 130 MB),
 * and of moduli that are held against it at once: more at a time are not faster. */
#define COMMON_FACTOR_BLOCK ((size_t)8 << 20)
#define COMMON_FACTOR_BATCH ((size_t)2 << 20)
/* Certificates, bytes, that wait for that. */
#define PRIME_BATCH_HELD ((size_t)32 << 20)
/* Primes of leaked keys whose key is remembered: each costs a tenth of a second to look up
 * among 23,000. Others are looked up again, in silence: that costs time alone. */
#define PRIME_ORIGINS_MAX 4096u
/* Keys that are computed with keys that were computed, and so on: each generation takes one more
 * reading of the inventories. A faulty generator gives two or three. */
#define PRIME_GENERATIONS_MAX 8u
/* PCRE2 match and depth limits: backtracking steps from one place where a match may begin. In
 * silence: the two patterns take some hundred at most. */
#define PATTERN_MATCH_LIMIT 100000u
#define PATTERN_DEPTH_LIMIT 1000u
/* Nesting of BER without lengths: a key is 5 deep, a certificate 12. In silence: what lies deeper
 * has the form of neither. */
#define DER_DEPTH_MAX 24

/* Provenance: names are cut in print, never in the encoding, past this. */
#define PLACE_NAME_MAX         4096u
#define PROVENANCE_ENCODED_MAX ((size_t)256 << 10)
/* A serial number in decimal: RFC 5280 allows 20 octets, and the conversion is quadratic. A longer
 * one stands in hexadecimal alone, in silence. */
#define SERIAL_OCTETS_MAX 128
/* Provenances of one key in one file that are folded (casefile/sighting_fold.h): real
 * ones take 200 bytes. More stay as they are, in silence: each stands at its place. */
#define FOLD_HELD_MAX (256 * MIB)
/* Journal entries of one file, range or share of it; the last says that there were more. */
#define JOURNAL_ENTRIES_MAX 100000u
/* Keys, certificates and requests told of one file, range or share of it, unless the operator sets
 * another: each takes a KiB or two of the case, so that no file fills a disk by itself. A leak of
 * 1,000,000 keys in one file is told ten times over. */
#define FINDINGS_MAX 10000000u
/* Of these, malformed keys that do not say whose they are; the others are counted. Somebody looks
 * at a few; heads of keys, 390 bytes each, made a case and its reports cost thirty plain texts. */
#define NAMELESS_KEYS_MAX 4096u
/* Reading. Windows that fit the second-level cache together with their tables. */
#define READ_WINDOW ((size_t)1 << 20)
/* Larger files are read in ranges of this, by several workers. */
#define RANGE_SPAN (64 * MIB)
#define LARGE_FILE (2 * RANGE_SPAN)
/* What a range reads on either side of its own bytes, so that nothing is lost at a border. */
#define RANGE_OVERLAP SPELLED_SPAN_MAX
/* Before the end of a volume: what begins there and ends in the next one is found in both put
 * together. As long as an attachment in base64. */
#define VOLUME_SEAM_SPAN (16 * MIB)
/* One checksum per span: proves that digest and ranges saw the same bytes. */
#define BLOCK_SUM_SPAN MIB
/* The front by which a kind is known: the first descriptor of ISO 9660 ends at 34 KiB. */
#define CONTENT_HEAD ((size_t)36 << 10)

/* Directories inside each other under a root of the evidence. */
#define DIRECTORY_DEPTH_MAX 4096u

/* Processes. 32 descriptors per message cost 0.7 s per 200,000 files, one costs 3.3. */
#define JOB_FILES_MAX 32
/* Files behind the first of a set of volumes: 700 MB each are 140 GB; the system passes 253. */
#define JOB_VOLUMES_MAX      200
#define JOB_BYTES_MAX        (16 * MIB) /* a batch of small files */
#define JOBS_MAX             256u
#define FRAME_MAX            (64 * MIB)
#define WORKER_ADDRESS_SPACE (2 * GIB)
/* A worker is replaced after so many files: leaks of libraries stay small. */
#define WORKER_FILES_MAX 10000u
/* The watchdog's clock, seconds: no record at all, and one file, or one step of an inventory. */
#define WORKER_SILENCE_MAX   30
#define WORKER_FILE_TIME_MAX 600

/* Octets of a manifest that is verified: a line of 300 for each of a million files, thrice. */
#define MANIFEST_MAX ((uint64_t)1 << 30)
/* Octets of a signature, a certificate or a key that a manifest is signed with: an RSA key of
 * 16384 bits in PEM has 13,000. */
#define SIGNING_FILE_MAX ((uint64_t)1 << 16)

/* Octets of one value in a letter to a subscriber, who knows the rest: a distinguished name and
 * a hundred host names are less. */
#define LETTER_VALUE_MAX ((size_t)4096)

/* The text around a sighting that is shown (`show`), in bytes on either side: two pages. It is
 * masked by what is found in a wider window, into which a key next to it fits whole; and so many
 * extents of findings, each of which takes more text than it is worth to show. */
#define SHOWN_WINDOW      ((size_t)2 << 10)
#define SHOWN_WIDE        ((size_t)64 << 10)
#define SHOWN_EXTENTS_MAX 1024u
/* Characters in a row that may be a piece of a key: 12 octets in base64, 8 in hex. */
#define SHOWN_RUN_MAX 16u
/* Characters between two octets that are written one by one, as `, 0x` and a line end. */
#define SHOWN_GAP_MAX 8u
/* Printable bytes between others that are no text, and bytes beside a finding in such. */
#define SHOWN_SCRAP_MAX 6u
#define SHOWN_MARGIN    64u

/* A block that is larger may be refused to a worker, which goes on: evidence asked for it. One of
 * at most this size is refused only when memory is out: libraries ask for such all the time. */
#define HEAP_SMALL_BLOCK ((size_t)64 << 10)
/* Tables for a terminal: so many rows are held until it is known how wide their columns are, and
 * no cell makes a column wider than this: a line of a mail's names would push all others away. */
#define LISTING_ROWS_HELD 1000u
#define LISTING_WIDTH_MAX 48u
/* summary.json as it is printed with --json: ours, a line a root and a CRL. */
#define SUMMARY_PRINTED_MAX ((uint64_t)64 << 20)
/* Certificates that are explained at once: more than anybody reads. The rest is counted. */
#define EXPLAINED_MAX 100u

/* Those that belong to one kind of container, and those of work on keys. */
#include "container_bounds.h"
#include "key_work_bounds.h"

#endif
