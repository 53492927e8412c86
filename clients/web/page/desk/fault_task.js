/*
 * fault_task -- what a fault is about: a task, by its cell or by the path of the form, "T02.out_of"; or that the sheet is another office's.
 */

/** Its figures are neither tried nor taken into our form. @param {any[]} faults */
export const isElsewhere = faults => faults.some(fault => fault.reason === 'CONTEXT_DIFFERS');

/** The task that a fault is about; "" for none. @param {any} fault */
export function taskOfFault(fault) {
	return fault.cell?.task ?? /^([A-Z][A-Z0-9]{0,6})(?:\.\w+)?$/.exec(fault.field ?? '')?.[1] ?? '';
}
