#include "builtins.h"

static const unsigned char gemmini_dosa[] = {
#embed "../../Architectures/gemmini-dosa.xml"
};

static const unsigned char gemmini_firesim[] = {
#embed "../../Architectures/gemmini-firesim.xml"
};

static const unsigned char gemmini[] = {
#embed "../../Architectures/gemmini.xml"
};

static const unsigned char scalesim_is[] = {
#embed "../../Architectures/scalesim-is.xml"
};

static const unsigned char scalesim_os[] = {
#embed "../../Architectures/scalesim-os.xml"
};

static const unsigned char scalesim_ws[] = {
#embed "../../Architectures/scalesim-ws.xml"
};

static const unsigned char tpu_v1[] = {
#embed "../../Architectures/tpu-v1.xml"
};

static const unsigned char ws16[] = {
#embed "../../Architectures/ws16.xml"
};

static const BuiltinFile files[] = {
    BUILTIN_FILE("gemmini-dosa.xml", gemmini_dosa),
    BUILTIN_FILE("gemmini-firesim.xml", gemmini_firesim),
    BUILTIN_FILE("gemmini.xml", gemmini),
    BUILTIN_FILE("scalesim-is.xml", scalesim_is),
    BUILTIN_FILE("scalesim-os.xml", scalesim_os),
    BUILTIN_FILE("scalesim-ws.xml", scalesim_ws),
    BUILTIN_FILE("tpu-v1.xml", tpu_v1),
    BUILTIN_FILE("ws16.xml", ws16),
};

const BuiltinShelf builtinArchitectures = BUILTIN_SHELF("Architectures", files);
