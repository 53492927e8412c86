/*
 * topics -- what the feed's messages are called: standings/<cluster>/<year>/<period> is what members
 * may see, live/... what head, deputy and supervisor may, public/... what was published.
 */
#ifndef APP_TOPICS_H
#define APP_TOPICS_H

#include "bus.h"
#include "cluster.h"

/* "standings/" */
const char *topics_root(enum audience audience);

void topics_make(char topic[TOPIC_SIZE], enum audience audience, const char *cluster, uint32_t year,
                 enum period period);

/* What all topics of a cluster begin with, or of its season when year is not 0. */
void topics_base(char base[TOPIC_SIZE], enum audience audience, const char *cluster, uint32_t year);

/* The cluster that a prefix names whole: "standings/TCXDD-1/..." gives TCXDD-1; others "". */
void topics_cluster(const char *prefix, char code[CLUSTER_SIZE]);

#endif
