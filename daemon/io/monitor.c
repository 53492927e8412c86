/*
 * The library writes an event of a socket to a PAIR of ours as two frames, and the number of its
 * descriptor into the metadata of each message, where ZMQ_SRCFD finds it. Whether it does is tried
 * with one message over TCP before anything rests on it.
 */
#include "monitor.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <zmq.h>

#include "tcp.h"

enum { FRAME_SIZE = 256, ADDRESS_SIZE = 64, TRY_MS = 5000 };

void *monitor_open(void *zmq_context, void *socket, const char *name, struct faults *why)
{
	char address[ADDRESS_SIZE] = "inproc://";
	int none = 0;
	void *monitor = zmq_socket(zmq_context, ZMQ_PAIR);

	strncat(address, name, sizeof(address) - strlen(address) - 1);
	if (monitor && zmq_setsockopt(monitor, ZMQ_RCVHWM, &none, sizeof(none)) == 0 &&
	    zmq_setsockopt(monitor, ZMQ_LINGER, &none, sizeof(none)) == 0 &&
	    zmq_socket_monitor(socket, address,
	                       ZMQ_EVENT_LISTENING | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED) ==
	            0 &&
	    zmq_connect(monitor, address) == 0)
		return monitor;
	fail(why, FAULT_NO_COUNTING, "bus", zmq_strerror(errno));
	monitor_close(&monitor, socket);
	return NULL;
}

void monitor_close(void **monitor, void *socket)
{
	if (!*monitor)
		return;
	if (socket)
		zmq_socket_monitor(socket, NULL, 0);
	zmq_close(*monitor);
	*monitor = NULL;
}

bool monitor_next(void *monitor, enum monitor_event *event, int *descriptor)
{
	struct __attribute__((packed)) {
		uint16_t number;
		int32_t value;
	} told;
	uint8_t endpoint[FRAME_SIZE];

	if (zmq_recv(monitor, &told, sizeof(told), ZMQ_DONTWAIT) != (int)sizeof(told))
		return false;
	zmq_recv(monitor, endpoint, sizeof(endpoint), ZMQ_DONTWAIT);
	*event = told.number == ZMQ_EVENT_LISTENING  ? MONITOR_LISTENS
	         : told.number == ZMQ_EVENT_ACCEPTED ? MONITOR_ACCEPTED
	                                             : MONITOR_LEFT;
	*descriptor = told.value;
	return true;
}

int monitor_descriptor(void *message)
{
	return zmq_msg_get(message, ZMQ_SRCFD);
}

/* One message over TCP to ourselves. */
static bool try_pair(void *bound, void *connected)
{
	const int wait = TRY_MS, none = 0;
	char endpoint[FRAME_SIZE];
	size_t size = sizeof(endpoint);
	zmq_msg_t message;

	zmq_msg_init(&message);
	bool told = zmq_setsockopt(bound, ZMQ_RCVTIMEO, &wait, sizeof(wait)) == 0 &&
	            zmq_setsockopt(bound, ZMQ_LINGER, &none, sizeof(none)) == 0 &&
	            zmq_setsockopt(connected, ZMQ_LINGER, &none, sizeof(none)) == 0 &&
	            zmq_bind(bound, "tcp://127.0.0.1:*") == 0 &&
	            zmq_getsockopt(bound, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0 &&
	            zmq_connect(connected, endpoint) == 0 && zmq_send(connected, "", 0, 0) == 0 &&
	            zmq_msg_recv(&message, bound, 0) == 0;

	if (told) {
		struct tcp_figures figures;
		int descriptor = monitor_descriptor(&message);

		told = tcp_cookie(descriptor) != 0 && tcp_look(descriptor, &figures);
	}
	zmq_msg_close(&message);
	return told;
}

bool monitor_tells_lines(struct faults *why)
{
	void *context = zmq_ctx_new();
	void *bound = context ? zmq_socket(context, ZMQ_PAIR) : NULL;
	void *connected = context ? zmq_socket(context, ZMQ_PAIR) : NULL;
	bool told = bound && connected && try_pair(bound, connected);

	if (bound)
		zmq_close(bound);
	if (connected)
		zmq_close(connected);
	while (context && zmq_ctx_term(context) != 0 && errno == EINTR)
		;
	if (!told)
		fail(why, FAULT_NO_LINES, "bus");
	return told;
}
