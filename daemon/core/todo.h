/*
 * todo -- what the holder of a key is to do, and by when.
 *
 * Nothing is judged here: whether he may is asked of the tables that judge the command itself.
 */
#ifndef CORE_TODO_H
#define CORE_TODO_H

enum todo_kind { /* the wire's numbers, in the order in which things are to be done */
	         TODO_ANSWER = 1,
	         TODO_REPORT,
	         TODO_COMPACT,
	         TODO_FINISH,
	         TODO_REVIEW,
	         TODO_RESOLVE,
	         TODO_COUNTERSIGN,
	         TODO_DISPUTE,
	         TODO_NO_SUPERVISOR,
	         TODO_FINALISE,
	         TODO_CONFIRM,
	         TODO_JUDGE_MODEL,
	         TODO_DISPUTE_MODEL,
	         TODO_KINDS
};

#endif
