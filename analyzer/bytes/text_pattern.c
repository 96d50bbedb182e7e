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

static bool common_name_fits(struct bytes part, const char *domain)
{
    struct bytes mark;
    return bytes_take(&part, 3, &mark) && memcmp(mark.at, "CN=", 3) == 0 &&
           text_pattern_domain(part, domain);
}

bool text_pattern_certificate(struct bytes names, struct bytes subject_dn, const char *domain)
{
    struct bytes name;
    bool fits = false;
    while (!fits && bytes_take_until(&names, ' ', &name)) {
        fits = text_pattern_domain(name, domain);
    }
    fits = fits || text_pattern_domain(names, domain);
    while (!fits && bytes_take_until(&subject_dn, ',', &name)) {
        fits = common_name_fits(name, domain);
    }
    return fits || common_name_fits(subject_dn, domain);
}
