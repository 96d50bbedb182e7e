#include "containers/pdf/pdf_walk.h"

#include "containers/part_recorder.h"
#include "keys/key_fixture.h"

#define HEAD    "%PDF-1.4\n"
#define UNTRIED "unread: the PDF file is encrypted: --passphrases FILE may open it in a new case\n"
/* "hello" as zlib stores it. */
#define STORED                                                                                     \
    "\x78\x01\x01\x05\x00\xfa\xff"                                                                 \
    "hello\x06\x2c\x02\x15"
#define B(text) text, sizeof(text) - 1

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk;
} files[] = {
    { "an empty one", B(HEAD), "" },
    { "a stream", B(HEAD "1 0 obj<</Length 5>>stream\nhello\nendstream endobj"),
      "member 1 36+5 <object 1> unknown \"hello\"\n" },
    { "a length that is wrong", B(HEAD "1 0 obj<</Length 3>>stream\nhello\nendstream endobj"),
      "member 1 36+5 <object 1> unknown \"hello\"\n" },
    { "a length far too long", B(HEAD "1 0 obj<</Length 999999999999>>stream\nhello\nendstream"),
      "member 1 47+5 <object 1> unknown \"hello\"\n" },
    { "a length that refers to itself", B(HEAD "1 0 obj<</Length 1 0 R>>stream\nhello\nendstream"),
      "member 1 40+5 <object 1> unknown \"hello\"\n" },
    { "a carriage return that is of the stream",
      B(HEAD "1 0 obj<</Length 2 0 R>>stream\nhello\r\nendstream endobj 2 0 obj 6 endobj"),
      "member 1 40+6 <object 1> unknown \"hello\\x0d\"\n" },
    { "one that is, of a length with the line feed",
      B(HEAD "1 0 obj<</Length 2 0 R>>stream\nhello\r\nendstream endobj 2 0 obj 7 endobj"),
      "member 1 40+7 <object 1> unknown \"hello\\x0d\\n\"\n" },
    { "one that is not",
      B(HEAD "1 0 obj<</Length 2 0 R>>stream\nhello\r\nendstream endobj 2 0 obj 5 endobj"),
      "member 1 40+5 <object 1> unknown \"hello\"\n" },
    { "no end of the stream", B(HEAD "1 0 obj<<>>stream\r\nhello"),
      "member 1 28+5 <object 1> unknown \"hello\"\n" },
    { "an end that was lost", B(HEAD "1 0 obj<<>>stream\na\n2 0 obj<<>>stream\nb\nendstream"),
      "member 1 27+1 <object 1> unknown \"a\"\nmember 2 47+1 <object 2> unknown \"b\"\n" },
    { "two versions",
      B(HEAD "1 0 obj<<>>stream\na\nendstream endobj 1 0 obj<<>>stream\nb\nendstream"),
      "member 1 27+1 <object 1> unknown \"a\"\nmember 2 64+1 <object 1> unknown \"b\"\n" },
    { "hexadecimal", B(HEAD "1 0 obj<</Filter/ASCIIHexDecode>>stream\n68 656C6c 6f2>x\nendstream"),
      "member 1 49+15 <object 1> unknown \"hello \"\n" },
    { "ASCII85", B(HEAD "1 0 obj<</Filter[/A85]>>stream\nBOu!r\nDZ~>\nendstream"),
      "member 1 40+10 <object 1> unknown \"hello\"\n" },
    { "run length", B(HEAD "1 0 obj<</Filter/RL>>stream\n\001he\377l\000o\200zz\nendstream"),
      "member 1 37+10 <object 1> unknown \"hello\"\n" },
    { "LZW",
      B(HEAD "1 0 obj<</Filter/LZWDecode>>stream\n\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01\nendstream"),
      "member 1 44+9 <object 1> unknown \"-----A---B\"\n" },
    { "LZW, a code that was not made",
      B(HEAD "1 0 obj<</Filter/LZW>>stream\n\x80\x7f\xff\nendstream"),
      "member 1 38+3 <object 1> unknown \"\"\n"
      "unread: a code of LZW that was not made yet\n" },
    { "Flate in hexadecimal",
      B(HEAD "1 0 obj<</Filter[/AHx/Fl]>>stream\n78010105 00faff68656c6c6f062c0215>\nendstream"),
      "member 1 43+34 <object 1> unknown \"hello\"\n" },
    { "Flate, cut", B(HEAD "1 0 obj<</Filter/Fl>>stream\n\x78\x01\x01\x05\x00\xfa\xffhel"),
      "member 1 37+10 <object 1> unknown \"hel\"\n"
      "unread: the compressed stream ends before its end mark\n" },
    { "a PNG predictor",
      B(HEAD "1 0 obj<</Filter[/AHx/LZW]/DecodeParms[null<</Predictor 12/Columns 2>>]>>stream\n"
             "800080D03020>\nendstream"),
      NULL },
    { "every PNG predictor",
      B(HEAD "1 0 obj<</Filter[/AHx/Fl]/DecodeParms[null<</Predictor 15/Columns 2>>]>>stream\n"
             "7801010F00F0FF00616201630102020203350204020110120170>\nendstream"),
      "member 1 88+53 <object 1> unknown \"abcdefghij\"\n" },
    { "the TIFF predictor",
      B(HEAD "1 0 obj<</Filter[/AHx/Fl]/DecodeParms[null<</Predictor 2/Columns 3>>]>>stream\n"
             "7801010600F9FF610101640101038400CA>\nendstream"),
      "member 1 87+35 <object 1> unknown \"abcdef\"\n" },
    { "the TIFF predictor of 16 bits",
      B(HEAD "1 0 obj<</Filter[/AHx/Fl]/DecodeParms[null<</Predictor 2/Columns 2/BitsPerComponent "
             "16>>]>>stream\n"
             "7801010400FBFF0061000101280063>\nendstream"),
      "member 1 107+31 <object 1> unknown \"\\x00a\\x00b\"\n" },
    { "a row that is too wide",
      B(HEAD
        "1 0 obj<</Filter[/AHx/Fl]/DecodeParms[null<</Predictor 12/Columns 99999999>>]>>stream\n"
        "7801010100FEFF7800790079>\nendstream"),
      "member 1 95+25 <object 1> unknown \"\"\n"
      "unread: a row of the predictor is longer than is undone\n" },
    { "names of glyphs",
      B(HEAD
        "1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj "
        "2 0 obj<<>>stream\nBT/F 9 Tf(\\001\\002\\003\\004\\005\\006\\007\\010\\024)Tj\nendstream "
        "3 0 obj<</Subtype/Type1/Encoding<</BaseEncoding/MacRomanEncoding"
        "/Differences[1/A/uni0042/u0043/u00044/zero.slash/f_i/uniXYZW/u1F600 20/fi]>>>>endobj"),
      "member 1 101+49 <object 2> unknown \"BT/F 9 Tf("
      "\\x5c001\\x5c002\\x5c003\\x5c004\\x5c005\\x5c006\\x5c007\\x5c010\\x5c024)Tj\"\n"
      "reading 1 0+0 <pdf-text> leaf \"ABCD0fifi\\n\"\n" },
    { "a map of codes in lists",
      B(HEAD "1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj "
             "2 0 obj<<>>stream\nBT/F 9 Tf<00010002000300100011>Tj\nendstream "
             "3 0 obj<</Subtype/Type0/ToUnicode 4 0 R>>endobj 4 0 obj<<>>stream\n"
             "beginbfrange<0001><0003>[<0041><00420043><0044>]<0010><0011><00450046>"
             "endbfrange\nendstream"),
      "member 1 101+33 <object 2> unknown \"BT/F 9 Tf<00010002000300100011>Tj\"\n"
      "member 2 211+80 <object 4> unknown \"beginbfrange<0001><0003>[<0041><00420043><0044>]"
      "<0010><0011><00450046>endbfrange\"\n"
      "reading 1 0+0 <pdf-text> leaf \"ABCDEFEG\\n\"\n" },
    { "a picture", B(HEAD "1 0 obj<</Filter/DCTDecode>>stream\nhello\nendstream"), "" },
    { "a filter of nobody", B(HEAD "1 0 obj<</Filter/Nobody>>stream\nhello\nendstream"),
      "member 1 41+5 <object 1> unknown \"hello\"\nunread: a filter that is not known\n" },
    { "filters in a loop", B(HEAD "1 0 obj<</Filter 1 0 R>>stream\nhello\nendstream"),
      "member 1 40+5 <object 1> unknown \"hello\"\n" },
    { "strings",
      B(HEAD "1 0 obj<</V(a\\n\\(b\\)\\101(c)\\\nd)/W<4142 43>/U<FEFF004100E4>>>endobj 2 0 obj(x"),
      "reading 0 0+0 <pdf-strings> leaf \"a\\n(b)A(c)d\\nABC\\nA\\xc3\\xa4\\nx\\n\"\n" },
    { "an object stream",
      B(HEAD "3 0 obj<</Type/ObjStm/N 2/First 8>>stream\n1 0 2 4 (a) (b)\nendstream endobj"),
      "member 1 51+15 <object 3> unknown \"1 0 2 4 (a) (b)\"\n"
      "reading 0 0+0 <pdf-strings> leaf \"a\\nb\\n\"\n" },
    { "an object stream that contains itself",
      B(HEAD "3 0 obj<</Type/ObjStm/Extends 3 0 R/First 4>>stream\n3 0 (a)\nendstream endobj"),
      "member 1 61+7 <object 3> unknown \"3 0 (a)\"\nreading 0 0+0 <pdf-strings> leaf \"a\\n\"\n" },
    { "an embedded file",
      B(HEAD
        "1 0 obj<</Type/Filespec/F(k.zip)/EF<</F 2 0 R>>>>endobj 2 0 obj<<>>stream\nx\nendstream"),
      "member 1 83+1 <object 2 k.zip> unknown \"x\"\n"
      "reading 0 0+0 <pdf-strings> leaf \"k.zip\\n\"\n" },
    { "a page",
      B(HEAD "1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj "
             "2 0 obj<<>>stream\nBT/F 10 Tf 0 50 Td(a)Tj[(b)-100(c)-900(d)]TJ 0 -12 Td<65>Tj ET\n"
             "endstream 3 0 obj<</Subtype/Type1/BaseFont/Courier>>endobj"),
      "member 1 101+62 <object 2> unknown "
      "\"BT/F 10 Tf 0 50 Td(a)Tj[(b)-100(c)-900(d)]TJ 0 -12 Td<65>Tj ET\"\n"
      "reading 1 0+0 <pdf-text> leaf \"abc d\\ne\\n\"\n" },
    { "a page that was written anew",
      B(HEAD "1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj "
             "2 0 obj<<>>stream\nBT/F 9 Tf(old)Tj\nendstream 3 0 obj<</Subtype/Type1>>endobj "
             "2 0 obj<<>>stream\nBT/F 9 Tf(new)Tj\nendstream"),
      "member 1 101+16 <object 2> unknown \"BT/F 9 Tf(old)Tj\"\n"
      "member 2 178+16 <object 2> unknown \"BT/F 9 Tf(new)Tj\"\n"
      "reading 1 0+0 <pdf-text> leaf \"new\\n\"\nreading 1 0+0 <pdf-text> leaf \"old\\n\"\n" },
    { "a font that says nothing",
      B(HEAD "1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj "
             "2 0 obj<<>>stream\nBT/F 9 Tf(aa)Tj\nendstream 3 0 obj<</Subtype/Type0>>endobj"),
      "member 1 101+15 <object 2> unknown \"BT/F 9 Tf(aa)Tj\"\n"
      "unread: text in a font that does not say what its codes show\n" },
    { "forms in a loop",
      B(HEAD "1 0 obj<</Type/Page/Contents 2 0 R/Resources<</XObject<</X 2 0 R>>>>>>endobj "
             "2 0 obj<</Subtype/Form>>stream\n/X Do/X Do/X Do/X Do/X Do\nendstream"),
      "member 1 117+25 <object 2> unknown \"/X Do/X Do/X Do/X Do/X Do\"\n" },
    { "a page tree in a loop",
      B(HEAD "1 0 obj<</Type/Pages/Kids[1 0 R 2 0 R]>>endobj "
             "2 0 obj<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]>>endobj "
             "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj "
             "4 0 obj<<>>stream\nBT/F 9 Tf(a)Tj\nendstream"),
      "member 1 190+14 <object 4> unknown \"BT/F 9 Tf(a)Tj\"\n" },
    { "an encrypted one",
      B(HEAD "1 0 obj<</Filter/Fl>>stream\nxxxx\nendstream endobj trailer<</Encrypt 2 0 R>>"),
      NULL },
    { "one that is encrypted in an unknown way",
      B(HEAD "1 0 obj<<>>stream\nxxxx\nendstream endobj "
             "trailer<</Encrypt<</Filter/Other/V 4/R 4/O(x)/U(x)>>>>"),
      "unread: the PDF file is encrypted\nmember 1 27+4 <object 1> unknown \"xxxx\"\n" },
    { "one whose encryption refers to itself",
      B(HEAD "1 0 obj 1 0 R endobj trailer<</Encrypt 1 0 R/ID 1 0 R>>"),
      "unread: the PDF file is encrypted\n" },
    { "one whose encryption has no lengths",
      B(HEAD "trailer<</Encrypt<</Filter/Standard/V 2/R 3/Length -8/O()/U()/P 0>>>>"), UNTRIED },
    { "one whose newest encryption says too little",
      B(HEAD "trailer<</Encrypt<</Filter/Standard/V 5/R 6/O<00>/U<00>/OE<>/UE<>/P 0>>>>"),
      UNTRIED },
};

