#include "builtins.h"

static const unsigned char gemmini_crosslayer[] = {
#embed "../../Spaces/Tables/gemmini-crosslayer.csv"
};

static const BuiltinFile files[] = {
    BUILTIN_FILE("gemmini-crosslayer.csv", gemmini_crosslayer),
};

const BuiltinShelf builtinTables = BUILTIN_SHELF("Tables", files);
