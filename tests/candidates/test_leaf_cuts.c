/* What is delivered may not depend on how the bytes were cut, nor on ranges. */
#include "bounds.h"
#include "damage.h"
#include "leaf_log.h"
#include "sql_damage.h"

static const char *const names[] = { "rsa2048",        "p256",           "ed25519-openssh",
                                     "rsa1024-aes128", "p256-encrypted", "certificate" };
#define NAMES (sizeof(names) / sizeof(names[0]))

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % below;
}

static void put_noise(struct buffer *into, unsigned length, bool text)
{
    for (unsigned i = 0; i < length; i++) {
        put_byte(into, text ? (uint8_t) " etaoinshrdlu\n,."[draw(16)] : (uint8_t)draw(256));
    }
}

/* About 700 KB of all sorts. */
static void build(struct buffer *leaf)
{
    static void (*const ways[])(struct bytes, struct buffer *) = {
        in_mail,   quote,      escape_json, utf16_le,  utf16_be, base64_line, base64_wrapped,
        hex_plain, hex_colons, log_iso,     in_binary, no_end,   begin_twice,
    };
    for (unsigned i = 0; i < 80; i++) {
        const struct known_key *key = known_by_name(names[draw(NAMES)]);
        put_noise(leaf, draw(16000), draw(2) != 0);
        put_byte(leaf, '\n');
        if (draw(4) == 0) {
            ck_assert(buffer_append(leaf, buffer_bytes(&key->content)));
        } else if (draw(8) == 0) {
            sql_dumped(buffer_bytes(&key->content), leaf);
        } else {
            ways[draw(sizeof(ways) / sizeof(ways[0]))](buffer_bytes(&key->pem), leaf);
        }
    }
}

