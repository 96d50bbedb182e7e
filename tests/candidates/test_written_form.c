#include "candidates/anchors.h"
#include "candidates/written/written_form_row.h"
#include "leaf_log.h"

/* The extent of what is written around `@`, which stands before the anchor and is taken
 * out first. */
struct form {
    bool (*plausible)(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
    bool (*extent)(struct bytes text, size_t anchor, struct written_extent *extent);
};
static const struct form jwk = { jwk_text_plausible, jwk_text_extent };
static const struct form xml = { xml_element_plausible, xml_element_extent };

static const struct {
    const struct form *form;
    const char *text;
    bool plausible, found, open;
    const char *extent; /* the text of it */
} rows[] = {
    { &jwk, "[{\"@kty\":\"EC\",\"d\":\"AQ\"},1]", true, true, false,
      "{\"kty\":\"EC\",\"d\":\"AQ\"}" },
    { &jwk, "{\"a\":{\"@kty\":\"EC\",\"p\":\"AQ\"},\"d\":1}", true, true, false,
      "{\"kty\":\"EC\",\"p\":\"AQ\"}" },
    { &jwk, "{\"priv\":\"AQ\",\"@kty\":\"AKP\"}", true, true, false,
      "{\"priv\":\"AQ\",\"kty\":\"AKP\"}" },
    { &jwk, "1,\"{\"\"d\"\":\"\"AQ\"\",\"\"@kty\"\":\"\"EC\"\"}\",2", true, true, false,
      "{\"\"d\"\":\"\"AQ\"\",\"\"kty\"\":\"\"EC\"\"}" },
    { &jwk, "{d: 'AQ', @kty: 'EC'}", true, true, false, "{d: 'AQ', kty: 'EC'}" },
    { &jwk, "{:d => 'AQ', :@kty => 'EC'}", true, true, false, "{:d => 'AQ', :kty => 'EC'}" },
    { &jwk, "['d' => 'AQ', '@kty' => 'EC']", true, true, false, "['d' => 'AQ', 'kty' => 'EC']" },
    { &jwk, "{\"@kty\":\"EC\",\"d\":\"AQ\",\"x\":\"A", true, true, true,
      "{\"kty\":\"EC\",\"d\":\"AQ\"" },
    { &jwk, "{\"@kty\":\"EC\",\"d\":\"AQ\",\"x\":\"A\n{\"a\":\"b\"}", true, true, false,
      "{\"kty\":\"EC\",\"d\":\"AQ\"" },
    { &jwk, "\"d\":\"AQ\",\"@kty\":\"EC\"}", true, true, true, "\"d\":\"AQ\",\"kty\":\"EC\"" },
    { &jwk, "\"x\":\"AQ\",\"@kty\":\"EC\"}", true, true, true, "" },
    { &jwk, "{\"Inver@seQ\":\"AQ\",\"P\":\"AQ\"}", true, true, false,
      "{\"InverseQ\":\"AQ\",\"P\":\"AQ\"}" },
    { &jwk, "{\"inver@seQ\":\"AQ\",\"p\":\"AQ\"}", true, true, false,
      "{\"inverseQ\":\"AQ\",\"p\":\"AQ\"}" },
    { &jwk, "{\"Obver@seQ\":\"AQ\",\"P\":\"AQ\"}", false, false, false, "" },
    { &jwk, "{\"@kty\":\"EC\",\"x\":\"AQ\"}", false, false, false, "" },
    { &jwk, "{\"@kty\":\"EC\",\"x\":\"AQ\n{\"a\":\"b\"}", true, false, false, "" },
    { &jwk, "{\"@kty\":\"oct\",\"d\":\"AQ\"}", false, true, false,
      "{\"kty\":\"oct\",\"d\":\"AQ\"}" },
    { &jwk, "{\\\"@kty\\\":\\\"EC\\\",\\\"d\\\":\\\"AQ\\\"}", true, false, false, "" },
    { &jwk, "{\"d\":[\"@kty\",\"EC\"]}", true, false, false, "" },
    { &jwk, "{\"d\":\"AQ\",\"no@kty\":\"EC\"}", true, false, false, "" },
    { &jwk, "{\"d\":\"AQ\",\"@ktyx\":\"EC\"}", false, false, false, "" },
    { &jwk, "{\"d\":\"AQ\",\"@kty\":\"ECX\"}", false, true, false,
      "{\"d\":\"AQ\",\"kty\":\"ECX\"}" },
    { &jwk, "@kty", false, false, false, "" },
    { &jwk, "\"@kty\"", false, true, true, "" },
    { &xml, "<a><RSAK@eyValue><D>AQ</D></RSAKeyValue></a>", true, true, false,
      "<RSAKeyValue><D>AQ</D></RSAKeyValue>" },
    { &xml, "<x:RSAK@eyPair a=\"b\">\n<x:P/></x:RSAKeyPair >", true, true, false,
      "<x:RSAKeyPair a=\"b\">\n<x:P/></x:RSAKeyPair >" },
    { &xml, "<ECDSAK@eyValue><D>1</D></ECDSAKeyValue>", true, true, false,
      "<ECDSAKeyValue><D>1</D></ECDSAKeyValue>" },
    { &xml, "<DSAK@eyValue><P>AQ</P>", true, true, true, "<DSAKeyValue><P>AQ</P>" },
    { &xml, "<RSAK@eyValue><D>AQ</D><E></E></a>", true, true, false,
      "<RSAKeyValue><D>AQ</D><E></E>" },
    { &xml, "<RSAK@eyValue a='", true, true, true, "<RSAKeyValue a='" },
    { &xml, "<RSAK@eyValue><E>AQ</E></a>", true, false, false, "" },
    { &xml, "<RSAK@eyValue><E>AQ</E></RSAKeyValue>", false, false, false, "" },
    { &xml, "<DSAK@eyValue><P>AQ</P></DSAKeyValue>", false, false, false, "" },
    { &xml, "<RSAK@eyValue/>", false, false, false, "" },
    { &xml, "</RSAK@eyValue>", false, false, false, "" },
    { &xml, "RSAK@eyValue", false, false, false, "" },
    { &xml, "<RSAK@eyValues>", false, false, false, "" },
    { &xml, "<RSAPrivateK@eyValue>", false, false, false, "" },
    { &xml, "&lt;ds:RSAK@eyValue&gt;", true, false, false, "" },
    { &xml, "\\u003cRSAK@eyPair\\u003e", true, false, false, "" },
    { &xml, "%3Cds%3aDSAK@eyValue%3E", true, false, false, "" },
    { &xml, "=3CRSAK@eyValue=3E", true, false, false, "" },
    { &xml, "&lt;/RSAK@eyValue&gt;", false, false, false, "" },
    { &xml, "@eyV", false, false, false, "" },
};

static void check(const struct form *form, struct bytes text, size_t anchor, int row)
{
    size_t front = SIZE_MAX;
    struct written_extent extent = { .from = 77 };
    bool plausible = form->plausible(text, anchor, &front, &(uint64_t){ 0 });
    ck_assert_msg(plausible == rows[row].plausible, "%s", rows[row].text);
    ck_assert(plausible ? front <= anchor : front == SIZE_MAX);
    bool found = form->extent(text, anchor, &extent);
    ck_assert_msg(found == rows[row].found, "%s", rows[row].text);
    if (!found) {
        ck_assert_uint_eq(extent.from, 77);
        return;
    }
    ck_assert(extent.open == rows[row].open);
    ck_assert_uint_le(extent.to, text.left);
    struct bytes whole = bytes_over(text.at + extent.from, extent.to - extent.from);
    ck_assert_msg(bytes_equal(whole, bytes_over(rows[row].extent, strlen(rows[row].extent))),
                  "%s: %.*s", rows[row].text, (int)whole.left, (const char *)whole.at);
}

START_TEST(extent_is_what_is_written)
{
    const char *mark = strchr(rows[_i].text, '@');
    const size_t anchor = (size_t)(mark - rows[_i].text), length = strlen(rows[_i].text) - 1;
    uint8_t *copy = exact_copy(rows[_i].text, length);
    memcpy(copy + anchor, mark + 1, length - anchor);
    check(rows[_i].form, bytes_over(copy, length), anchor, _i);
    free(copy);
}
END_TEST

static const struct {
    const char *file, *mark;
    const struct form *form;
} files[] = {
    { "keys/jwk/rsa2048-rfc9500.jwk", "kty", &jwk },
    { "keys/jwk/own-three-primes.jwk", "kty", &jwk },
    { "keys/jwk/ed448-rfc8080.jwk", "kty", &jwk },
    { "keys/xml/mono-rsa1024-rfc9500.xml", "eyV", &xml },
    { "keys/xml/xkms-rsa2048-rfc9500.xml", "eyP", &xml },
    { "keys/xml/rfc4050-ecdsap256-rfc9500.xml", "eyV", &xml },
};

/* All of it, and of every shorter text only what says that there is more. */
START_TEST(every_prefix_is_open)
{
    struct buffer text = { 0 };
    char name[128];
    snprintf(name, sizeof(name), "../%s", files[_i].file);
    read_file(name, &text);
    while (text.used > 0 && text.at[text.used - 1] <= ' ') {
        text.used--;
    }
    const uint8_t *found = memmem(text.at, text.used, files[_i].mark, ANCHOR_LENGTH);
    ck_assert_ptr_nonnull(found);
    const size_t anchor = (size_t)(found - text.at);
    for (size_t length = anchor + ANCHOR_LENGTH; length <= text.used; length++) {
        uint8_t *copy = exact_copy(text.at, length);
        struct written_extent extent;
        size_t front;
        const struct bytes part = bytes_over(copy, length);
        (void)files[_i].form->plausible(part, anchor, &front, &(uint64_t){ 0 });
        bool read = files[_i].form->extent(part, anchor, &extent);
        if (length == text.used) {
            ck_assert(read && !extent.open && extent.from == 0 && extent.to == text.used);
        } else {
            ck_assert(!read || (extent.open && extent.to <= length));
        }
        free(copy);
    }
    buffer_clear(&text);
}
END_TEST

/* What stands in a key and may hold others is told apart. */
START_TEST(others_are_left_to_themselves)
{
    static const char text[] = "{\"a\":[1],\"x5c\":[\"MIIB\",\"MIIC\"],\"kty\":\"EC\",\"d\":\"AQ\","
                               "\"oth\":[{\"r\":\"AAAAAAAAAAAAAAAAAAA\"}]}";
    const struct bytes whole = bytes_over(text, sizeof(text) - 1);
    struct written_extent extent;
    ck_assert(jwk_text_extent(whole, (size_t)(strstr(text, "kty") - text), &extent));
    ck_assert_uint_eq(extent.others_from, (size_t)(strstr(text, "[\"MIIB") - text));
    ck_assert_uint_eq(extent.others_to, (size_t)(strstr(text, ",\"kty") - text));
}
END_TEST

static const struct {
    const char *text, *joined; /* NULL: nothing is joined */
} joints[] = {
    { "a\" + \"b", "ab" },
    { "a\" +\n      \"b\"+\"c", "abc" },
    { "a' .\n 'b", "ab" },
    { "a\" & _\r\n \"b", "ab" },
    { "a\"\n\"b", "ab" },
    { "a\" +\n   @\"b", "ab" },
    { "\"a\",\"b\"", NULL },
    { "\"a\": \".\"", NULL },
    { "\"\"", NULL },
    { "\"a\" \"b\"", NULL },
    { "a\" +", NULL },
    { "", NULL },
    { "a: \"b\"\n\" +\n    \"c", "a: \"b\"\nc" },
};

START_TEST(strings_are_joined)
{
    struct clear_view view = { 0 };
    const size_t length = strlen(joints[_i].text);
    const struct view_wish wish = { .mark = VIEW_UNCUT };
    ck_assert(clear_view_make(&view, bytes_over(joints[_i].text, length), &wish));
    ck_assert(clear_view_join(&view, JOIN_STRINGS) == (joints[_i].joined != NULL));
    const char *expected = joints[_i].joined != NULL ? joints[_i].joined : joints[_i].text;
    ck_assert(bytes_equal(buffer_bytes(&view.text), bytes_over(expected, strlen(expected))));
    ck_assert_uint_eq(view.origin[view.text.used], length);
    for (size_t i = 0; i < view.text.used; i++) {
        ck_assert_uint_eq(view.text.at[i], (uint8_t)joints[_i].text[view.origin[i]]);
    }
    clear_view_clear(&view);
}
END_TEST

/* Made of `text` as told: what is seen then; NULL: nothing is joined. */
static const struct {
    const char *what;
    enum view_undo undo;
    bool list;
    const char *text, *seen;
} views[] = {
    { "the strings of a list", UNDO_NOTHING, true, "'a',\n  'b'", "'a\nb'" },
    { "lines that PHP ends", UNDO_NOTHING, true, "'a' . PHP_EOL\n  . 'b'", "'a\nb'" },
    { "a list on one line", UNDO_NOTHING, true, "'a', 'b'", "'a', 'b'" },
    { "quotes of the text", UNDO_NOTHING, true, "'<a b=\"c\"',\n '>'", "'<a b=\"c\"\n>'" },
    { "tags of a page around XML", UNDO_PAGE, false, "<p><P>AQ==</P></p>", "\n<P>AQ==</P>\n" },
    { "a span of a page", UNDO_PAGE, false, "<span class=\"x\"><D>AQ</D></span>", "<D>AQ</D>" },
    { "encoded words", UNDO_ESCAPES, false,
      "=?utf-8?Q?AQ=3D?=\r\n =?utf-8?Q?AB?=", "=?utf-8?Q?AQ=AB?=" },
    { "a soft break before JSON", UNDO_ESCAPES, false, "abz=\nC2Q\",\"e\":\"A=3D\"",
      "abzC2Q\",\"e\":\"A=\"" },
    { "a soft break in a tag", UNDO_ESCAPES, false, "<d=\nsig11:NamedCurve a=3D\"1\">",
      "<dsig11:NamedCurve a=\"1\">" },
    { "UTF-7 behind binary", UNDO_ESCAPES, false, "\x81+\x82\x01+\x03 A+-B",
      "\x81+\x82\x01+\x03 A+B" },
    { "a form whose line ends were spaces", UNDO_ESCAPES, false,
      "Key%3A+(private-key+(d+%23A%2BB%23))+", "Key: (private-key (d #A+B#)) " },
    { "an address in text", UNDO_ESCAPES, false, "?q=a%3A+b and A+%2B", "?q=a:+b and A++" },
};

START_TEST(view_shows)
{
    struct clear_view view = { 0 };
    const size_t length = strlen(views[_i].text);
    const struct view_wish wish = { .mark = VIEW_UNCUT, .undo = views[_i].undo };
    ck_assert(clear_view_make(&view, bytes_over(views[_i].text, length), &wish));
    if (views[_i].list) {
        ck_assert(clear_view_join(&view, JOIN_LIST) ==
                  (strcmp(views[_i].text, views[_i].seen) != 0));
    }
    ck_assert_msg(
        bytes_equal(buffer_bytes(&view.text), bytes_over(views[_i].seen, strlen(views[_i].seen))),
        "%s: %.*s", views[_i].what, (int)view.text.used, (const char *)view.text.at);
    clear_view_clear(&view);
}
END_TEST

/* An escaped bracket stands before the name that is found: it is of no prefix. */
START_TEST(bracket_is_no_prefix)
{
    static const char text[] = "> &#x3c;D&#x3e;AQ\n> AB", seen[] = "> <D>AQ\nAB";
    struct clear_view view = { 0 };
    const struct view_wish wish = { .mark = 8, .undo = UNDO_ESCAPES, .cut_last = true };
    ck_assert(clear_view_make(&view, bytes_over(text, sizeof(text) - 1), &wish));
    ck_assert(bytes_equal(buffer_bytes(&view.text), bytes_over(seen, sizeof(seen) - 1)));
    clear_view_clear(&view);
}
END_TEST

/* Line ends had become spaces, the prefixes of lines with them; the mark is behind an `@`, which
 * is taken out first. */
static const struct {
    const char *text, *seen; /* NULL: nothing is split */
} splits[] = {
    { "a\n+@K: 1 +L: 2 +AA+B +CC\n", "a\n+K: 1\nL: 2\nAA+B\nCC\n" },
    { ">@K: 1 >L: 2 ", ">K: 1\nL: 2 " },
    { "9\t@K: 1 10\tL: 12 11\tM: 7 AA 12\tB", "9\tK: 1\nL: 12\nM: 7 AA\nB" },
    { "     1  @K: 4      2  AA", "     1  K: 4\nAA" },
    { "    @K: 1     L: 2", NULL },
    { "@K: 1 L: 2", NULL },
    { "+@K", NULL },
    { "+@K +", "+K\n" },
};

START_TEST(spaces_with_prefixes_are_line_ends)
{
    struct clear_view view = { 0 };
    const struct view_wish wish = { .mark = VIEW_UNCUT };
    const char *at = strchr(splits[_i].text, '@');
    const size_t mark = (size_t)(at - splits[_i].text), length = strlen(splits[_i].text) - 1;
    uint8_t *copy = exact_copy(splits[_i].text, length);
    memcpy(copy + mark, at + 1, length - mark);
    const struct bytes text = bytes_over(copy, length);
    ck_assert(clear_view_make(&view, text, &wish));
    ck_assert(clear_view_split(&view, mark) == (splits[_i].seen != NULL));
    const struct bytes seen =
        splits[_i].seen == NULL ? text : bytes_over(splits[_i].seen, strlen(splits[_i].seen));
    ck_assert_msg(bytes_equal(buffer_bytes(&view.text), seen), "%.*s", (int)view.text.used,
                  (const char *)view.text.at);
    ck_assert_uint_eq(view.origin[view.text.used], length);
    clear_view_clear(&view);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("written_form");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, extent_is_what_is_written, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, every_prefix_is_open, 0, (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_test(tests, others_are_left_to_themselves);
    tcase_add_loop_test(tests, strings_are_joined, 0, (int)(sizeof(joints) / sizeof(joints[0])));
    tcase_add_loop_test(tests, view_shows, 0, (int)(sizeof(views) / sizeof(views[0])));
    tcase_add_test(tests, bracket_is_no_prefix);
    tcase_add_loop_test(tests, spaces_with_prefixes_are_line_ends, 0,
                        (int)(sizeof(splits) / sizeof(splits[0])));
    return suite_run("written_form", tests);
}
