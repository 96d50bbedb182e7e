#ifndef VERIFY_PROOF_COMMAND_H
#define VERIFY_PROOF_COMMAND_H

#include "commands/options/options.h"

/* `keytrawl verify-proof`: each file is checked by a worker, and what comes of it is printed in
 * the order of the command line. Exit status: 0 where every proof holds and, with --cert, each
 * proof is of one of these certificates and each of them has one; 1 where not; EXIT_FATAL. */
int verify_proof_command_do(const struct options *options);

#endif
