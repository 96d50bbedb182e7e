#include "bytes/ascii.h"
#include "bytes/base32.h"
#include "bytes/base64.h"
#include "candidates/runs/run_probe.h"
#include "candidates/runs/run_sample.h"

/* How far back a row may begin before the sample that hit, and how much of it is seen. */
#define BACK       64
#define LOOK_AHEAD 256

bool run_base32_starts(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start)
{
    if (!base32_may_be(bytes_over(window->text.at + sample, RUN_SAMPLE))) {
        return false;
    }
    const size_t least = sample > BACK + floor ? sample - BACK : floor;
    size_t at = sample;
    while (at > least && ascii_is_alphanumeric(window->text.at[at - 1])) {
        at--;
    }
    const struct bytes text = leaf_window_part(window, at, LOOK_AHEAD);
    const enum base32_alphabet alphabet =
        base32_alphabet_of(bytes_over(text.at, base64_run(text, true)));
    *start = (struct run_start){ .kind = RUN_BASE64, .at = at, .base32 = alphabet };
    return alphabet != BASE32_NONE;
}
