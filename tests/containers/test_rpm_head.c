#include "containers/archives/rpm_head.h"

#include <string.h>

#include "buffer.h"
#include "suite.h"

static void put_header(struct buffer *rpm, unsigned entries, unsigned octets)
{
    static const uint8_t zeros[256];
    ck_assert(buffer_append(rpm, bytes_over("\x8e\xad\xe8\1\0\0\0\0", 8)) &&
              buffer_append_number(rpm, 4, entries) && buffer_append_number(rpm, 4, octets) &&
              buffer_append(rpm, bytes_over(zeros, 16 * (size_t)entries + octets)));
}

static void put(struct buffer *rpm, size_t padding)
{
    static const uint8_t octets[96] = { 0xed, 0xab, 0xee, 0xdb };
    static const uint8_t zeros[64];
    ck_assert(buffer_append(rpm, bytes_over(octets, sizeof(octets))));
    put_header(rpm, 2, 13);
    ck_assert(buffer_append(rpm, bytes_over(zeros, padding)));
    put_header(rpm, 3, 21);
}

static uint64_t payload_of(struct bytes rpm)
{
    struct memory_stream memory;
    memory_stream_init(&memory, rpm);
    return rpm_payload_at(&memory.stream);
}

START_TEST(payload_is_behind_the_headers)
{
    struct buffer rpm = { 0 };
    put(&rpm, (size_t)_i);
    const size_t at = rpm.used;
    ck_assert(buffer_append_text(&rpm, "\x1f\x8bpayload"));
    ck_assert_uint_eq(payload_of(buffer_bytes(&rpm)), at);
    buffer_clear(&rpm);
}
END_TEST

START_TEST(what_has_no_header_has_no_payload)
{
    struct buffer rpm = { 0 };
    put(&rpm, 3);
    rpm.at[96] ^= 1;
    ck_assert_uint_eq(payload_of(buffer_bytes(&rpm)), 0);
    rpm.at[96] ^= 1;
    rpm.at[96 + 12] = 0xff; /* it is longer than there is */
    ck_assert_uint_eq(payload_of(buffer_bytes(&rpm)), 0);
    buffer_clear(&rpm);
}
END_TEST

START_TEST(every_shorter_one_ends_within)
{
    struct buffer rpm = { 0 };
    put(&rpm, 3);
    for (size_t length = 0; length <= rpm.used; length++) {
        uint8_t *cut = malloc(length > 0 ? length : 1);
        ck_assert_ptr_nonnull(cut);
        memcpy(cut, rpm.at, length);
        const uint64_t at = payload_of(bytes_over(cut, length));
        ck_assert_uint_le(at, length);
        ck_assert(length < rpm.used || at == rpm.used);
        free(cut);
    }
    buffer_clear(&rpm);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rpm_head");
    tcase_add_loop_test(tests, payload_is_behind_the_headers, 0, 9);
    tcase_add_test(tests, what_has_no_header_has_no_payload);
    tcase_add_test(tests, every_shorter_one_ends_within);
    return suite_run("rpm_head", tests);
}
