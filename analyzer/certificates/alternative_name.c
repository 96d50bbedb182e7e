#include "certificates/alternative_name.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "bytes/der.h"

#define MAIL_NAME  0x81
#define DNS_NAME   0x82
#define IP_ADDRESS 0x87

static const struct fault bad_names = { OUTCOME_MALFORMED, "RFC 5280 section 4.2.1.6",
                                        "subject alternative names cannot be read" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

static bool print_octets(struct bytes octets, struct buffer *text)
{
    bool fits = true;
    for (size_t i = 0; fits && i < octets.left; i++) {
        uint8_t byte = octets.at[i];
        if (byte > ' ' && byte < 0x7f && byte != '%') {
            fits = buffer_append_byte(text, byte);
            continue;
        }
        char hex[4];
        (void)snprintf(hex, sizeof(hex), "%%%02X", byte);
        fits = buffer_append_text(text, hex);
    }
    return fits;
}

static bool print_address(struct bytes octets, struct buffer *text)
{
    char address[INET6_ADDRSTRLEN];
    int family = octets.left == 4 ? AF_INET : AF_INET6;
    if ((octets.left != 4 && octets.left != 16) ||
        inet_ntop(family, octets.at, address, sizeof(address)) == NULL) {
        return print_octets(octets, text);
    }
    return buffer_append_text(text, address);
}

/* GeneralNames ::= SEQUENCE OF GeneralName; the kinds that name no host are left out. */
const struct fault *alternative_name_print(struct bytes value, struct buffer *text)
{
    struct bytes list;
    if (der_take(&value, DER_LENIENT, DER_SEQUENCE, &list) != OUTCOME_OK || value.left != 0) {
        return &bad_names;
    }
    for (bool first = true; list.left > 0;) {
        unsigned tag;
        struct bytes content;
        if (der_take_any(&list, DER_LENIENT, &tag, &content, NULL) != OUTCOME_OK) {
            return &bad_names;
        }
        if (tag != DNS_NAME && tag != IP_ADDRESS) {
            continue;
        }
        if ((!first && !buffer_append_byte(text, ' ')) ||
            !(tag == DNS_NAME ? print_octets(content, text) : print_address(content, text))) {
            return &no_memory;
        }
        first = false;
    }
    return NULL;
}

bool alternative_name_print_word(struct bytes word, size_t from, struct buffer *text)
{
    return (text->used == from || buffer_append_byte(text, ' ')) && print_octets(word, text);
}

bool alternative_name_print_emails(struct bytes value, size_t from, struct buffer *text)
{
    struct bytes list, content;
    unsigned tag;
    if (der_take(&value, DER_LENIENT, DER_SEQUENCE, &list) != OUTCOME_OK) {
        return true;
    }
    while (der_take_any(&list, DER_LENIENT, &tag, &content, NULL) == OUTCOME_OK) {
        if (tag == MAIL_NAME && !alternative_name_print_word(content, from, text)) {
            return false;
        }
    }
    return true;
}
