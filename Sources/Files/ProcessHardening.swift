import CLinux
import Glibc

/// Keeps the memory of the process, which holds passphrases and keys, out of files and debuggers, and its messages out of
/// its files.
public enum ProcessHardening {
  /// Never fails: what a system does not offer is left out.
  public static func apply() {
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 {
      // A limit of one byte is what also stops a core that is piped to a program, as systemd and apport set it up.
      limit = rlimit(rlim_cur: min(1, limit.rlim_max), rlim_max: min(1, limit.rlim_max))
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
    keepStreamsApart()
    // No core at all, and no debugger of the same user.
    _ = linuxSetUndumpable()
  }

  /// A standard stream that is closed leaves its number to the next file that is opened, and what is printed would go into
  /// that file. Standard output becomes a full disk, so that what is lost is not lost silently.
  private static func keepStreamsApart() {
    for stream: Int32 in 0...2 where fcntl(stream, F_GETFD) == -1 {
      _ = unsafe open(stream == 1 ? "/dev/full" : "/dev/null", O_RDWR)
    }
  }
}
