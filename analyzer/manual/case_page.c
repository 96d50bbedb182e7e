#include "manual/case_page.h"

#include <stdlib.h>
#include <string.h>

#include "commands/listing/printed_table.h"
#include "manual/field_type.h"
#include "manual/markdown.h"
#include "manual/roff.h"
#include "reports/output_table.h"

static void put_sentence(struct roff *page, const char *phrase, const char *type)
{
    char sentence[1024];
    (void)snprintf(sentence, sizeof(sentence), "%s: %s.", type, phrase);
    roff_words(page, sentence);
    roff_end_line(page);
}

static void put_words(struct roff *page, const char *field)
{
    char text[1024] = "One of";
    output_word *words = output_words_of(field);
    size_t used = strlen(text);
    for (size_t i = 0; words != NULL && words(i) != NULL && used < sizeof(text); i++) {
        if (words(i)[0] != '\0') {
            used += (size_t)snprintf(text + used, sizeof(text) - used, " `%s`%s", words(i),
                                     words(i + 1) != NULL ? "," : ".");
        }
    }
    if (words != NULL) {
        roff_words(page, text);
        roff_end_line(page);
    }
}

static void put_table(struct roff *page, const struct report_table *table, enum output_form form)
{
    roff_macro(page, "Bl -tag -width Ds");
    for (size_t i = 0; i < table->count; i++) {
        const struct report_field *field = &table->fields[i];
        (void)fputs(".It Va ", page->out);
        page->column = 1;
        roff_argument(page, field->name, strlen(field->name));
        roff_end_line(page);
        put_sentence(page, field->meaning, field_type_words(field, form));
        put_words(page, field->name);
        if (field->inner != NULL) {
            put_table(page, field->inner, form);
        }
    }
    roff_macro(page, "El");
}

static void put_output(struct roff *page, const struct output_row *row)
{
    static const char *const forms[] = {
        [OUTPUT_CSV] = "CSV (RFC 4180), a header and a row for each.",
        [OUTPUT_LINES] = "JSON, an object a line.",
        [OUTPUT_JSON] = "One JSON document.",
        [OUTPUT_OTHER] = "",
    };
    (void)fprintf(page->out, ".Ss %s\n", row->name);
    roff_words(page, row->meaning);
    roff_end_line(page);
    if (row->table == NULL) {
        return;
    }
    roff_words(page, forms[row->form]);
    put_table(page, row->table, row->form);
    if (row->second != NULL) {
        roff_words(page, "Lines of the other kind:");
        put_table(page, row->second, row->form);
    }
}

static void put_outputs(struct roff *page, bool printed)
{
    for (size_t i = 0; i < output_table_length; i++) {
        if (output_table[i].printed == printed) {
            put_output(page, &output_table[i]);
        }
    }
}

static void put_printed(struct roff *page)
{
    const struct printed_outputs *printed = printed_table_read();
    for (size_t i = 0; i < printed->count; i++) {
        put_output(page, &printed->rows[i]);
    }
}

void case_page_write(const struct manual *manual)
{
    struct roff page = { .out = page_file_open(manual, "man5/keytrawl-case.5") };
    roff_begin(&page, "keytrawl-case", "5");
    roff_section(&page, "Name");
    roff_macro(&page, "Nm keytrawl-case");
    roff_macro(&page, "Nd the files of a case, and the fields in them");
    roff_section(&page, "Description");
    char *text = page_file_read(manual, "manual/case.md");
    if (text == NULL) {
        page_file_fail("cannot read", "manual/case.md");
    }
    const char *examples = page_file_cut_examples(text);
    markdown_put(&page, text);
    roff_section(&page, "Files");
    put_outputs(&page, false);
    roff_section(&page, "Outputs of commands");
    put_outputs(&page, true);
    put_printed(&page);
    if (examples != NULL) {
        markdown_put(&page, examples);
    }
    free(text);
    roff_section(&page, "See also");
    roff_macro(&page, "Xr keytrawl 1 ,");
    roff_macro(&page, "Xr keytrawl-index 5");
    page_file_close(page.out);
}

void index_page_write(const struct manual *manual)
{
    struct roff page = { .out = page_file_open(manual, "man5/keytrawl-index.5") };
    char *text = page_file_read(manual, "index-format.md");
    if (text == NULL) {
        page_file_fail("cannot read", "index-format.md");
    }
    roff_begin(&page, "keytrawl-index", "5");
    roff_section(&page, "Name");
    roff_macro(&page, "Nm keytrawl-index");
    roff_macro(&page, "Nd an index of certificates, which --certs takes in their place");
    roff_section(&page, "Description");
    markdown_put(&page, text);
    roff_section(&page, "See also");
    roff_macro(&page, "Xr keytrawl-index-build 1 ,");
    roff_macro(&page, "Xr keytrawl-index-verify 1");
    page_file_close(page.out);
    free(text);
}
