/* Functions under test: mail_header, mail_date, encoded_word, mail_parameter. */

#include "containers/mail/encoded_word.h"
#include "containers/mail/mail_date.h"
#include "containers/mail/mail_header.h"
#include "containers/mail/mail_parameter.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_body(struct bytes body)
{
    struct buffer line = { 0 }, text = { 0 };
    int64_t seconds = 7;
    bool more = false;
    if (!mail_date_read(body, &seconds)) {
        require(seconds == 7);
    }
    require(mail_field_unfold(body, &line) && line.used <= body.left);
    require(encoded_word_decode(buffer_bytes(&line), &text));
    require(text.used <= 3 * line.used);
    size_t before = text.used;
    if (!mail_parameter_read(buffer_bytes(&line), "name", true, &text, &more)) {
        require(text.used == before);
    }
    buffer_clear(&text);
    buffer_clear(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes block = bytes_over(data, size);
    struct mail_header_scan scan = { .message = size % 2 == 0 };
    require(mail_header_scan_on(&scan, block, true) && scan.length <= size);
    struct mail_field field;
    while (mail_field_take(&block, &field)) {
        require(field.name.at >= data && field.body.at + field.body.left <= data + size);
        require(field.name.left > 0 && field.name.at + field.name.left < field.body.at);
        try_body(field.body);
    }
    return 0;
}
