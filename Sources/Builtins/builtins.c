#include "builtins.h"

#include <string.h>

BuiltinShelf builtinShelf(const char *folder) {
  const BuiltinShelf *const shelves[] = {&builtinArchitectures, &builtinWorkloads, &builtinSpaces, &builtinTables,
                                        &builtinSchemas};
  for (size_t index = 0; index < sizeof(shelves) / sizeof(shelves[0]); index++) {
    if (strcmp(shelves[index]->folder, folder) == 0) {
      return *shelves[index];
    }
  }
  return (BuiltinShelf){folder, 0, 0};
}

const BuiltinFile *builtinFile(const char *folder, const char *name) {
  const BuiltinShelf shelf = builtinShelf(folder);
  for (size_t index = 0; index < shelf.count; index++) {
    if (strcmp(shelf.files[index].name, name) == 0) {
      return &shelf.files[index];
    }
  }
  return 0;
}
