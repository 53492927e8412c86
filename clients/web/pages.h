/*
 * pages -- an answer of the daemon as the page of a path.
 */
#ifndef PAGES_H
#define PAGES_H

#include "answer.h"
#include "held.h"
#include "outcome.h"
#include "route.h"
#include "workbooks.h"

/* The question behind a path; QUESTION 0: there is none. */
enum question pages_question(enum route route);

/* An answer that is OK, as the path's page; names: of its year, NULL: codes are shown; english: of a file;
 * workbooks: those that have been made. An answer of another kind is a 502. */
struct outcome pages_answer(enum route route, const struct answer *answer, const struct held *names,
                            bool english, struct workbooks *workbooks);

/* A standing as a file for spreadsheets: a byte order mark, CR LF; in English with commas and decimal
 * points, else in Vietnamese with semicolons and decimal commas. */
struct outcome pages_csv(const struct told_standings *standings, const struct member_list *names,
                         bool english);

/* The same as a workbook (spreadsheet.h), of which it takes a share; NULL: it could not be made. */
struct outcome pages_workbook(struct body *workbook);

#endif
