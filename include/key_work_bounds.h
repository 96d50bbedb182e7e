#ifndef KEY_WORK_BOUNDS_H
#define KEY_WORK_BOUNDS_H

/* A part of bounds.h, which is what to include: limits of work on keys that do not lie open in one
 * piece, as it says there. Steps of key derivation and what is measured by them, passphrases and
 * where they are looked for, pieces that are joined, certificates beside a closed key. */

/* Key derivation (PBKDF2 iterations and the like) for one try of a passphrase;
 * past it the key is a lead. OpenSSL's default is 2,048, hardened files use 1,000,000. */
#define DERIVATION_STEPS_MAX 10000000u
#define BCRYPT_ROUNDS_MAX    1024u
/* A round of bcrypt takes as long as so many steps of PBKDF2. */
#define BCRYPT_ROUND_STEPS 10000u
/* Octets that OpenPGP's derivation hashes in the time of one step of PBKDF2, by the slowest
 * of its digests (RIPEMD-160). GnuPG's default comes to 254,000 steps per digest. */
#define OPENPGP_STEP_OCTETS 256u
/* Octets of a salt: programs write 8 to 64. Of scrypt all of it is hashed for every block. */
#define DERIVATION_SALT_MAX 1024u
/* Closed octets that are opened in the time of one step, by the slowest cipher (triple DES),
 * behind those that cost next to nothing: an RSA key of 2,048 bits. */
#define OPENING_STEP_OCTETS 8u
#define OPENING_FREE_OCTETS 2048u
/* Steps for the passphrases that the scan itself tries on one key: under a fifth of a
 * second. The empty one on an OpenSSH key of 16 or 24 rounds, or a hundred at 2,048
 * iterations. The rest is tried after the scan, within the budget of the run. */
#define DERIVATION_SCAN_MAX 250000u
/* Failed work of one evidence file (or of one range of it), in such steps: passphrases that
 * do not open, exponentiations that prove nothing. What proves a key is not counted, nor what
 * is refuted for nothing. The floor is a second: two damaged keys of 16,384 bits, a
 * thousand of 2,048, twenty passphrases of OpenSSH; beside it a tenth of what the scan of a
 * mebibyte of text may take where it is made to be slow. */
#define FAILED_WORK_FLOOR   5000000u
#define FAILED_WORK_PER_MIB 50000u
/* Products of two words of 64 bits, in an exponentiation, in the time of one step. */
#define EXPONENTIATION_STEP 512u
/* DSA and DH cannot be refuted for nothing: up to this size, the largest of FIPS 186-4, they
 * are held together whatever was spent. */
#define DISCRETE_USUAL_BITS 3072
/* RSA keys whose exponent or primes no program makes (a public exponent of hundreds of bits, a
 * prime much longer than the other) are proven whatever was spent up to this size, where that
 * takes a millisecond; beyond it within the failed work of the file. */
#define RSA_USUAL_BITS 2048
/* One search for a scalar, and for a seed, in steps. */
#define SCALAR_SEARCH_STEPS 40000u
#define SEED_SEARCH_STEPS   600000u
/* Steps that a worker is given at once for a lead, so that the budget is shared out in
 * turn and no job stalls: at most 15 seconds, half the watchdog's. */
#define DERIVATION_SLICE_MAX 20000000u
/* Steps of one passphrase on all keys of a store, 400 keys as GnuPG closes them: past it the
 * store is not tried. At most 75 seconds, in which the worker gives signs of life. Where
 * --passphrase-work says what may be spent, it is as much as the watchdog bears of one file. */
#define DERIVATION_STORE_MAX      100000000u
#define DERIVATION_STORE_PAID_MAX 500000000u
#define DERIVATION_SIGN_STEPS     5000000u
/* Steps for the passphrases on each key of `keytrawl check`: ten seconds, so that the worker is
 * not taken for stuck (WORKER_SILENCE_MAX); some eighty of them at 600,000 iterations. */
#define CHECK_STEPS 50000000u
/* Steps for all leads of a run, where --passphrase-work gives no other number: ten
 * minutes of one core at 5,000,000 steps of PBKDF2 with HMAC-SHA-256 a second, as
 * OpenSSL does them on a processor with SHA instructions; half an hour without. */
