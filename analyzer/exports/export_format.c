#include "exports/export_format.h"

#include <string.h>

#include "exports/blocklist.h"
#include "exports/incident_report.h"

/* The systems' parts of the scripts, behind what every script begins with. */
#define SCRIPT static const unsigned char
SCRIPT every_system[] = {
#include "exports/systems/every-system.inc"
};
SCRIPT acme[] = {
#include "exports/systems/acme.inc"
};
SCRIPT cfssl[] = {
#include "exports/systems/cfssl.inc"
};
SCRIPT openssl_ca[] = {
#include "exports/systems/openssl-ca.inc"
};
SCRIPT step_ca[] = {
#include "exports/systems/step-ca.inc"
};
SCRIPT vault[] = {
#include "exports/systems/vault.inc"
};
SCRIPT ejbca_cli[] = {
#include "exports/systems/ejbca-cli.inc"
};
SCRIPT ejbca_rest[] = {
#include "exports/systems/ejbca-rest.inc"
};
SCRIPT dogtag[] = {
#include "exports/systems/dogtag.inc"
};
SCRIPT aws_acm_pca[] = {
#include "exports/systems/aws-acm-pca.inc"
};
SCRIPT google_cas[] = {
#include "exports/systems/google-cas.inc"
};

struct bytes export_script_begin(void)
{
    return bytes_over(every_system, sizeof(every_system));
}

#define CERTIFICATE_CALL                                                                           \
    "certificate %{serial} %{serial_decimal} %{serial_colons} %{serial_ejbca} %{issuer|sh}"        \
    " '%{issuer_key_id}' %{sha256} "
#define WITH_SCRIPT(name)                                                                          \
    .script = (name), .script_length = sizeof(name),                                               \
    .certificate_line = CERTIFICATE_CALL "</dev/null\n", .tail = "finish\n"

const struct export_format export_formats[] = {
    { "serials", "serial numbers, a line each", .one_issuer = true,
      .certificate_line = "%{SERIAL}\n" },
    { "pem", "the certificates themselves", .certificate_line = "%{certificate}" },
    { "boulder-spki", "Boulder: admin block-key -spki-file, before anything is revoked",
      .all_spellings = true, .key_line = "%{key_spki_sha256}\n" },
    { "boulder-serials", "Boulder: admin revoke-cert -reason keyCompromise -serials-file",
      .certificate_line = "%{serial_boulder}\n" },
    { "ejbca-cli", "EJBCA: script around ejbca.sh",
      .key_line = "key %{key} %{key_spki_sha256} <<'END'\n%{key_pem}END\n",
      WITH_SCRIPT(ejbca_cli) },
    { "ejbca-rest", "EJBCA: script around its REST interface", WITH_SCRIPT(ejbca_rest) },
    { "step-ca", "step-ca: script around step ca revoke", .one_issuer = true,
      WITH_SCRIPT(step_ca) },
    { "vault", "Vault, OpenBao: script around pki/revoke", .one_issuer = true, WITH_SCRIPT(vault) },
    { "cfssl", "cfssl: script around its revoke endpoint", .one_issuer = true, WITH_SCRIPT(cfssl) },
    { "openssl-ca", "openssl ca: script, ends with a fresh CRL", .one_issuer = true,
      .script = openssl_ca, .script_length = sizeof(openssl_ca),
      .certificate_line = CERTIFICATE_CALL "<<'END'\n%{certificate}END\n", .tail = "finish\n" },
    { "acme", "ACME CA: script, each certificate is revoked by its own key (--seal-to)",
      .sealed = true, .script = acme, .script_length = sizeof(acme),
      .certificate_line = CERTIFICATE_CALL "<<'END'\n%{certificate}%{sealed}END\n",
      .tail = "finish\n" },
    { "adcs", "AD CS: serial numbers for certutil -revoke SERIAL 1", .one_issuer = true,
      .certificate_line = "%{serial}\n" },
    { "dogtag", "Dogtag: script around pki ca-cert-revoke", .one_issuer = true,
      WITH_SCRIPT(dogtag) },
    { "aws-acm-pca", "AWS Private CA: script around aws acm-pca", .one_issuer = true,
      WITH_SCRIPT(aws_acm_pca) },
    { "google-cas", "Google CA Service: script around gcloud privateca", .one_issuer = true,
      WITH_SCRIPT(google_cas) },
    { "ccadb", "CCADB: affected certificates of an incident report, revoked ones too",
      .any_status = true, .write = incident_report_write },
    { "onecrl", "OneCRL: issuerName and serialNumber", .head = "[\n",
      .certificate_line =
          "{\"issuerName\":\"%{issuer_base64}\",\"serialNumber\":\"%{serial_base64}\"}",
      .between = ",\n", .tail = "\n]\n" },
    { "crlite", "CRLite: SHA-256 of the issuer's SubjectPublicKeyInfo, and the serial number",
      .certificate_line = "%{issuer_spki_sha256} %{serial_der}\n" },
    { "spki-blocklist", "SHA-256 of each leaked key's SubjectPublicKeyInfo", .all_spellings = true,
      .key_line = "%{key_spki_sha256}\n" },
    { "badkeys-blocklist", "badkeys: blocklist.dat of BKHASH120, binary",
      .write = blocklist_write },
};
const size_t export_format_count = sizeof(export_formats) / sizeof(export_formats[0]);

const struct export_format *export_format_find(const char *name)
{
    for (size_t i = 0; i < export_format_count; i++) {
        if (strcmp(export_formats[i].name, name) == 0) {
            return &export_formats[i];
        }
    }
    return NULL;
}
