#include "bytes/text_pattern.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

bool text_pattern_fits(const char *pattern, const char *text)
{
    return strpbrk(pattern, "*?[") != NULL ? fnmatch(pattern, text, FNM_CASEFOLD) == 0
                                           : strcasestr(text, pattern) != NULL;
}

static bool same_text(struct bytes name, const char *text, size_t length)
{
    return name.left == length && strncasecmp((const char *)name.at, text, length) == 0;
}

bool text_pattern_domain(struct bytes name, const char *domain)
{
    const size_t length = strlen(domain);
    if (length == 0 || name.left == 0) {
        return false;
    }
    if (same_text(name, domain, length)) {
        return true;
    }
    if (name.left > length + 1 && name.at[name.left - length - 1] == '.' &&
        same_text(bytes_over(name.at + name.left - length, length), domain, length)) {
        return true;
    }
    const char *parent = strchr(domain, '.');
    return parent != NULL && name.left > 2 && name.at[0] == '*' && name.at[1] == '.' &&
           same_text(bytes_over(name.at + 1, name.left - 1), parent, strlen(parent));
}
