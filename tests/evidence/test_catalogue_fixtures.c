/* Rows of the catalogue of forms, each by its fixtures: catalogue.h says what is asked of them.
 * Rows 13, 18, 21 and 22 have programs of their own; 14 to 17 are in test_catalogue_encodings.c,
 * 26 is in test_key_store_scan.c. */
#include "evidence/catalogue.h"

#define TEXT       .kind = SPECIMEN_TEXT
#define LOOSE_TEXT .kind = SPECIMEN_LOOSE_TEXT
#define BYTES      .kind = SPECIMEN_BYTES
#define P256       .public = "keys/spki/ecdsap256-rfc9500.key"
#define RSA1024    .public = "keys/spki/rsa1024-rfc9500.key"
#define LEAD       .verdict = "encrypted"

static void prepare(void)
{
    run_prepare("wrong\ncorrect horse\nbattery staple\nGr\xc3\xbc\xc3\x9f"
                "e aus K\xc3\xb6ln\n");
}

static void prepare_without(void)
{
    run_prepare("wrong\n");
}

CATALOGUE_ROW(row_01_pkcs1_pem, { "keys/traditional/rsa*.key", TEXT },
              { "keys/dialects/rsa-three-primes.pem", TEXT },
              { "keys/dialects/rsa-16384.pem", TEXT })

CATALOGUE_ROW(row_02_pkcs8_pem, { "keys/pkcs8/*.key", TEXT }, { "keys/dialects/rsa-*.pem", TEXT },
              { "keys/dialects/ec-sm2-pkcs8.pem", TEXT })

/* OneAsymmetricKey with attributes and the public key, RFC 8410 section 10.3. */
CATALOGUE_ROW(row_02_pkcs8_version_2, { "keys/dialects/version2-*.pem", TEXT })

CATALOGUE_ROW(row_03_sec1_pem, { "keys/traditional/ecdsa*.key", TEXT },
              { "keys/dialects/ec-*.pem", TEXT, .except = "pkcs8" })

/* The curve stands in the block before the key, and nowhere else. */
CATALOGUE_ROW(row_03_sec1_behind_parameters,
              { "keys/dialects/behind-parameters-*.pem", LOOSE_TEXT })

CATALOGUE_ROW(row_04_dsa_pem, { "keys/traditional/dsa*.key", TEXT })

/* One of a million iterations is left to the time after a scan. */
CATALOGUE_ROW(row_05_encrypted_pkcs8, { "keys/encrypted/pkcs8-[ps]*.pem", TEXT, P256 },
              { "keys/encrypted/pkcs8-empty*.pem", TEXT, P256 },
              { "keys/encrypted/pkcs8-ed25519.pem", TEXT,
                .public = "keys/spki/ed25519-rfc8410.key" })

CATALOGUE_ROW(row_05_encrypted_pkcs8_is_a_lead,
              { "keys/encrypted/pkcs8-*.pem", TEXT, LEAD, .except = "empty", .unnamed = true })

CATALOGUE_ROW(row_06_encrypted_pem, { "keys/encrypted/pem-ec-*.pem", TEXT, P256 },
              { "keys/encrypted/pem-rsa-*.pem", TEXT, RSA1024 },
              { "keys/encrypted/pem-dsa-*.pem", TEXT, .public = "keys/spki/dsa1024-rfc6979.key" })

CATALOGUE_ROW(row_06_encrypted_pem_is_a_lead,
              { "keys/encrypted/pem-*.pem", TEXT, LEAD, .unnamed = true })

CATALOGUE_ROW(row_07_openssh, { "keys/openssh/*.key", TEXT },
              { "keys/encrypted/openssh-[3ac]*.key", TEXT, P256 },
              { "keys/encrypted/openssh-rsa.key", TEXT, RSA1024 },
              { "keys/encrypted/openssh-ed25519.key", TEXT,
                .public = "keys/spki/ed25519-rfc8410.key" })

