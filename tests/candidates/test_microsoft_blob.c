
#include "candidates/packed/packed_form.h"
#include "suite.h"

/* Where key blobs of Windows begin, and how long they say they are. */

typedef bool blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

#define RSA_HEADER "\x07\x02\0\0\0\xa4\0\0RSA2"
#define CNG_RSA3   "RSA3\0\x04\0\0\x03\0\0\0\x80\0\0\0\x40\0\0\0\x40\0\0\0"
#define CNG_DSA    "DPV2\0\1\0\0\1\0\0\0\1\0\0\0"
#define CNG_CURVE  "ECKV\1\0\0\0\1\0\0\0\0\0\0\0"
#define PVK_FRONT  "\x1e\xf1\xb5\xb0\0\0\0\0"

static const struct {
    const char *what;
    blob_extent *extent;
    size_t anchor;
    const char *bytes;
    size_t bytes_length;
    size_t length; /* 0: refused */
} rows[] = {
    { "RSA of 1,024 bits", microsoft_blob_extent, 9, RSA_HEADER "\0\x04\0\0", 16, 596 },
    { "RSA of 1,023 bits", microsoft_blob_extent, 9, RSA_HEADER "\xff\x03\0\0", 16, 596 },
    { "a signing key", microsoft_blob_extent, 9, "\x07\x02\0\0\0\x24\0\0RSA2\0\x04\0\0", 16, 596 },
    { "DSS of 1,024 bits", microsoft_blob_extent, 9, "\x07\x02\0\0\0\x22\0\0DSS2\0\x04\0\0", 16,
      336 },
    { "RSA of 128 bits", microsoft_blob_extent, 9, RSA_HEADER "\x80\0\0\0", 16, 0 },
    { "RSA of 4,294,967,295 bits", microsoft_blob_extent, 9, RSA_HEADER "\xff\xff\xff\xff", 16, 0 },
    { "DSS of 65,536 bits", microsoft_blob_extent, 9, "\x07\x02\0\0\0\x22\0\0DSS2\0\0\x01\0", 16,
      16464 },
    { "DSS of 262,144 bits", microsoft_blob_extent, 9, "\x07\x02\0\0\0\x22\0\0DSS2\0\0\x04\0", 16,
      0 },
    { "a public key", microsoft_blob_extent, 9, "\x06\x02\0\0\0\xa4\0\0RSA1\0\x04\0\0", 16, 0 },
    { "a session key", microsoft_blob_extent, 9, "\x07\x02\0\0\0\x66\0\0RSA2\0\x04\0\0", 16, 0 },
    { "reserved octets", microsoft_blob_extent, 9, "\x07\x02\x01\0\0\xa4\0\0RSA2\0\x04\0\0", 16,
      0 },
    { "another magic", microsoft_blob_extent, 9, "\x07\x02\0\0\0\xa4\0\0RSA9\0\x04\0\0", 16, 0 },
    { "an anchor at the front", microsoft_blob_extent, 0, "SA2\0\x04\0\0", 7, 0 },

    { "CNG's RSA in full", cng_blob_extent, 1, CNG_RSA3, 24, 603 },
    { "CNG's RSA", cng_blob_extent, 1, "RSA2\0\x04\0\0\x03\0\0\0\x80\0\0\0\x40\0\0\0\x40\0\0\0", 24,
      283 },
    { "a modulus of another length", cng_blob_extent, 1,
      "RSA2\0\x04\0\0\x03\0\0\0\x81\0\0\0\x40\0\0\0\x40\0\0\0", 24, 0 },
    { "primes that are too short", cng_blob_extent, 1,
      "RSA2\0\x04\0\0\x03\0\0\0\x80\0\0\0\x40\0\0\0\x20\0\0\0", 24, 0 },
    { "primes of 4 GiB", cng_blob_extent, 1,
      "RSA2\0\x04\0\0\x03\0\0\0\x80\0\0\0\xff\xff\xff\xff\x81\0\0\0", 24, 0 },
    { "no exponent", cng_blob_extent, 1, "RSA2\0\x04\0\0\0\0\0\0\x80\0\0\0\x40\0\0\0\x40\0\0\0", 24,
      0 },
    { "a public key of CNG", cng_blob_extent, 1,
      "RSA1\0\x04\0\0\x03\0\0\0\x80\0\0\0\0\0\0\0\0\0\0\0", 24, 0 },
    { "P-256", cng_blob_extent, 3, "ECS2\x20\0\0\0", 8, 104 },
    { "P-521", cng_blob_extent, 3, "ECK6\x42\0\0\0", 8, 206 },
    { "P-256 of another width", cng_blob_extent, 3, "ECS2\x30\0\0\0", 8, 0 },
    { "a public point", cng_blob_extent, 3, "ECS1\x20\0\0\0", 8, 0 },

    { "DSA of 1,024 bits", cng_blob_extent, 3, "DSPV\x80\0\0\0", 8, 456 },
    { "DSA of 1,032 bits in the short form", cng_blob_extent, 3, "DSPV\x81\0\0\0", 8, 0 },
    { "DSA of 2,048 bits", cng_blob_extent, 3, CNG_DSA "\x20\0\0\0\x20\0\0\0\0\0\0\1", 28, 892 },
    { "DSA without a seed", cng_blob_extent, 3, CNG_DSA "\0\0\0\0\x1c\0\0\0\0\0\0\1", 28, 852 },
    { "a subgroup of 4 GiB", cng_blob_extent, 3, CNG_DSA "\x20\0\0\0\xff\xff\xff\xff\0\0\0\1", 28,
      0 },
    { "a seed of 4 GiB", cng_blob_extent, 3, CNG_DSA "\xff\xff\xff\xff\x20\0\0\0\0\0\0\1", 28, 0 },
    { "a hash that is not known", cng_blob_extent, 3,
      "DPV2\0\1\0\0\x0c\0\0\0\1\0\0\0\x20\0\0\0\x20\0\0\0\0\0\0\1", 28, 0 },
    { "DH of 2,048 bits", cng_blob_extent, 3, "DHPV\0\1\0\0", 8, 1032 },
    { "DH of 32 GiB", cng_blob_extent, 3, "DHPV\xff\xff\xff\xff", 8, 0 },
    { "DH at the front of a leaf", cng_blob_extent, 0, "DHPV\xc0\0\0\0", 8, 776 },
    { "parameters of DH", cng_blob_extent, 3, "DHPM\0\1\0\0", 8, 0 },
    { "a curve that nobody names", cng_blob_extent, 3, "ECDV\x1c\0\0\0", 8, 92 },
    { "a curve of 32,768 bits", cng_blob_extent, 3, "ECKV\0\x10\0\0", 8, 0 },
    { "a curve written out", cng_blob_extent, 3, CNG_CURVE "\x20\0\0\0\x20\0\0\0\1\0\0\0\x14\0\0\0",
      32, 341 },
    { "a curve with a seed of 4 GiB", cng_blob_extent, 3,
      CNG_CURVE "\x20\0\0\0\x20\0\0\0\1\0\0\0\xff\xff\xff\xff", 32, 0 },
    { "a field of 4 GiB", cng_blob_extent, 3,
      CNG_CURVE "\xff\xff\xff\xff\x20\0\0\0\1\0\0\0\0\0\0\0", 32, 0 },

    { "an open PVK file", pvk_file_extent, 0,
      PVK_FRONT "\x01\0\0\0\0\0\0\0\0\0\0\0\x54\x02\0\0\x07\x02\0\0\0\xa4\0\0", 32, 620 },
    { "a closed PVK file", pvk_file_extent, 0,
      PVK_FRONT "\x02\0\0\0\x01\0\0\0\x04\0\0\0\x54\x02\0\0saltx\x02\0\0\0\xa4\0\0", 36, 0 },
    { "a closed PVK file with its header", pvk_file_extent, 0,
      PVK_FRONT "\x02\0\0\0\x01\0\0\0\x04\0\0\0\x54\x02\0\0salt\x07\x02\0\0\0\xa4\0\0", 36, 624 },
    { "a salt of 4 GiB, of which the header is taken alone", pvk_file_extent, 0,
      PVK_FRONT "\x02\0\0\0\x01\0\0\0\xff\xff\xff\xff\x54\x02\0\0", 24, 24 },
    { "an open file with one", pvk_file_extent, 0,
      PVK_FRONT "\x02\0\0\0\0\0\0\0\xff\xff\xff\xff\x54\x02\0\0", 24, 0 },
    { "a blob of 4 GiB", pvk_file_extent, 0,
      PVK_FRONT "\x01\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\x07\x02\0\0\0\xa4\0\0", 32, 0 },
    { "a kind that is not known", pvk_file_extent, 0,
      PVK_FRONT "\x03\0\0\0\0\0\0\0\0\0\0\0\x54\x02\0\0\x07\x02\0\0\0\xa4\0\0", 32, 0 },
};

