/*
 * exposition -- all of the daemon's metrics in Prometheus text format.
 */
#ifndef APP_EXPOSITION_H
#define APP_EXPOSITION_H

#include "app.h"

void exposition_write(const struct app *app, struct buffer *out);

#endif
