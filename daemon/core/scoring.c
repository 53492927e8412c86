/*
 * Every kind looks at one number, the board's actual against its phased target: a/t, or t/a where
 * less is better. It is kept as a fraction n/d and never divided before the one rounding.
 *
 *   QUANTITY  a/t = a * 10000 / (T * f)
 *   PERCENT   a/t = 100 * done / (out_of * T) * 10000 / f with T in per cent; T comes in
 *             ten-thousandths, so a/t = done * 10^10 / (out_of * T * f)
 *
 * Why 128 bits are enough, with m <= 10^6, a, done and out_of <= 4 * 10^11 (four reports of at most
 * 10^11 each), T <= 10^11, f <= 10^4 and thresholds <= 10^5, against 2^127 > 1.7 * 10^38:
 *
 *   QUANTITY   n <= 4 * 10^15, d <= 10^15; less is better changes them round
 *   PERCENT    n <= 4 * 10^21, d <= 4 * 10^26; likewise
 *   LINEAR     only for n < d: m * n < 4 * 10^32; rounding takes 2mn + d < 1.3 * 10^33
 *   LADDER     n * 10^4 <= 4 * 10^30, d * 10^5 <= 4 * 10^31; with less is better at most
 *              4 * 10^30 and 4 * 10^26
 *   LEADER     never PERCENT, which the ruleset's check refuses. n * D <= 4 * 10^30 compares two
 *              leads. Points above the target are p/q with q = 2 * d * (N - D); since n > d, d is
 *              at most min(n, d) <= 10^15, so q <= 8 * 10^30, p <= m * q, and rounding takes
 *              2p + q < 1.7 * 10^37
 *   PER_UNIT   k * n <= 10^6 * 4 * 10^7
 */
#include "scoring.h"

#include "ruleset.h"

#define PERCENT_FACTOR INT64_C(1000000) /* 100 %, in ten-thousandths */

/* Of actual to target; larger is better. d is 0 when less is better and nothing happened: infinite. */
struct ratio {
	int128 n, d;
};

static const struct ratio even = { 1, 1 };

int64_t scoring_round(int128 numerator, int128 denominator)
{
	return (int64_t)((2 * numerator + denominator) / (2 * denominator));
}

static struct ratio ratio_to(const struct task *task, uint16_t phasing,
                             const struct achievement *board, int64_t actual)
{
	struct ratio ratio = { (int128)actual * FULL, (int128)board->target * phasing };

	if (measure_is_share(task->measure)) {
		ratio.n *= PERCENT_FACTOR;
		ratio.d *= board->out_of;
	}
	if (task->lower_is_better)
		return (struct ratio){ ratio.d, ratio.n };
	return ratio;
}

/* An infinite ratio is above every finite one, as n * D > N * 0, and not above another infinite one. */
static bool is_above(struct ratio a, struct ratio b)
{
	return a.n * b.d > b.n * a.d;
}

/* Where reports are reviewed, a lead rests on what is verified: the whole counts as its target at most,
 * unless what is verified alone is better. */
static void bound(const struct task *task, uint16_t phasing, const struct achievement *board,
                  struct ratio *ratio, enum leader_basis *basis)
{
	if (is_above(*ratio, even)) {
		*ratio = even;
		*basis = BASIS_TARGET;
	}
	if (board->verified < 0)
		return;
	const struct ratio verified = ratio_to(task, phasing, board, board->verified);

	if (!is_above(verified, *ratio))
		return;
	*ratio = verified;
	*basis = BASIS_VERIFIED;
}

static inline struct ratio ratio_of(const struct task *task, uint16_t phasing,
                                    const struct achievement *board, enum leader_basis *basis)
{
	struct ratio ratio = ratio_to(task, phasing, board, board->actual);

	*basis = BASIS_WHOLE;
	if (board->bounded)
		bound(task, phasing, board, &ratio, basis);
	return ratio;
}

/* A value that was never reported is not 0, which would be the best there is where less is better.
 */
static bool counts(const struct achievement *board)
{
	return board->assigned && board->reported && !board->withheld;
}

/* Each writes what it finds where it stays: a copy of what was just written in parts waits for all of
 * it, which was half of the time of a score. */
