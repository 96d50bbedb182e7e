#include "containers/documents/vim_swap.h"

#include <string.h>

#include "bounds.h"

/* Where things stand in the header. */
#define VERSION_END 12
#define PAGE_SIZE   12
#define HEADER      16
#define PAGE_LEAST  1048u
#define PAGE_MOST   50000u
#define PAGE_USUAL  4096u
/* In a page of lines: where the text begins and ends, how many lines there are, and where each of
 * them begins, behind a count of four octets or of eight. */
#define TEXT_FROM 8
#define TEXT_TO   12
#define COUNT     16
#define INDEX_4   20
#define INDEX_8   24
#define MARKED    0x80000000u /* by :global */
/* In a list of pages: how many, how many there is room for, and the first of them. */
#define LISTED     2
#define LISTED_MAX 4
#define LIST       8
#define NUMBER     4

static const struct fault encrypted = { OUTCOME_ENCRYPTED, NULL,
                                        "an encrypted swap file of Vim: its lines cannot be read" };
static const struct fault cut = { OUTCOME_TRUNCATED, NULL,
                                  "pages of the swap file of Vim are not there" };
static const struct fault bad_lines = { OUTCOME_MALFORMED, NULL,
                                        "lines of a swap file of Vim do not stand where it says" };
static const struct fault more = { OUTCOME_BOUND, NULL,
                                   "more pages of a swap file of Vim than are read" };
