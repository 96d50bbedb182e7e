#include "reports/page_status.h"

#include <assert.h>

/* Within each half as the enumeration has them: few before many, and then what was judged last,
 * which is nearest to the list. */
enum certificate_status page_status_at(size_t place)
{
    assert(place < PAGE_STATUSES);
    return place < PAGE_STATUSES_ACTING
               ? (enum certificate_status)(STATUS_ROOT + place)
               : (enum certificate_status)(STATUS_ROOT + PAGE_STATUSES_ACTING - 1 - place);
}
