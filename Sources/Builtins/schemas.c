#include "builtins.h"

static const unsigned char architecture[] = {
#embed "../Formats/Schemas/architecture.xsd"
};

static const unsigned char comparison[] = {
#embed "../Formats/Schemas/comparison.xsd"
};

static const unsigned char mapping_results[] = {
#embed "../Formats/Schemas/mapping-results.xsd"
};

static const unsigned char mapping[] = {
#embed "../Formats/Schemas/mapping.xsd"
};

static const unsigned char results[] = {
#embed "../Formats/Schemas/results.xsd"
};

static const unsigned char space[] = {
#embed "../Formats/Schemas/space.xsd"
};

static const unsigned char study[] = {
#embed "../Formats/Schemas/study.xsd"
};

static const unsigned char synthesis[] = {
#embed "../Formats/Schemas/synthesis.xsd"
};

static const unsigned char workload[] = {
#embed "../Formats/Schemas/workload.xsd"
};

static const BuiltinFile files[] = {
    BUILTIN_FILE("architecture.xsd", architecture),
    BUILTIN_FILE("comparison.xsd", comparison),
    BUILTIN_FILE("mapping-results.xsd", mapping_results),
    BUILTIN_FILE("mapping.xsd", mapping),
    BUILTIN_FILE("results.xsd", results),
    BUILTIN_FILE("space.xsd", space),
    BUILTIN_FILE("study.xsd", study),
    BUILTIN_FILE("synthesis.xsd", synthesis),
    BUILTIN_FILE("workload.xsd", workload),
};

const BuiltinShelf builtinSchemas = BUILTIN_SHELF("Schemas", files);
