/*
 * events -- what the store tells and what bus and http ask, for main to hand to them.
 */
#ifndef APP_EVENTS_H
#define APP_EVENTS_H

#include "app.h"

/* All take the app as their context. */
extern const struct store_events events_of_store;
extern const struct http_answers events_of_http;
bus_admits events_admit;

#endif
