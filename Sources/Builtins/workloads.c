#include "builtins.h"

const BuiltinShelf builtinWorkloads = {"Workloads", 0, 0};
