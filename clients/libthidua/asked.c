/*
 * The descriptor is an epoll over the feed's, the line's and a timer, which is set to the next moment
 * at which something must be done without anything having come: a silence, a time that is over, an
 * answer that came during another call. The line joins it with the first request, since who only
 * listens never reads it.
 */
#include "asked.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <utlist.h>

#include "arena.h"
#include "thidua.h"

/* --- the descriptor --- */

static bool listen_to(const struct asked_list *list, int descriptor)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(list->descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

static void close_descriptor(struct asked_list *list)
{
	if (list->descriptor > 0)
		close(list->descriptor);
	if (list->timer > 0)
		close(list->timer);
	list->descriptor = list->timer = 0;
}

bool asked_watch(struct asked_list *list, int feed)
{
	if (list->descriptor > 0)
		return true;
	list->descriptor = epoll_create1(EPOLL_CLOEXEC);
	list->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (list->descriptor > 0 && list->timer > 0 && listen_to(list, list->timer) &&
	    (feed < 0 || listen_to(list, feed)))
		return true;
	close_descriptor(list);
	return false;
}

bool asked_watch_line(struct asked_list *list, const struct link *link)
{
	list->hears_line = list->hears_line || listen_to(list, link_descriptor(link));
	return list->hears_line;
}

static void set_timer(const struct asked_list *list, int64_t moment)
{
	static const struct itimerspec never;
	const struct itimerspec when = { .it_value = { .tv_sec = moment / 1000000,
		                                       .tv_nsec = moment % 1000000 * 1000 } };

	timerfd_settime(list->timer, TFD_TIMER_ABSTIME, moment == INT64_MAX ? &never : &when, NULL);
}

/* --- requests --- */

static void take_answer(void *context, struct parcel *answered)
{
	struct asked_list *list = context;
	const struct buffer *reply = courier_reply(list->courier);
	struct asked *asked;

	DL_FOREACH (list->oldest, asked) {
		if (&asked->parcel != answered)
			continue;
		asked->answered = true;
		buffer_append(&asked->reply, reply->data, reply->size);
		set_timer(list, 1); /* also when it came during another call */
	}
}

void asked_add(struct asked_list *list, struct courier *courier, struct asked *asked)
{
	list->courier = courier;
	DL_APPEND(list->oldest, asked);
	list->count++;
	courier_listen(courier, take_answer, list);
	courier_invite(courier, &asked->parcel);
	asked_work(list);
}

void asked_remove(struct asked_list *list, struct asked *asked)
{
	courier_dismiss(list->courier, &asked->parcel);
	DL_DELETE(list->oldest, asked);
	list->count--;
	asked_free(&asked);
}

void asked_free(struct asked **asked)
{
	buffer_close(&(*asked)->parcel.frame);
	buffer_close(&(*asked)->reply);
	free(*asked);
	*asked = NULL;
}

void asked_close(struct asked_list *list)
{
	while (list->oldest)
		asked_remove(list, list->oldest);
	close_descriptor(list);
}

void asked_work(struct asked_list *list)
{
	if (!list->hears_line)
		return;
	int64_t moment = courier_work(list->courier);
	const struct asked *asked;

	DL_FOREACH (list->oldest, asked) {
		if (asked->answered)
			moment = 1;
		else if (asked->until < moment)
			moment = asked->until;
	}
	set_timer(list, moment);
}

struct asked *asked_find(const struct asked_list *list, uint64_t number)
{
	struct asked *asked;

	DL_FOREACH (list->oldest, asked)
		if (asked->number == number)
			return asked;
	return NULL;
}

struct asked *asked_done(const struct asked_list *list)
{
	struct asked *asked;

	DL_FOREACH (list->oldest, asked)
		if (asked->answered || asked->until <= link_moment())
			return asked;
	return NULL;
}
