/* Functions under test: export_line_put */
#include <string.h>

#include "exports/export_line.h"
#include "reports/serial_number.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As sh reads one word in single quotes and escaped quotes between them. */
static bool take_word(struct bytes *line, struct buffer *word)
{
    bool quoted = false;
    size_t at = 0;
    for (; at < line->left; at++) {
        const uint8_t next = line->at[at];
        if (next == '\'') {
            quoted = !quoted;
        } else if (quoted) {
            require(buffer_append_byte(word, next));
        } else if (next == '\\' && at + 1 < line->left) {
            require(buffer_append_byte(word, line->at[++at]));
        } else {
            break;
        }
    }
    *line = bytes_over(line->at + at, line->left - at);
    return !quoted;
}

static void check_script_line(struct export_row *row)
{
    struct buffer line = { 0 }, word = { 0 };
    require(export_line_put("%{issuer|sh} '%{issuer_key_id}' %{serial_ejbca}\n", row, &line));
    struct bytes rest = buffer_bytes(&line);
    require(take_word(&rest, &word) && bytes_equal(buffer_bytes(&word), row->match->issuer_dn));
    require(rest.left > 0 && rest.at[0] == ' ');
    for (size_t i = 0; row->refusal == NULL && i < rest.left; i++) { /* digits */
        require(strchr(" '\n0123456789ABCDEFabcdef", rest.at[i]) != NULL && rest.at[i] != 0);
        require(rest.at[i] != '\n' || i + 1 == rest.left);
    }
    buffer_clear(&word);
    buffer_clear(&line);
}

/* One line, whatever the serial number is; or a reason why there is none. */
static void check_serials(struct export_row *row)
{
    static const char *const lines[] = { "%{serial}", "%{SERIAL}", "%{serial_decimal}",
                                         "%{serial_boulder}", "%{serial_colons}" };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct buffer line = { 0 };
        row->refusal = NULL;
        require(export_line_put(lines[i], row, &line));
        require(line.used > 0 || row->refusal != NULL);
        require(i != 3 || row->refusal != NULL || line.used == 36);
        buffer_clear(&line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_over(data, size), serial, key_id;
    struct buffer decimal = { 0 };
    uint64_t length;
    if (!bytes_take_number(&rest, 1, &length) || !bytes_take(&rest, length % 40, &serial) ||
        !bytes_take(&rest, length % 7, &key_id)) {
        return 0;
    }
    require(serial_number_decimal(serial, &decimal));
    const struct match_entry match = { .serial = serial,
                                       .serial_decimal = buffer_bytes(&decimal),
                                       .authority_key_id = key_id,
                                       .issuer_dn = rest };
    const struct case_stored_certificate stored = { .has_issuer = false };
    struct export_row row = { .match = &match, .stored = &stored };
    check_script_line(&row);
    check_serials(&row);
    buffer_clear(&decimal);
    return 0;
}
