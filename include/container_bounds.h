#ifndef CONTAINER_BOUNDS_H
#define CONTAINER_BOUNDS_H

/* A part of bounds.h, which is what to include: limits that belong to one kind of container, and
 * options as it says there. What of them is neither option, multiple, silent, nor the form's own
 * limit has one of these reasons:
 * - it is within another one that is an option: what of a PDF is held (PDF_TEXTS, PDF_OBJECT,
 *   PDF_CONTENT, PDF_FOLLOWED) is within its objects and the work on its text; objects of git that
 *   are held or made (GIT_HELD, GIT_CACHED, GIT_MADE, GIT_SEARCH) within the memory of a worker,
 *   and what they pass is told object by object;
 * - it costs a name alone (GIT_NAMED, GIT_NAMES, PG_NAMES), or a count (PST_COUNTED);
 * - it is work on closed things (ARCHIVE_PASSPHRASE, CMS, DECRYPT), whose rest the journal tells as
 *   encrypted: who has the passphrase, or the key, opens them with that one alone. */

/* Encrypted members of archives. Steps of key derivation for passphrases on one evidence file:
 * 20,000 tries, some fifteen seconds. A try on WinZip AES takes four blocks of a thousand rounds;
 * ZipCrypto takes less, and counts the same, as libarchive does not say which it is before. */
#define ARCHIVE_PASSPHRASE_WORK_MAX  80000000u
#define ARCHIVE_PASSPHRASE_TRY_STEPS 4000u
/* Bytes decrypted in vain that take as long as one step: ZipCrypto does 150 megabytes a second. */
#define ARCHIVE_PASSPHRASE_STEP_OCTETS 32u
/* Of a member, bytes that are held until its checksum shows that the passphrase is right; a longer
 * one is decrypted twice. */
#define ARCHIVE_ENCRYPTED_HELD_MAX (64 * MIB)
/* Bytes that are decrypted between two signs that it goes on. */
#define ARCHIVE_PASSPHRASE_SIGN (16 * MIB)

/* What is packed in readings, as zlib in base64. What all such of one file, or of one range of it,
 * may expand to past so many times their octets, and a little, while no key is found in it: a
 * second. Rows of one text expand less. From there on so much of each is decoded, and what is
 * left of it told; what expands so at its front is left as it stands. */
#define SWELLING_FACTOR 16u
#define SWELLING_LEAST  ((size_t)1 << 10)
#define SWELLING_MAX    (128 * MIB)

/* Outlook files. Blocks of one file, 32 bytes each in memory: 8 KiB each, they hold 32 GB. */
#define PST_BLOCKS_MAX 4194304u
/* Levels of a b-tree, of twenty entries a page at least: 20^8 is more than any file has. */
#define PST_LEVELS_MAX 8u
/* One node, and one message with all that is attached to it, held in memory. */
#define PST_NODE_MAX    (64 * MIB)
#define PST_MESSAGE_MAX (128 * MIB)
/* Messages attached inside each other: Outlook opens fewer. */
#define PST_EMBEDDED_MAX 8u
/* Entries of one tree of subnodes: an attachment or a recipient table each. */
#define PST_SUBNODES_MAX 65536u
/* Bytes of what looks like a block are summed, to tell, as a multiple of the file. */
#define PST_SUMS_EACH 4u
/* Blocks are read so many times each on average, and so many more: a message reads each twice. */
#define PST_READS_EACH 4u
#define PST_READS_MORE 4096u
/* Messages and folders that are counted, 8 bytes each in memory. */
#define PST_COUNTED_MAX 4194304u

/* Packs of git. Objects whose places are held, 64 bytes each: Linux has ten million in all its
 * history, what is seized has thousands. */
#define GIT_OBJECTS_MAX 4000000u
/* Differences on top of each other: git's own limit (pack.depth). */
#define GIT_DELTA_DEPTH_MAX 4095u
/* Bytes of one object that must be held, and of all that are held for those that differ from
 * them. */
#define GIT_HELD_MAX   HELD_MAX
#define GIT_CACHED_MAX (256 * MIB)
/* Bytes that may be made of one pack in all, the larger of two, as what was dropped is made again:
 * at least, and as a multiple of the pack, whose objects take a hundred times its size. */
#define GIT_MADE_MIN    (4 * GIB)
#define GIT_MADE_FACTOR 1000u
/* Bytes of a path in a name: of a longer one the end is left out, in silence, since the id stands
 * before it. Systems allow as many. */
