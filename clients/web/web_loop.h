/*
 * web_loop -- one thread, one wait: for signals, the daemon, browsers, and the next second.
 */
#ifndef WEB_LOOP_H
#define WEB_LOOP_H

struct web;

/* Until a signal ends it. */
void loop_run(struct web *web);

#endif
