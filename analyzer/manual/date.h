#ifndef DATE_H
#define DATE_H

/* When the text of the manual was last gone over: no clock, so that two builds are the same. */
#define MANUAL_DATE "November 26, 2026"

#endif
