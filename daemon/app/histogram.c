#include "histogram.h"

const int64_t histogram_bounds[HISTOGRAM_BOUNDS] = {
	500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000
};

void histogram_add(struct histogram *histogram, int64_t microseconds)
{
	size_t i = 0;

	while (i < HISTOGRAM_BOUNDS && microseconds > histogram_bounds[i])
		i++;
	histogram->counts[i]++;
	histogram->sum += (uint64_t)microseconds;
}