static void walk(struct part_recorder *recorder, const void *text, size_t length)
{
    uint8_t *copy = exact_copy(text, length);
    struct memory_stream memory;
    memory_stream_init(&memory, bytes_over(copy, length));
    (void)pdf_container.recognise(bytes_over(copy, length));
    (void)part_recorder_walk(recorder, &pdf_container, &memory.stream);
    free(copy);
}

START_TEST(file_gives_its_parts)
{
    struct part_recorder recorder = { 0 };
    walk(&recorder, files[_i].text, files[_i].length);
    if (files[_i].walk != NULL) {
        ck_assert_msg(strcmp((const char *)recorder.text.at, files[_i].walk) == 0, "%s: %s",
                      files[_i].what, (const char *)recorder.text.at);
    }
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(every_shorter_file_is_read)
{
    struct part_recorder recorder = { 0 };
    for (size_t kept = 0; kept < files[_i].length; kept++) {
        walk(&recorder, files[_i].text, kept);
    }
    part_recorder_clear(&recorder);
}
END_TEST

/* Whatever was cut off or damaged: the walk ends, and reads nothing outside. */
START_TEST(damaged_files_of_programs_are_read)
{
    static const char *const names[] = { "containers/pdf/attached.pdf",
                                         "containers/pdf/attached-object-streams.pdf",
                                         "containers/pdf/reportlab-ascii85.pdf",
                                         "containers/pdf/encrypted-note-aes-128.pdf",
                                         "containers/pdf/encrypted-note-rc4-40.pdf",
                                         "containers/pdf/encrypted-rc4-128.pdf" };
    struct buffer content = fixture_read(names[_i]);
    struct part_recorder recorder = { .blind = false };
    for (size_t at = 0; at < content.used; at += 37) {
        walk(&recorder, content.at, at);
        content.at[at] ^= 0x20;
        walk(&recorder, content.at, content.used);
        content.at[at] ^= 0x20;
    }
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

START_TEST(header_is_looked_for_behind_other_bytes)
{
    ck_assert(pdf_container.recognise(bytes_over("%PDF-1.7", 8)));
    ck_assert(!pdf_container.recognise(bytes_over("x%PDF-1.7", 9)));
    ck_assert(pdf_behind_container.recognise(bytes_over("x%PDF-1.7", 9)));
    ck_assert(!pdf_behind_container.recognise(bytes_over("%PDF", 4)));
    ck_assert(!pdf_behind_container.recognise(bytes_over(NULL, 0)));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pdf_walk");
    const int count = (int)(sizeof(files) / sizeof(files[0]));
    tcase_add_loop_test(tests, file_gives_its_parts, 0, count);
    tcase_add_loop_test(tests, every_shorter_file_is_read, 0, count);
    tcase_add_loop_test(tests, damaged_files_of_programs_are_read, 0, 6);
    tcase_add_test(tests, header_is_looked_for_behind_other_bytes);
    return suite_run("pdf_walk", tests);
}
