#ifndef XML_TAG_H
#define XML_TAG_H

#include "buffer.h"

/* The tags of XML (W3C, XML 1.0 section 3.1), one after the other, as leaks carry them:
 * whatever stands between two of them is passed over, and nothing is held against a
 * schema. Comments, processing instructions and declarations are no tags; what a CDATA
 * section holds is text. */

enum xml_tag_kind { XML_START, XML_END, XML_EMPTY };

struct xml_tag {
    enum xml_tag_kind kind;
    struct bytes name;       /* without a prefix */
    struct bytes attributes; /* all between the name and the end of the tag */
    size_t from, to;         /* of the text: its `<`, and one past its `>` */
};

/* Takes the next tag at `*at` of the text or behind it, and moves behind that. False at
 * the end, where a tag or comment has no end as well; `*at` stays. */
MUST_CHECK bool xml_tag_next(struct bytes text, size_t *at, struct xml_tag *tag);

bool xml_tag_is(const struct xml_tag *tag, const char *name);

/* The value of an attribute, quotes doubled or escaped as in source code included. False
 * where the tag has none of that name. */
bool xml_attribute(const struct xml_tag *tag, const char *name, struct bytes *value);

/* Appends the characters between a start tag and its end tag: without the tags and
 * comments among them, CDATA as it stands, references undone. False when memory ran out. */
MUST_CHECK bool xml_characters(struct bytes text, struct buffer *into);

#endif
