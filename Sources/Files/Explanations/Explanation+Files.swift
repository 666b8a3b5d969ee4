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
      source: "flock(2) on `.lock` in the home's folder and on the folder itself, and SQLite's own lock",
      why: "Two commands issuing at once could give two certificates the same name.",
      repair:
        "Wait for the other command. The lock ends with its process, and the file `.lock` stays: there is nothing to "
        + "remove. If no command is running, `lslocks` names the program that has the lock."),
    Explanation(
      "MT-HOME-09", "an input has an end", source: "64 MiB for files, 1 MiB for secrets, 256 MiB for backups",
      why:
        "A device, a pipe or a hostile server can deliver bytes for ever. Reading stops at the limit instead of using "
        + "all memory.",
      repair: "Check that it is the right file. If it really is that large, split it."),
    Explanation(
      "MT-HOME-24", "a new file replaces nothing", source: "renameat2(2), RENAME_NOREPLACE",
      why: "Another command or another user made a file of that name between the first look and the last step.",
      repair: "Look at what is there. Move it away, or choose another name."),
    Explanation(
      "MT-HOME-34", "a folder that is whole gets its name", source: "renameat2(2), RENAME_NOREPLACE",
      why:
        "A leaf's folder is filled under another name, and gets its own when the leaf is recorded. Whatever came to be "
        + "there in the meantime is somebody else's, and stays. The leaf is issued, and its key is nowhere else.",
      repair: "Move the folder that the message names to where it should be."),
    Explanation(
      "MT-HOME-25", "a link is followed when a file is written", source: "readlink(2)",
      why: "The link points to nothing. Writing would put a file in place of the link, and what it was meant to change "
        + "would stay as it is.",
      repair: "Repair the link, or remove it."),
    Explanation(
      "MT-HOME-36", "a home and a result are files", source: "stat(2)",
      why: "A pipe in the place of a file that the tool keeps would have every command wait. A result that is written "
        + "as a whole would replace a pipe or a device, and its reader would wait in vain.",
      repair: "Name a file, or a stream of the command itself: /dev/stdout, /dev/stderr or /dev/fd/N. Input may come "
        + "from a pipe."),
    Explanation(
      "MT-HOME-26", "a sealing key is a file of its own", source: "sealing.key",
      why:
        "A new sealing key takes the place of the old one, or the old one is removed. With a link, the old key would "
        + "stay where the link points to.",
      repair: "Move the file itself to the place of the link. Then run the command again."),
    Explanation(
      "MT-HOME-29", "a mesh's folder is a folder of its own", source: "renameat2(2), RENAME_EXCHANGE",
      why:
        "Each folder under out is built beside the old one and put in its place as a whole, together with the folders "
        + "in it. With a link, files and private keys would stay where it points to, and nobody would look there.",
      repair:
        "Move the folder to the place of the link, or remove the link. To keep the files elsewhere, copy them there "
        + "after `meshtrust apply`, or link to out/MESH from there."),
    Explanation(
      "MT-FIX-02", "a file must not change between reading and writing",
      source: "every command that edits a file reads it again before it writes",
      why: "Something else changed the file after it was read, for example while the command waited for an answer. "
        + "Writing would lose that change.",
      repair: "Run the command again."),
  ]
}
