/* Functions under test: xml_tag_next, xml_attribute, xml_characters */

#include "bytes/xml_tag.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(struct bytes window, struct bytes text)
{
    require(window.left == 0 ||
            (window.at >= text.at && window.left <= (size_t)(text.at + text.left - window.at)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes text = bytes_over(data, size);
    struct buffer plain = { 0 };
    struct xml_tag tag;
    size_t at = 0, reached = 0;
    while (xml_tag_next(text, &at, &tag)) {
        struct bytes value = bytes_over("x", 1);
        require(tag.from >= reached && tag.to > tag.from && tag.to <= size && at == tag.to);
        require(data[tag.from] == '<' && data[tag.to - 1] == '>');
        within(tag.name, text);
        within(tag.attributes, text);
        require((tag.kind == XML_END) == (data[tag.from + 1] == '/'));
        if (xml_attribute(&tag, "Value", &value)) {
            within(value, tag.attributes);
        } else {
            require(value.left == 1);
        }
        reached = tag.to;
    }
    require(at == reached);
    require(xml_characters(text, &plain) && plain.used <= size);
    buffer_clear(&plain);
    return 0;
}
