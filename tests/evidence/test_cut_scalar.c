/* Private numbers of EC keys that are cut off, with no public half beside them: told, not proven.
 */
#include "evidence/row_check.h"

static void prepare(void)
{
    run_prepare("");
}

#define OCTETS_30                                                                                  \
    "    e6:cb:5b:dd:80:aa:45:ae:9c:95:e8:c1:54:76:67:\n"                                          \
    "    9f:fe:c9:53:c1:68:51:e7:11:e7:43:93:95:89:c6"
#define BASE64_27 "5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OT"

static const struct {
    const char *what, *text;
    bool told;
} rows[] = {
    { "a listing that goes on",
      "Private-Key: (256 bit)\npriv:\n" OCTETS_30 "\nASN1 OID: prime256v1\n", true },
    { "a listing of certtool",
      "curve:\tSECP521R1\nprivate key:\n\t"
      "01:d9:24:dc:ca:0a:88:7f:8d:99:76:7a:37:d8:74:e6\n\t"
      "37:a1:2c:cb:47:7d:6e:08:66:53:56:69:4d:68:b7:65\n\t"
      "5e:50:69:63:8f:de:7b:45:c8:54:01:3d:c7:7a:35:b1\n\t"
      "86:55:b8:4c:96:6a:60:22:0d:40:f9:1e:d9:f5:14:58\n\t02\n",
      true },
    { "a JWK", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"" BASE64_27 "\"}\n", true },
    { "a file of BIND",
      "Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\n"
      "PrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnG\n",
      true },
    { "a few octets", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"5stb3YCqRa6clejB\"}\n", false },
    { "what is an example",
      "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}\n",
      false },
};

START_TEST(cut_scalar_is_told)
{
    struct record_list list = { 0 };
    run_scan(bytes_over(rows[_i].text, strlen(rows[_i].text)), &list);
    const char *text = record_list_text(&list);
    ck_assert_msg(strstr(text, "proven") == NULL, "%s: %s", rows[_i].what, text);
    ck_assert_msg(list.keys == (rows[_i].told ? 1 : 0), "%s: %s", rows[_i].what, text);
    ck_assert_msg(!rows[_i].told || strncmp(text, "malformed@", 10) == 0, "%s: %s", rows[_i].what,
                  text);
    record_list_clear(&list);
}
END_TEST

/* The point of RFC 9500's key, in which octets of its private number are missing. */
#define X      "\"x\":\"QiVI-I-3gv-17KN0RFLHKh5Vj71vc75eSOkyMsxFxbE\""
#define Y      "\"y\":\"bEzRDEy41bihcTnpSILImSVymTQl9BQZq36QpCpJQnI\""
#define JWK(d) "{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y ",\"d\":\"" d "\"}\n"
#define HEX_X  "422548f88fb782ffb5eca3744452c72a1e558fbd6f73be5e48e93232cc45c5b1"
#define HEX_Y  "6c4cd10c4cb8d5b8a17139e94882c8992572993425f41419ab7e90a42a494272"
#define DUMP(d)                                                                                    \
    "key_type=\"ECDSA\"\ncurve_name=\"nistp256\"\npublic_affine_x=0x" HEX_X                        \
    "\npublic_affine_y=0x" HEX_Y "\nprivate_exponent=0x" d "\n"

static const struct {
    const char *what, *text, *first; /* what is found of it */
    bool forged;
} pointed[] = {
    { "the last octet", JWK("5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGTw"), "proven@", false },
    { "two octets", JWK("5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnG"), "proven@", false },
    { "a digit of base64", JWK("5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8"), "proven@", false },
    { "two octets at the front", JWK("W92AqkWunJXowVR2Z5_-yVPBaFHnEedDk5WJxk_B"), "proven@",
      false },
    { "a digit of hexadecimal",
      DUMP("e6cb5bdd80aa45ae9c95e8c15476679ffec953c16851e711e743939589c64fc"), "proven@", false },
    { "three digits of hexadecimal",
      DUMP("e6cb5bdd80aa45ae9c95e8c15476679ffec953c16851e711e743939589c64"), "proven@", false },
    { "more than is searched for", JWK("5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OT"), "malformed@",
      false },
    { "nothing, but it is another's", JWK("5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8A"), "forged@",
      true },
};

static bool has_line(const char *text, const char *begin)
{
    const char *found = strstr(text, begin);
    return found != NULL && (found == text || found[-1] == '\n' || found[-1] == ' ');
}

START_TEST(octets_at_an_end_are_searched_for)
{
    static const char all[] = JWK("5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8E");
    struct record_list whole = { 0 }, list = { 0 };
    run_scan(bytes_over(all, sizeof(all) - 1), &whole);
    run_scan(bytes_over(pointed[_i].text, strlen(pointed[_i].text)), &list);
    const char *text = record_list_text(&list);
    ck_assert_msg(pointed[_i].first[0] != 'p' || strcmp(list.name, whole.name) == 0, "%s: %s",
                  pointed[_i].what, text);
    ck_assert_msg(has_line(text, pointed[_i].first), "%s: %s", pointed[_i].what, text);
    ck_assert_msg((strstr(text, "forged") != NULL) == pointed[_i].forged, "%s: %s",
                  pointed[_i].what, text);
    record_list_clear(&whole);
    record_list_clear(&list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cut_scalar");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, cut_scalar_is_told, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, octets_at_an_end_are_searched_for, 0,
                        (int)(sizeof(pointed) / sizeof(pointed[0])));
    return run_suite("cut_scalar", tests);
}
