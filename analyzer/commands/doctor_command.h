#ifndef DOCTOR_COMMAND_H
#define DOCTOR_COMMAND_H

#include "commands/options/options.h"

/* `keytrawl doctor`: prints which layers this kernel has to hold a worker, and what a run would do
 * here. Reads no evidence and opens no case. Returns the exit status: 0 a run is confined,
 * EXIT_FATAL it would not go on. */
int doctor_command_do(const struct options *options);

#endif
