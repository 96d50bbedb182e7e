#include "commands/coverage_command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "reports/coverage_text.h"

int coverage_command_do(const struct options *options)
{
    char why[512];
    struct coverage_tree tree;
    struct case_file *file = case_open(options->out, CASE_EXISTING, why, sizeof(why));
    if (file == NULL) {
        return error_line_fatal("%s", why);
    }
    int status = EXIT_FATAL;
    struct output_file output = { .descriptor = STDOUT_FILENO };
    if (!coverage_tree_read(file, &tree)) {
        (void)error_line("cannot read the case: %s", case_error(file));
    } else {
        const bool printed = coverage_print(&tree, options->json, options->all, &output);
        if (!printed) {
            (void)error_line("out of memory");
        } else if (!output_file_end(&output)) {
            (void)error_line("cannot write: %s", strerror(output.failure));
        } else {
            status = coverage_total(&tree)->incomplete > 0 ? EXIT_UNREAD : 0;
        }
    }
    buffer_clear(&output.held);
    coverage_tree_clear(&tree);
    case_close(file);
    return status;
}
