/*
 * web -- what thidua-web consists of; main.c makes it, web_loop.c turns it, server.c answers out of it.
 */
#ifndef WEB_H
#define WEB_H

#include "files.h"
#include "held.h"
#include "line.h"
#include "stream.h"
#include "under_way.h"
#include "web_settings.h"

struct server;

/* Of requests, since the start. */
struct web_counts {
	uint64_t requests, refused; /* refused: with 4xx or 5xx */
};

struct web {
	struct web_settings *settings;
	int signals;
	struct files files;
	struct thidua *handle;
	struct held_list held;
	struct lines lines;
	struct streams streams;
	struct questions questions;
	struct server *server;
	struct web_counts counts;
	bool stopping;
};

#endif
