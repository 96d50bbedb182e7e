#include "candidates/runs/run_state.h"

/* A step may end within a character, which then is read whole. */
bool run_charset_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    const size_t width = charset_width(run->charset);
    size_t at = (size_t)(run->cursor - window->base), left = (size_t)(limit - run->cursor);
    size_t shown = window->text.left - at, whole = (left + width - 1) / width * width;
    struct bytes text = bytes_over(window->text.at + at, whole <= shown ? whole : shown);
    size_t length = charset_run(text, run->charset);
    if (run_may_decode(run, length / width) &&
        !charset_narrow(bytes_over(text.at, length), run->charset, &run->decoded)) {
        run_ran_out(run);
    }
    run->characters += length / width;
    run->cursor += length;
    run->end = run->cursor;
    return run->cursor >= limit;
}
