/* Functions under test: page_put_text, page_put_json */
#include <string.h>

#include "reports/page_text.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nothing that begins or ends an element, a string or a line. */
static void is_safe(struct bytes text, const char *never)
{
    for (size_t i = 0; i < text.left; i++) {
        require(text.at[i] >= 0x20 && text.at[i] != 0x7f && strchr(never, text.at[i]) == NULL);
    }
}

/* One string: between its quotes each quote has a backslash before it that is no escaped one. */
static void is_string(struct bytes text)
{
    require(text.left >= 2 && text.at[0] == '"' && text.at[text.left - 1] == '"');
    size_t i = 1;
    while (i + 1 < text.left) {
        require(text.at[i] != '"');
        i += text.at[i] == '\\' ? 2 : 1;
    }
    require(i + 1 == text.left);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct output_file file = { .descriptor = -1 };
    struct page page = { .file = &file };
    if (size > 4096) { /* more would be written out */
        return 0;
    }
    page_put_text(&page, bytes_over(data, size));
    is_safe(buffer_bytes(&file.held), "<>\"'");
    buffer_reset(&file.held);
    page_put_json(&page, bytes_over(data, size));
    is_safe(buffer_bytes(&file.held), "<");
    is_string(buffer_bytes(&file.held));
    require(!page.failed);
    buffer_clear(&file.held);
    return 0;
}
