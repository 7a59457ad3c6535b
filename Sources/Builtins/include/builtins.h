#pragma once
#include <stddef.h>

/// One carried file.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} BuiltinFile;

/// The carried files of one folder of the repository, ordered by name.
typedef struct {
  const char *folder;
  const BuiltinFile *files;
  size_t count;
} BuiltinShelf;

/// `architectures.c`, `workloads.c`, `spaces.c`, `tables.c` and `schemas.c` each hold one shelf.
extern const BuiltinShelf builtinArchitectures;
extern const BuiltinShelf builtinWorkloads;
extern const BuiltinShelf builtinSpaces;
extern const BuiltinShelf builtinTables;
extern const BuiltinShelf builtinSchemas;

/// The shelf of a folder (`Architectures`, `Workloads`, `Spaces`, `Tables`, `Schemas`); an empty one for any other name.
BuiltinShelf builtinShelf(const char *folder);

/// The carried file of a folder with the name, or null.
const BuiltinFile *builtinFile(const char *folder, const char *name);

// A row of a shelf's table: the file's name and the array its bytes are in.
#define BUILTIN_FILE(name, bytes) {name, bytes, sizeof(bytes)}
#define BUILTIN_SHELF(folder, files) {folder, files, sizeof(files) / sizeof(files[0])}