static void whole(int64_t points, struct task_points *out)
{
	out->points = points;
	out->numerator = points;
	out->denominator = 1;
}

static void fraction(int128 numerator, int128 denominator, struct task_points *out)
{
	out->points = scoring_round(numerator, denominator);
	out->numerator = numerator;
	out->denominator = denominator;
}

static void linear(const struct task *task, struct ratio ratio, struct task_points *out)
{
	if (ratio.n < ratio.d)
		fraction(task->max * ratio.n, ratio.d, out);
	else
		whole(task->max, out);
}

static void ladder(const struct task *task, struct ratio ratio, struct task_points *out)
{
	uint32_t step = task->step_count;

	while (step > 0 && ratio.n * FULL < ratio.d * task->steps[step - 1].threshold)
		step--;
	whole(step > 0 ? task->steps[step - 1].points : 0, out);
	out->step = step;
}

static void binary(const struct task *task, struct ratio ratio, struct task_points *out)
{
	whole(ratio.n >= ratio.d ? task->max : 0, out);
}

/* The target plays no part. */
static void per_unit(const struct task *task, const struct achievement *board,
                     struct task_points *out)
{
	const int64_t points = task->per_unit * (board->actual / FULL);

	whole(points < task->max ? points : task->max, out);
}

/* Half of the points for the target, the other half by the lead over it as a share of the largest
 * lead. */
static void leader_points(const struct task *task, struct ratio ratio, struct ratio best,
                          struct task_points *out)
{
	if (ratio.n <= ratio.d) {
		fraction(task->max * ratio.n, 2 * ratio.d, out);
	} else if (ratio.d == 0) { /* an infinite lead is the largest, whoever else has it */
		whole(task->max, out);
	} else if (best.d == 0) { /* any other lead is nothing beside it */
		fraction(task->max, 2, out);
	} else {
		/* m/2 * (1 + x/L) with x = (n - d)/d and L = (N - D)/D */
		const int128 lead = (ratio.n - ratio.d) * best.d;
		const int128 largest = (best.n - best.d) * ratio.d;

		fraction(task->max * (largest + lead), 2 * largest, out);
	}
}

/* Index of the first board with the largest lead above its target, or -1. */
static int find_leader(const struct task *task, uint16_t phasing, const struct achievement *boards,
                       size_t count, struct ratio *best)
{
	enum leader_basis basis;
	int leader = -1;

	for (size_t i = 0; i < count; i++) {
		if (!counts(&boards[i]))
			continue;
		const struct ratio ratio = ratio_of(task, phasing, &boards[i], &basis);

		if (is_above(ratio, *best)) {
			*best = ratio;
			leader = (int)i;
		}
	}
	return leader;
}

static void score(const struct task *task, const struct achievement *board, struct ratio ratio,
                  struct ratio best, struct task_points *out)
{
	switch ((enum task_kind)task->kind) {
	case KIND_LINEAR:
		linear(task, ratio, out);
		return;
	case KIND_LEADER:
		leader_points(task, ratio, best, out);
		return;
	case KIND_LADDER:
		ladder(task, ratio, out);
		return;
	case KIND_BINARY:
		binary(task, ratio, out);
		return;
	case KIND_PER_UNIT:
		per_unit(task, board, out);
		return;
	case KIND_APPRAISED: /* of a season that has made the task smaller since, its maximum */
		whole(board->appraised < task->max ? board->appraised : task->max, out);
		return;
	}
	whole(0, out);
}

void scoring_task(const struct task *task, uint16_t phasing, const struct achievement *boards,
                  size_t count, struct task_points *out, int *leader)
{
	struct ratio best = even;

	*leader = task->kind == KIND_LEADER ? find_leader(task, phasing, boards, count, &best) : -1;
	for (size_t i = 0; i < count; i++) {
		out[i].step = 0;
		out[i].basis = BASIS_WHOLE;
		if (!counts(&boards[i])) {
			whole(0, &out[i]);
			out[i].above = -1;
			continue;
		}
		const struct ratio ratio = ratio_of(task, phasing, &boards[i], &out[i].basis);

		score(task, &boards[i], ratio, best, &out[i]);
		out[i].above = (ratio.n > ratio.d) - (ratio.n < ratio.d);
	}
}
