#include "commands/doctor_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/listing/printed_table.h"
#include "workers/layers.h"
#include "workers/pool.h"

static bool get_layer(const void *row, struct field_value *value)
{
    return field_text(((const struct layer *)row)->name, value);
}

static bool get_there(const void *row, struct field_value *value)
{
    value->truth = ((const struct layer *)row)->state == LAYER_THERE;
    return true;
}

static bool get_demanded(const void *row, struct field_value *value)
{
    value->truth = ((const struct layer *)row)->state == LAYER_DEMANDED;
    return true;
}

static bool get_detail(const void *row, struct field_value *value)
{
    return field_text(((const struct layer *)row)->detail, value);
}

static const struct report_field layer_fields[] = {
    { "layer", FIELD_TEXT, get_layer, .meaning = "what confines a worker" },
    { "there", FIELD_TRUTH, get_there, .meaning = "whether this kernel has it" },
    { "demanded", FIELD_TRUTH, get_demanded,
      .meaning = "whether it is not there, and no run goes on without it" },
    { "detail", FIELD_TEXT, get_detail, .meaning = "what it does, or what its want means" },
};
const struct report_table doctor_layer_table = { layer_fields,
                                                 sizeof(layer_fields) / sizeof(layer_fields[0]) };

/* Why no run goes on; NULL: it does. */
struct answer {
    const char *why;
};

static bool get_runs(const void *row, struct field_value *value)
{
    value->truth = ((const struct answer *)row)->why == NULL;
    return true;
}

static bool get_why(const void *row, struct field_value *value)
{
    return field_text(((const struct answer *)row)->why, value);
}

static const struct report_field answer_fields[] = {
    { "runs", FIELD_TRUTH, get_runs, .meaning = "whether a run goes on here, confined" },
    { "why", FIELD_TEXT, get_why, .meaning = "why it does not" },
};
const struct report_table doctor_answer_table = { answer_fields, sizeof(answer_fields) /
                                                                     sizeof(answer_fields[0]) };

static bool prepare_nothing(struct bytes settings, void **state)
{
    (void)settings;
    *state = NULL;
    return true;
}

static void do_nothing(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    (void)job;
    (void)sink;
}

static void release_nothing(void *state)
{
    (void)state;
}

/* A worker is made as a run makes it, for what no question about one layer tells. */
static bool worker_is_made(const char **why)
{
    static const struct worker_body body = { prepare_nothing, do_nothing, release_nothing };
    struct pool *pool = pool_new(1, &body, (struct bytes){ 0 }, why);
    const bool made = pool != NULL;
    pool_free(pool);
    return made;
}

static void put_text(struct output_file *output, const struct layer *layers, const char *why)
{
    char line[256];
    for (size_t i = 0; i < LAYERS; i++) {
        (void)snprintf(line, sizeof(line), "%-16s %-3s  %s\n", layers[i].name,
                       layers[i].state == LAYER_THERE ? "yes" : "no", layers[i].detail);
        output_put_text(output, line);
    }
    (void)snprintf(line, sizeof(line), "A run does NOT go on here: %s.\n", why != NULL ? why : "");
    output_put_text(output, why == NULL
                                ? "A run goes on here: each worker is confined before it reads "
                                  "anything.\n"
                                : line);
}

static void put_json(struct output_file *output, const struct layer *layers, const char *why)
{
    const struct answer answer = { why };
    for (size_t i = 0; i < LAYERS; i++) {
        report_put_json_row(output, &doctor_layer_table, &layers[i]);
    }
    report_put_json_row(output, &doctor_answer_table, &answer);
}

int doctor_command_do(const struct options *options)
{
    struct layer layers[LAYERS];
    struct output_file output = { .descriptor = STDOUT_FILENO };
    const char *why = "";
    layers_ask(layers);
    const bool made = worker_is_made(&why);
    (options->json ? put_json : put_text)(&output, layers, made ? NULL : why);
    const bool written = output_file_end(&output);
    buffer_clear(&output.held);
    return !written
               ? error_line_fatal("cannot write to standard output: %s", strerror(output.failure))
           : made ? EXIT_SUCCESS
                  : EXIT_FATAL;
}
