// System calls of glibc that stand behind _GNU_SOURCE, which Swift's Glibc module does not define.

/// Renames; with RENAME_EXCHANGE the two names change places in one instant (Linux 3.15, glibc 2.28).
int renameat2(int oldFolder, const char *oldPath, int newFolder, const char *newPath, unsigned int flags);

/// Brings everything written to the file system that holds an open file to its disk (Linux 2.6.39).
int syncfs(int descriptor);

enum { LinuxRenameExchange = 2 };
