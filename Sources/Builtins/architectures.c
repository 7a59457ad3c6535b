#include "builtins.h"

static const unsigned char gemmini[] = {
#embed "../../Architectures/gemmini.xml"
};

static const BuiltinFile files[] = {
    BUILTIN_FILE("gemmini.xml", gemmini),
};

const BuiltinShelf builtinArchitectures = BUILTIN_SHELF("Architectures", files);
