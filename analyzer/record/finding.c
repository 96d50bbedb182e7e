#include "finding.h"

#include <stdio.h>

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_NONE] = "none",           [VERDICT_PROVEN] = "proven",
        [VERDICT_FORGED] = "forged",       [VERDICT_MALFORMED] = "malformed",
        [VERDICT_ENCRYPTED] = "encrypted", [VERDICT_UNSUPPORTED] = "unsupported",
    };
    return (size_t)verdict < sizeof(names) / sizeof(names[0]) ? names[verdict] : "none";
}

void key_finding_name(const struct key_finding *finding, char text[KEY_IDENTITY_TEXT])
{
    if (finding->has_identity) {
        public_identity_text(&finding->identity, text);
        return;
    }
    int used = snprintf(text, KEY_IDENTITY_TEXT, "%s-", verdict_name(finding->verdict));
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        used += snprintf(text + used, KEY_IDENTITY_TEXT - (size_t)used, "%02x",
                         (unsigned)finding->blob_sha256[i]);
    }
}
