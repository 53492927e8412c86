#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "poller.h"
#include "verifier.h"

#include <cmocka.h>

enum { JOBS = 20000, RING = 64 };

struct job {
	uint32_t spins;
	uint32_t verdict;
	atomic_int *gate; /* NULL, or held until it is 1 */
	sigset_t blocked;
};

/* Pure: takes as long as it is told to. */
static uint32_t spin(uint32_t spins)
{
	uint32_t x = spins + 1;

	for (uint32_t i = 0; i < spins; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
	}
	return x;
}

static void work(void *argument)
{
	struct job *job = argument;

	while (job->gate && atomic_load(job->gate) == 0)
		sched_yield();
	job->verdict = spin(job->spins);
	pthread_sigmask(SIG_SETMASK, NULL, &job->blocked);
}

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

/* Waits as the loop does. */
static void *wait_next(struct verifier *verifier, struct poller *poller)
{
	int64_t limit = poller_now() + INT64_C(60000000);
	void *job;

	while (!(job = verifier_next(verifier))) {
		assert_true(poller_now() < limit);
		poller_begin(poller);
		verifier_wait(verifier, poller);
		poller_until(poller, limit);
		assert_true(poller_wait(poller));
	}
	return job;
}

static void results_come_in_the_order_of_the_jobs_whatever_each_takes(void **state)
{
	struct job *jobs = calloc(JOBS, sizeof(*jobs));
	struct verifier *verifier = verifier_start(4, RING, work);
	struct poller *poller = poller_new();
	uint64_t seed = 20240314;
	size_t submitted = 0;

	(void)state;
	for (size_t i = 0; i < JOBS; i++)
		jobs[i].spins = next_random(&seed) % 100 == 0 ? 20000 : next_random(&seed) % 200;
	for (size_t done = 0; done < JOBS; done++) {
		while (submitted < JOBS && verifier_submit(verifier, &jobs[submitted]))
			submitted++;
		assert_ptr_equal(wait_next(verifier, poller), &jobs[done]);
		assert_int_equal(jobs[done].verdict, spin(jobs[done].spins));
	}
	assert_null(verifier_next(verifier));
	assert_int_equal(verifier_pending(verifier), 0);
	poller_free(&poller);
	verifier_stop(&verifier);
	free(jobs);
}

static void one_at_a_time_comes_back_too(void **state)
{
	struct job job = { .spins = 10 };
	struct verifier *verifier = verifier_start(2, 1, work);
	struct poller *poller = poller_new();

	(void)state;
	for (int i = 0; i < 2000; i++) {
		assert_true(verifier_submit(verifier, &job));
		assert_ptr_equal(wait_next(verifier, poller), &job);
	}
	poller_free(&poller);
	verifier_stop(&verifier);
}

static void a_full_ring_takes_no_more(void **state)
{
	atomic_int gate = 0;
	struct job jobs[RING + 1];
	struct verifier *verifier = verifier_start(2, RING, work);
	struct poller *poller = poller_new();

	(void)state;
	for (size_t i = 0; i < RING; i++) {
		jobs[i] = (struct job){ .gate = &gate };
		assert_false(verifier_full(verifier));
		assert_true(verifier_submit(verifier, &jobs[i]));
	}
	jobs[RING] = (struct job){ .gate = &gate };
	assert_true(verifier_full(verifier));
	assert_false(verifier_submit(verifier, &jobs[RING]));
	assert_null(verifier_next(verifier));
	atomic_store(&gate, 1);
	assert_ptr_equal(wait_next(verifier, poller), &jobs[0]);
	assert_true(verifier_submit(verifier, &jobs[RING]));
	for (size_t i = 1; i <= RING; i++)
		assert_ptr_equal(wait_next(verifier, poller), &jobs[i]);
	poller_free(&poller);
	verifier_stop(&verifier);
}

static void a_later_job_that_is_done_waits_for_the_oldest(void **state)
{
	atomic_int gate = 0;
	struct job slow = { .gate = &gate }, quick = { .spins = 1 };
	struct verifier *verifier = verifier_start(2, 8, work);
	struct poller *poller = poller_new();

	(void)state;
	verifier_submit(verifier, &slow);
	for (int i = 0; i < 7; i++)
		verifier_submit(verifier, &quick);
	for (int i = 0; i < 1000; i++)
		assert_null(verifier_next(verifier));
	atomic_store(&gate, 1);
	assert_ptr_equal(wait_next(verifier, poller), &slow);
	for (int i = 0; i < 7; i++)
		assert_ptr_equal(wait_next(verifier, poller), &quick);
	poller_free(&poller);
	verifier_stop(&verifier);
}

static void stopping_waits_for_what_runs_and_drops_the_rest(void **state)
{
	static struct job jobs[RING];
	struct verifier *verifier = verifier_start(3, RING, work);

	(void)state;
	for (size_t i = 0; i < RING; i++) {
		jobs[i].spins = 200000;
		verifier_submit(verifier, &jobs[i]);
	}
	verifier_stop(&verifier);
	assert_null(verifier);
	verifier_stop(&verifier);
}

static void no_workers_wanted_means_one_a_processor(void **state)
{
	struct job job = { .spins = 1 };
	struct verifier *verifier = verifier_start(0, 1, work);
	struct poller *poller = poller_new();

	(void)state;
	verifier_submit(verifier, &job);
	assert_ptr_equal(wait_next(verifier, poller), &job);
	poller_free(&poller);
	verifier_stop(&verifier);
}

static void signals_are_blocked_in_the_threads_and_not_in_ours(void **state)
{
	struct job job = { .spins = 1 };
	struct verifier *verifier = verifier_start(1, 1, work);
	struct poller *poller = poller_new();
	sigset_t ours;

	(void)state;
	verifier_submit(verifier, &job);
	wait_next(verifier, poller);
	pthread_sigmask(SIG_SETMASK, NULL, &ours);
	assert_true(sigismember(&job.blocked, SIGTERM));
	assert_false(sigismember(&ours, SIGTERM));
	poller_free(&poller);
	verifier_stop(&verifier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_come_in_the_order_of_the_jobs_whatever_each_takes),
		cmocka_unit_test(one_at_a_time_comes_back_too),
		cmocka_unit_test(a_full_ring_takes_no_more),
		cmocka_unit_test(a_later_job_that_is_done_waits_for_the_oldest),
		cmocka_unit_test(stopping_waits_for_what_runs_and_drops_the_rest),
		cmocka_unit_test(no_workers_wanted_means_one_a_processor),
		cmocka_unit_test(signals_are_blocked_in_the_threads_and_not_in_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
