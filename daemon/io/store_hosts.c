/*
 * Where a link connects to. libpq looks names up while it begins to connect, and waits as long as
 * the name servers please; so the loop asks hosts, which has threads for it, and gives libpq
 * `hostaddr` beside `host`, which stays for TLS, Kerberos and the passfile.
 */
#include <stdio.h>
#include <string.h>

#include "poller.h"
#include "store_private.h"

/* How long the last good addresses wait for better ones. */
#define NAMES_PATIENCE INT64_C(1000000)

/* libpq says what it would connect to, with environment and service file in it: it is given a
 * setting that is none, at which it stops before it looks anything up. */
static PQconninfoOption *understood(const char *conninfo)
{
	static const char *const names[] = { "dbname", "sslmode", NULL };
	const char *const values[] = { conninfo, "understand only", NULL };
	PGconn *connection = PQconnectStartParams(names, values, 1);
	PQconninfoOption *options = connection ? PQconninfo(connection) : NULL;

	PQfinish(connection);
	return options;
}

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
	for (; options && options->keyword; options++) {
		if (strcmp(options->keyword, keyword) == 0 && options->val)
			return options->val;
	}
	return "";
}

struct hosts *store_hosts(const struct store_settings *settings)
{
	PQconninfoOption *options = understood(settings->conninfo);
	const struct hosts_lists lists = { .host = value_of(options, "host"),
		                           .address = value_of(options, "hostaddr"),
		                           .port = value_of(options, "port") };
	struct hosts *hosts = hosts_open(&lists, settings->look_up);

	PQconninfoFree(options);
	return hosts;
}

static bool is_known(struct link *link, struct hosts_lists *hosts)
{
	return hosts_known(link->store->hosts, link->failures, hosts, link->trouble,
	                   sizeof(link->trouble));
}

void link_begin_naming(struct link *link)
{
	const struct store *store = link->store;
	struct hosts_lists hosts;
	char unheard[TROUBLE_SIZE];
	bool known = hosts_known(store->hosts, 0, &hosts, unheard, sizeof(unheard));

	hosts_begin(store->hosts);
	link->until = poller_now() + (known ? NAMES_PATIENCE : store->settings.connect_timeout);
	link_go_on_naming(link);
}

void link_go_on_naming(struct link *link)
{
	struct hosts_lists hosts;

	if (hosts_busy(link->store->hosts) && poller_now() < link->until)
		return;
	if (is_known(link, &hosts))
		link_event(link, LINK_NAMED);
	else
		link_event(link, LINK_LOST); /* the trouble is set */
}

static void take_notice(void *context, const PGresult *notice)
{
	struct link *link = context;
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (severity && strcmp(severity, "WARNING") == 0)
		link->warned = true;
}

/* A dead peer is noticed within half a minute, unless conninfo says otherwise. */
void link_begin_connect(struct link *link)
{
	static const char *const names[] = { "keepalives_idle",
		                             "keepalives_interval",
		                             "keepalives_count",
		                             "tcp_user_timeout",
		                             "fallback_application_name",
		                             "dbname",
		                             "client_encoding",
		                             "target_session_attrs",
		                             "host",
		                             "hostaddr",
		                             "port",
		                             NULL };
	struct hosts_lists hosts; /* empty ones leave conninfo's */

	link->until = poller_now() + link->store->settings.connect_timeout;
	link->wanted = POLL_WRITE;
	is_known(link, &hosts);
	const char *const values[] = { "10",
		                       "5",
		                       "3",
		                       "25000",
		                       link->role->name,
		                       link->store->conninfo,
		                       "UTF8",
		                       "read-write",
		                       hosts.host,
		                       hosts.address,
		                       hosts.port,
		                       NULL };

	link->connection = PQconnectStartParams(names, values, 1);
	if (!link->connection || PQstatus(link->connection) == CONNECTION_BAD) {
		link_fail(link, "%s",
		          !link->connection ? "out of memory" : PQerrorMessage(link->connection));
		return;
	}
	PQsetNoticeReceiver(link->connection, take_notice, link);
}
