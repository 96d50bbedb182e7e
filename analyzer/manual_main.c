#include <stdio.h>
#include <stdlib.h>

#include "manual/case_page.h"
#include "manual/command_page.h"
#include "manual/completion.h"
#include "manual/output_schema.h"

/* A program of the build: writes manual, schemas and completions from the tables that the program
 * works by. usage: keytrawl_manual DOCS FOLDER */
int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fprintf(stderr, "usage: keytrawl_manual DOCS FOLDER\n");
        return EXIT_FAILURE;
    }
    const struct manual manual = { .docs = argv[1], .output = argv[2] };
    command_pages_write(&manual);
    case_page_write(&manual);
    index_page_write(&manual);
    output_schemas_write(&manual);
    completions_write(&manual);
    return EXIT_SUCCESS;
}
