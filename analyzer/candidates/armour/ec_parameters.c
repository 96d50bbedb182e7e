#include "candidates/armour/ec_parameters.h"

#include "bytes/base64.h"
#include "bytes/der.h"
#include "candidates/payload/payload_word.h"

/* Of the names of curves, in base64. */
#define NAME_CHARACTERS     20
#define NAME_CHARACTERS_MIN 9

static bool take_all(const struct payload_source *source, struct payload *payload,
                     struct buffer *der)
{
    struct bytes element, whole;
    unsigned tag;
    if (!payload_read(source, PAYLOAD_CUT_PURE, payload)) {
        return false;
    }
    struct bytes rest = buffer_bytes(&payload->decoded);
    buffer_reset(der);
    return der_take_any(&rest, DER_LENIENT, &tag, &element, &whole) == OUTCOME_OK &&
           (tag == DER_OBJECT_IDENTIFIER || tag == DER_SEQUENCE) && buffer_append(der, whole);
}

/* At the end of a word that other characters ran into. */
static bool take_name(struct bytes word, struct buffer *der)
{
    size_t left = word.left < NAME_CHARACTERS ? word.left : NAME_CHARACTERS;
    for (; left >= NAME_CHARACTERS_MIN; left--) {
        struct bytes rest, name;
        buffer_reset(der);
        if (!base64_decode(bytes_over(word.at + word.left - left, left), der)) {
            return false;
        }
        rest = buffer_bytes(der);
        if (der_take_whole(&rest, DER_LENIENT, DER_OBJECT_IDENTIFIER, &name) == OUTCOME_OK &&
            rest.left == 0) {
            return true;
        }
    }
    return false;
}

/* In one word, where numbers of lines stand beside it: blanks joined them. */
static bool take_one_word(struct bytes body, struct payload *payload, struct buffer *der)
{
    struct payload_source source = { .goal = PAYLOAD_ALL };
    bool padded;
    while (payload_word_take(&body, false, &source.body, &padded)) {
        if (take_all(&source, payload, der) || take_name(source.body, der)) {
            return true;
        }
    }
    return false;
}

bool ec_parameters_read(const struct payload_source *source, struct payload *payload,
                        struct buffer *der)
{
    return take_all(source, payload, der) || take_one_word(source->body, payload, der);
}
