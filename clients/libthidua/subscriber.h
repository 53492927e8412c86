/*
 * subscriber -- standings as they are published: each version once, never an older one after a
 * newer.
 *
 * One SUB link for each endpoint; the same standing comes from all of them. A version is (epoch,
 * sequence, as_of); another epoch is another database, after a restore, and replaces everything.
 * One that was left is taken up again when the other has been silent for five seconds: stragglers
 * do not bring it back, a database that was put back does.
 */
#ifndef THIDUA_SUBSCRIBER_H
#define THIDUA_SUBSCRIBER_H

#include "answer.h"
#include "link.h"

struct subscriber;

/* Begins to connect. NULL with a fault. As link_settings. */
struct subscriber *subscriber_open(struct link_network *network, const char *endpoints,
                                   const struct credential *credential, const uint8_t *daemon_key,
                                   struct faults *why);
void subscriber_close(struct subscriber **feed);

/* Topics that begin with prefix. */
void subscriber_subscribe(struct subscriber *feed, const char *prefix);

/* The next standing that is news, decoded into the arena, and its bytes, the feed's until the next
 * call; false when none came until the moment. A moment that has passed: what is here already.
 * Resets the arena. */
bool subscriber_receive(struct subscriber *feed, int64_t until, struct arena *arena,
                        const uint8_t **bytes, size_t *size, struct told_standings *out);

/* Readable when something may have come. The feed's. */
int subscriber_descriptor(const struct subscriber *feed);

/* The moment of the last message, news or not; 0: none yet. */
int64_t subscriber_heard_at(const struct subscriber *feed);

/* Why nothing comes; "" when at least one endpoint is connected. */
const char *subscriber_trouble(const struct subscriber *feed);
enum fault_reason subscriber_reason(const struct subscriber *feed);

#endif
