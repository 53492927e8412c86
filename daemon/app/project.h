/*
 * project -- the rows of the projections that follow from a command.
 */
#ifndef APP_PROJECT_H
#define APP_PROJECT_H

#include "cluster.h"
#include "store.h"

struct arena;

/* The command has just been applied to the cluster; texts are read from its bytes. Returns the
 * report's late days, 0 for all others. */
uint32_t project_command(struct batch *batch, const struct cluster *cluster,
                         const struct command *command, const uint8_t *bytes, size_t size,
                         int64_t now, struct arena *arena);

#endif
