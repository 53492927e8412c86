/*
 * Opening and closing a handle, and how a call says that it failed.
 *
 * Everything a call gives out (faults, standings, words) lives in the handle's arena and buffer
 * until the next call begins, which handle_begin marks: callers free nothing. Opening reports
 * through a message of the caller's instead, since there is no handle yet; it goes in the order
 * keys, outbox, network, so that a wrong path is said before a thread is started, and thidua_close
 * undoes whatever part of it was done.
 *
 * The sentences of thidua_error are English and for programmers. What people are to read has a
 * reason (base/faults.inc) and is said by the thidua tool in their language.
 */
#include "thidua.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "handle.h"
#include "office_key.h"
#include "seal.h"

enum { TIMEOUT_MS = 10000, PATIENCE_MAX = 2000000, PATIENCE_SHARE = 5 };

int64_t handle_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t handle_until(int timeout_ms)
{
	return timeout_ms < 0 ? INT64_MAX : link_moment() + (int64_t)timeout_ms * 1000;
}

/* --- errors --- */

void handle_begin(struct thidua *handle)
{
	arena_reset(&handle->arena);
	buffer_reset(&handle->reply);
	handle->error[0] = '\0';
	handle->silence = THIDUA_SILENCE_NONE;
	handle->faults = NULL;
	handle->fault_count = 0;
}

int handle_fail(struct thidua *handle, int code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(handle->error, sizeof(handle->error), format, arguments);
	va_end(arguments);
	return code;
}

static const char *const *copy_arguments(struct arena *arena, const struct fault *fault)
{
	const char **copies = arena_alloc(arena, fault->argument_count, sizeof(*copies));

	for (size_t i = 0; i < fault->argument_count; i++)
		copies[i] = arena_text(arena, "%s", fault->arguments[i]);
	return copies;
}

int handle_refuse(struct thidua *handle, int code, const struct fault *faults, size_t count)
{
	handle->faults = arena_alloc(&handle->arena, count + 1, sizeof(*handle->faults));
	handle->fault_count = count;
	for (size_t i = 0; i < count; i++) {
		struct thidua_fault *fault = &handle->faults[i];

		fault->field = arena_text(&handle->arena, "%s", faults[i].field);
		fault->code = status_name(faults[i].code);
		fault->message = arena_text(&handle->arena, "%s", faults[i].message);
		fault->reason = arena_text(&handle->arena, "%s", faults[i].reason);
		fault->arguments = copy_arguments(&handle->arena, &faults[i]);
		fault->argument_count = faults[i].argument_count;
	}
	if (count > 0)
		handle_fail(handle, code, "%s%s%s", faults[0].field,
		            faults[0].field[0] == '\0' ? "" : ": ", faults[0].message);
	return code;
}

int handle_trouble(struct thidua *handle, int code, const struct faults *why)
{
	handle_refuse(handle, code, why->items, why->count);
	return handle_fail(handle, code, "%s", why->items[0].message);
}

int handle_because(struct thidua *handle, int code, enum fault_reason reason, const char *argument)
{
	struct faults why;

	faults_init(&why, &handle->arena);
	faults_add(&why, reason, "", &argument, argument ? 1 : 0);
	return handle_trouble(handle, code, &why);
}

int handle_answer(struct thidua *handle, const struct answer *answer)
{
	if (answer->status == STATUS_OK)
		return THIDUA_OK;
	const int code = answer->status == STATUS_FORBIDDEN ? THIDUA_FORBIDDEN : THIDUA_REFUSED;

	if (answer->fault_count == 0)
		return handle_because(handle, code, FAULT_REFUSED_UNSAID,
		                      status_name(answer->status));
	return handle_refuse(handle, code, answer->faults, answer->fault_count);
}

enum thidua_silence handle_silence_of(enum fault_reason reason)
{
	static const struct {
		enum fault_reason reason;
		enum thidua_silence silence;
	} known[] = {
		{ FAULT_REASONS, THIDUA_SILENCE_MUTE },
		{ FAULT_LINK_UNREACHABLE, THIDUA_SILENCE_UNREACHABLE },
		{ FAULT_LINK_NO_NAME, THIDUA_SILENCE_NO_NAME },
		{ FAULT_LINK_HANDSHAKE, THIDUA_SILENCE_HANDSHAKE },
		{ FAULT_LINK_HUNG_UP, THIDUA_SILENCE_HUNG_UP },
		{ FAULT_LINK_REFUSED, THIDUA_SILENCE_REFUSED },
		{ FAULT_LINK_STRANGE, THIDUA_SILENCE_STRANGE },
		{ FAULT_LINK_ENDED, THIDUA_SILENCE_ENDED },
		{ FAULT_LINK_SILENT, THIDUA_SILENCE_MUTE },
		{ FAULT_LINK_MUTE, THIDUA_SILENCE_MUTE },
		{ FAULT_DAEMON_BUSY, THIDUA_SILENCE_BUSY },
		{ FAULT_DAEMON_WITHOUT_DATABASE, THIDUA_SILENCE_DATABASE },
		{ FAULT_CLUSTER_BROKEN, THIDUA_SILENCE_BROKEN },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].reason == reason)
			return known[i].silence;
	return THIDUA_SILENCE_OTHER;
}

