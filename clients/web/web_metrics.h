/*
 * web_metrics -- what /metrics tells, in Prometheus's text format; each name stands in README.md.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

struct body;
struct web;

/* The caller's share. */
struct body *metrics_body(const struct web *web);

#endif
