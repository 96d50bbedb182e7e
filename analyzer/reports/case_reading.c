#include "reports/case_reading.h"

#include "reports/proof_report.h"

#define PROOFS_ALL ((1u << PROOF_FORMS) - 1)

bool case_reading_read(struct case_reading *reading, struct case_file *file,
                       bool include_short_lived)
{
    bool together;
    *reading = (struct case_reading){ 0 };
    if (!baseline_of_case(file, &reading->baseline) ||
        !key_offer_list_read(&reading->offers, file) ||
        !proof_report_list(file, &reading->offers, PROOFS_ALL, 0, &together) ||
        !match_list_read(&reading->matches, file, &reading->offers, include_short_lived)) {
        return false;
    }
    match_list_mark(&reading->matches, &reading->baseline);
    return true;
}

void case_reading_clear(struct case_reading *reading)
{
    match_list_clear(&reading->matches);
    key_offer_list_clear(&reading->offers);
    baseline_clear(&reading->baseline);
}
