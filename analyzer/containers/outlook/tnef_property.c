#include "containers/outlook/tnef_property.h"

#include "containers/outlook/mapi_property.h"
#include "outcome.h"

#define CLAUSE    "MS-OXTNEF section 2.1.3.4"
#define MANY      0x1000u /* in a type: the property has many values */
#define NAMED     0x8000u /* the first identifier that stands for a name */
#define GUID      16u
#define BY_NUMBER 0u
#define BY_TEXT   1u

static const struct fault damaged = { OUTCOME_MALFORMED, CLAUSE,
                                      "a property is cut off or of no known type: those "
                                      "behind it are not read" };
static const struct fault miscounted = { OUTCOME_MALFORMED, CLAUSE,
                                         "not as many properties as their list claims" };

/* Little-endian, up to eight bytes. */
static bool take_number(struct tnef_property_list *list, size_t width, uint64_t *number)
{
    if (list->end - list->at < width || !stream_seek(list->content, list->at)) {
        return false;
    }
    struct bytes seen = stream_ahead(list->content, width);
    if (seen.left < width) {
        return false;
    }
    *number = bytes_little(seen.at, width);
    list->at += width;
    return true;
}

static bool skip(struct tnef_property_list *list, uint64_t count)
{
    if (list->end - list->at < count) {
        return false;
    }
    list->at += count;
    return true;
}

/* The last value of a list may stand without what fills it up. */
static void skip_filling(struct tnef_property_list *list, uint64_t length)
{
    const uint64_t filling = (4 - length % 4) % 4, left = list->end - list->at;
    list->at += filling < left ? filling : left;
}

void tnef_property_list_init(struct tnef_property_list *list, struct stream *content,
                             uint64_t offset, uint64_t length)
{
    *list = (struct tnef_property_list){
        .content = content, .at = offset, .start = offset, .end = offset + length
    };
    if (!take_number(list, 4, &list->claimed)) {
        list->fault = &damaged;
    }
}

/* A named property tells its name before its value. */
static bool skip_name(struct tnef_property_list *list)
{
    uint64_t kind, length;
    if (!skip(list, GUID) || !take_number(list, 4, &kind)) {
        return false;
    }
    if (kind == BY_NUMBER) {
        return skip(list, 4);
    }
    if (kind != BY_TEXT || !take_number(list, 4, &length) || !skip(list, length)) {
        return false;
    }
    skip_filling(list, length);
    return true;
}

/* Bytes that one value takes, two of them filled up to four; 0: each tells its own length. */
static bool width_of(uint16_t type, uint64_t *width)
{
    switch (type) {
    case 0x0002: /* two octets */
    case 0x000b: /* boolean */
    case 0x0003: /* four octets */
    case 0x0004:
    case 0x000a: /* error */
        *width = 4;
        return true;
    case 0x0005:
    case 0x0006: /* currency */
    case 0x0007: /* date as a fraction */
    case 0x0014:
    case MAPI_TYPE_TIME:
        *width = 8;
        return true;
    case 0x0048: /* GUID */
        *width = GUID;
        return true;
    case MAPI_TYPE_OBJECT:
    case MAPI_TYPE_STRING8:
    case MAPI_TYPE_UNICODE:
    case MAPI_TYPE_BINARY:
        *width = 0;
        return true;
    default:
        return false;
    }
}

/* Up to the values. False: what stands there is no property. `fixed` = bytes of all its values
 * where these have no length of their own. */
static bool take_head(struct tnef_property_list *list, uint64_t *fixed)
{
    uint64_t type, id, width, count = 1;
    if (!take_number(list, 2, &type) || !take_number(list, 2, &id) ||
        !width_of((uint16_t)(type & ~(uint64_t)MANY), &width) ||
        (id >= NAMED && !skip_name(list)) ||
        ((width == 0 || (type & MANY) != 0) && !take_number(list, 4, &count))) {
        return false;
    }
    list->id = (uint16_t)id;
    list->type = (uint16_t)(type & ~(uint64_t)MANY);
    list->values = width == 0 ? count : 0;
    *fixed = width * count;
    list->read++;
    return true;
}

static void fill(const struct tnef_property_list *list, uint64_t length, bool varies,
                 struct tnef_property *property)
{
    *property = (struct tnef_property){
        .id = list->id, .type = list->type, .varies = varies, .offset = list->at, .length = length
    };
}

static bool take_varying(struct tnef_property_list *list, struct tnef_property *property)
{
    uint64_t length;
    if (!take_number(list, 4, &length)) {
        return false;
    }
    /* One that is cut off is given as far as it goes; the next call says so. */
    const uint64_t left = list->end - list->at;
    fill(list, length < left ? length : left, true, property);
    list->values--;
    list->at += property->length;
    list->start = list->at;
    if (length > left) {
        list->fault = &damaged;
        return true;
    }
    skip_filling(list, length);
    return true;
}

bool tnef_property_next(struct tnef_property_list *list, struct tnef_property *property)
{
    while (list->fault == NULL) {
        list->start = list->at;
        uint64_t fixed;
        bool good = true;
        if (list->values > 0) {
            good = take_varying(list, property);
        } else if (list->end - list->at < 4) { /* no room for one more */
            list->fault = list->read != list->claimed ? &miscounted : NULL;
            return false;
        } else {
            good = take_head(list, &fixed);
            if (good && list->values == 0 && fixed > 0) {
                fill(list, fixed, false, property);
                good = skip(list, fixed);
            } else if (good) {
                continue;
            }
        }
        if (good) {
            return true;
        }
        list->fault = &damaged;
    }
    return false;
}
