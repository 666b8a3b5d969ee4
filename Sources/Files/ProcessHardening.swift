import CLinux
import Glibc

/// Keeps the memory of the process, which holds passphrases and keys, out of files and debuggers.
public enum ProcessHardening {
  /// Never fails: what a system does not offer is left out.
  public static func apply() {
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 {
      // A limit of one byte is what also stops a core that is piped to a program, as systemd and apport set it up.
      limit = rlimit(rlim_cur: min(1, limit.rlim_max), rlim_max: min(1, limit.rlim_max))
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
    // No core at all, and no debugger of the same user.
    _ = linuxSetUndumpable()
  }
}
