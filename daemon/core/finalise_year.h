/*
 * finalise_year -- two sign that a year is settled, and it stays as it is.
 *
 * Inside core only.
 */
#ifndef CORE_FINALISE_YEAR_H
#define CORE_FINALISE_YEAR_H

#include "cluster.h"

/* Can it be, by its season and by what has become of its reports? Else why not. The season must be there. */
bool finalise_may(const struct cluster *cluster, uint32_t year, int64_t now, struct faults *why);

#endif
