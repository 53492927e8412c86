/*
 * The library owns the descriptors and its thread reads them; all that is done here may be done to a
 * descriptor of somebody else at any time. What is asked of the kernel costs a call each, so the
 * counts that one call gives are a function of their own: they are asked for of each line.
 */
#include "tcp.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FOUR_SIZE = 4, MAPPED_AT = 12, SITE_SIZE = 8, TEXT_ROOM = INET6_ADDRSTRLEN };

uint64_t tcp_cookie(int descriptor)
{
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);

	return getsockopt(descriptor, SOL_SOCKET, SO_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

static void tell_four(const void *address, in_port_t port, struct tcp_peer *out)
{
	char text[TEXT_ROOM] = "";

	memcpy(out->network, address, FOUR_SIZE);
	inet_ntop(AF_INET, address, text, sizeof(text));
	snprintf(out->text, sizeof(out->text), "%s:%u", text, ntohs(port));
}

static void tell_six(const void *address, in_port_t port, struct tcp_peer *out)
{
	char text[TEXT_ROOM] = "";

	memcpy(out->network, address, SITE_SIZE);
	inet_ntop(AF_INET6, address, text, sizeof(text));
	snprintf(out->text, sizeof(out->text), "[%s]:%u", text, ntohs(port));
}

bool tcp_peer(int descriptor, struct tcp_peer *out)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
	socklen_t size = sizeof(address);

	memset(out, 0, sizeof(*out));
	if (getpeername(descriptor, (struct sockaddr *)&address, &size) != 0)
		return false;
	if (address.ss_family == AF_INET)
		tell_four(&four->sin_addr, four->sin_port, out);
	else if (address.ss_family != AF_INET6)
		return false;
	else if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) /* on a socket that takes both */
		tell_four(&six->sin6_addr.s6_addr[MAPPED_AT], six->sin6_port, out);
	else
		tell_six(&six->sin6_addr, six->sin6_port, out);
	return true;
}

bool tcp_count(int descriptor, struct tcp_figures *out)
{
	struct tcp_info info = { .tcpi_state = 0 };
	socklen_t size = sizeof(info);

	if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return false;
	*out = (struct tcp_figures){
		.received = (int64_t)info.tcpi_bytes_received,
		.sent = (int64_t)info.tcpi_bytes_sent,
		.taken = (int64_t)info.tcpi_bytes_acked,
	};
	return true;
}

bool tcp_look(int descriptor, struct tcp_figures *out)
{
	int unread = 0, untaken = 0;

	if (!tcp_count(descriptor, out) || ioctl(descriptor, SIOCINQ, &unread) != 0 ||
	    ioctl(descriptor, SIOCOUTQ, &untaken) != 0)
		return false;
	out->unread = unread;
	out->untaken = untaken;
	return true;
}

/* --- holding --- */

static void set_least(int descriptor, int bytes)
{
	setsockopt(descriptor, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof(bytes));
}

void tcp_hold(int descriptor)
{
	set_least(descriptor, TCP_HELD_BYTES);
}

/* The kernel tells at once what has come meanwhile. */
void tcp_release(int descriptor)
{
	set_least(descriptor, 1);
}

bool tcp_is_held(int descriptor)
{
	int bytes = 1;
	socklen_t size = sizeof(bytes);

	return getsockopt(descriptor, SOL_SOCKET, SO_RCVLOWAT, &bytes, &size) == 0 && bytes > 1;
}

/* A second descriptor cannot be closed under us. Where there is none left, the first must do: that
 * another connection gets its number in between is possible in theory, and it comes again. */
bool tcp_end(int descriptor, uint64_t cookie)
{
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };
	int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
	int held = own >= 0 ? own : descriptor;
	bool same = cookie != 0 && tcp_cookie(held) == cookie;

	if (same) { /* what it has not read is not kept for it by the kernel either */
		setsockopt(held, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
		shutdown(held, SHUT_RDWR);
	}
	if (own >= 0)
		close(own);
	return same;
}
