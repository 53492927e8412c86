/*
 * scdoc -- writes manuals in scdoc's markup to stdout: for the programs that make them, when all is built.
 */
#ifndef SCDOC_H
#define SCDOC_H

/* Words as they are, no mark among them obeyed. */
void scdoc_text(const char *words);

void scdoc_paragraph(const char *words);

/* A name, what stands behind it or NULL, and below them what it means. */
void scdoc_item(const char *name, const char *argument, const char *meaning);

/* Command lines, one below the other, without the blanks that each begins with. */
void scdoc_examples(const char *lines);

#endif