/* The public half stands in clear. */
CATALOGUE_ROW(row_07_openssh_is_a_named_lead,
              { "keys/encrypted/openssh-[3ac]*.key", TEXT, P256, LEAD },
              { "keys/encrypted/openssh-rsa.key", TEXT, RSA1024, LEAD })

CATALOGUE_ROW(row_08_sshcom, { "keys/sshcom/*.key", TEXT, .except = "own" },
              { "keys/sshcom/rsa-own.key", TEXT, .unnamed = true })

CATALOGUE_ROW(row_08_sshcom_is_a_lead, { "keys/sshcom/closed-*.key", TEXT, LEAD, .unnamed = true })

CATALOGUE_ROW(row_09_putty, { "keys/putty/*.ppk", TEXT, .except = "own" },
              { "keys/putty/*own.ppk", TEXT, .unnamed = true })

CATALOGUE_ROW(row_09_putty_is_a_named_lead,
              { "keys/putty/*closed-*.ppk", TEXT, LEAD, .except = "own" })

CATALOGUE_ROW(row_10_dropbear, { "keys/dropbear/*.key", BYTES, .except = "own" },
              { "keys/dropbear/dss-own.key", BYTES, .unnamed = true })

/* SSH version 1 wrote its keys in a format of its own. */
CATALOGUE_ROW(form_ssh1, { "keys/ssh1/own.key", BYTES }, { "keys/ssh1/closed-own.key", BYTES })

CATALOGUE_ROW(form_ssh1_closed_is_a_named_lead, { "keys/ssh1/closed-own.key", BYTES, LEAD })

CATALOGUE_ROW(row_11_jwk, { "keys/jwk/*.jwk", TEXT })

/* RSAParameters of .NET within the file that IdentityServer keeps. */
CATALOGUE_ROW(form_rsa_parameters, { "keys/jwk/parameters-*.json", LOOSE_TEXT })

CATALOGUE_ROW(row_12_xml, { "keys/xml/*.xml", LOOSE_TEXT })

CATALOGUE_ROW(row_19_pkcs12,
              { "keys/stores/openssl-[celmrnu]*.p12", BYTES, P256, .except = "no-key" },
              { "keys/stores/gnutls.p12", BYTES, P256 },
              { "keys/stores/gnutls-3des.p12", BYTES, P256, .slow = true },
              { "keys/stores/nss.p12", BYTES, P256 },
              { "keys/stores/keytool-legacy.p12", BYTES, P256 })

CATALOGUE_ROW(row_19_pkcs12_is_a_lead,
              { "keys/stores/openssl-[lmr]*.p12", BYTES, LEAD, .unnamed = true },
              { "keys/stores/gnutls.p12", BYTES, LEAD, .unnamed = true })

CATALOGUE_ROW(row_20_java_keystore, { "keys/stores/keytool.jks", BYTES, P256 },
              { "keys/stores/keytool.jceks", BYTES, P256 })

CATALOGUE_ROW(row_20_java_keystore_is_a_lead, { "keys/stores/keytool.jks", BYTES, P256, LEAD },
              { "keys/stores/keytool.jceks", BYTES, P256, LEAD })

/* What OpenSSL 3.0 has not is a lead, named where the public half can be read. */
CATALOGUE_ROW(row_23_post_quantum,
              { "keys/dialects/ml-kem-*-[be]*.pem", TEXT, .verdict = "unsupported" },
              { "keys/dialects/slh-*.pem", TEXT, .verdict = "unsupported" },
              { "keys/dialects/ml-kem-*-seed.pem", TEXT, .verdict = "unsupported",
                .unnamed = true },
              { "keys/dialects/ml-dsa-*.pem", TEXT, .verdict = "unsupported", .unnamed = true })

CATALOGUE_ROW(row_24_fortigate, { "keys/configuration/fortigate-*", LOOSE_TEXT })

CATALOGUE_ROW(row_24_cisco, { "keys/configuration/ios-*", LOOSE_TEXT },
              { "keys/configuration/asa-*", LOOSE_TEXT })

CATALOGUE_ROW(row_24_juniper, { "keys/configuration/junos-*", LOOSE_TEXT })

