/*
 * Both sockets speak CURVE as servers and enforce the ZAP domain; zap.c judges the handshakes. What
 * the library leaves open (sizes, waiting times, what is kept for whom) is in the tables of options
 * here. A socket is watched before it is bound, so that no connection is missed, and handed out
 * only when it is complete: with its options, and bound.
 */
#include "bus_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <zmq.h>

#include "monitor.h"
#include "request.h"
#include "tcp.h"
#include "zap.h"

/* Hidden in the header as a draft, but Debian's library has it; a library without it refuses the
 * option, and we do not start.
 */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

enum {
	ENCRYPTED_MORE = 33,     /* CURVE's own bytes in a frame: name, nonce, authenticator, flags;
	                            exactly, so that there is one bound */
	SUBSCRIPTION_SIZE = 512, /* below this the handshake does not fit */
	LINGER_MS = 1000,
	HEARTBEAT_MS = 10000,
	SILENCE_MS = 30000,
	KEEPALIVE_IDLE_SECONDS = 60,
	DESCRIPTORS_KEPT = 256, /* for the database, HTTP and files, whoever connects */
};

/* EMFILE makes the library's thread spin, and the database must always find a descriptor: so there
 * are as many as all bounds together may need. The process may raise its own limit that far. */
bool bus_socket_room(const struct lines_bounds *bounds, struct faults *why)
{
	rlim_t wanted = bounds->connections_max + 2 * bounds->callers_max + DESCRIPTORS_KEPT;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return true;
	if (limit.rlim_max >= wanted) {
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
			return true;
	}
	fail(why, FAULT_DESCRIPTORS_FEW, "connections_max",
	     fault_number(why, (long long)limit.rlim_max), fault_number(why, (long long)wanted));
	return false;
}

struct option {
	int name, value;
};

static bool set_options(void *socket, const struct option *options, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (zmq_setsockopt(socket, options[i].name, &options[i].value,
		                   sizeof(options[i].value)) != 0)
			return false;
	return true;
}

static bool set_common(void *socket, const struct bus_settings *settings, int64_t frame_size)
{
	const struct option options[] = {
		{ ZMQ_CURVE_SERVER, 1 },
		{ ZMQ_ZAP_ENFORCE_DOMAIN,
		  1 }, /* without it nobody behind ZAP means everybody is let in */
		{ ZMQ_SNDHWM, settings->send_high_water },
		{ ZMQ_RCVHWM, settings->receive_high_water },
		{ ZMQ_BACKLOG, settings->backlog },
		/* a stranger who says nothing is gone after this, or before when there are many */
		{ ZMQ_HANDSHAKE_IVL, settings->handshake_milliseconds },
		{ ZMQ_LINGER, LINGER_MS },
		{ ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS },
		{ ZMQ_HEARTBEAT_TIMEOUT, SILENCE_MS },
		{ ZMQ_HEARTBEAT_TTL, SILENCE_MS },
		{ ZMQ_TCP_KEEPALIVE, 1 },
		{ ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_SECONDS },
	};

	return zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, strlen(ZAP_DOMAIN)) == 0 &&
	       zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, settings->curve_secret, KEY_SIZE) == 0 &&
	       zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &frame_size, sizeof(frame_size)) == 0 &&
	       set_options(socket, options, sizeof(options) / sizeof(options[0]));
}

static bool set_commands(void *socket)
{
	static const struct option options[] = {
		{ ZMQ_ROUTER_MANDATORY, 1 }, /* else replies that cannot be sent vanish silently */
		{ ZMQ_ROUTER_HANDOVER,
		  0 }, /* else one client may take another's route, and with it the replies */
	};

	return set_options(socket, options, sizeof(options) / sizeof(options[0]));
}

static bool set_feed(void *socket)
{
	static const struct option options[] = {
		{ ZMQ_XPUB_MANUAL, 1 }, /* else who asks hears; each subscriber is seen */
		{ ZMQ_XPUB_NODROP, 0 }, /* else one slow subscriber stops all */
	};

	return set_options(socket, options, sizeof(options) / sizeof(options[0]));
}

static bool bind_with(void *socket, const char *endpoint, bool ipv6)
{
	const struct option option = { ZMQ_IPV6, ipv6 };

	return set_options(socket, &option, 1) && zmq_bind(socket, endpoint) == 0;
}

/* "*" is every address of the machine, of IPv6 too: one socket takes both. Where there is no IPv6 it
 * is every one of IPv4. */
static bool bind_one(void *socket, const char *endpoint, const char *field, struct faults *why)
{
	static const char all[] = "tcp://*:";
	const bool any = strncmp(endpoint, all, strlen(all)) == 0;

	if (strncmp(endpoint, "tcp://", strlen("tcp://")) != 0) {
		fail(why, FAULT_ENDPOINT_FORM, field, endpoint);
		return false;
	}
	if (!bind_with(socket, endpoint, any || strchr(endpoint, '[')) &&
	    !(any && errno != EADDRINUSE && bind_with(socket, endpoint, false))) {
		fail(why, FAULT_CANNOT_LISTEN, field, endpoint, zmq_strerror(errno));
		return false;
	}
	return true;
}

static bool bind_all(void *socket, const char *endpoints, const char *field, struct faults *why)
{
	const char *rest = endpoints;

	do {
		char endpoint[ENDPOINT_SIZE] = "";

		rest += strspn(rest, ", ");
		size_t size = strcspn(rest, ", ");

		if (size < sizeof(endpoint))
			memcpy(endpoint, rest, size);
		if (!bind_one(socket, endpoint, field, why))
			return false;
		rest += size;
		rest += strspn(rest, ", ");
	} while (*rest != '\0');
	return true;
}

bool bus_socket_open(void *zmq_context, enum bus_socket_kind kind,
                     const struct bus_settings *settings, struct bus_socket *out,
                     struct faults *why)
{
	bool commands = kind == BUS_COMMANDS;
	const char *field = commands ? "command_endpoint" : "feed_endpoint";
	void *socket = zmq_socket(zmq_context, commands ? ZMQ_ROUTER : ZMQ_XPUB);
	size_t endpoint_size = ENDPOINT_SIZE;

	*out = (struct bus_socket){ .socket = socket };
	if (!socket ||
	    !set_common(socket, settings,
	                commands ? REQUEST_BYTES_MAX + ENCRYPTED_MORE : SUBSCRIPTION_SIZE) ||
	    !(commands ? set_commands(socket) : set_feed(socket))) {
		fail(why, FAULT_NO_SOCKET, field, zmq_strerror(errno));
		return false;
	}
	out->monitor = monitor_open(zmq_context, socket, field, why);
	return out->monitor &&
	       bind_all(socket, commands ? settings->command_endpoint : settings->feed_endpoint,
	                field, why) &&
	       zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, out->endpoint, &endpoint_size) == 0;
}

/* More endpoints than that are bound, and their lines never held. */
void bus_socket_listens(struct bus_socket *socket, int descriptor)
{
	if (socket->listener_count < LISTENERS_MAX)
		socket->listeners[socket->listener_count++] = descriptor;
}

void bus_socket_hold(struct bus_socket *socket, bool held)
{
	if (socket->holds == held)
		return;
	socket->holds = held;
	for (size_t i = 0; i < socket->listener_count; i++)
		(held ? tcp_hold : tcp_release)(socket->listeners[i]);
}

void bus_socket_close(struct bus_socket *socket)
{
	monitor_close(&socket->monitor, socket->socket);
	if (socket->socket)
		zmq_close(socket->socket);
	socket->socket = NULL;
}
