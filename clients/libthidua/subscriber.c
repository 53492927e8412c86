/*
 * All endpoints publish the same standings, so each comes several times and in any order. For each
 * topic (cluster, year, period) the last version given is kept: an older or equal one is passed
 * over. A version is (epoch, sequence, as_of). Within an epoch they grow; another epoch is another
 * database and replaces what was. The one that was left before is taken up again only when that
 * which replaced it has been silent for some seconds: what is still under way from it is late, not
 * news, but a database that was put back is.
 *
 * Who hears live/ hears beside it, in a freeze, what the others see. That is older, or the same with
 * another mark, and would come and go with each repetition: while live/ is heard, it is no news. Nor is
 * what was published, public/, to who hears standings/ or live/.
 *
 * The table of topics is bounded and searched from its start: an office hears some dozens.
 */
#include "subscriber.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"

#define GRACE_US INT64_C(5000000) /* what is under way from another database comes within */
#define LIVE_US                                                                                    \
	INT64_C(45000000) /* each standing is repeated within: after that a topic is not heard any more */

enum {
	TOPICS_MAX = 1024
}; /* remembered; beyond, the one longest unheard is forgotten and may be given twice */

enum root {
	ROOT_PUBLIC,
	ROOT_STANDINGS,
	ROOT_LIVE,
	ROOTS
}; /* of topics, the later the more is told */

struct topic { /* the last version given */
	char cluster[CLUSTER_SIZE];
	uint32_t year;
	int period;
	uint8_t epoch[EPOCH_SIZE];
	uint8_t left[EPOCH_SIZE]; /* the epoch before; zeros: none */
	uint64_t sequence;
	int64_t as_of;
	bool frozen;
	int64_t heard_on[ROOTS]; /* moment of the last message on each; 0: none */
	uint64_t heard;          /* counts messages: who was heard last */
	int64_t heard_at;        /* moment of the last message of its epoch */
};

struct subscriber {
	struct link *links[ENDPOINTS_MAX];
	size_t link_count;
	int descriptor; /* epoll over the links' */
	struct topic *topics;
	size_t topic_count;
	uint64_t messages;
	int64_t heard_at; /* moment of the last message; 0: none */
	struct buffer bytes;
};

static bool add_link(struct subscriber *feed, struct link_network *network,
                     const struct link_settings *settings, struct faults *why)
{
	struct link *link = link_open(network, settings, why);

	if (!link)
		return false;
	feed->links[feed->link_count++] = link;
	struct epoll_event event = { .events = EPOLLIN };

	if (epoll_ctl(feed->descriptor, EPOLL_CTL_ADD, link_descriptor(link), &event) == 0)
		return true;
	fail(why, FAULT_NO_DESCRIPTORS, "feed_endpoints", strerror(errno));
	return false;
}

struct subscriber *subscriber_open(struct link_network *network, const char *endpoints,
                                   const struct credential *credential, const uint8_t *daemon_key,
                                   struct faults *why)
{
	const char *split[ENDPOINTS_MAX];
	const size_t count = endpoints_split(endpoints, "feed_endpoints", why->arena, split, why);
	struct subscriber *feed = must_alloc(1, sizeof(*feed));

	feed->topics = must_alloc(TOPICS_MAX, sizeof(*feed->topics));
	feed->descriptor = epoll_create1(EPOLL_CLOEXEC);
	if (feed->descriptor < 0)
		fail(why, FAULT_NO_DESCRIPTORS, "feed_endpoints", strerror(errno));
	bool fine = count > 0 && feed->descriptor >= 0;

	for (size_t i = 0; fine && i < count; i++) {
		const struct link_settings settings = { LINK_FEED, split[i], credential,
			                                daemon_key };

		fine = add_link(feed, network, &settings, why);
	}
	if (!fine)
		subscriber_close(&feed);
	return feed;
}

void subscriber_close(struct subscriber **feed)
{
	if (!*feed)
		return;
	for (size_t i = 0; i < (*feed)->link_count; i++)
		link_close(&(*feed)->links[i]);
	if ((*feed)->descriptor >= 0)
		close((*feed)->descriptor);
	free((*feed)->topics);
	buffer_close(&(*feed)->bytes);
	free(*feed);
	*feed = NULL;
}

void subscriber_subscribe(struct subscriber *feed, const char *prefix)
{
	for (size_t i = 0; i < feed->link_count; i++)
		link_subscribe(feed->links[i], prefix);
}

/* --- versions --- */

/* The topic's place; a new one, all zeros, takes the place of the one longest unheard when there is
 * no room. */
static struct topic *find_topic(struct subscriber *feed, const struct told_standings *standings)
{
	struct topic *oldest = feed->topics;

