#include "crypto/sealed_text.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "suite.h"

/* Vectors of the paper of Bellare, Rogaway and Wagner, appendix G, with AES-128. */
static const struct {
    const char *message, *key, *nonce, *header, *sealed;
} vectors[] = {
    { "F7FB", "91945D3F4DCBEE0BF45EF52255F095A4", "BECAF043B0A23D843194BA972C66DEBD",
      "FA3BFD4806EB53FA", "19DD5C4C9331049D0BDAB0277408F67967E5" },
    { "1A47CB4933", "01F74AD64077F2E704C0F60ADA3DD523", "70C3DB4F0D26368400A10ED05D2BFF5E",
      "234A3463C1264AC6", "D851D5BAE03A59F238A23E39199DC9266626C40F80" },
    { "481C9E39B1", "D07CF6CBB7F313BDDE66B727AFD3C5E8", "8408DFFF3C1A2B1292DC199E46B7D617",
      "33CCE2EABFF5A79D", "632A9D131AD4C168A4225D8E1FF755939974A7BEDE" },
    { "40D0C07DA5E4", "35B6D0580005BBC12B0587124557D2C2", "FDB6B06676EEDC5C61D74276E1F8E816",
      "AEB96EAEBE2970E9", "071DFE16C675CB0677E536F73AFE6A14B74EE49844DD" },
};
#define VECTORS ((int)(sizeof(vectors) / sizeof(vectors[0])))

static struct buffer octets_of(const char *digits)
{
    struct buffer octets = { 0 };
    for (; digits[0] != '\0'; digits += 2) {
        must(buffer_append_byte(&octets, (uint8_t)(hex_digit((uint8_t)digits[0]) << 4 |
                                                   hex_digit((uint8_t)digits[1]))));
    }
    return octets;
}

START_TEST(eax_opens_what_its_authors_sealed)
{
    struct buffer key = octets_of(vectors[_i].key), nonce = octets_of(vectors[_i].nonce),
                  header = octets_of(vectors[_i].header), sealed = octets_of(vectors[_i].sealed),
                  message = octets_of(vectors[_i].message), open = { 0 };
    ck_assert(sealed_text_open("AES-128-EAX", key.at, buffer_bytes(&nonce), buffer_bytes(&header),
                               buffer_bytes(&sealed), &open));
    ck_assert(bytes_equal(buffer_bytes(&open), buffer_bytes(&message)));
    buffer_clear(&open);
    for (size_t i = 0; i < sealed.used; i++) { /* whatever octet is another one */
        sealed.at[i] ^= 1;
        ck_assert(!sealed_text_open("AES-128-EAX", key.at, buffer_bytes(&nonce),
                                    buffer_bytes(&header), buffer_bytes(&sealed), &open));
        ck_assert_uint_eq(open.used, 0);
        sealed.at[i] ^= 1;
    }
    for (size_t kept = 0; kept < sealed.used; kept++) {
        uint8_t *copy = exact_copy(sealed.at, kept);
        ck_assert(!sealed_text_open("AES-128-EAX", key.at, buffer_bytes(&nonce),
                                    buffer_bytes(&header), bytes_over(copy, kept), &open));
        free(copy);
    }
    buffer_clear(&key);
    buffer_clear(&nonce);
    buffer_clear(&header);
    buffer_clear(&sealed);
    buffer_clear(&message);
    buffer_clear(&open);
}
END_TEST

START_TEST(unknown_mode_opens_nothing)
{
    static const uint8_t octets[64] = { 0 };
    struct buffer open = { 0 };
    ck_assert(!sealed_text_open("AES-128-XYZ", octets, bytes_over(octets, 12),
                                bytes_over(octets, 1), bytes_over(octets, 32), &open));
    ck_assert_uint_eq(open.used, 0);
    buffer_clear(&open);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sealed_text");
    tcase_add_loop_test(tests, eax_opens_what_its_authors_sealed, 0, VECTORS);
    tcase_add_test(tests, unknown_mode_opens_nothing);
    return suite_run("sealed_text", tests);
}
