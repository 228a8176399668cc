#pragma once
#include <sqlite3.h>

/// Keeps SQLite from counting its memory, which takes a lock at every allocation.
///
/// Only before SQLite is used; a variadic function can't be called from Swift.
static inline int sqlite_without_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
