/* The assembler takes the file in as it is; CMakeLists.txt makes us anew when it changes. */
#include "openapi.h"

extern const char openapi_end[];

__asm__(".section .rodata\n"
        ".global openapi_text\n"
        ".global openapi_end\n"
        "openapi_text:\n"
        ".incbin \"" OPENAPI_FILE "\"\n"
        "openapi_end:\n"
        ".byte 0\n"
        ".text\n");

size_t openapi_size(void)
{
	return (size_t)(openapi_end - openapi_text);
}
