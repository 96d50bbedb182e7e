#include "reports/summary_sealed.h"

static const struct sealed_summary *sealed_of(const void *row)
{
    return row;
}

static bool get_sealed(const void *row, struct field_value *value)
{
    return field_number(sealed_of(row)->sealed, value);
}

static bool get_not_sealed(const void *row, struct field_value *value)
{
    return field_number(sealed_of(row)->keys - sealed_of(row)->sealed, value);
}

static bool has_one_recipient(const struct sealed_summary *summary)
{
    return summary->sealed > 0 && !summary->several;
}

static bool get_recipient(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&sealed_of(row)->recipient);
    return has_one_recipient(sealed_of(row));
}

static bool get_recipient_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(sealed_of(row)->recipient_sha256, SHA256_LENGTH);
    return has_one_recipient(sealed_of(row));
}

static const struct report_field fields[] = {
    { "sealed", FIELD_NUMBER, get_sealed, .meaning = "keys that are sealed" },
    { "not_sealed", FIELD_NUMBER, get_not_sealed, .meaning = "keys that are not" },
    { "recipient", FIELD_TEXT, get_recipient,
      .meaning = "subject of the recipient's certificate; absent where there are several" },
    { "recipient_sha256", FIELD_HEX, get_recipient_sha256,
      .meaning = "SHA-256 of that certificate" },
};
const struct report_table summary_sealed_table = { fields, sizeof(fields) / sizeof(fields[0]) };
