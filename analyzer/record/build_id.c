#include "record/build_id.h"

#include "build_id.inc"

const char *build_id(void)
{
    return BUILD_ID;
}
