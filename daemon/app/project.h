/*
 * project -- the rows of the projections that follow from a command.
 */
#ifndef APP_PROJECT_H
#define APP_PROJECT_H

#include "cluster.h"
#include "store.h"

struct arena;

/* The command has just been applied to the cluster. */
void project_command(struct batch *batch, const struct cluster *cluster,
                     const struct command *command, int64_t now, struct arena *arena);

#endif
