#include "inventory/scan_log.h"

#include "inventory/form_text.h"

/* A certificate in forms that no reader of inventories knows: it is searched for, as evidence is.
 */

static const char *const keys[] = { "leaf_rsa.der" };

/* Lines of 64 characters, each with a front. */
static void put_lines(struct buffer *out, struct bytes text, const char *front)
{
    struct bytes line;
    while (text.left > 0 && bytes_take(&text, text.left < 64 ? text.left : 64, &line)) {
        put(out, front);
        ck_assert(buffer_append(out, line));
        put(out, "\n");
    }
}

static void put_base64_lines(struct buffer *out, struct bytes der, const char *front)
{
    struct buffer text = { 0 };
    put_base64(&text, der, true);
    put_lines(out, buffer_bytes(&text), front);
    buffer_clear(&text);
}

static void bare_base64(struct buffer *out, struct bytes der)
{
    put_base64_lines(out, der, "");
}

static void directory_entry(struct buffer *out, struct bytes der)
{
    put(out, "dn: cn=one,o=example\nuserCertificate;binary::\n");
    put_base64_lines(out, der, " ");
}

static void element_of_xml(struct buffer *out, struct bytes der)
{
    put(out, "<KeyInfo><X509Data><X509Certificate>\n");
    put_base64_lines(out, der, "");
    put(out, "</X509Certificate></X509Data></KeyInfo>\n");
}

static void secret_of_kubernetes(struct buffer *out, struct bytes der)
{
    struct buffer text = { 0 };
    put_pem(&text, der, "\n");
    put(out, "apiVersion: v1\nkind: Secret\ndata:\n  tls.crt: ");
    put_base64(out, buffer_bytes(&text), true);
    put(out, "\n");
    buffer_clear(&text);
}

static void escaped_for_a_url(struct buffer *out, struct bytes der)
{
    struct buffer text = { 0 };
    put_pem(&text, der, "\n");
    put(out, "GET / \"");
    for (size_t i = 0; i < text.used; i++) {
        const char plain[2] = { (char)text.at[i], 0 };
        put(out, text.at[i] == '\n'  ? "%0A"
                 : text.at[i] == ' ' ? "%20"
                 : text.at[i] == '+' ? "%2B"
                 : text.at[i] == '/' ? "%2F"
                 : text.at[i] == '=' ? "%3D"
                                     : plain);
    }
    put(out, "\"\n");
    buffer_clear(&text);
}

static void among_other_bytes(struct buffer *out, struct bytes der)
{
    put(out, "\x7f\x45\x4c\x46 some program \x01\x02\x03");
    ck_assert(buffer_append(out, der));
    put(out, "\x04\x05\x06");
}

static void part_of_a_mail(struct buffer *out, struct bytes der)
{
    put(out, "From: one@example.org\nSubject: the certificate\nMIME-Version: 1.0\n"
             "Content-Type: application/pkix-cert\nContent-Transfer-Encoding: base64\n\n");
    put_base64_lines(out, der, "");
}

static const struct {
    const char *what;
    void (*write)(struct buffer *out, struct bytes der);
} forms[] = {
    { "lines of base64", bare_base64 },
    { "LDIF", directory_entry },
    { "XML", element_of_xml },
    { "a Secret of Kubernetes", secret_of_kubernetes },
    { "PEM in a log, escaped", escaped_for_a_url },
    { "among other bytes", among_other_bytes },
    { "a part of a mail", part_of_a_mail },
};

START_TEST(certificate_is_found_once_in_each_form)
{
    struct buffer table = { 0 }, content = { 0 };
    struct key_index index;
    struct place spot;
    index_of(keys, 1, &table, &index);
    const struct bytes der = whole(keys[0]);
    forms[_i].write(&content, der);
    const struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    ck_assert_msg(has(&seen, keys[0], &spot), "%s", forms[_i].what);
    ck_assert_msg(seen.done.parsed == 1, "%s: %u", forms[_i].what, (unsigned)seen.done.parsed);
    ck_assert_uint_eq(seen.matched, 1);
    ck_assert_uint_eq(seen.journalled, 0);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_OK);
    ck_assert_uint_eq(seen.done.examined, content.used);
    fixture_free(der);
    buffer_clear(&content);
    buffer_clear(&table);
}
END_TEST

/* What is cut off has none, and says so; nothing is read behind its end. */
START_TEST(every_shorter_form_is_searched)
{
    const struct key_index none = { 0 };
    struct buffer content = { 0 };
    const struct bytes der = whole(keys[0]);
    forms[_i].write(&content, der);
    for (size_t kept = 1; kept < content.used; kept += 37) {
        const struct seen seen = scan_bytes(bytes_over(content.at, kept), &none);
        ck_assert(seen.done.parsed > 0 || seen.journalled > 0);
    }
    fixture_free(der);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("searched_source");
    tcase_set_timeout(tests, 120);
    tcase_add_rows(tests, certificate_is_found_once_in_each_form, forms);
    tcase_add_rows(tests, every_shorter_form_is_searched, forms);
    return suite_run("searched_source", tests);
}
