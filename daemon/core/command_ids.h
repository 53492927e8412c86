/*
 * command_ids -- the ids of the commands that a cluster accepted, to know a command again.
 *
 * Inside core only.
 */
#ifndef CORE_COMMAND_IDS_H
#define CORE_COMMAND_IDS_H

#include "cluster.h"

/* An id that is not there yet, of the entry that is being applied. */
void command_ids_add(struct cluster *cluster, const uint8_t id[ID_SIZE]);

/* The index without the rows from `count` on. */
void command_ids_cut(struct cluster *cluster, uint32_t count);

#endif