#define GIT_PATH_MAX ((size_t)4096)
/* Bytes that are decompressed to find the next object behind damage. */
#define GIT_SEARCH_MAX GIB
/* Files and directories that are named for their objects, and bytes of their names; the others
 * have their ids alone. */
#define GIT_NAMED_MAX 2000000u
#define GIT_NAMES_MAX (64 * MIB)
/* Bytes of the list of references before the pack of a bundle: 200,000 references. */
#define GIT_BUNDLE_HEAD_MAX (16 * MIB)

/* Carving. Compressed streams and zip members in one content: a disk has some hundred thousand. */
#define CARVED_STARTS_MAX ENTRIES_MAX
/* Bytes of it that are tried, or read again, because they only look like such: so many for each
 * that is looked through, and as many more as take a second. */
#define CARVED_TRIALS_FACTOR 4u
#define CARVED_TRIALS_FLOOR  (64 * MIB)
/* What decoders pass over. Bytes that hold no packed key: fields that programs write are shorter,
 * but for long names. Places of it in one compressed stream, 16 bytes each in memory. How much of
 * the fields of gzip is looked at: one of them takes 64 KiB at most, the others are text. */
#define PASSED_LEAST     64u
#define PASSED_SPANS_MAX 65536u
#define PASSED_LOOK      ((size_t)256 << 10)
/* Of a header of pax, how much is held to see whether something is packed in it: libarchive reads
 * no larger one. Of one that is larger all is looked through. */
#define TAR_META_MAX MIB
/* Of carved streams: in what another one passes over, each one more recursion. */
#define PASSED_WITHIN_MAX 8u

/* Archives of pg_dump. Bytes of the list of what has data, and of the names in it: past that
 * data have none. */
#define PG_NAMES_MAX (64 * MIB)

/* Packed values of databases, which are tried wherever one may begin. Bytes that are made of what
 * is none, as a multiple of the file, and as many more as take half a second: real files have some
 * hundred such places in a megabyte, which end after some octets. */
#define LZ_TRIED_TIMES 16u
#define LZ_TRIED_FLOOR (64 * MIB)

/* Tables of PostgreSQL. Chunks of long values whose places are held, 32 bytes each in memory: eight
 * gigabytes of them, where a file of a table has one at most. */
#define PG_CHUNKS_MAX 4194304u

/* Journals of systemd. Lines, and fields that lines are made of, whose places are held, 32 and 24
 * bytes each in memory: a journal has 128 MiB by default, and takes a hundred octets for a line at
 * least. Bytes of the lines that are given, as a multiple of the file: what was said before is not
 * written again, but its entry is. */
#define SYSTEMD_LINES_MAX   4194304u
#define SYSTEMD_GIVEN_TIMES 4u

/* SQLite. Bytes of the records that are read, as a multiple of the database: sound ones are in it
 * once, and records of deleted rows may claim the same pages. */
#define SQLITE_GIVEN_TIMES 4u
/* Frames of a log of SQLite whose places are held, 32 bytes each in memory: 16 GB in pages of four
 * KiB, where SQLite starts again after some thousand. */
#define SQLITE_FRAMES_MAX 4194304u
/* Pages of overflow that are followed to tell whether a row was given before, for each frame. In
 * silence: past that it is given again. */
#define SQLITE_FOLLOWED_EACH 64u

/* Captures of frames. Payloads that are put in order at once, 72 bytes each in memory: a gigabyte
 * of full frames. How far from the one before it a segment of TCP still belongs to the connection,
 * octets: more than is on its way at any time; of one that begins a connection, where it comes
 * late. Zeros that stand for what was lost, beyond as many as there are octets. Interfaces of one
 * section of pcapng: a host of containers has some dozens. A frame, octets: tcpdump itself takes
 * none that is longer. Octets that are read again where a frame ended elsewhere than it said, as a
 * multiple of the capture: of a sound one none are. */
#define PACKET_SEGMENTS_MAX 1000000u
#define PACKET_NEAR         (1 << 28)
#define PACKET_BEGIN_NEAR   (1 << 20)
#define PACKET_ZEROS_MIN    65536u
#define PACKET_LINKS_MAX    256
#define PACKET_FRAME_MAX    (256 * MIB)
#define PACKET_AGAIN_TIMES  4u

/* HTTP. Chunks of one body, 24 bytes each in memory: servers write 4 to 16 KiB at once. */
#define HTTP_CHUNKS_MAX 4194304u

