import Glibc

/// One writer at a time: an advisory lock on the home's folder itself, which the system lets go of when the process ends.
struct HomeLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for the lock, at most for some seconds.
  init(home: String, waiting seconds: Int) throws(CAError) {
    let descriptor = unsafe open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileSystem.failure("open", home) }
    var tries = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, tries < seconds * 20 else {
        close(descriptor)
        throw .locked(home: home, seconds: seconds)
      }
      tries += 1
      usleep(50_000)
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }
}
