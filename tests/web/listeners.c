/*
 * listeners -- many clients of thidua-web's event stream in one thread, and when each had what.
 *
 * usage: listeners PORT COUNT SLOW PATH
 *
 * COUNT clients read all that comes, SLOW more never read and take little. Once all are there it prints
 * "ready MILLISECONDS", from the first connection until the last had its first standing. From then on, each time
 * the last of the COUNT has a standing of a sequence or a later one: "have SEQUENCE FIRST MIDDLE LAST", monotonic
 * nanoseconds, as Python's time.monotonic_ns(). It ends when its input does, with 1 when the server hung up on a reader.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS = 512,
	BEGUN = 256, /* at once; the server's backlog is longer */
	HEAD = 192,  /* of a chunk: its event's name and id stand in it */
	READ = 65536,
	SMALL = 4096, /* what a slow one takes */
};

enum part { CONNECTING, HEADERS, SIZE, BODY };

struct client {
	int socket;
	bool slow, there; /* there: it has had a standing; of a slow one: it has asked */
	enum part part;
	char head[HEAD + 1]; /* of what is being read */
	size_t size;         /* bytes of it in head */
	size_t left;         /* of a chunk and the CR LF behind it */
	uint64_t sequence;   /* the latest it has */
};

/* As Chromium says. */
static const char browser[] =
        "Connection: keep-alive\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n"
        "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/120.0.0.0 Safari/537.36\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n"
        "Sec-Fetch-Dest: empty\r\nReferer: http://127.0.0.1/page/feed-worker.js\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: vi,en;q=0.9\r\n";

struct crowd {
	struct client *clients;
	size_t count, slow, begun, there;
	int descriptor;
	struct sockaddr_in address;
	char request[1024];
	int64_t start;
	/* the sequence that is spreading */
	uint64_t sequence;
	size_t have;
	int64_t first, middle;
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "listeners: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

/* --- connecting --- */

static void begin(struct crowd *crowd)
{
	struct client *client = &crowd->clients[crowd->begun];
	struct epoll_event event = { .events = EPOLLOUT, .data.ptr = client };

	client->slow = crowd->begun >= crowd->count;
	client->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (client->socket < 0)
		die("socket");
	if (client->slow)
		setsockopt(client->socket, SOL_SOCKET, SO_RCVBUF, &(int){ SMALL }, sizeof(int));
	if (connect(client->socket, (struct sockaddr *)&crowd->address, sizeof(crowd->address)) !=
	            0 &&
	    errno != EINPROGRESS)
		die("connect");
	if (epoll_ctl(crowd->descriptor, EPOLL_CTL_ADD, client->socket, &event) != 0)
		die("epoll");
	crowd->begun++;
}

static void arrive(struct crowd *crowd, struct client *client)
{
	const size_t all = crowd->count + crowd->slow;

	client->there = true;
	if (++crowd->there == all) {
		printf("ready %" PRId64 "\n", (now() - crowd->start) / 1000000);
		fflush(stdout);
	}
	if (crowd->begun < all)
		begin(crowd);
}

static void ask(struct crowd *crowd, struct client *client)
{
	struct epoll_event event = { .events = client->slow ? 0 : EPOLLIN, .data.ptr = client };
	const size_t size = strlen(crowd->request);

	if (send(client->socket, crowd->request, size, MSG_NOSIGNAL) != (ssize_t)size)
		die("request");
	client->part = HEADERS;
	epoll_ctl(crowd->descriptor, EPOLL_CTL_MOD, client->socket, &event);
	if (client->slow)
		arrive(crowd, client);
}

/* --- what comes --- */

static void take_standing(struct crowd *crowd, struct client *client, uint64_t sequence)
{
	if (!client->there)
		arrive(crowd, client);
	if (sequence <= client->sequence)
		return;
	client->sequence = sequence;
	if (sequence > crowd->sequence) {
		crowd->sequence = sequence;
		crowd->have = 0;
		crowd->first = now();
	}
	if (sequence < crowd->sequence)
		return;
	crowd->have++;
	if (crowd->have == (crowd->count + 1) / 2)
		crowd->middle = now();
	if (crowd->have < crowd->count)
		return;
	printf("have %" PRIu64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", sequence, crowd->first,
	       crowd->middle, now());
	fflush(stdout);
}

/* A chunk is an event: "event: standings\nid: EPOCH.SEQUENCE.AS_OF\n…". */
static void end_chunk(struct crowd *crowd, struct client *client)
{
	client->head[client->size] = '\0';
	uint64_t sequence;

	if (sscanf(client->head, "event: standings\nid: %*32[0-9a-f].%" SCNu64, &sequence) == 1)
		take_standing(crowd, client, sequence);
	client->part = SIZE;
	client->size = 0;
}

/* Up to the end of a line of a chunk's size, or of all headers. True: it is there. */
static bool take_line(struct client *client, char byte)
{
	const char *end = client->part == HEADERS ? "\r\n\r\n" : "\r\n";
	const size_t length = strlen(end);

	if (client->size == HEAD) { /* headers are longer; their end is looked for alone */
		memmove(client->head, client->head + HEAD / 2, HEAD / 2);
		client->size = HEAD / 2;
	}
	client->head[client->size++] = byte;
	return client->size >= length &&
	       memcmp(client->head + client->size - length, end, length) == 0;
}

static void take(struct crowd *crowd, struct client *client, const char *bytes, size_t size)
{
	while (size > 0) {
		if (client->part == BODY) {
			const size_t some = size < client->left ? size : client->left;
			const size_t room = HEAD - client->size;

			memcpy(client->head + client->size, bytes, some < room ? some : room);
			client->size += some < room ? some : room;
			client->left -= some;
			bytes += some;
			size -= some;
			if (client->left == 0)
				end_chunk(crowd, client);
			continue;
		}
		const bool ended = take_line(client, *bytes++);

		size--;
		if (!ended)
			continue;
		client->head[client->size] = '\0';
		if (client->part == SIZE)
			client->left = strtoul(client->head, NULL, 16) + 2;
		client->part = client->part == HEADERS ? SIZE : BODY;
		client->size = 0;
	}
}

static void read_on(struct crowd *crowd, struct client *client)
{
	static char bytes[READ];
	const ssize_t size = recv(client->socket, bytes, sizeof(bytes), 0);

	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size <= 0)
		die("the server hung up");
	take(crowd, client, bytes, (size_t)size);
}

