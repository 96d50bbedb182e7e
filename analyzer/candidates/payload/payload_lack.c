#include "candidates/payload/payload_lack.h"

#include "bytes/base64.h"
#include "bytes/der.h"

/* What shows how long it is. */
#define FRONT_OCTETS     12
#define FRONT_CHARACTERS 16

static bool is_line_end(uint8_t character)
{
    return character == '\n' || character == '\r';
}

/* The alphabet for URLs has all the characters of the other. */
static bool begins_alone(struct bytes body)
{
    struct bytes skipped;
    size_t ends = 0;
    while (ends < body.left && is_line_end(body.at[ends])) {
        ends++;
    }
    if (!bytes_take(&body, ends, &skipped)) {
        return false;
    }
    const size_t word = base64_run(body, true);
    return word >= FRONT_CHARACTERS && (word == body.left || is_line_end(body.at[word]));
}

static bool has_fewer(struct bytes body, uint64_t octets)
{
    struct bytes word;
    uint64_t quarters = 0;
    while (body.left > 0 && quarters < 4 * octets &&
           bytes_take(&body, base64_run(body, true), &word)) {
        quarters += 3 * (uint64_t)word.left;
        while (body.left > 0 && !base64_belongs(body.at[0], true) && bytes_take(&body, 1, &word)) {
        }
    }
    return quarters < 4 * octets;
}

bool payload_lacks(const struct payload *payload, struct bytes body)
{
    const struct bytes content = buffer_bytes(&payload->decoded);
    return !payload->complete && content.left >= FRONT_OCTETS && content.at[0] == DER_SEQUENCE &&
           begins_alone(body) && has_fewer(body, der_span(content));
}