static void scan_in_cuts(struct leaf_log *log, struct bytes leaf, unsigned most)
{
    struct scan_sink sink = log_sink(log);
    struct leaf_scan *scan = leaf_scan_new(&sink, &whole_leaf);
    ck_assert_ptr_nonnull(scan);
    while (leaf.left > 0) {
        size_t length = most > 1 ? 1 + draw(most) : 1;
        struct bytes part;
        ck_assert(bytes_take(&leaf, length < leaf.left ? length : leaf.left, &part));
        uint8_t *copy = exact_copy(part.at, part.left);
        leaf_scan_push(scan, bytes_over(copy, part.left));
        free(copy);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
}

static const unsigned cuts[] = { 1, 100, 5000, 70000, 300000, 1000000 };

START_TEST(cuts_change_nothing)
{
    struct buffer leaf = { 0 };
    struct leaf_log whole = { 0 }, cut = { 0 };
    seed = 11;
    build(&leaf);
    scan_leaf(&whole, buffer_bytes(&leaf));
    ck_assert_uint_gt(whole.keys, 50);
    seed = (uint64_t)_i;
    scan_in_cuts(&cut, buffer_bytes(&leaf), cuts[_i]);
    ck_assert_uint_eq(whole.lines.used, cut.lines.used);
    ck_assert(memcmp(whole.lines.at, cut.lines.at, cut.lines.used) == 0);
    buffer_clear(&leaf);
    log_clear(&whole);
    log_clear(&cut);
}
END_TEST

/* In one piece, and in the memory that another leaf was scanned in. */
START_TEST(whole_and_renewed_are_the_same)
{
    struct buffer leaf = { 0 };
    struct leaf_log whole = { 0 }, again = { 0 };
    const struct scan_sink first = log_sink(&whole), second = log_sink(&again);
    seed = 17;
    build(&leaf);
    uint8_t *copy = exact_copy(leaf.at, leaf.used);
    struct leaf_scan *scan = leaf_scan_new(&first, &whole_leaf);
    ck_assert_ptr_nonnull(scan);
    leaf_scan_push(scan, buffer_bytes(&leaf));
    leaf_scan_finish(scan);
    leaf_scan_renew(scan, &second, &whole_leaf);
    leaf_scan_whole(scan, bytes_over(copy, leaf.used));
    ck_assert_uint_gt(whole.keys, 50);
    ck_assert_uint_eq(whole.lines.used, again.lines.used);
    ck_assert(memcmp(whole.lines.at, again.lines.at, again.lines.used) == 0);
    leaf_scan_free(scan);
    free(copy);
    buffer_clear(&leaf);
    log_clear(&whole);
    log_clear(&again);
}
END_TEST

static void scan_range(struct leaf_log *log, struct bytes leaf, uint64_t from, uint64_t to)
{
    struct scan_sink sink = log_sink(log);
    uint64_t base = from > (128u << 10) ? from - (128u << 10) : 0;
    const struct leaf_scan_span span = {
        .base = base, .own_from = from, .own_to = to, .readings = true
    };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    ck_assert_ptr_nonnull(scan);
    struct bytes rest = leaf, before, part;
    ck_assert(bytes_take(&rest, (size_t)base, &before));
    while (rest.left > 0 && leaf_scan_wants_more(scan)) {
        ck_assert(bytes_take(&rest, rest.left < 30000 ? rest.left : 30000, &part));
        leaf_scan_push(scan, part);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
}

START_TEST(ranges_deliver_each_thing_once)
{
    struct buffer leaf = { 0 };
    struct leaf_log whole = { 0 }, ranges = { 0 };
    seed = 5;
    build(&leaf);
    scan_leaf(&whole, buffer_bytes(&leaf));
    for (uint64_t from = 0; from < leaf.used; from += 150000) {
        scan_range(&ranges, buffer_bytes(&leaf), from, from + 150000);
    }
    ck_assert_uint_eq(ranges.keys, whole.keys);
    ck_assert_uint_eq(ranges.certificates, whole.certificates);
    ck_assert_uint_eq(ranges.readings, whole.readings);
    buffer_clear(&leaf);
    log_clear(&whole);
    log_clear(&ranges);
}
END_TEST

/* A run far longer than a window: 3 MB of base64 whose first and last lines matter. */
START_TEST(long_run_is_one_reading)
{
    const struct known_key *key = known_by_name("rsa2048");
    struct buffer text = { 0 }, encoded = { 0 };
    struct leaf_log log = { 0 };
    seed = 3;
    put_noise(&text, 2000000, true);
    ck_assert(buffer_append(&text, buffer_bytes(&key->pem)));
    put(&encoded, "here:\n");
    base64_wrapped(buffer_bytes(&text), &encoded);
    scan_in_cuts(&log, buffer_bytes(&encoded), 400000);
    ck_assert_uint_eq(log.readings, 1);
    ck_assert_uint_eq(log.keys, 1);
    ck_assert_uint_eq(log.found.offset, 2000000);
    buffer_clear(&text);
    buffer_clear(&encoded);
    log_clear(&log);
}
END_TEST

/* Base64 of armour out of its groups of four, at the end of a run that spans ranges. */
START_TEST(armour_far_in_a_run_is_delivered_once)
{
    struct buffer leaf = { 0 };
    struct leaf_log whole = { 0 }, ranges = { 0 }, cut = { 0 };
    seed = 17;
    for (unsigned i = 0; i < 400000 + (unsigned)_i; i++) {
        put_byte(&leaf, (uint8_t)STANDARD[draw(64)]);
    }
    base64(buffer_bytes(&known_by_name("rsa2048")->pem), 0, STANDARD, &leaf);
    scan_leaf(&whole, buffer_bytes(&leaf));
    ck_assert_uint_eq(whole.keys, 1);
    for (uint64_t from = 0; from < leaf.used; from += 150001) {
        scan_range(&ranges, buffer_bytes(&leaf), from, from + 150001);
    }
    scan_in_cuts(&cut, buffer_bytes(&leaf), 70000);
    ck_assert_uint_eq(ranges.keys, 1);
    ck_assert_uint_eq(cut.lines.used, whole.lines.used);
    ck_assert(memcmp(whole.lines.at, cut.lines.at, cut.lines.used) == 0);
    buffer_clear(&leaf);
    log_clear(&whole);
    log_clear(&ranges);
    log_clear(&cut);
}
END_TEST

/* What is not held of a run still shows where another begins. */
START_TEST(armour_behind_what_is_held_is_found)
{
    struct buffer leaf = { 0 }, block = { 0 };
    struct leaf_log log = { 0 };
    seed = 19;
    for (unsigned i = 0; i < (16u << 20); i++) {
        put_byte(&block, (uint8_t)STANDARD[draw(64)]);
    }
    while (leaf.used < RUN_HELD_MAX / 3 * 4 + block.used) {
        must(buffer_append(&leaf, buffer_bytes(&block)));
    }
    size_t place = leaf.used;
    base64(buffer_bytes(&known_by_name("rsa2048")->pem), 0, STANDARD, &leaf);
    scan_leaf(&log, buffer_bytes(&leaf));
    ck_assert_uint_eq(log.keys, 1);
    char line[64];
    snprintf(line, sizeof(line), "reading base64 %zu+", place);
    ck_assert_ptr_nonnull(memmem(log.lines.at, log.lines.used, line, strlen(line)));
    buffer_clear(&leaf);
    buffer_clear(&block);
    log_clear(&log);
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
    for (size_t i = 0; i < NAMES; i++) {
        know(names[i]);
    }
}

static void tear_down(void)
{
    forget_known();
    leaf_scan_release();
}

int main(void)
{
    TCase *tests = tcase_create("leaf_cuts");
    tcase_set_timeout(tests, 240);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, cuts_change_nothing, 0, (int)(sizeof(cuts) / sizeof(cuts[0])));
    tcase_add_test(tests, ranges_deliver_each_thing_once);
    tcase_add_test(tests, whole_and_renewed_are_the_same);
    tcase_add_test(tests, long_run_is_one_reading);
    tcase_add_loop_test(tests, armour_far_in_a_run_is_delivered_once, 0, 4);
    tcase_add_test(tests, armour_behind_what_is_held_is_found);
    return suite_run("leaf_cuts", tests);
}
