/*
 * fake_daemon -- what a client talks to in tests: real ZeroMQ with CURVE, answers that follow a
 * script.
 *
 * A thread of its own with its own context. It journals as the daemon does (same id, same receipt),
 * so that a test can see what was asked twice, and it can be told to lose, delay, double, refuse
 * and forge.
 */
#ifndef TESTS_FAKE_DAEMON_H
#define TESTS_FAKE_DAEMON_H

#include "credential.h"
#include "request.h"

struct buffer;
struct fake_daemon;

/* What becomes of the next request; after the script's end every request is ANSWERED. */
enum act {
	ANSWERED,
	LOST,        /* no answer */
	HELD,        /* journaled, and answered after the next request has been */
	DOUBLED,     /* answered twice */
	BUSY,        /* retry after 20 ms */
	UNAVAILABLE, /* the same */
	INVALID,     /* two faults */
	STALE,
	FORBIDDEN,
	FORGED_KEY,     /* a receipt sealed by somebody else */
	FORGED_COMMAND, /* a true receipt of another command */
	GARBAGE,        /* no Reply at all */
};

/* Binds free ports of 127.0.0.1, or those of the endpoints of one that was stopped. keys: the
 * daemon's. */
struct fake_daemon *fake_start(const struct credential *keys, const char *command_endpoint,
                               const char *feed_endpoint);
void fake_stop(struct fake_daemon **fake);

const char *fake_commands(const struct fake_daemon *fake);
const char *fake_feed(const struct fake_daemon *fake);

/* Appends to the script. */
void fake_script(struct fake_daemon *fake, const enum act *acts, size_t count);
#define FAKE_SCRIPT(fake, ...)                                                                     \
	fake_script((fake), (const enum act[]){ __VA_ARGS__ },                                     \
	            sizeof((const enum act[]){ __VA_ARGS__ }) / sizeof(enum act))

/* Of the connection that sends the first command every one is LOST; on others the script says what
 * the first, the second... command gets as often as it comes, whoever sends it in whatever order. */
void fake_deafen(struct fake_daemon *fake);

/* Whether keys are admitted, from the next handshake on; true at first. Waits until one was
 * refused. */
void fake_admit(struct fake_daemon *fake, bool admit);
void fake_await_refusal(struct fake_daemon *fake);

/* Answers every query from now on, in the daemon's thread. Without one pings and questions for one
 * entry of the journal are answered, and others lost. */
typedef void fake_answerer(void *context, uint64_t correlation, struct buffer *out);
void fake_answer_queries(struct fake_daemon *fake, fake_answerer *answerer, void *context);

/* Commands received so far, those that came again included: "1 2 2 3" in the order of their first
 * coming. Static. */
const char *fake_received(struct fake_daemon *fake);
size_t fake_received_count(struct fake_daemon *fake);

/* Waits until so many have come; fails the test after ten seconds. */
void fake_await_received(struct fake_daemon *fake, size_t count);

/* Waits until so many subscriptions are there; fails the test after ten seconds. */
void fake_await_subscriptions(struct fake_daemon *fake, size_t count);
size_t fake_subscriptions(struct fake_daemon *fake);
void fake_publish(struct fake_daemon *fake, const char *topic, const uint8_t *bytes, size_t size);

#endif
