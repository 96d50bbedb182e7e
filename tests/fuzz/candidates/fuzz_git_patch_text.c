/* Functions under test: git_patch_text_scan, git_patch_line_kind, git_patch_line_decode */
#include <string.h>

#include "../../candidates/git_patch_writer.h"
#include "bytes/git_patch_line.h"
#include "reading_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HUNK "delta 17\n"

/* What was quoted so comes back octet by octet. */
static void check_round(struct bytes data, size_t piece, const char *before)
{
    struct buffer octets = { 0 }, text = { 0 };
    must(buffer_append_text(&octets, HUNK) && buffer_append(&octets, data) &&
         buffer_append_text(&text, "\n") && buffer_append_text(&text, before) &&
         buffer_append_text(&text, "GIT binary patch\n") && buffer_append_text(&text, before) &&
         buffer_append_text(&text, HUNK) && patch_append_rows(&text, data, before) &&
         buffer_append_text(&text, before) && buffer_append_text(&text, "\nother\n"));
    const size_t readings = readings_seen(buffer_bytes(&text), piece, "git-patch",
                                          1 + strlen(before), buffer_bytes(&octets));
    require(readings == 1);
    buffer_clear(&octets);
    buffer_clear(&text);
}

static void check_line(struct bytes line)
{
    uint8_t octets[GIT_PATCH_LINE_OCTETS];
    struct bytes rest = line;
    bool delta;
    uint64_t size;
    const enum git_patch_line kind = git_patch_line_kind(line);
    const size_t count = git_patch_line_decode(line, octets);
    require(count <= GIT_PATCH_LINE_OCTETS && (kind != GIT_PATCH_DATA || count > 0));
    if (git_patch_hunk_take(&rest, &delta, &size)) {
        require(rest.left < line.left && size < UINT64_C(1000000000000000000));
    } else {
        require(rest.at == line.at && rest.left == line.left);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const before[] = { "", "> ", ">", "  ", "| ", "7: " };
    static bool prepared;
    prepared = prepared || leaf_scan_prepare();
    require(prepared);
    check_line(bytes_over(data, size));
    check_round(bytes_over(data, size), size > 0 ? 1 + (size_t)data[0] * 16 : 1,
                before[size > 1 ? data[1] % (sizeof(before) / sizeof(before[0])) : 0]);
    return 0;
}
