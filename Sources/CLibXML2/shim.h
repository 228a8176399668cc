#pragma once
#include <libxml/xmlversion.h>
// Where libxml2 converts by ICU its headers bring ICU's, which Foundation has of its own in another version; Swift refuses to
// see both. What is left out are two members of a struct that is only ever held by its address.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

// xmlFree is a global variable that holds a function, which Swift's concurrency checks refuse.
static inline void postern_xml_free(void *memory) { xmlFree(memory); }
