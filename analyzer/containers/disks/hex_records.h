#ifndef HEX_RECORDS_H
#define HEX_RECORDS_H

#include "container.h"

/* An image of memory as programmers of chips read it, in lines of hexadecimal records: Intel HEX
 * (Intel, "Hexadecimal Object File Format Specification", revision A, 1988) and Motorola's
 * S-records (SREC, S19, S28, S37). Its one part is a PLACE_READING named intel-hex or s-record:
 * the octets of the records in the order of the file. Where the address of a record does not go
 * on from the one before it, octets of FF stand between them, as many as are missing,
 * HEX_RECORD_GAP at most. Check sums are not believed: what a record holds is read all the same,
 * and noted, like lines that are none. From the first of those on all is carved as well
 * (carve_walk.h): an archive may follow the records, or stand between two of them. */
extern const struct container intel_hex_container, s_record_container;

#define HEX_RECORD_GAP 16u /* more say no more: nothing goes on over erased memory */

#endif
