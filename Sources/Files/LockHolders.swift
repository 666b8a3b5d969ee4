import Glibc
import SystemPackage

/// The processes that have a lock of flock(2), as the system tells (proc_locks(5)).
struct LockHolders {
  /// Those of other PID namespaces are missing.
  let processes: [Int32]

  /// - Parameters:
  ///   - device: As stat(2) has it. Some file systems have another number for their locks: where no lock has this one, every
  ///     lock of the inode counts.
  ///   - text: What `/proc/locks` says.
  init(of inode: UInt64, on device: UInt64, in text: String) {
    let locks = text.split(separator: "\n").compactMap { line -> (process: Int32, isOnDevice: Bool)? in
      // `1: FLOCK  ADVISORY  WRITE 4711 fe:00:16236890 0 EOF`. One that waits has an arrow in the second place.
      let fields = line.split(separator: " ")
      guard fields.count >= 6, fields[1] == "FLOCK", let process = Int32(fields[4]) else { return nil }
      let place = fields[5].split(separator: ":")
      guard place.count == 3, UInt64(place[2]) == inode else { return nil }
      let isOnDevice =
        UInt64(place[0], radix: 16) == Self.major(device) && UInt64(place[1], radix: 16) == Self.minor(device)
      return (process, isOnDevice)
    }
    let own = locks.filter(\.isOnDevice)
    processes = (own.isEmpty ? locks : own).map(\.process)
  }

  /// The two parts of a device's number (glibc, gnu_dev_major(3)).
  private static func major(_ device: UInt64) -> UInt64 { device >> 8 & 0xFFF | device >> 32 & ~0xFFF }

  private static func minor(_ device: UInt64) -> UInt64 { device & 0xFF | device >> 12 & ~0xFF & 0xFFFF_FFFF }

  /// Whether a folder's lock is with users who can read the folder and change nothing in it. Only the folder's owner and root
  /// can, if its mode says so; a lock of theirs, or of somebody unknown, counts.
  static func areStrangers(to folder: FileDescriptor) -> Bool {
    guard let found = try? Stat(folder), found.permissions.rawValue & 0o022 == 0,
      let locks = text(of: "/proc/locks")
    else { return false }
    let users: Set<UInt32> = [0, geteuid(), found.userID.rawValue]
    let processes =
      LockHolders(of: UInt64(found.inode.rawValue), on: UInt64(found.deviceID.rawValue), in: locks).processes
    return !processes.isEmpty && processes.allSatisfy { !mayAct($0, for: users) }
  }

  /// Whose a folder's lock is, where it is nobody's who may be passed over. A process of another PID namespace is shown by
  /// nothing: an older version that works in another container looks like a reader of the folder there.
  static func holder(of folder: FileDescriptor) -> FileError.Holder {
    guard let found = try? Stat(folder), let locks = text(of: "/proc/locks") else { return .command }
    return holder(of: found.inode.rawValue, on: found.deviceID.rawValue, found.permissions, in: locks)
  }

  /// - Parameter permissions: The folder's.
  static func holder(
    of inode: some BinaryInteger, on device: some BinaryInteger, _ permissions: FilePermissions, in text: String
  ) -> FileError.Holder {
    let isShown = !LockHolders(of: UInt64(inode), on: UInt64(device), in: text).processes.isEmpty
    return isShown ? .command : .unknown(canRead: permissions.rawValue & 0o044 != 0)
  }

  /// Whether a process acts for one of some users, as far as that can be told. One that is gone has left the lock to a child,
  /// which no command of ours does.
  private static func mayAct(_ process: Int32, for users: Set<UInt32>) -> Bool {
    guard let status = text(of: FilePath("/proc/\(process)/status")) else {
      return kill(process, 0) == 0 || errno != ESRCH
    }
    return realUser(in: status).map(users.contains) ?? true
  }

  /// The number of the user who started a process. The effective one says less: anybody can start a program that acts for
  /// root, and a lock goes on with it.
  ///
  /// - Parameter status: What `/proc/PID/status` says. `Uid:` has the real, effective, saved and file system's user.
  static func realUser(in status: String) -> UInt32? {
    let line = status.split(separator: "\n").first { $0.hasPrefix("Uid:") }
    return line?.split(separator: "\t").dropFirst().first.flatMap { UInt32($0) }
  }

  private static func text(of path: FilePath) -> String? {
    (try? FileSystem.read(path, onlyRegular: true)).map { String(decoding: $0, as: UTF8.self) }
  }
}