CATALOGUE_ROW(row_24_mikrotik, { "keys/configuration/routeros-*", LOOSE_TEXT })

CATALOGUE_ROW(row_24_pfsense, { "keys/configuration/pfsense-*", LOOSE_TEXT })

CATALOGUE_ROW(row_25_kubernetes, { "keys/configuration/kubernetes-*", LOOSE_TEXT })

CATALOGUE_ROW(row_25_terraform, { "keys/configuration/terraform-*", LOOSE_TEXT })

CATALOGUE_ROW(row_25_docker, { "keys/configuration/docker-*", LOOSE_TEXT })

CATALOGUE_ROW(row_25_environment_file, { "keys/configuration/dotenv-*", LOOSE_TEXT })

CATALOGUE_ROW(row_25_ansible, { "keys/configuration/ansible-*", LOOSE_TEXT })

CATALOGUE_ROW(row_25_service_account, { "keys/configuration/google-*", LOOSE_TEXT })

static void add_open(TCase *tests)
{
    tcase_add_test(tests, row_01_pkcs1_pem);
    tcase_add_test(tests, row_02_pkcs8_pem);
    tcase_add_test(tests, row_02_pkcs8_version_2);
    tcase_add_test(tests, row_03_sec1_pem);
    tcase_add_test(tests, row_03_sec1_behind_parameters);
    tcase_add_test(tests, row_04_dsa_pem);
    tcase_add_test(tests, row_05_encrypted_pkcs8);
    tcase_add_test(tests, row_06_encrypted_pem);
    tcase_add_test(tests, row_07_openssh);
    tcase_add_test(tests, row_08_sshcom);
    tcase_add_test(tests, row_09_putty);
    tcase_add_test(tests, row_10_dropbear);
    tcase_add_test(tests, form_ssh1);
    tcase_add_test(tests, row_11_jwk);
    tcase_add_test(tests, form_rsa_parameters);
    tcase_add_test(tests, row_12_xml);
    tcase_add_test(tests, row_19_pkcs12);
    tcase_add_test(tests, row_20_java_keystore);
    tcase_add_test(tests, row_23_post_quantum);
}

static void add_configurations(TCase *tests)
{
    tcase_add_test(tests, row_24_fortigate);
    tcase_add_test(tests, row_24_cisco);
    tcase_add_test(tests, row_24_juniper);
    tcase_add_test(tests, row_24_mikrotik);
    tcase_add_test(tests, row_24_pfsense);
    tcase_add_test(tests, row_25_kubernetes);
    tcase_add_test(tests, row_25_terraform);
    tcase_add_test(tests, row_25_docker);
    tcase_add_test(tests, row_25_environment_file);
    tcase_add_test(tests, row_25_ansible);
    tcase_add_test(tests, row_25_service_account);
}

static void add_leads(TCase *tests)
{
    tcase_add_test(tests, row_05_encrypted_pkcs8_is_a_lead);
    tcase_add_test(tests, row_06_encrypted_pem_is_a_lead);
    tcase_add_test(tests, row_07_openssh_is_a_named_lead);
    tcase_add_test(tests, row_08_sshcom_is_a_lead);
    tcase_add_test(tests, row_09_putty_is_a_named_lead);
    tcase_add_test(tests, form_ssh1_closed_is_a_named_lead);
    tcase_add_test(tests, row_19_pkcs12_is_a_lead);
    tcase_add_test(tests, row_20_java_keystore_is_a_lead);
}

int main(void)
{
    TCase *open = tcase_create("open"), *leads = tcase_create("leads");
    tcase_add_unchecked_fixture(open, prepare, run_release);
    tcase_add_unchecked_fixture(leads, prepare_without, run_release);
    tcase_set_timeout(open, 240);
    tcase_set_timeout(leads, 240);
    add_open(open);
    add_configurations(open);
    add_leads(leads);
    Suite *suite = suite_create("catalogue_fixtures");
    suite_add_tcase(suite, open);
    suite_add_tcase(suite, leads);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