	for (size_t i = 0; i < feed->topic_count; i++) {
		struct topic *topic = &feed->topics[i];

		if (topic->year == standings->year && topic->period == standings->period &&
		    strcmp(topic->cluster, standings->cluster) == 0)
			return topic;
		if (topic->heard < oldest->heard)
			oldest = topic;
	}
	struct topic *topic =
	        feed->topic_count < TOPICS_MAX ? &feed->topics[feed->topic_count++] : oldest;

	memset(topic, 0, sizeof(*topic));
	strcpy(topic->cluster, standings->cluster);
	topic->year = standings->year;
	topic->period = standings->period;
	return topic;
}

static bool is_newer(const struct topic *topic, const struct told_standings *standings, int64_t now)
{
	if (memcmp(topic->epoch, standings->epoch, EPOCH_SIZE) != 0)
		return memcmp(topic->left, standings->epoch, EPOCH_SIZE) != 0 ||
		       now - topic->heard_at >= GRACE_US;
	if (topic->sequence != standings->sequence)
		return topic->sequence < standings->sequence;
	if (topic->as_of != standings->as_of)
		return topic->as_of < standings->as_of;
	return topic->frozen != standings->frozen;
}

static enum root root_of(const char *topic)
{
	if (strncmp(topic, "live/", strlen("live/")) == 0)
		return ROOT_LIVE;
	return strncmp(topic, "public/", strlen("public/")) == 0 ? ROOT_PUBLIC : ROOT_STANDINGS;
}

/* Is what tells more heard of it as well? */
static bool hears_more(const struct topic *topic, enum root root, int64_t now)
{
	bool more = false;

	for (enum root other = root + 1; other < ROOTS; other++)
		more |= topic->heard_on[other] > 0 && now - topic->heard_on[other] < LIVE_US;
	return more;
}

/* Is it news? Then it is remembered. */
static bool note(struct subscriber *feed, const struct told_standings *standings, enum root root)
{
	if (!standings->cluster || strlen(standings->cluster) >= CLUSTER_SIZE)
		return false;
	struct topic *topic = find_topic(feed, standings);
	const bool first = topic->heard == 0;
	const bool other = !first && memcmp(topic->epoch, standings->epoch, EPOCH_SIZE) != 0;
	const bool held = (standings->frozen || root == ROOT_PUBLIC) &&
	                  hears_more(topic, root, feed->heard_at);
	const bool newer = !held && (first || is_newer(topic, standings, feed->heard_at));

	topic->heard_on[root] = feed->heard_at;
	topic->heard = ++feed->messages;
	if (newer || !other)
		topic->heard_at = feed->heard_at;
	if (!newer)
		return false;
	if (other)
		memcpy(topic->left, topic->epoch, EPOCH_SIZE);
	memcpy(topic->epoch, standings->epoch, EPOCH_SIZE);
	topic->sequence = standings->sequence;
	topic->as_of = standings->as_of;
	topic->frozen = standings->frozen;
	return true;
}

/* --- receiving --- */

static bool receive_any(struct subscriber *feed, const uint8_t **bytes, size_t *size,
                        enum root *root)
{
	for (size_t i = 0; i < feed->link_count; i++) {
		if (!link_receive(feed->links[i], bytes, size))
			continue;
		*root = root_of(link_topic(feed->links[i]));
		return true;
	}
	return false;
}

bool subscriber_receive(struct subscriber *feed, int64_t until, struct arena *arena,
                        const uint8_t **bytes, size_t *size, struct told_standings *out)
{
	enum root root;

	for (;;) {
		while (receive_any(feed, bytes, size, &root)) {
			feed->heard_at = link_moment();
			arena_reset(arena);
			if (!answer_standings(*bytes, *size, arena, out) || !note(feed, out, root))
				continue;
			buffer_reset(&feed->bytes);
			buffer_append(&feed->bytes, *bytes, *size);
			*bytes = feed->bytes.data;
			return true;
		}
		if (link_moment() >= until)
			return false;
		link_wait(feed->links, feed->link_count, until);
	}
}

int subscriber_descriptor(const struct subscriber *feed)
{
	return feed->descriptor;
}

int64_t subscriber_heard_at(const struct subscriber *feed)
{
	return feed->heard_at;
}

/* A connected one, else the first. */
static const struct link *best_link(const struct subscriber *feed)
{
	for (size_t i = 0; i < feed->link_count; i++)
		if (link_reason(feed->links[i]) == FAULT_REASONS)
			return feed->links[i];
	return feed->links[0];
}

const char *subscriber_trouble(const struct subscriber *feed)
{
	return link_trouble(best_link(feed));
}

enum fault_reason subscriber_reason(const struct subscriber *feed)
{
	return link_reason(best_link(feed));
}
