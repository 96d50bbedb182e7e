#include "finding.h"

#include <stdio.h>

#include "bytes/hex_text.h"

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_NONE] = "none",           [VERDICT_PROVEN] = "proven",
        [VERDICT_FORGED] = "forged",       [VERDICT_MALFORMED] = "malformed",
        [VERDICT_ENCRYPTED] = "encrypted", [VERDICT_UNSUPPORTED] = "unsupported",
    };
    return (size_t)verdict < sizeof(names) / sizeof(names[0]) ? names[verdict] : "none";
}

bool verdict_is_lead(enum verdict verdict)
{
    return verdict == VERDICT_ENCRYPTED || verdict == VERDICT_UNSUPPORTED;
}

void key_finding_name(const struct key_finding *finding, char text[KEY_IDENTITY_TEXT])
{
    if (finding->has_identity) {
        public_identity_text(&finding->identity, text);
        return;
    }
    int used = snprintf(text, KEY_IDENTITY_TEXT, "%s-", verdict_name(finding->verdict));
    hex_text_write(bytes_over(finding->blob_sha256, SHA256_LENGTH), text + used);
}
