#include "builtins.h"

static const unsigned char airchitect_v2[] = {
#embed "../../Spaces/airchitect-v2.xml"
};

static const unsigned char dosa[] = {
#embed "../../Spaces/dosa.xml"
};

static const unsigned char gemmini_coarse[] = {
#embed "../../Spaces/gemmini-coarse.xml"
};

static const unsigned char gemmini_crosslayer[] = {
#embed "../../Spaces/gemmini-crosslayer.xml"
};

static const unsigned char gemmini_small[] = {
#embed "../../Spaces/gemmini-small.xml"
};

static const unsigned char gemmini_table[] = {
#embed "../../Spaces/gemmini-table.xml"
};

static const unsigned char gemmini[] = {
#embed "../../Spaces/gemmini.xml"
};

static const unsigned char tpu_like[] = {
#embed "../../Spaces/tpu-like.xml"
};

static const BuiltinFile files[] = {
    BUILTIN_FILE("airchitect-v2.xml", airchitect_v2),
    BUILTIN_FILE("dosa.xml", dosa),
    BUILTIN_FILE("gemmini-coarse.xml", gemmini_coarse),
    BUILTIN_FILE("gemmini-crosslayer.xml", gemmini_crosslayer),
    BUILTIN_FILE("gemmini-small.xml", gemmini_small),
    BUILTIN_FILE("gemmini-table.xml", gemmini_table),
    BUILTIN_FILE("gemmini.xml", gemmini),
    BUILTIN_FILE("tpu-like.xml", tpu_like),
};

const BuiltinShelf builtinSpaces = BUILTIN_SHELF("Spaces", files);
