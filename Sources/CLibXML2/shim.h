#pragma once
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>

// xmlFree is a global variable that holds a function, which Swift's concurrency checks refuse.
static inline void postern_xml_free(void *memory) { xmlFree(memory); }
