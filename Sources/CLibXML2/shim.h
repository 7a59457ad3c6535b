#pragma once
#include <libxml/xmlversion.h>
// ICU's headers clash with those Foundation carries; libxml2's own headers need none of them.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlwriter.h>

// xmlFree is a mutable global function pointer, which Swift 6 refuses to read.
static inline void systoleXMLFree(void *pointer) { xmlFree(pointer); }
