#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "route.h"

static void paths_of_the_contract_are_found(void **state)
{
	static const struct {
		const char *path;
		enum route route;
	} paths[] = {
		{ "/api/v1/clusters", ROUTE_CLUSTERS },
		{ "/api/v1/events", ROUTE_EVENTS },
		{ "/api/v1/openapi.json", ROUTE_OPENAPI },
		{ "/api/v1/clusters/TCXDD-1/2024/season", ROUTE_SEASON },
		{ "/api/v1/clusters/TCXDD-1/2024/standings", ROUTE_STANDINGS },
		{ "/api/v1/clusters/TCXDD-1/2024/standings.csv", ROUTE_STANDINGS_CSV },
		{ "/api/v1/clusters/TCXDD-1/2024/moves", ROUTE_MOVES },
		{ "/healthz", ROUTE_HEALTH },
		{ "/metrics", ROUTE_METRICS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		assert_int_equal(route_find(paths[i].path).route, paths[i].route);
	const struct route_match match = route_find("/api/v1/clusters/TCXDD-1/2024/scorecards/HG");

	assert_int_equal(match.route, ROUTE_SCORECARD);
	assert_string_equal(match.cluster, "TCXDD-1");
	assert_int_equal(match.year, 2024);
	assert_string_equal(match.board, "HG");
	assert_string_equal(route_find("/").file, "index.html");
	assert_string_equal(route_find("/office").file, "office.html");
	assert_string_equal(route_find("/office/").file, "office.html");
	assert_string_equal(route_find("/page/office/form.js").file, "office/form.js");
	assert_string_equal(route_find("/vendor/font.woff2").file, "vendor/font.woff2");
}

static void other_paths_are_none(void **state)
{
	static const char *const paths[] = {
		"",
		"/api",
		"/api/v1/clusters/",
		"/api/v1/clusters/TCXDD-1",
		"/api/v1/clusters/TCXDD-1/2024",
		"/api/v1/clusters/TCXDD-1/2024/",
		"/api/v1/clusters/TCXDD-1/2024/Standings",
		"/api/v1/clusters/TCXDD-1/2024/standings/",
		"/api/v1/clusters/TCXDD-1/24/standings",
		"/api/v1/clusters/TCXDD-1/02024/standings",
		"/api/v1/clusters/TCXDD-1/-024/standings",
		"/api/v1/clusters/../2024/standings",
		"/api/v1/clusters/TCXDD%2D1/2024/standings",
		"/api/v1/clusters/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/2024/standings",
		"/api/v1/clusters/TCXDD-1/2024/scorecards/",
		"/api/v1/clusters/TCXDD-1/2024/scorecards/hg",
		"/api/v1/clusters/TCXDD-1/2024/scorecards/AAAAAAAAAAAA",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		assert_int_equal(route_find(paths[i]).route, ROUTE_NONE);
}

static const char *decoded(const char *text)
{
	static char copy[64];

	strcpy(copy, text);
	return route_decode(copy) == TEXT_FINE ? copy : NULL;
}

static void values_are_decoded_once_and_whole(void **state)
{
	(void)state;
	assert_string_equal(decoded("so+hoa"), "so hoa");
	assert_string_equal(decoded("s%E1%BB%91%20h%c3%b3a"), "số hóa");
	assert_string_equal(decoded("%2541"), "%41");
	assert_string_equal(decoded("%2B"), "+");
	assert_null(decoded("%"));
	assert_null(decoded("%4"));
	assert_null(decoded("%zz"));
	assert_null(decoded("a%00b"));
	assert_null(decoded("%ff"));
	assert_null(decoded("o%CC%82")); /* not in normal form C */
}

static void periods_and_numbers_are_read_whole(void **state)
{
	(void)state;
	assert_int_equal(route_period("Q1"), 1);
	assert_int_equal(route_period("FINAL"), 5);
	assert_int_equal(route_period("q1"), -1);
	assert_int_equal(route_period(""), -1);
	uint32_t number;

	assert_true(route_number("4294967295", UINT32_MAX, &number));
	assert_int_equal(number, UINT32_MAX);
	assert_false(route_number("4294967296", UINT32_MAX, &number));
	assert_false(route_number("-1", UINT32_MAX, &number));
	assert_false(route_number("1x", UINT32_MAX, &number));
	assert_false(route_number("", UINT32_MAX, &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_of_the_contract_are_found),
		cmocka_unit_test(other_paths_are_none),
		cmocka_unit_test(values_are_decoded_once_and_whole),
		cmocka_unit_test(periods_and_numbers_are_read_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
