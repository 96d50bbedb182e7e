#include "keys/safe_bag.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "bytes/utf16_octets.h"
#include "keys/cut_der.h"

#define ROOM_MIN 8

#define PKCS12_BAGS "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01" /* 1.2.840.113549.1.12.10.1 */
#define PKCS9       "\x2a\x86\x48\x86\xf7\x0d\x01\x09"         /* 1.2.840.113549.1.9 */
#define BMP_STRING  0x1e

/* The last number of the bag types of RFC 7292 appendix D. */
enum bag_type {
    BAG_NONE = 0,
    BAG_KEY = 1,
    BAG_SHROUDED = 2,
    BAG_CERTIFICATE = 3,
    BAG_CRL = 4,
    BAG_SECRET = 5,
    BAG_CONTENTS = 6
};

static bool is_oid(struct bytes oid, const char *own)
{
    return bytes_equal(oid, bytes_over(own, strlen(own)));
}

static enum bag_type type_of(struct bytes oid)
{
    const struct bytes front = bytes_over(PKCS12_BAGS, sizeof(PKCS12_BAGS) - 1);
    if (oid.left != front.left + 1 || !bytes_equal(bytes_over(oid.at, front.left), front) ||
        oid.at[front.left] > BAG_CONTENTS) {
        return BAG_NONE;
    }
    return (enum bag_type)oid.at[front.left];
}

static bool reserve(struct safe_bag_list *list)
{
    if (list->count < list->room) {
        return true;
    }
    const size_t room = list->room < ROOM_MIN ? ROOM_MIN : 2 * list->room;
    struct safe_bag *bags =
        list->count < STORE_BAGS_MAX ? realloc(list->bags, room * sizeof(*bags)) : NULL;
    if (bags == NULL) {
        list->bounded = true;
        return false;
    }
    list->bags = bags;
    list->room = room;
    return true;
}

static void add_secret(struct safe_bag_list *list, struct bytes value)
{
    if (list->secret_count == list->secret_room) {
        const size_t room = list->secret_room < ROOM_MIN ? ROOM_MIN : 2 * list->secret_room;
        struct bytes *secrets = list->secret_count < STORE_BAGS_MAX
                                    ? realloc(list->secrets, room * sizeof(*secrets))
                                    : NULL;
        if (secrets == NULL) {
            list->bounded = true;
            return;
        }
        list->secrets = secrets;
        list->secret_room = room;
    }
    list->secrets[list->secret_count++] = value;
}

/* CertBag ::= SEQUENCE { certId, certValue [0] EXPLICIT OCTET STRING } */
static bool take_certificate(struct bytes value, struct bytes *octets)
{
    struct bytes fields, oid;
    return der_take(&value, DER_LENIENT, DER_SEQUENCE, &fields) == OUTCOME_OK &&
           der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK &&
           is_oid(oid, PKCS9 "\x16\x01") &&
           der_take(&fields, DER_LENIENT, DER_CONTEXT_0, octets) == OUTCOME_OK;
}

/* SET OF PKCS12Attribute ::= SEQUENCE { attrId, attrValues SET OF } (appendix D). */
static void read_attributes(struct bytes attributes, struct safe_bag *bag)
{
    struct bytes attribute, oid, values, value;
    while (der_take(&attributes, DER_LENIENT, DER_SEQUENCE, &attribute) == OUTCOME_OK) {
        if (der_take(&attribute, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) != OUTCOME_OK ||
            der_take(&attribute, DER_LENIENT, DER_SET, &values) != OUTCOME_OK) {
            continue;
        }
        if (is_oid(oid, PKCS9 "\x14") &&
            der_take(&values, DER_LENIENT, BMP_STRING, &value) == OUTCOME_OK) {
            bag->name = value;
        }
        if (is_oid(oid, PKCS9 "\x15") &&
            der_take(&values, DER_LENIENT, DER_OCTET_STRING, &value) == OUTCOME_OK) {
            bag->id = value;
        }
    }
}

static bool read_value(enum bag_type type, struct bytes value, struct safe_bag *bag)
{
    switch (type) {
    case BAG_KEY:
        bag->kind = SAFE_BAG_KEY;
        break;
    case BAG_SHROUDED:
        bag->kind = SAFE_BAG_SHROUDED;
        break;
    case BAG_CERTIFICATE:
        bag->kind = SAFE_BAG_CERTIFICATE;
        return take_certificate(value, &bag->value);
    case BAG_NONE:
    case BAG_CRL:
    case BAG_SECRET:
    case BAG_CONTENTS:
        return false;
    }
    bag->value = value;
    return value.left > 0;
}

static bool read_contents(struct safe_bag_list *list, struct bytes contents, unsigned depth);

/* SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT, bagAttributes SET OPTIONAL } */
static bool read_bag(struct safe_bag_list *list, struct bytes fields, unsigned depth)
{
    struct bytes oid, value, attributes;
    bool cut = false;
    if (der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) != OUTCOME_OK ||
        cut_der_take(&fields, DER_CONTEXT_0, &cut, &value) != OUTCOME_OK) {
        return false;
    }
    const enum bag_type type = type_of(oid);
    if (type == BAG_CONTENTS) {
        if (depth == 0) {
            list->bounded = true;
            return true;
        }
        return read_contents(list, value, depth - 1);
    }
    if (type == BAG_SECRET) {
        add_secret(list, value);
        return true;
    }
    struct safe_bag bag = { 0 };
    if (!read_value(type, value, &bag) || !reserve(list)) {
        return true; /* a bag all the same */
    }
    if (der_take(&fields, DER_LENIENT, DER_SET, &attributes) == OUTCOME_OK) {
        read_attributes(attributes, &bag);
    }
    list->bags[list->count++] = bag;
    return true;
}

static bool read_contents(struct safe_bag_list *list, struct bytes contents, unsigned depth)
{
    struct bytes bags, fields;
    bool cut = false;
    if (cut_der_take(&contents, DER_SEQUENCE, &cut, &bags) != OUTCOME_OK) {
        return false;
    }
    while (bags.left > 0 && cut_der_take(&bags, DER_SEQUENCE, &cut, &fields) == OUTCOME_OK) {
        if (!read_bag(list, fields, depth)) {
            return false;
        }
    }
    return true;
}

bool safe_bag_list_read(struct safe_bag_list *list, struct bytes contents)
{
    return read_contents(list, contents, BAG_DEPTH_MAX);
}

void safe_bag_list_clear(struct safe_bag_list *list)
{
    free(list->bags);
    free(list->secrets);
    *list = (struct safe_bag_list){ 0 };
}

bool safe_bag_contents_fit(struct bytes contents)
{
    struct bytes bags, fields, oid;
    if (der_take(&contents, DER_LENIENT, DER_SEQUENCE, &bags) != OUTCOME_OK ||
        der_end(contents) != OUTCOME_OK) {
        return false;
    }
    return bags.left == 0 ||
           (der_take(&bags, DER_LENIENT, DER_SEQUENCE, &fields) == OUTCOME_OK &&
            der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK &&
            der_next_is(fields, DER_CONTEXT_0));
}

void safe_bag_name(const struct safe_bag *bag, struct buffer *name)
{
    struct bytes units = bag->name;
    units.left = units.left < PLACE_NAME_MAX ? units.left : PLACE_NAME_MAX;
    buffer_reset(name);
    if (!utf16_octets_read(units, name)) {
        buffer_reset(name);
    }
}
