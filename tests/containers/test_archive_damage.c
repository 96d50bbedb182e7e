#include "archive_log.h"

/* Hostile and damaged archives, one trick each. */

static const struct {
    const char *name, *expected;
} hostile[] = {
    { "zip-bomb-zeros.zip",
      "member 1 zeros 67108864 bytes\n"
      "unread 1 bound: expands by a ratio that only a decompression bomb has (16777216)\n"
      "member 2 later.txt later\n" },
    { "gzip-bomb-zeros.gz",
      "reading 0 gzip 67141632 bytes\n"
      "unread 0 bound: expands by a ratio that only a decompression bomb has (0)\n" },
    { "gzip-cut-off.gz",
      "reading 0 gzip 528 bytes\n"
      "unread 0 truncated: the compressed stream ends before its end mark (0)\n" },
    { "gzip-then-garbage.gz",
      "reading 0 gzip first\n"
      "note 0 unexpected: other bytes follow the compressed stream; they were scanned as they "
      "stand (0)\n" },
    { "zip-cut-off-in-member.zip", "member 1 first.txt 836 bytes\n"
                                   "unread 1 truncated: the archive is cut off (274)\n"
                                   "end truncated: the archive is cut off\n" },
    { "zip-bad-crc.zip", "member 1 first.txt 1110 bytes in place\n"
                         "note 1 malformed: the checksum does not hold (0)\n"
                         "member 2 later.txt later in place\n" },
    { "zip-damaged-deflate.zip", "member 1 first.txt 113 bytes\n"
                                 "unread 1 malformed: the archive is damaged (997)\n"
                                 "member 2 later.txt later\n" },
    { "zip-encrypted-member.zip",
      "unread 1 encrypted: encrypted: --passphrases FILE may open it in a new case (1110)\n"
      "member 2 later.txt later in place\n" },
    { "zip-aes-member.zip",
      "unread 1 encrypted: encrypted: --passphrases FILE may open it in a new case (1110)\n" },
    { "tar-damaged-header.tar",
      "member 1 first.txt first in place\n"
      "unread 0 malformed: damaged: no header of a member stands here (1536)\n"
      "member 2 last later in place\n" },
    { "tar-dotdot-and-links.tar", "member 1 ../../../etc/passwd 3 bytes in place\n"
                                  "member 2 /etc/shadow 9 bytes in place\n"
                                  "member 3 link 0 bytes\n"
                                  "member 4 hard 0 bytes\n"
                                  "member 5 device 0 bytes\n"
                                  "member 6 link/below later in place\n" },
};

START_TEST(hostile_archives_cost_only_what_is_damaged)
{
    char name[128];
    (void)snprintf(name, sizeof(name), "hostile/%s", hostile[_i].name);
    struct bytes raw = fixture(name);
    struct log log;
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text, hostile[_i].expected);
    release(raw);
}
END_TEST

/* Extents of these do not map byte for byte, so they are walked without that check. */
START_TEST(claimed_sizes_are_not_believed)
{
    struct bytes raw = fixture("hostile/tar-hole-of-a-terabyte.tar");
    struct log log = { .raw = raw };
    struct memory_stream content;
    const struct container_sink sink = {
        .context = &log, .part = take_part, .mail = take_mail, .journal = take_journal
    };
    memory_stream_init(&content, raw);
    ck_assert_ptr_null(archive_stream_container.walk(&content.stream, &sink));
    ck_assert_str_eq(log.text, "member 1 hole\n");
    release(raw);

    raw = fixture("hostile/tar-claims-8-gib.tar");
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text,
                     "member 1 huge 3584 bytes in place\n"
                     "unread 1 truncated: the archive is cut off (8589931007)\n"
                     "end malformed: what follows the damaged member cannot be reached\n");
    release(raw);
}
END_TEST

static bool take_hole(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    (void)place;
    (void)nature;
    struct bytes front = stream_ahead(content, 5);
    ck_assert_mem_eq(front.at, "front", 5);
    uint64_t total = 0;
    char last[4] = "";
    for (struct bytes seen = stream_ahead(content, 4); seen.left > 0;
         seen = stream_ahead(content, 4)) {
        if (seen.left >= 4) {
            memcpy(last, seen.at + seen.left - 4, 4);
        }
        total += seen.left;
        stream_consume(content, seen.left);
    }
    ck_assert_mem_eq(last, "back", 4);
    *(uint64_t *)context = total;
    return true;
}

static void ignore_journal(void *context, const struct place *where, enum journal_weight weight,
                           const struct fault *fault, uint64_t unread)
{
    (void)context;
    (void)where;
    ck_assert_int_eq(weight, JOURNAL_NOTE);
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
    ck_assert_uint_eq(unread, 0);
}

START_TEST(holes_are_shown_shortened_and_what_follows_is_read)
{
    struct bytes raw = fixture("hostile/tar-hole-of-a-terabyte.tar");
    uint64_t total = 0;
    struct memory_stream content;
    const struct container_sink sink = {
        .context = &total, .part = take_hole, .mail = take_mail, .journal = ignore_journal
    };
    memory_stream_init(&content, raw);
    ck_assert_ptr_null(archive_stream_container.walk(&content.stream, &sink));
    ck_assert_uint_eq(total, 2 * HOLE_SHOWN_MAX);
    release(raw);
}
END_TEST

struct descent {
    unsigned depth;
    uint64_t innermost;
};

static bool descend(void *context, const struct place *place, enum part_nature nature,
                    struct stream *content)
{
    (void)nature;
    struct descent *descent = context;
    struct buffer held = { 0 };
    char expected[32];
    (void)snprintf(expected, sizeof(expected), "level-%u", ++descent->depth);
    ck_assert(bytes_equal(place->name, bytes_over(expected, strlen(expected))));
    ck_assert(stream_hold(content, HELD_MAX, &held));
    struct memory_stream inner;
    memory_stream_init(&inner, buffer_bytes(&held));
    if (archive_seek_container.recognise(buffer_bytes(&held))) {
        const struct container_sink sink = {
            .context = descent, .part = descend, .mail = take_mail, .journal = ignore_journal
        };
        ck_assert_ptr_null(archive_seek_container.walk(&inner.stream, &sink));
    } else {
        descent->innermost = held.used;
    }
    buffer_clear(&held);
    return true;
}

START_TEST(a_zip_can_be_walked_inside_itself)
{
    struct bytes raw = fixture("hostile/zip-nested-40-deep.zip");
    struct descent descent = { 0 };
    struct memory_stream content;
    const struct container_sink sink = {
        .context = &descent, .part = descend, .mail = take_mail, .journal = ignore_journal
    };
    memory_stream_init(&content, raw);
    ck_assert_ptr_null(archive_seek_container.walk(&content.stream, &sink));
    ck_assert_uint_eq(descent.depth, 40);
    ck_assert_uint_eq(descent.innermost, 1110);
    release(raw);
}
END_TEST

int main(void)
{
    if (!archive_walk_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("archive_damage");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, hostile_archives_cost_only_what_is_damaged, 0,
                        (int)(sizeof(hostile) / sizeof(hostile[0])));
    tcase_add_test(tests, claimed_sizes_are_not_believed);
    tcase_add_test(tests, holes_are_shown_shortened_and_what_follows_is_read);
    tcase_add_test(tests, a_zip_can_be_walked_inside_itself);
    return suite_run("archive_damage", tests);
}
