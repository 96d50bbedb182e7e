#include "crypto/rfc6979.h"

#include <string.h>

#include "crypto/sha256.h"
#include "suite.h"

/* RFC 6979 appendix A with SHA-256: subgroups narrower and wider than the digest,
 * and one whose first two candidates are too large. */
static const struct {
    const char *what, *order, *secret, *message, *nonce;
} rows[] = {
    { "A.1.2: the third candidate fits", "4000000000000000000020108A2E0CC0D99F8A5EF",
      "09A4D6792295A7F730FC3F2B49CBC0F62E862272F", "sample",
      "23AF4074C90A02B3FE61D286D5C87F425E6BDD81B" },
    { "A.2.1: DSA, 160 bits", "996F967F6C8E388D9E28D01E205FBA957A5698B1",
      "411602CB19A6CCC34494D79D98EF1E7ED5AF25F7", "sample",
      "519BA0546D0C39202A7D34D7DFA5E760B318BCFB" },
    { "A.2.3: P-192", "FFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831",
      "6FAB034934E4C0FC9AE67F5B5659A9D7D1FEFD187EE09FD4", "sample",
      "32B1B6D7D42A05CB449065727A84804FB1A3E34D8F261496" },
    { "A.2.4: P-224", "FFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D",
      "F220266E1105BFE3083E03EC7A3A654651F45E37167E88600BF257C1", "sample",
      "AD3029E0278F80643DE33917CE6908C70A8FF50A411F06E41DEDFCDC" },
    { "A.2.5: P-256", "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
      "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", "sample",
      "A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60" },
    { "A.2.5: P-256, another message",
      "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
      "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", "test",
      "D16B6AE827F17175E040871A1C7EC3500192C4C92677336EC2537ACAEE0008E0" },
    { "A.2.7: P-521",
      "1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0"
      "148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
      "0FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16"
      "F"
      "CC1466F6D8FBEC67DB89EC0C08B0E996B83538",
      "sample",
      "0EDF38AFCAAECAB4383358B34D67C9F2216C8382AAEA44A3DAD5FDC9C32575761793FEF24EB0FC276DFC4F6E3EC4"
      "76"
      "752F043CF01415387470BCBD8678ED2C7E1A0" },
};

static BIGNUM *number(const char *hex)
{
    BIGNUM *read = NULL;
    ck_assert_int_gt(BN_hex2bn(&read, hex), 0);
    return read;
}

START_TEST(nonce_is_that_of_the_rfc)
{
    BIGNUM *order = number(rows[_i].order), *secret = number(rows[_i].secret);
    BIGNUM *expected = number(rows[_i].nonce), *nonce = BN_new();
    uint8_t digest[SHA256_LENGTH];
    sha256_of(bytes_over(rows[_i].message, strlen(rows[_i].message)), digest);
    struct rfc6979 *generator = rfc6979_new(order, secret, bytes_over(digest, sizeof(digest)));
    ck_assert_ptr_nonnull(generator);
    ck_assert(rfc6979_next(generator, nonce));
    ck_assert_msg(BN_cmp(nonce, expected) == 0, "%s", rows[_i].what);
    ck_assert(rfc6979_next(generator, nonce));
    ck_assert(BN_cmp(nonce, expected) != 0 && BN_cmp(nonce, order) < 0);
    rfc6979_free(generator);
    BN_free(order);
    BN_free(secret);
    BN_free(expected);
    BN_free(nonce);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rfc6979");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, nonce_is_that_of_the_rfc, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    return suite_run("rfc6979", tests);
}
