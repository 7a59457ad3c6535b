#include "builtins.h"

static const unsigned char architecture[] = {
#embed "../Formats/Schemas/architecture.xsd"
};

static const BuiltinFile files[] = {
    BUILTIN_FILE("architecture.xsd", architecture),
};

const BuiltinShelf builtinSchemas = BUILTIN_SHELF("Schemas", files);
