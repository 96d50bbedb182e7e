#ifndef ANDROID_BACKUP_H
#define ANDROID_BACKUP_H

#include "container.h"

/* A backup of an Android device (`adb backup`, *.ab): four lines (the mark, a version, whether it
 * is compressed, the cipher), and a tar behind them, in one stream of zlib if it is compressed
 * (BackupManagerService of the Android Open Source Project). Its one part is a PLACE_READING named
 * android-backup; what follows the stream of zlib is carved. An encrypted one is told. */
extern const struct container android_backup_container;

#endif
