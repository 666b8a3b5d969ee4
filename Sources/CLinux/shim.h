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

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/// A new file in a folder, without a name: a process that ends leaves nothing of it (O_TMPFILE, Linux 3.11).
static inline int linuxOpenNameless(const char *folder) {
  return open(folder, __O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

/// Gives such a file its first name, if there is nothing of that name.
static inline int linuxNameFile(int descriptor, const char *path) {
  char name[32];
  snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
  return linkat(AT_FDCWD, name, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

/// open(2) for files and folders alone, which waits for the other end of no pipe: the error is ENXIO for anything else. What
/// was opened is judged, and not what had the name before.
///
/// A file on which another process has a lease is waited for, as without O_NONBLOCK: the first try has asked for it back, and
/// the kernel takes it after 45 seconds (fcntl(2), F_SETLEASE).
static inline int linuxOpenFile(const char *path, int flags, int mode) {
  struct stat found;
  int tries = 0;
  for (;;) {
    int file = open(path, flags | O_NONBLOCK | O_CLOEXEC, mode);
    if (file >= 0) {
      if (fstat(file, &found) == 0 && (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode))) return file;
      close(file);
      errno = ENXIO;
      return -1;
    }
    int code = errno;
    if (code == EINTR) continue;
    if (code != EWOULDBLOCK || tries == 6000 || stat(path, &found) != 0 || !S_ISREG(found.st_mode)) {
      errno = code;
      return -1;
    }
    tries++;
    usleep(10000);
  }
}
