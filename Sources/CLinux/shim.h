// System calls of glibc that stand behind _GNU_SOURCE, which Swift's Glibc module does not define.

/// Renames; with RENAME_EXCHANGE the two names change places in one instant (Linux 3.15, glibc 2.28).
int renameat2(int oldFolder, const char *oldPath, int newFolder, const char *newPath, unsigned int flags);

/// Brings everything written to the file system that holds an open file to its disk (Linux 2.6.39).
int syncfs(int descriptor);

enum { LinuxRenameNoReplace = 1, LinuxRenameExchange = 2 };

#include <sys/prctl.h>

/// Lets the kernel neither write a core of this process nor attach a debugger of the same user (prctl is variadic).
static inline int linuxSetUndumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// A pipe whose ends no program inherits that is started at the same time (Linux 2.6.27).
int pipe2(int descriptors[2], int flags);

/// A file without a name, in memory (Linux 3.17, glibc 2.27).
int memfd_create(const char *name, unsigned int flags);

enum { LinuxMemoryCloseOnExec = 1 };