static const struct fault long_text = { OUTCOME_BOUND, NULL,
                                        "the text of a swap file of Vim is longer than is held" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the text of a swap file of Vim" };

struct vim_swap {
    struct stream *content;
    size_t page;        /* octets of one */
    uint64_t pages;     /* with the header */
    struct buffer seen; /* an octet for each: it was read */
    struct buffer text;
    const struct fault *stopped;
    bool cut, damaged;
};

static uint32_t number(struct bytes from, size_t at)
{
    return from.left >= at + NUMBER ? (uint32_t)bytes_little(from.at + at, NUMBER) : 0;
}

static bool is_page(struct bytes page, const char *mark)
{
    return page.left >= HEADER && memcmp(page.at, mark, 2) == 0;
}

static bool recognise(struct bytes head)
{
    return head.left >= HEADER && head.at[0] == 'b' && memchr("0cCdS", head.at[1], 5) != NULL &&
           memcmp(head.at + 2, "VIM ", 4) == 0 && head.at[VERSION_END - 1] == 0;
}

/* A NUL of the text is a line feed there. */
static bool append_line(struct bytes line, struct buffer *text)
{
    const uint8_t *end = line.left > 0 ? memchr(line.at, 0, line.left) : NULL;
    const size_t length = end != NULL ? (size_t)(end - line.at) : line.left, from = text->used;
    if (!buffer_append(text, bytes_over(line.at, length)) || !buffer_append_byte(text, '\n')) {
        return false;
    }
    for (size_t i = from; i + 1 < text->used; i++) {
        text->at[i] = text->at[i] == '\n' ? '\0' : text->at[i];
    }
    return true;
}

bool vim_swap_lines(struct bytes block, struct buffer *text, bool *damaged)
{
    const size_t index = number(block, INDEX_4) == 0 ? INDEX_8 : INDEX_4;
    const size_t from = number(block, TEXT_FROM), to = number(block, TEXT_TO);
    const size_t count = number(block, COUNT);
    size_t end = to < block.left ? to : block.left;
    *damaged = *damaged || end < to;
    for (size_t i = 0; i < count; i++) {
        const size_t place = index + i * NUMBER;
        const size_t at = number(block, place) & ~MARKED;
        if (place + NUMBER > from || at < from || at >= end) {
            *damaged = true;
            if (place + NUMBER > block.left) {
                break;
            }
            continue;
        }
        if (!append_line(bytes_over(block.at + at, end - at), text)) {
            return false;
        }
        end = at;
    }
    *damaged = *damaged || end > from; /* text that no line has */
    return true;
}

/* Shows it, or less where it is not there. */
static struct bytes page_at(struct vim_swap *swap, uint64_t page, size_t length)
{
    if (!stream_seek(swap->content, page * swap->page)) {
        return bytes_over(NULL, 0);
    }
    const struct bytes shown =
        stream_ahead(swap->content, length < STREAM_AHEAD_MAX ? length : STREAM_AHEAD_MAX);
    return bytes_over(shown.at, shown.left < length ? shown.left : length);
}

/* What goes on in it from the page before it is none. */
static bool has_lines_of_its_own(struct bytes page)
{
    return is_page(page, "ad") && number(page, TEXT_FROM) <= number(page, TEXT_TO);
}

/* A long line goes on over pages, each of which is read once; but what says so may be damaged, or a
 * lie, and pages that have lines of their own are read for these, too. */
static void read_lines(struct vim_swap *swap, uint64_t page)
{
    const size_t said = number(page_at(swap, page, HEADER), TEXT_TO);
    const size_t length = said < STREAM_AHEAD_MAX ? said : STREAM_AHEAD_MAX;
    uint64_t next = page + 1;
    while (next < swap->pages && (next - page) * swap->page < length && swap->seen.at[next] == 0) {
        swap->seen.at[next] = !has_lines_of_its_own(page_at(swap, next, HEADER));
        next++;
    }
    const struct bytes block = page_at(swap, page, (size_t)(next - page) * swap->page);
    if (swap->text.used + block.left > limit_of(LIMIT_HELD_BYTES)) {
        swap->stopped = &long_text;
    } else if (!vim_swap_lines(block, &swap->text, &swap->damaged)) {
        swap->stopped = &no_memory;
    }
}

/* An entry is as long as there is room for so many: 16 octets of machines with numbers of four, 24
 * or 32 of others. */
static size_t entry_length(const struct vim_swap *swap, struct bytes list)
{
    const size_t most = number(list, LISTED_MAX) & 0xffff;
    return most > 0 ? (swap->page - LIST) / most / 8 * 8 : 0;
}

/* A page that was not read yet, and those that it lists, in the order of the text. */
static void read_page(struct vim_swap *swap, uint64_t page, unsigned level)
{
    struct bytes shown = page_at(swap, page, swap->page);
    const size_t count = number(shown, LISTED) & 0xffff, entry = entry_length(swap, shown);
    swap->seen.at[page] = 1;
    if (is_page(shown, "ad")) {
        read_lines(swap, page);
        return;
    }
    for (size_t i = 0; is_page(shown, "tp") && i < count && swap->stopped == NULL; i++) {
        if (entry == 0 || level >= VIM_LEVELS_MAX || LIST + i * entry + NUMBER > shown.left) {
            swap->damaged = true;
            break;
        }
        const uint64_t next = number(shown, LIST + i * entry);
        if (next > 0 && next < swap->pages && swap->seen.at[next] == 0) {
            read_page(swap, next, level + 1);
        } else {
            swap->cut = swap->cut || next >= swap->pages;
        }
        shown = page_at(swap, page, swap->page);
    }
}

/* The first list is on the first page behind the header. */
static void read_all(struct vim_swap *swap)
{
    for (uint64_t page = 1; page < swap->pages && swap->stopped == NULL; page++) {
        const bool unread = swap->seen.at[page] == 0;
        if (unread && (page == 1 || is_page(page_at(swap, page, HEADER), "ad"))) {
            read_page(swap, page, 0);
        }
    }
}

static bool begin(struct vim_swap *swap, struct bytes head)
{
    const uint32_t size = number(head, PAGE_SIZE);
    swap->page = size >= PAGE_LEAST && size <= PAGE_MOST ? size : PAGE_USUAL;
    swap->pages = (swap->content->size + swap->page - 1) / swap->page;
    if (swap->pages > VIM_PAGES_MAX) {
        swap->pages = VIM_PAGES_MAX;
        swap->stopped = &more;
    }
    if (!buffer_reserve(&swap->seen, (size_t)swap->pages)) {
        return false;
    }
    memset(swap->seen.at, 0, (size_t)swap->pages);
    swap->seen.used = (size_t)swap->pages;
    return true;
}

static void give_text(const struct vim_swap *swap, const struct container_sink *sink)
{
    static const char name[] = "vim-swap";
    const struct place place = { .kind = PLACE_READING,
                                 .length = swap->content->size,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    struct memory_stream text;
    memory_stream_init(&text, buffer_bytes(&swap->text));
    (void)sink->part(sink->context, &place, PART_UNKNOWN, &text.stream);
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct vim_swap swap = { .content = content };
    const struct bytes head = stream_ahead(content, HEADER);
    if (head.left > 1 && head.at[1] != '0') {
        return &encrypted;
    }
    if (!begin(&swap, head)) {
        return &no_memory;
    }
    const struct fault *many = swap.stopped;
    swap.stopped = NULL;
    read_all(&swap);
    container_tell(sink, swap.cut && many == NULL, &cut);
    container_tell(sink, swap.damaged || swap.text.used == 0, &bad_lines);
    container_tell(sink, many != NULL, many);
    give_text(&swap, sink);
    buffer_clear(&swap.seen);
    buffer_clear(&swap.text);
    return swap.stopped;
}

const struct container vim_swap_container = {
    .name = "vim-swap", .recognise = recognise, .walk = walk, .seeks = true, .readings = true
};