int handle_silence(struct thidua *handle, enum status last)
{
	const char *trouble = link_trouble(handle->link);
	const bool refused = link_refused(handle->link);
	struct faults why;

	faults_init(&why, &handle->arena);
	if (!refused && last == STATUS_BUSY)
		fail(&why, FAULT_DAEMON_BUSY, "");
	else if (!refused && last == STATUS_UNAVAILABLE)
		fail(&why, FAULT_DAEMON_WITHOUT_DATABASE, "");
	else if (!refused && last == STATUS_BROKEN)
		fail(&why, FAULT_CLUSTER_BROKEN, "");
	else if (trouble[0] == '\0')
		fail(&why, FAULT_LINK_MUTE, "");
	else
		link_tell(handle->link, &why);
	const int code = refused ? THIDUA_FORBIDDEN : THIDUA_UNREACHABLE;
	const bool no_answer = !refused && last != STATUS_BUSY && last != STATUS_UNAVAILABLE &&
	                       last != STATUS_BROKEN;

	handle_trouble(handle, code, &why);
	handle->silence = handle_silence_of(fault_find(why.items[0].reason));
	return handle_fail(handle, code, "%s%s", no_answer ? "no answer: " : "",
	                   why.items[0].message);
}

const char *thidua_error(const struct thidua *handle)
{
	return handle->error;
}

enum thidua_silence thidua_unanswered(const struct thidua *handle)
{
	return handle->silence;
}

size_t thidua_faults(const struct thidua *handle, const struct thidua_fault **out)
{
	*out = handle->faults;
	return handle->fault_count;
}

/* --- opening --- */

static bool read_keys(struct thidua *handle, const struct thidua_options *options,
                      struct faults *why)
{
	const bool connects = options->command_endpoints || options->feed_endpoints;

	if (connects && (!options->credential_path || !options->daemon_key_path)) {
		fail(why, FAULT_NEEDED_TO_CONNECT,
		     !options->credential_path ? "credential_path" : "daemon_key_path");
		return false;
	}
	handle->has_credential =
	        options->credential_path && office_key_read(options->credential_path, "credential",
	                                                    true, &handle->credential, why);
	handle->has_daemon =
	        options->daemon_key_path && office_key_read(options->daemon_key_path, "daemon key",
	                                                    false, &handle->daemon, why);
	seal_forget(handle->daemon.curve_secret, sizeof(handle->daemon.curve_secret));
	seal_forget(handle->daemon.sign_secret, sizeof(handle->daemon.sign_secret));
	return why->count == 0;
}

static bool connect_all(struct thidua *handle, const struct thidua_options *options,
                        struct faults *why)
{
	if (!options->command_endpoints && !options->feed_endpoints)
		return true;
	handle->network = link_network_new(why);
	if (!handle->network)
		return false;
	if (options->command_endpoints) {
		const struct link_settings settings = { LINK_REQUESTS, options->command_endpoints,
			                                &handle->credential,
			                                handle->daemon.curve_public };

		handle->link = link_open(handle->network, &settings, why);
		if (!handle->link)
			return false;
		const int64_t share = handle->timeout / PATIENCE_SHARE;

		handle->courier =
		        courier_new(handle->link, share < PATIENCE_MAX ? share : PATIENCE_MAX);
	}
	if (options->feed_endpoints)
		handle->feed =
		        subscriber_open(handle->network, options->feed_endpoints,
		                        &handle->credential, handle->daemon.curve_public, why);
	return !options->feed_endpoints || handle->feed;
}

static bool open_all(struct thidua *handle, const struct thidua_options *options,
                     struct faults *why)
{
	if (!seal_start()) {
		fail(why, FAULT_NO_RANDOMNESS, "");
		return false;
	}
	if (options->timeout_ms < 0) {
		fail(why, FAULT_MUST_BE_AT_LEAST, "timeout_ms", "0");
		return false;
	}
	handle->timeout =
	        (int64_t)(options->timeout_ms == 0 ? TIMEOUT_MS : options->timeout_ms) * 1000;
	if (!read_keys(handle, options, why))
		return false;
	if (options->outbox_path) {
		handle->outbox = outbox_open(options->outbox_path, why);
		if (!handle->outbox)
			return false;
	}
	return connect_all(handle, options, why);
}

int thidua_open(const struct thidua_options *options, struct thidua **out, char *message,
                size_t message_size)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	const int code = thidua_open_why(options, out, &why);

	if (code != THIDUA_OK && message && message_size > 0) {
		const struct fault *first = &why.items[0];

		snprintf(message, message_size, "%s%s%s", first->field,
		         first->field[0] == '\0' ? "" : ": ", first->message);
	}
	arena_close(&arena);
	return code;
}

void thidua_close(struct thidua **handle)
{
	struct thidua *closed = *handle;

	if (!closed)
		return;
	asked_close(&closed->asked);
	subscriber_close(&closed->feed);
	courier_free(&closed->courier);
	link_close(&closed->link);
	link_network_free(&closed->network);
	outbox_close(&closed->outbox);
	seal_forget(&closed->credential, sizeof(closed->credential));
	arena_close(&closed->arena);
	buffer_close(&closed->reply);
	free(closed);
	*handle = NULL;
}

/* --- session.h --- */

int thidua_open_why(const struct thidua_options *options, struct thidua **out, struct faults *why)
{
	struct thidua *handle = must_alloc(1, sizeof(*handle));

	arena_init(&handle->arena, 0);
	const bool fine = open_all(handle, options, why);

	if (!fine)
		thidua_close(&handle);
	else
		handle_begin(handle);
	*out = handle;
	return fine ? THIDUA_OK : THIDUA_CONFIG;
}

const struct credential *thidua_credential(const struct thidua *handle)
{
	return handle->has_credential ? &handle->credential : NULL;
}

const struct credential *thidua_daemon(const struct thidua *handle)
{
	return handle->has_daemon ? &handle->daemon : NULL;
}

uint64_t thidua_correlation(void)
{
	uint64_t number;

	seal_random(&number, sizeof(number));
	return number >> 16;
}

void thidua_end_on(struct thidua *handle, bool (*ended)(void))
{
	if (handle->courier)
		courier_end_on(handle->courier, ended);
}
