#include "containers/documents/markup_text.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

#define WORD  "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/w\">"
#define SHEET "<?xml version=\"1.0\"?>\n<sst xmlns=\"http://purl.oclc.org/ooxml/s\">"
#define ODF                                                                                        \
    "<?xml version=\"1.0\"?><o:d xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">"

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk; /* what is seen; NULL: not taken for mark-up */
} texts[] = {
    { "a page",
      B("<!DOCTYPE html>\n<html><body><p>a<b>b</b>c<br>d</p><p>e</p><div><br/></div>f</body>"),
      "\\nabc\\nd\\ne\\n\\nf\\n" },
    { "a page behind a mark and blanks", B("\xef\xbb\xbf \r\n<HTML>\n<P>a<BR>b"),
      "\\xef\\xbb\\xbf \\x0d\\n\\na\\nb" },
    { "lines in cells", B("<html><tr><td>1</td><td>a</td></tr><tr><td>2</td><td>b</td></tr>"),
      "1\\x09a\\x09\\n2\\x09b\\x09\\n" },
    { "references", B("<html>a&nbsp;b&amp;lt;&#43;&#x2F;&unknown;&#1114112;&"),
      "a b&lt;+/&unknown;&#1114112;&" },
    { "comments", B("<html>a<!-- <p> > -- -->b<!--[if x]>c<![endif]-->d<![if !x]>e<?f >g"),
      "abdeg" },
    { "CDATA", B("<html>a<![CDATA[<p>&amp;]]]]><![CDATA[>]]>b"), "a<p>&amp;]]>b" },
    { "scripts and styles",
      B("<html><style>p { a: b }</style>a<script x=y>if (a</b/.c) '<p>'"
        "</script>b<script/>c"),
      "abc" },
    { "values", B("<html><p a=\"b>c\" d = '\"e>' don't f=g>h<i title=x/>j"), "hj" },
    { "no tags", B("<html>a < b <3 <> </ 1>c"), "a < b <3 <> </ 1>c" },
    { "entities of its own",
      B("<!DOCTYPE html [<!ENTITY a \"aaaa>\"><!ENTITY b \"&a;&a;\">]><p>&b;c"), "&b;c" },
    { "a drawing",
      B("<svg xmlns=\"http://www.w3.org/2000/svg\"><text><tspan>a</tspan>"
        "<tspan>b</tspan></text></svg>"),
      "a\\nb\\n" },
    { "a page in XML", B("<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html><p>a</p></html>"),
      "\\n\\na\\n" },
    { "paragraphs and runs",
      B(WORD "<w:p><w:r><w:t>a</w:t></w:r><w:proofErr w:type=\"x\"/><w:r>"
             "<w:t xml:space=\"preserve\"> b</w:t><w:br/><w:t>c</w:t>"
             "<w:tab/><w:noBreakHyphen/></w:r></w:p><w:p/><w:p>d</w:p>"),
      "a b\\nc\\x09-\\n\\nd\\n" },
    { "laid out", B(WORD "\n <w:p>\n  <w:r>\n   <w:t>a</w:t>\r\n  </w:r> <w:r>\n\t<w:t>\nb</w:t>"),
      "a \\nb" },
    { "shared strings", B(SHEET "<si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si>"),
      "\\na\\nbc\\n" },
    { "rows and cells", B(SHEET "<row><c><v>1</v></c><c><is><t>a</t></is></c></row><row>b</row>"),
      "\\n1\\x09a\\x09\\nb\\n" },
    { "slides",
      B("<?xml version='1.0'?><p:sld xmlns:a='http://schemas.openxmlformats.org/a'>"
        "<a:p><a:r><a:t>a</a:t></a:r><a:br><a:rPr/></a:br><a:t>b</a:t></a:p>"),
      "a\\nb\\n" },
    { "OpenDocument",
      B(ODF "<text:p>a<text:span>b</text:span><text:line-break/>c<text:tab/>"
            "d<text:s/>e</text:p><text:h>f</text:h>"),
      "ab\\nc\\x09d e\\nf\\n" },
    { "other XML", B("<?xml version=\"1.0\"?><config><line>a</line></config>"), NULL },
    { "a page further on", B("a <html><p>"), NULL },
    { "another name", B("<htmlx><p>"), NULL },
    { "a name alone", B("<html"), NULL },
    { "a number of a key", B("<RSAKeyValue>"), NULL },
    { "nothing", B(""), NULL },
};

