/*
 * fault_task -- which task a fault is about: by its cell, or by the path of the form, "T02.out_of".
 */

/** The task that a fault is about; "" for none. @param {any} fault */
export function taskOfFault(fault) {
	return fault.cell?.task ?? /^([A-Z][A-Z0-9]{0,6})(?:\.\w+)?$/.exec(fault.field ?? '')?.[1] ?? '';
}