START_TEST(extent_is_what_the_lengths_say)
{
    uint8_t *copy = exact_copy(rows[_i].bytes, rows[_i].bytes_length);
    size_t from = 77, length = 77;
    ck_assert_msg(rows[_i].extent(bytes_over(copy, rows[_i].bytes_length), rows[_i].anchor, &from,
                                  &length) == (rows[_i].length > 0),
                  "%s", rows[_i].what);
    ck_assert_uint_eq(from, rows[_i].length > 0 ? 0 : 77);
    ck_assert_msg(length == (rows[_i].length > 0 ? rows[_i].length : 77), "%s: %zu", rows[_i].what,
                  length);
    free(copy);
}
END_TEST

/* The lengths are all that is needed, and nothing is read past the end. */
START_TEST(shorter_fronts_are_refused)
{
    for (size_t kept = rows[_i].anchor; kept < rows[_i].bytes_length; kept++) {
        uint8_t *copy = exact_copy(rows[_i].bytes, kept);
        size_t from = 77, length = 77;
        ck_assert(!rows[_i].extent(bytes_over(copy, kept), rows[_i].anchor, &from, &length));
        ck_assert(from == 77 && length == 77);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("microsoft_blob");
    const int count = (int)(sizeof(rows) / sizeof(rows[0]));
    tcase_add_loop_test(tests, extent_is_what_the_lengths_say, 0, count);
    tcase_add_loop_test(tests, shorter_fronts_are_refused, 0, count);
    return suite_run("microsoft_blob", tests);
}
