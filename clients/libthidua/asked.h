/*
 * asked -- requests of thidua_ask that are under way, answers that nobody has taken yet, and the one
 * descriptor that tells of them and of the feed.
 *
 * A request is a guest of the courier: it is sent, sent again and answered during whatever else the
 * handle does. Its answer waits here until it is taken.
 */
#ifndef THIDUA_ASKED_H
#define THIDUA_ASKED_H

#include "courier.h"

struct asked {
	struct asked *prev, *next;
	struct parcel parcel; /* the courier's guest until it is answered */
	uint64_t number;      /* the caller's */
	int64_t until;
	bool answered;
	struct buffer reply;
};

struct asked_list { /* all zeros: empty */
	struct courier *courier;
	struct asked *oldest; /* in the order in which they were asked; owned */
	size_t count;
	int descriptor; /* epoll over the feed, the line and the timer; 0: not made yet */
	int timer;      /* for what is to be sent again or is over */
	bool hears_line;
};

/* Makes the descriptor, over the feed's (-1: none) and then over the line's too. False with errno. */
bool asked_watch(struct asked_list *list, int feed);
bool asked_watch_line(struct asked_list *list, const struct link *link);

/* Owns it from then on. */
void asked_add(struct asked_list *list, struct courier *courier, struct asked *asked);
/* Frees it too. */
void asked_remove(struct asked_list *list, struct asked *asked);
void asked_free(struct asked **asked);

/* Sends and takes what can be now, so that the descriptor tells of something new. */
void asked_work(struct asked_list *list);

struct asked *asked_find(const struct asked_list *list, uint64_t number);
/* The oldest that is answered, or whose time is over; the list's. */
struct asked *asked_done(const struct asked_list *list);

/* Those under way are forgotten. Before the courier is freed; may be called twice. */
void asked_close(struct asked_list *list);

#endif
