#include "builtins.h"

const BuiltinFile builtinFiles[] = {{"", (const unsigned char *)"", 0}};
const size_t builtinFileCount = 0;
