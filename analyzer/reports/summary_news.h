#ifndef SUMMARY_NEWS_H
#define SUMMARY_NEWS_H

#include "reports/case_summary.h"
#include "reports/report_field.h"

/* What summary.json says of a struct news. */
extern const struct report_table summary_news_table;

#endif