/* Disk images. Entries of tables that are loaded: four tebibytes in clusters of 64 KiB; clusters
 * whose places are looked up: twice for each, by who looks for the end of a run. Tables of
 * the first level (or blocks, where there is one level), eight octets each: QEMU's own limit.
 * Sections of one E01 file: one for some ten megabytes. Bytes of a block: VHD has 2 MiB. */
#define DISK_CLUSTERS_MAX   67108864u
#define DISK_LOOKED_UP_EACH 2u
#define DISK_TABLES_MAX     4194304u
#define DISK_SECTIONS_MAX   1000000u
#define DISK_BLOCK_MAX      (32 * MIB)
/* Zeros between two runs of clusters that are given as one. */
#define DISK_HOLE_GIVEN_MAX MIB
/* Bytes that a disk gives, as a multiple of its image, where that is past RATIO_LOOKED_AT. */
#define DISK_GIVEN_TIMES RATIO_MAX

/* PDF. Objects in one file, all versions of them: books of 10,000 pages have 300,000. */
#define PDF_OBJECTS_MAX 1000000u
/* Text of one object beside its stream, bytes, and of all objects of a file together, those in
 * object streams included. */
#define PDF_OBJECT_MAX ((size_t)1 << 20)
#define PDF_TEXTS_MAX  ((size_t)64 << 20)
/* Filters of one stream: programs write two. Row of a predictor, bytes: 4 samples of 16 bits in a
 * hundred thousand columns. */
#define PDF_FILTERS_MAX 8
#define PDF_ROW_MAX     (((size_t)1 << 20) - 1)
/* References that lead to references, parents of a page, forms in forms: programs go 2, 10 and 3
 * deep. In silence, as a loop alone goes deeper. */
#define PDF_REFERENCES_MAX 8
#define PDF_PARENTS_MAX    64
#define PDF_FORMS_MAX      8
/* One content stream, bytes, that is held to read its text; bytes of content streams and of
 * dictionaries that are looked at for the text of one file: ten seconds. */
#define PDF_CONTENT_MAX   ((size_t)32 << 20)
#define PDF_TEXT_WORK_MAX ((uint64_t)1 << 30)
/* Bytes of the texts of objects that references lead to, each time that one does: a text of a
 * mebibyte may be the type, or the filters, of a million streams. What the work on text takes is
 * within. Parameters of the filters of one stream, bytes: programs write a hundred. */
#define PDF_FOLLOWED_MAX   (4 * GIB)
#define PDF_PARAMETERS_MAX ((size_t)512)
/* Pages that are put together where a key goes on over their border. In silence: no key is longer.
 */
#define PDF_PAGES_JOINED_MAX 16
/* Fonts of a file whose tables are held at once. */
#define PDF_FONTS_HELD 32

/* Mail, RFC 5322 and 2046: far past anything a mail program makes. */
#define MIME_DEPTH_MAX  100
#define MIME_DEPTH_MOST 250 /* that an operator may raise it to: each has a place in memory */
#define MIME_PARTS_MAX  10000u
/* Texts between parts (a header each, preambles, epilogues), and boundary lines with
 * or without parts behind them. */
#define MIME_TEXTS_EACH      3u /* of a part */
#define MIME_BOUNDARIES_EACH 4u
#define HEADER_BLOCK_MAX     (16 * MIB)
#define BOUNDARY_LENGTH_MAX  512 /* RFC 2046 section 5.1.1 allows 70 */
/* Name of a header field, octets: a longer one is none of those that are read, in silence. */
#define MAIL_FIELD_NAME_MAX 256
/* Encoded word of a header (RFC 2047 section 2 allows 75): of a longer one the characters are
 * shown as they stand, in silence. */
#define ENCODED_WORD_MAX 4096
/* Of one header field what is decoded: names, addresses, parameters. */
#define MAIL_FIELD_MAX ((size_t)64 << 10)
/* Continuations of one parameter, RFC 2231: a name of 4,000 octets in lines of 78. */
#define PARAMETER_SECTIONS_MAX 64

/* TNEF (winmail.dat): attachments and properties that are given, far past what a mail program
 * makes: each attachment is gone back to. Bytes of one text that is read of it (a name, a subject),
 * in silence: it names what is read anyway. A shorter value holds no key: a seed is 32 bytes. */