START_TEST(markup_is_recognised_and_read)
{
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    struct bytes text = bytes_over(copy, texts[_i].length);
    bool taken = markup_text_container.recognise(text);
    ck_assert_msg(taken == (texts[_i].walk != NULL), "%s", texts[_i].what);
    for (size_t grain = 1; taken && grain < 100; grain += 33) {
        char expected[200];
        struct part_recorder recorder = { .no_notes = true };
        struct dribble_stream stream;
        dribble_stream_init(&stream, text, grain);
        (void)snprintf(expected, sizeof(expected), "reading 0 0+0 <markup-text> unknown \"%s\"\n",
                       texts[_i].walk);
        ck_assert_msg(strcmp(part_recorder_walk(&recorder, &markup_text_container, &stream.stream),
                             expected) == 0,
                      "%s: %s", texts[_i].what, (char *)recorder.text.at);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

START_TEST(every_shorter_document_is_read)
{
    static const char text[] =
        "<!DOCTYPE html [<!ENTITY a 'b'>]><html><p a=\"b\" c='>'>d&amp;&#x2f;"
        "<!-- e --><![CDATA[f]]><?g?><script>h</script></p><br/>";
    for (size_t kept = 0; kept < sizeof(text); kept++) {
        uint8_t *copy = exact_copy(text, kept);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        ck_assert(markup_text_container.recognise(bytes_over(copy, kept)) == (kept > 14));
        (void)part_recorder_walk(&recorder, &markup_text_container, &memory.stream);
        ck_assert_uint_eq(memory.stream.offset, kept);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

/* What is `front`, a megabyte of `filling`, and `end`. */
static void expect_long(const char *front, const char *filling, const char *end,
                        const char *expected)
{
    struct buffer text = { 0 };
    ck_assert(buffer_append_text(&text, front));
    while (text.used < 1 << 20) {
        ck_assert(buffer_append_text(&text, filling));
    }
    ck_assert(buffer_append_text(&text, end));
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&text));
    ck_assert_str_eq(
        strchr(part_recorder_walk(&recorder, &markup_text_container, &memory.stream), '"'),
        expected);
    part_recorder_clear(&recorder);
    buffer_clear(&text);
}

static const struct {
    const char *front, *filling, *end, *expected;
} long_ones[] = {
    { "<html>a<i title=\"", "<p> ", "\">b", "\"ab\"\n" },
    { "<html>a<!--", "<p>->-", "-->b", "\"ab\"\n" },
    { "<html>a<script>", "</p><scrip", "</script>b", "\"ab\"\n" },
    { "<!doctype html [", "<!ENTITY a \"&a;&a;\">", "]>&a;", "\"&a;\"\n" },
    { "<!doctype html ", "[", ">a",
      "\"\"\nnote: the document ends within a tag, a comment or the like\n" },
    { "<html>a<i ", "title=\"<\" ", "",
      "\"a\"\nnote: the document ends within a tag, a comment or the like\n" },
    { "<html>a", "<b>", "&", "\"a&\"\n" },
};

START_TEST(long_marks_take_no_memory)
{
    expect_long(long_ones[_i].front, long_ones[_i].filling, long_ones[_i].end,
                long_ones[_i].expected);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("markup_text");
    tcase_add_loop_test(tests, markup_is_recognised_and_read, 0,
                        (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, every_shorter_document_is_read);
    tcase_add_loop_test(tests, long_marks_take_no_memory, 0,
                        (int)(sizeof(long_ones) / sizeof(long_ones[0])));
    return suite_run("markup_text", tests);
}
