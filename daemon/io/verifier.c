/*
 * A ring of jobs with three marks, which only rise:
 *
 *   returned <= taken <= submitted      capacity >= submitted - returned
 *
 * The loop moves `submitted` and `returned`, workers move `taken`. Under the lock is only what
 * workers wait for (submitted and taken, stopping); a job's verdict is told by its own flag. A turn
 * of the loop costs a tenth of a verification, so a worker that has more to do wakes it only after
 * some jobs, and one that finds nothing to do at once: many results cost one turn, and who is alone
 * does not wait. It wakes it only when the oldest job is done, because others could not be taken
 * yet.
 *
 * No wake-up is lost. A worker raises its job's flag, then looks at that of the oldest; the loop
 * moves `returned`, then looks at the flag of the next. Both in sequential consistency, so at least
 * one of them sees the other. And whoever finishes last finds nothing to do.
 */
#include "verifier.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "arena.h"
#include "poller.h"

enum { WORKERS_MAX = 256, NAME_SIZE = 16, JOBS_A_WAKE_UP = 16 };

struct slot {
	void *job;
	atomic_bool done;
};

struct verifier {
	struct slot *ring;
	size_t capacity;
	verifier_work *work;
	pthread_mutex_t lock;
	pthread_cond_t wanted; /* workers wait: something was submitted, or all stop */
	size_t submitted,
	        taken; /* under the lock; the loop alone writes submitted, so it reads it without */
	unsigned idle; /* under the lock: workers that wait */
	bool stopping; /* under the lock */
	atomic_size_t returned; /* the loop alone writes it */
	atomic_bool signalled;  /* the descriptor is readable, or will be in a moment */
	int descriptor;         /* eventfd */
	unsigned worker_count;
	pthread_t workers[WORKERS_MAX];
};

static void wake_loop(struct verifier *verifier)
{
	if (!atomic_exchange(&verifier->signalled, true))
		eventfd_write(verifier->descriptor, 1);
}

static void wake_loop_for_oldest(struct verifier *verifier)
{
	size_t oldest = atomic_load(&verifier->returned);

	if (atomic_load(&verifier->ring[oldest % verifier->capacity].done))
		wake_loop(verifier);
}

/* Waits for a job. False when all stop. finished: jobs since this worker looked at the oldest. */
static bool take(struct verifier *verifier, size_t *finished, size_t *out)
{
	pthread_mutex_lock(&verifier->lock);
	if (*finished == JOBS_A_WAKE_UP ||
	    (*finished > 0 && verifier->taken == verifier->submitted)) {
		pthread_mutex_unlock(&verifier->lock);
		wake_loop_for_oldest(verifier);
		*finished = 0;
		pthread_mutex_lock(&verifier->lock);
	}
	while (!verifier->stopping && verifier->taken == verifier->submitted) {
		verifier->idle++;
		pthread_cond_wait(&verifier->wanted, &verifier->lock);
		verifier->idle--;
	}
	bool taken = !verifier->stopping;

	if (taken)
		*out = verifier->taken++;
	pthread_mutex_unlock(&verifier->lock);
	return taken;
}

static void *run(void *argument)
{
	struct verifier *verifier = argument;
	size_t number, finished = 0;

	while (take(verifier, &finished, &number)) {
		struct slot *slot = &verifier->ring[number % verifier->capacity];

		verifier->work(slot->job);
		atomic_store(&slot->done, true);
		finished++;
	}
	return NULL;
}

static unsigned processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0
	               ? (unsigned)CPU_COUNT(&set)
	               : 1;
}

static void start_workers(struct verifier *verifier, unsigned wanted)
{
	sigset_t all, before;

	sigfillset(&all); /* inherited: signals are the loop's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (verifier->worker_count < wanted) {
		char name[NAME_SIZE];
		pthread_t *worker = &verifier->workers[verifier->worker_count];

		if (pthread_create(worker, NULL, run, verifier) != 0)
			break;
		snprintf(name, sizeof(name), "verify/%u", verifier->worker_count++);
		pthread_setname_np(*worker, name);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct verifier *verifier_start(unsigned workers, size_t capacity, verifier_work *work)
{
	struct verifier *verifier = must_alloc(1, sizeof(*verifier));

	verifier->ring = must_alloc(capacity, sizeof(*verifier->ring));
	verifier->capacity = capacity;
	verifier->work = work;
	pthread_mutex_init(&verifier->lock, NULL);
	pthread_cond_init(&verifier->wanted, NULL);
	verifier->descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (workers == 0)
		workers = processors();
	if (verifier->descriptor >= 0)
		start_workers(verifier, workers < WORKERS_MAX ? workers : WORKERS_MAX);
	if (verifier->worker_count == 0)
		verifier_stop(&verifier);
	return verifier;
}

void verifier_stop(struct verifier **verifier)
{
	struct verifier *stopped = *verifier;

	if (!stopped)
		return;
	pthread_mutex_lock(&stopped->lock);
	stopped->stopping = true;
	pthread_cond_broadcast(&stopped->wanted);
	pthread_mutex_unlock(&stopped->lock);
	for (unsigned i = 0; i < stopped->worker_count; i++)
		pthread_join(stopped->workers[i], NULL);
	pthread_cond_destroy(&stopped->wanted);
	pthread_mutex_destroy(&stopped->lock);
	if (stopped->descriptor >= 0)
		close(stopped->descriptor);
	free(stopped->ring);
	free(stopped);
	*verifier = NULL;
}

bool verifier_submit(struct verifier *verifier, void *job)
{
	if (verifier_full(verifier))
		return false;
	verifier->ring[verifier->submitted % verifier->capacity].job = job;
	pthread_mutex_lock(&verifier->lock);
	verifier->submitted++;
	bool somebody_waits = verifier->idle > 0;

	pthread_mutex_unlock(&verifier->lock);
	if (somebody_waits)
		pthread_cond_signal(&verifier->wanted);
	return true;
}

bool verifier_full(const struct verifier *verifier)
{
	return verifier_pending(verifier) == verifier->capacity;
}

size_t verifier_pending(const struct verifier *verifier)
{
	return verifier->submitted -
	       atomic_load_explicit(&verifier->returned, memory_order_relaxed);
}

static void *take_oldest(struct verifier *verifier)
{
	size_t oldest = atomic_load_explicit(&verifier->returned, memory_order_relaxed);
	struct slot *slot = &verifier->ring[oldest % verifier->capacity];

	if (oldest == verifier->submitted || !atomic_load(&slot->done))
		return NULL;
	atomic_store_explicit(&slot->done, false,
	                      memory_order_relaxed); /* the next submit's lock tells the workers */
	atomic_store(&verifier->returned, oldest + 1);
	return slot->job;
}

/* Nothing left: the descriptor is emptied, and only then is the flag lowered, for a worker may have
 * raised it and not written yet. What was done in between is found by looking once more. */
void *verifier_next(struct verifier *verifier)
{
	void *job = take_oldest(verifier);

	if (job || !atomic_load(&verifier->signalled))
		return job;
	eventfd_t count;

	if (eventfd_read(verifier->descriptor, &count) == 0)
		atomic_store(&verifier->signalled, false);
	return take_oldest(verifier);
}

void verifier_wait(struct verifier *verifier, struct poller *poller)
{
	poller_add_descriptor(poller, verifier->descriptor, POLL_READ);
}
