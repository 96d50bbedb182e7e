/* Function under test: certificate_read */

#include "certificates/certificate_read.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_inside(struct bytes part, struct bytes whole)
{
    require(part.left == 0 ||
            (part.at >= whole.at && part.left <= whole.left - (size_t)(part.at - whole.at)));
}

static bool is_printable(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (text.at[i] < 0x20 || text.at[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes der = bytes_over(data, size);
    struct certificate certificate = { 0 };
    if (certificate_read(der, &certificate) != NULL) {
        require(certificate.der.at == NULL && certificate.text.at == NULL);
        return 0;
    }
    require((certificate.flags & CERTIFICATE_SELF_SIGNED) == 0 ||
            (certificate.flags & CERTIFICATE_SELF_ISSUED) != 0);
    require_inside(certificate.serial, der);
    require_inside(certificate.issuer_der, der);
    require_inside(certificate.subject_der, der);
    require_inside(certificate.authority_key_id, der);
    require_inside(certificate.subject_key_id, der);
    require_inside(certificate.issuer_dn, buffer_bytes(&certificate.text));
    require_inside(certificate.subject_dn, buffer_bytes(&certificate.text));
    require_inside(certificate.dns_names, buffer_bytes(&certificate.text));
    require(is_printable(buffer_bytes(&certificate.text)));
    certificate_clear(&certificate);
    return 0;
}