static void turn(struct crowd *crowd, bool *more)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(crowd->descriptor, events, EVENTS, -1);

	for (int i = 0; i < count; i++) {
		struct client *client = events[i].data.ptr;
		int trouble = 0;

		if (!client) {
			*more = false;
		} else if (client->part == CONNECTING) {
			getsockopt(client->socket, SOL_SOCKET, SO_ERROR, &trouble,
			           &(socklen_t){ sizeof(trouble) });
			if ((errno = trouble) != 0)
				die("connect");
			ask(crowd, client);
		} else if (client->slow) { /* it has been cut */
			epoll_ctl(crowd->descriptor, EPOLL_CTL_DEL, client->socket, NULL);
		} else {
			read_on(crowd, client);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: listeners PORT COUNT SLOW PATH\n");
		return EXIT_FAILURE;
	}
	struct crowd crowd = { .count = strtoul(argv[2], NULL, 10),
		               .slow = strtoul(argv[3], NULL, 10),
		               .descriptor = epoll_create1(EPOLL_CLOEXEC),
		               .address = { .sin_family = AF_INET,
		                            .sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
		                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK) } };
	struct epoll_event input = { .events = EPOLLIN };
	bool more = true;

	snprintf(crowd.request, sizeof(crowd.request),
	         "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", argv[4], browser);
	crowd.clients = calloc(crowd.count + crowd.slow, sizeof(*crowd.clients));
	if (!crowd.clients || crowd.descriptor < 0 ||
	    epoll_ctl(crowd.descriptor, EPOLL_CTL_ADD, STDIN_FILENO, &input) != 0)
		die("start");
	crowd.start = now();
	for (size_t i = 0; i < BEGUN && i < crowd.count + crowd.slow; i++)
		begin(&crowd);
	while (more)
		turn(&crowd, &more);
	free(crowd.clients);
	return EXIT_SUCCESS;
}
