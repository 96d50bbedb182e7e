/* Functions under test: json_object_next, json_object_front, json_text_is, json_text_undo */

#include "bytes/json_object.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(struct bytes window, struct bytes text)
{
    require(window.at >= text.at && window.left <= (size_t)(text.at + text.left - window.at));
}

/* Members follow each other, each within the text. */
static void check_members(struct bytes text)
{
    struct json_object object = { .end = 7 };
    struct json_member member;
    if (!json_object_begin(text, &object)) {
        require(object.end == 7);
        return;
    }
    size_t end = object.end;
    const uint8_t *reached = text.at;
    while (json_object_next(&object, &member)) {
        within(member.name, text);
        within(member.value, text);
        require(member.name.at >= reached && member.value.at > member.name.at);
        require(object.end > end && object.state == JSON_OPEN);
        end = object.end;
        reached = member.value.at + member.value.left;
    }
    require(object.state != JSON_OPEN && object.end >= end && object.end <= text.left);
    require(!json_object_next(&object, &member));
    if (object.state == JSON_CLOSED) { /* what was read alone is the same object */
        struct json_object again;
        require(json_object_begin(bytes_over(text.at, object.end), &again));
        while (json_object_next(&again, &member)) {
        }
        require(again.state == JSON_CLOSED && again.end == object.end);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes text = bytes_over(data, size);
    struct buffer plain = { 0 };
    check_members(text);
    for (int strings = 0; strings < 2; strings++) {
        size_t front = size;
        bool found = json_object_front(text, size, strings != 0, &front);
        require(found ? data[front] == '{' || data[front] == '[' : front == size);
    }
    require(json_text_undo(text, &plain) && plain.used <= size);
    (void)json_text_is(text, "kty");
    buffer_clear(&plain);
    return 0;
}
