/*
 * permalink -- the page of one version of a standing: the same bytes whenever it is made, and whoever asks.
 *
 * So it has nothing of the moment at which it was told, and the names of the season's version under which it
 * was scored.
 */
#ifndef PERMALINK_H
#define PERMALINK_H

#include "body.h"
#include "member_names.h"
#include "version.h"

/* The instant as of which the daemon is asked for it: its own; of one that was shown in a freeze, the last
 * before that. 0: there is none such. names: of the season's latest version. */
int64_t permalink_instant(const struct version *version, const struct member_list *names);

/* Is what the daemon told as of that instant this version? It may be a later one of the same instant. */
bool permalink_is(const struct version *version, const struct told_standings *told);

/* names: of the version told->season_version. */
struct body *permalink_page(const struct version *version, const struct told_standings *told,
                            const struct member_list *names);

#endif
