#pragma once
#include <stddef.h>

/// One file of `Architectures/`, `Workloads/` or the schemas, carried inside the binary.
typedef struct {
  const char *path;
  const unsigned char *bytes;
  size_t count;
} BuiltinFile;

/// The table of carried files; `builtinFileCount` rows, ordered by path.
extern const BuiltinFile builtinFiles[];
extern const size_t builtinFileCount;
