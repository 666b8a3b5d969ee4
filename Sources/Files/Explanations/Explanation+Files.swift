public import Diagnostics

extension Explanation {
  /// Reading, locking and writing files.
  public static let inFiles: [Explanation] = [
    Explanation(
      "MT-HOME-01", "reading or writing a file succeeds", source: "the operating system's own error, in `why`",
      why: "Every file is written under a temporary name, flushed to disk and then renamed, so a failure leaves the "
        + "old file unchanged. The most common cause is a full disk.",
      repair: "Make room, or correct the path and its permissions, and run the command again."),
    Explanation(
      "MT-HOME-08", "only one command at a time changes a home",
      source: "flock(2) on the home's folder, and SQLite's own lock",
      why: "Two commands issuing at once could give two certificates the same name.",
      repair: "Wait for the other command. The lock ends with its process, so there is no lock file to remove."),
    Explanation(
      "MT-FIX-02", "a file must not change between reading and writing",
      source: "every command that edits a file reads it again before it writes",
      why: "Something else changed the file after it was read, for example while the command waited for an answer. "
        + "Writing would lose that change.",
      repair: "Run the command again."),
  ]
}
