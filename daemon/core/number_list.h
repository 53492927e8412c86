/*
 * number_list -- what a revision lists, as the numbers of rows in the heap.
 *
 * Inside core only.
 */
#ifndef CORE_NUMBER_LIST_H
#define CORE_NUMBER_LIST_H

#include "heap.h"

/* Returns a reference. */
uint32_t number_list_keep(struct heap *heap, const uint32_t *numbers, size_t count);

/* Are the count numbers that are kept there these? */
bool number_list_is(const struct heap *heap, uint32_t reference, const uint32_t *numbers,
                    size_t count);

/* Of that which begins at `at`; moves on to the next one. */
uint32_t number_list_next(const uint8_t **at);

#endif