#define TNEF_PARTS_MAX   10000u
#define TNEF_TEXT_MAX    ((size_t)4096)
#define TNEF_VALUE_LEAST 32u
/* Bytes that the streams of a compound file give, as a multiple of the file: those of sound ones
 * take it once, and the small ones once more out of their common stream. */
#define COMPOUND_GIVEN_TIMES 4u
/* Bytes of all pieces of a Word document, as a multiple of its stream: sound ones share none. */
#define WORD_TEXT_TIMES 2u
/* Word documents in one compound file whose text is put together: each looks through the directory
 * for its tables. Those that are embedded in one are a few. */
#define WORD_DOCUMENTS_MAX 256u

/* Private keys of --decrypt-with, and of found keys that open one message: each costs a try on each
 * of its recipients. */
#define CMS_KEYS_MAX 256u
/* Passphrases tried on one key file of --decrypt-with; 600,000 rounds of PBKDF2 take a quarter of
 * a second. */
#define CMS_KEY_PASSPHRASES_MAX 1000u
/* Tries of a key on a recipient for all encrypted messages of one evidence file: five minutes of
 * RSA-4096. Past that they stay closed, and the journal says so. */
#define CMS_TRIES_FILE_MAX 100000u
/* After so many of them a sign of life. */
#define CMS_TRIES_SIGN 256u
/* Recipients of an encrypted message that the journal names, and bytes of all of them. In silence:
 * it says how many more there are. */
#define CMS_RECIPIENTS_TOLD_MAX 16u
#define CMS_RECIPIENTS_TEXT_MAX 1024u

/* Encrypted messages of one file that a job opens with found keys; and found keys that are tried
 * on a message whose recipients no certificate of the evidence names: ten times as many as one
 * person has. Past that a message stays closed, and the run says so. */
#define DECRYPT_MESSAGES_MAX 256u
#define DECRYPT_ANY_KEYS_MAX 32u
/* Rounds in which keys of opened messages open others: mail in mail in mail has three. */
#define DECRYPT_ROUNDS_MAX 8u

/* Walks of large containers are shared by several workers, whatever their number: shares of one
 * container, and of all containers of one file. */
#define SHARES_MAX      16
#define SHARES_FILE_MAX 48
/* A container inside of others, by its share of the file, below which to walk to it again costs
 * more than it brings: a fourth. */
#define SHARED_NESTED_PART 4
/* And by what was decoded on the way to it, likewise. */
#define SHARED_NESTED_WAY 4
/* What each of its shares may expand to, by its size: text that is packed is a tenth of itself. */
#define SHARED_NESTED_EXPANSION 32
/* And above which it is not held by several workers at a time, bytes: two of them, and all else,
 * take 400 MB. */
#define SHARED_NESTED_MAX (64 * MIB)
/* A zip, bytes; and a share of one, in bytes that are unpacked: a quarter of a second. A member
 * counts for its size, and as much more as a key takes that may be in it. */
#define SHARED_ARCHIVE_MIN MIB
#define SHARE_ARCHIVE_WORK (256 * MIB)
#define SHARE_MEMBER_WORK  ((uint64_t)64 << 10)
#define SHARE_MEMBER_MOST  DECODED_OBJECT_MAX

/* Swap files of Vim. Pages, an octet each in memory: 4 GiB of text. Levels of lists, of a hundred
 * pages each at least: five are more than that many need. */
#define VIM_PAGES_MAX  ((uint64_t)1 << 20)
#define VIM_LEVELS_MAX 8u

/* Fragments of messages (message/partial) that are held until the rest of them came: how many of a
 * mailbox, each is compared with them; and their bytes, of all mailboxes within each other, twice
 * in memory when they are joined. */
#define MESSAGE_FRAGMENTS_MAX       1024u
#define MESSAGE_FRAGMENT_OCTETS_MAX (64 * MIB)
/* Of one message in one mailbox, which others may lie elsewhere of: their places stand in one name
 * (PLACE_NAME_MAX) of 25 octets each. */
#define FRAGMENTS_ELSEWHERE_MAX 100u
/* Volumes within a container, bytes that are held of all at once; twice when they are joined. */
#define VOLUME_PARTS_HELD_MAX (64 * MIB)
/* Of keys that were found in them as one: some 2,000. Others are told again of the first volume
 * where that is walked, too. */
#define VOLUME_KEYS_TOLD_OCTETS ((size_t)64 << 10)

/* The end of a zip, in which libarchive looks for its directory. */
#define ZIP_END_LOOK ((size_t)16 << 10)

#endif
