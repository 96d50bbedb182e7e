#ifndef REDIS_DUMP_H
#define REDIS_DUMP_H

#include "container.h"

/* Dumps of Redis (dump.rdb), and files of its log that begin with one (appendonly.aof). Strings
 * that it packed by LZF, lists and hashes that it packed as a whole among them, are given as
 * readings "redis-lzf"; all else stands there in clear. What keys and types there are is not read,
 * so that it hangs on no version, and behind damage it goes on: a packed string has its mark and
 * its two lengths before it, and comes out even. */
extern const struct container redis_dump_container;

#endif