#define DERIVATION_RUN_STEPS UINT64_C(3000000000)
/* Leads that one job replays: their places are held decoded. */
#define UNLOCK_ITEMS_MAX 256u
/* Memory of one scrypt derivation, bytes. */
#define SCRYPT_MEMORY_MAX (128 * MIB)
/* Memory of one Argon2 derivation, bytes: PuTTY takes 8 MiB, RFC 9106 section 4 names
 * 64 MiB for where memory is scarce; one fits a worker's address space beside all else. */
#define MEMORY_HARD_BYTES_MAX (256 * MIB)
/* A block of 1 KiB takes as long as so many steps of PBKDF2. */
#define MEMORY_HARD_BLOCK_STEPS 2u
#define PASSPHRASES_MAX         100000u
#define PASSPHRASE_LENGTH_MAX   1024u
/* Passphrases that are taken from the evidence for one key: a mail of three pages. */
#define HARVEST_CANDIDATES_MAX 1024u
/* Bytes of text that are looked at for them: on either side of the key, of any other part
 * or member, and of all of these, which are so many at most. */
#define HARVEST_WINDOW    ((size_t)32 << 10)
#define HARVEST_LEAF_MAX  ((size_t)64 << 10)
#define HARVEST_TEXT_MAX  ((size_t)1 << 20)
#define HARVEST_TEXTS_MAX 256
/* Messages of a mailbox and members of an archive that are looked at, before and behind
 * the key's own: the passphrase often comes in the next mail. */
#define HARVEST_MESSAGES 2u
#define HARVEST_MEMBERS  16u
/* Bytes of such a file that cost as much as a step of PBKDF2: a walk that only looks for
 * its way makes 500 megabytes a second. */
#define HARVEST_STEP_BYTES 100u
/* Leads of one job that are harvested for: each is a walk of its own. */
#define HARVEST_ITEMS_MAX 16u
/* Mails of a key's thread that are looked at for it, in as many files as a job has beside, of one
 * file that are told; files of a folder, and of a run, whose mails are asked for their thread: a
 * maildir is read in a second. What a mail names may name others: so many turns find them. */
#define THREAD_MAILS_MAX        24
#define THREAD_FILE_MAILS_MAX   64u
#define THREAD_FOLDER_FILES_MAX 4096u
#define THREAD_FILES_MAX        16384u
#define THREAD_TURNS_MAX        4
/* Closed keys of one file whose threads are asked for: their places are held decoded. */
#define THREAD_PLACES_MAX 4096u
/* Message ids of a mail that tell its thread: References of real ones name a few dozen. */
#define THREAD_IDS_MAX 32
/* Fronts of broken RSA keys among bytes that are told of in one pass of a file: a dump has a
 * few, while one can be made of 85 bytes, and each is a lead that somebody looks at. */
#define FRONTS_FILE_MAX 1024u
/* Pieces of keys that were cut apart. Text that is looked at as a whole for them, bytes: a
 * mail; pieces of each kind that are told of one file, and taken up from a case. */
#define FRAGMENT_LEAF_MAX  ((size_t)256 << 10)
#define FRAGMENT_KEY_MAX   ((size_t)64 << 10) /* octets: half of what is decoded around one place */
#define FRAGMENTS_FILE_MAX 1024u
#define JOIN_PIECES_MAX    4096u
/* Fragments of messages (message/partial) that are taken up from a case: 20 MB. */
#define FRAGMENT_FILES_MAX 65536u
/* Ways of putting pieces together whose lengths fit: of one head, and of a run. Each is
 * decoded and proven, or not, in ten milliseconds at most. */
#define JOIN_HEAD_TRIES_MAX 16u
#define JOIN_TRIES_MAX      16384u
/* Pieces of one job, and its files: each is walked once, or read around its pieces, and once again
 * for each job more. What is held of so many comes to 100 MB at most. */
#define JOIN_ITEMS_MAX 1024u
#define JOIN_FILES_MAX 16u
/* Certificates beside a closed key that are named, of several with the same ground, and that are
 * looked at in its directory, those of its own file first: past it none is the one, and leads.csv
 * says so. */
#define BESIDE_CHOSEN_MAX 4
#define BESIDE_LOOKED_MAX 4096u
/* Length of a word that no keyword announces, bytes: shorter ones open everything by
 * chance, longer ones are lines of armour, addresses and identifiers. */
#define HARVEST_WORD_MIN 4u
#define HARVEST_WORD_MAX 40u

#endif
