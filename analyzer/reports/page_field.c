#include "reports/page_field.h"

#include "bytes/hex_text.h"

static void put_hex(struct page *page, struct bytes octets, bool upper)
{
    struct buffer digits = { 0 };
    const bool kept =
        upper ? hex_text_append_upper(octets, &digits) : hex_text_append(octets, &digits);
    page->failed = !kept || page->failed;
    page_put_text(page, buffer_bytes(&digits));
    buffer_clear(&digits);
}

static void put_digests(struct page *page, struct bytes digests)
{
    struct bytes digest;
    while (bytes_take(&digests, SHA256_LENGTH, &digest)) {
        put_hex(page, digest, false);
        page_put(page, digests.left > 0 ? " " : "");
    }
}

void page_put_field(struct page *page, const struct report_field *field, const void *row)
{
    struct field_value value = { 0 };
    if (!field->get(row, &value)) {
        return;
    }
    switch (field->kind) {
    case FIELD_TEXT:
        page_put_text(page, value.text);
        break;
    case FIELD_HEX:
    case FIELD_HEX_UPPER:
        put_hex(page, value.text, field->kind == FIELD_HEX_UPPER);
        break;
    case FIELD_HEX_LIST:
        put_digests(page, value.text);
        break;
    case FIELD_NUMBER:
        page_put_number(page, value.number);
        break;
    case FIELD_TIME:
        page_put_time(page, value.time);
        break;
    case FIELD_TRUTH:
        page_put(page, value.truth ? "yes" : "no");
        break;
    case FIELD_OBJECT:
    case FIELD_ROWS:
        break;
    }
}
